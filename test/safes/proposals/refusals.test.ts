import { ZeroAddress } from "ethers";
import { planChanges } from "../../../safes/proposals/changes";
import { composeRejection, composeTransaction } from "../../../safes/proposals/composition";
import { knownMultiSends, multiSendCallOnlyOf } from "../../../safes/proposals/known-multi-sends";
import { encodeBatch } from "../../../safes/proposals/multi-send";
import { assessTransaction, type RefusalContext } from "../../../safes/proposals/refusals";
import { safeAbi } from "../../../safes/proposals/safe-abi";
import type { SafeTransaction } from "../../../safes/proposals/transaction";
import { address, safe, settings, state, transaction, wanted } from "./samples";

const SENTINEL = "0x0000000000000000000000000000000000000001";
const context: RefusalContext = { safe: state, before: state, wanted: state };
const self = (name: string, ...args: unknown[]) => ({
  to: safe,
  value: 0n,
  data: safeAbi.encodeFunctionData(name, args),
});

const rulesOf = (changes: Partial<SafeTransaction>, more: Partial<RefusalContext> = {}) =>
  assessTransaction(transaction(changes), { ...context, ...more }).refusals.map(({ rule }) => rule);
const rulesOfCalls = (calls: ReturnType<typeof self>[], more: Partial<RefusalContext> = {}) =>
  rulesOf(composeTransaction(calls, { ...state, ...more.safe }, { nonce: 7n }), more);

describe("a transaction that only calls", () => {
  it("is not refused: to another contract, of nothing, or to use up a nonce", () => {
    expect(rulesOf({ value: 10n ** 18n })).toEqual([]);
    expect(rulesOf({ data: "0x12345678" })).toEqual([]);
    expect(rulesOf(composeRejection(safe, 7n))).toEqual([]);
  });

  it("is refused when it pays whoever executes, in any of the three fields", () => {
    expect(rulesOf({ gasPrice: 1n })).toEqual(["refund"]);
    expect(rulesOf({ gasToken: address(1) })).toEqual(["refund"]);
    expect(rulesOf({ refundReceiver: address(1) })).toEqual(["refund"]);
  });

  it.each(["value", "safeTxGas", "baseGas", "nonce"] as const)("is refused when its %s has no 256 bits", (field) => {
    expect(rulesOf({ [field]: 2n ** 256n })).toEqual(["field-range"]);
    expect(rulesOf({ [field]: -1n })).toEqual(["field-range"]);
    expect(rulesOf({ [field]: 2n ** 256n - 1n })).toEqual([]);
  });
});

describe("a DELEGATECALL", () => {
  const data = encodeBatch([{ operation: 0, to: address(1), value: 0n, data: "0x" }]);

  it.each(knownMultiSends(state).map(({ name, address: to }) => [name, to]))("may go to %s of the version", (_, to) => {
    expect(rulesOf({ operation: 1, to, data })).toEqual([]);
  });

  it("is refused to anything else, even with the data of a batch", () => {
    expect(rulesOf({ operation: 1, data })).toEqual(["delegatecall-target"]);
    expect(rulesOf({ operation: 1 })).toEqual(["delegatecall-target"]);
  });

  it("is refused to the MultiSend of another version, and with other data than a batch", () => {
    const to = multiSendCallOnlyOf(state);
    expect(rulesOf({ operation: 1, to, data }, { safe: { ...state, version: "1.5.0" } })).toEqual([
      "delegatecall-target",
    ]);
    expect(rulesOf({ operation: 1, to, data: "0x12345678" })).toEqual(["delegatecall-target"]);
  });

  it("may go to a contract that somebody vouches for", () => {
    expect(rulesOf({ operation: 1, data }, { trustedMultiSends: [address(0xbeef)] })).toEqual([]);
  });

  it("is refused with a value that it would not send", () => {
    expect(rulesOf({ operation: 1, to: multiSendCallOnlyOf(state), data, value: 1n })).toEqual(["delegatecall-value"]);
  });

  it("is refused when its batch delegates further, does something unknown or cannot be read", () => {
    const to = multiSendCallOnlyOf(state);
    const nest = (operation: number) => encodeBatch([{ operation, to, value: 0n, data }]);
    expect(rulesOf({ operation: 1, to, data: nest(1) })).toEqual(["batch-nested-delegatecall"]);
    expect(rulesOf({ operation: 1, to, data: nest(7) })).toEqual(["batch-nested-delegatecall"]);
    expect(rulesOf({ operation: 1, to, data: `${data}00` })).toEqual(["batch-malformed"]);
  });
});

describe("a change of the Safe itself", () => {
  it("is not refused when it is what is wanted", () => {
    expect(rulesOfCalls([...planChanges(state, wanted)], { wanted })).toEqual([]);
  });

  it.each([
    ["the zero address", ZeroAddress, "owner-reserved"],
    ["the sentinel", SENTINEL, "owner-reserved"],
    ["the Safe itself", safe, "owner-is-safe"],
    ["somebody who is one already", address(2), "owner-duplicate"],
  ])("is refused when it makes %s an owner", (_, owner, rule) => {
    expect(rulesOfCalls([self("addOwnerWithThreshold", owner, 2)])).toEqual([rule]);
    expect(rulesOfCalls([self("swapOwner", SENTINEL, address(1), owner)])).toEqual([rule]);
  });

  it("is refused when the owners could never give enough signatures, or none were needed", () => {
    expect(rulesOfCalls([self("changeThreshold", 4)])).toEqual(["threshold-above-owners"]);
    expect(rulesOfCalls([self("removeOwner", SENTINEL, address(1), 3)])).toEqual(["threshold-above-owners"]);
    expect(rulesOfCalls([self("changeThreshold", 0)])).toEqual(["threshold-zero"]);
  });

  it("is refused when it lowers the threshold, unless that is allowed explicitly", () => {
    const lower = settings({ threshold: 1 });
    const calls = [...planChanges(state, lower)];
    expect(rulesOfCalls(calls, { wanted: lower })).toEqual(["threshold-lowered"]);
    expect(rulesOfCalls(calls, { wanted: lower, allowLowerThreshold: true })).toEqual([]);
  });

  it("is refused when the threshold is lower in between, whatever is allowed", () => {
    const calls = [self("changeThreshold", 1), self("changeThreshold", 2)];
    expect(rulesOfCalls(calls)).toEqual(["threshold-lowered"]);
    expect(rulesOfCalls(calls, { allowLowerThreshold: true })).toEqual(["threshold-lowered"]);
  });

  it.each([
    ["enables a module", self("enableModule", address(21)), "module-unwanted", { modules: [address(21)] }],
    ["sets a guard", self("setGuard", address(31)), "guard-unwanted", { guard: address(31) }],
    ["sets a module guard", self("setModuleGuard", address(32)), "module-guard-unwanted", { moduleGuard: address(32) }],
    [
      "sets a fallback handler",
      self("setFallbackHandler", address(33)),
      "fallback-handler-unwanted",
      { fallbackHandler: address(33) },
    ],
  ] as const)("is refused when it %s that nobody wants", (_, call, rule, change) => {
    const newest = { safe: { ...state, version: "1.5.0" } };
    expect(rulesOfCalls([call], newest)).toEqual([rule]);
    expect(rulesOfCalls([call], { ...newest, wanted: undefined })).toEqual([rule]);
    expect(rulesOfCalls([call], { ...newest, wanted: settings(change) })).toEqual([]);
  });

  it("is refused when a guard is cleared that should stay", () => {
    const guarded = settings({ guard: address(31) });
    expect(rulesOfCalls([self("setGuard", ZeroAddress)], { before: guarded, wanted: guarded })).toEqual([
      "guard-unwanted",
    ]);
  });

  it("is refused when the Safe would be its own handler", () => {
    expect(rulesOfCalls([self("setFallbackHandler", safe)], { wanted: undefined })).toEqual([
      "fallback-handler-is-safe",
      "fallback-handler-unwanted",
    ]);
  });

  it("is refused when the version does not have it, for its fallback handler would swallow the call", () => {
    const guarded = settings({ guard: address(31) });
    const old = { ...state, version: "1.2.0" };
    expect(rulesOfCalls([self("setGuard", address(31))], { safe: old, wanted: guarded })).toEqual(["not-in-version"]);
  });

  it("is refused when it replaces the code of an old Safe, or is no function whose effect is known", () => {
    expect(rulesOfCalls([self("changeMasterCopy", address(9))])).toEqual(["singleton-changed"]);
    expect(rulesOf({ to: safe, data: "0x12345678" })).toEqual(["self-call-unknown"]);
    expect(rulesOfCalls([self("simulateAndRevert", address(9), "0x")])).toEqual(["self-call-unknown"]);
    const dirty = self("changeThreshold", 2).data.concat("00");
    expect(rulesOf({ to: safe, data: dirty })).toEqual(["self-call-unknown"]);
  });

  it("is refused when it was planned for another list of owners", () => {
    const call = self("removeOwner", address(3), address(1), 2);
    const { refusals } = assessTransaction(transaction(call), { ...context, wanted: undefined });
    expect(refusals).toMatchInlineSnapshot(`
[
  {
    "fix": "plan the changes again from the Safe as it is now",
    "reason": "removeOwner would fail with GS205: the owner before it in the list is another one (3 owners at that point)",
    "rule": "self-call-fails",
  },
]
`);
  });

  it("is refused when it does not end as wanted, even if nothing else is wrong with it", () => {
    const { refusals } = assessTransaction(transaction(self("addOwnerWithThreshold", address(9), 2)), context);
    expect(refusals).toMatchInlineSnapshot(`
[
  {
    "fix": "plan the changes again from the Safe as it is now",
    "reason": "the Safe would not end as wanted; what would still have to change: owner 0x00000000000000000000000000000000a0000009 is removed",
    "rule": "settings-missed",
  },
]
`);
    expect(rulesOf({}, { wanted })).toEqual(["settings-missed"]);
  });

  it("is seen behind the zero address in a batch of 1.5.0", () => {
    const newest = { ...state, version: "1.5.0" };
    const data = encodeBatch([{ ...self("enableModule", address(21)), to: ZeroAddress, operation: 0 }]);
    const batch = { operation: 1 as const, to: multiSendCallOnlyOf(newest), data };
    expect(rulesOf(batch, { safe: newest })).toEqual(["module-unwanted"]);
  });
});

describe("the refusals of a transaction", () => {
  const worst = transaction({
    operation: 1,
    value: 5n,
    gasPrice: 1n,
    data: encodeBatch([
      { ...self("addOwnerWithThreshold", ZeroAddress, 0), operation: 0 },
      { ...self("enableModule", address(21)), operation: 0 },
      { operation: 1, to: address(1), value: 0n, data: "0x" },
    ]),
  });

  it("come all at once, each with what to do", () => {
    expect(assessTransaction(worst, context).refusals).toMatchInlineSnapshot(`
[
  {
    "fix": "propose it with gasPrice 0 and the zero address for both; whoever executes pays the gas",
    "reason": "the Safe would pay whoever executes: gasPrice 1",
    "rule": "refund",
  },
  {
    "fix": "call it with operation 0, or pack calls through 0x9641d764fc13c8B624c04430C7356C1C7C8102e2 or 0x38869bf66a61cF6bDB996A6aE40D5853Fd43B526",
    "reason": "DELEGATECALL to 0x00000000000000000000000000000000A000BeeF: its code would act as the Safe and could replace the owners and the Safe's code",
    "rule": "delegatecall-target",
  },
  {
    "fix": "set the value to 0 and let the calls in the batch have theirs",
    "reason": "a DELEGATECALL sends nothing, yet its value is 5 wei",
    "rule": "delegatecall-value",
  },
  {
    "fix": "make every entry a plain call (operation 0)",
    "reason": "entry 3 of the batch is a DELEGATECALL to 0x00000000000000000000000000000000A0000001",
    "rule": "batch-nested-delegatecall",
  },
  {
    "fix": "name the address of a key or of another contract that can sign",
    "reason": "0x0000000000000000000000000000000000000000 cannot be an owner",
    "rule": "owner-reserved",
  },
  {
    "fix": "set at least 1",
    "reason": "the threshold would be zero",
    "rule": "threshold-zero",
  },
  {
    "fix": "state it in the Safe's wanted settings if it is meant, and propose it from there",
    "reason": "module 0x00000000000000000000000000000000a0000015 would act for the Safe without any signature",
    "rule": "module-unwanted",
  },
]
`);
  });

  it("say what cannot be judged without the Safe's present settings", () => {
    const call = transaction(self("removeOwner", address(1), address(2), 1));
    expect(assessTransaction(call, { safe: state })).toMatchInlineSnapshot(`
{
  "refusals": [],
  "unjudged": [
    {
      "reason": "removeOwner: the Safe's present owners and threshold are not known here",
      "rule": "threshold-above-owners",
    },
    {
      "reason": "removeOwner: the Safe's present owners and threshold are not known here",
      "rule": "threshold-lowered",
    },
  ],
}
`);
  });
});
