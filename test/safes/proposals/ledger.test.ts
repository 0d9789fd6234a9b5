import { planChanges } from "../../../safes/proposals/changes";
import { invalidatedBy, isUpToDate, keepLedger, precedingOf, stateAt } from "../../../safes/proposals/ledger";
import { createProposal } from "../../../safes/proposals/proposal";
import type { Proposal } from "../../../safes/proposals/proposal-schema";
import type { SafeSettings, SafeState } from "../../../safes/proposals/safe-state";
import { address, options, settings, state } from "./samples";

/** A proposal that turns `from` into a Safe with these owners. */
const change = (from: SafeState | Proposal, nonce: bigint, ...owners: number[]): Proposal => {
  const before: SafeState = "after" in from ? { ...state, ...from.after } : from;
  const wanted: SafeSettings = { ...settings({ owners: owners.map(address) }), threshold: 2 };
  return createProposal({ ...options, state: before, wanted, calls: planChanges(before, wanted), nonce });
};
const payment = (nonce: bigint, value = 1n) =>
  createProposal({ ...options, wanted: undefined, nonce, calls: [{ to: address(9), value, data: "0x" }] });

const first = change(state, 7n, 1, 2, 4);
const second = change(first, 8n, 1, 2, 5);
const third = change(second, 9n, 1, 2, 6);
const rival = change(state, 7n, 1, 2, 7);

const reasons = (found: ReturnType<typeof invalidatedBy>) =>
  found.map(({ proposal, reason }) => [proposal.transaction.nonce, reason]);

describe("the ledger of a Safe's proposals", () => {
  it("gives the next proposal the first nonce that is neither used up nor proposed", () => {
    expect(keepLedger([], 7n).nextNonce).toBe(7n);
    expect(keepLedger([second, first], 7n).nextNonce).toBe(9n);
    expect(keepLedger([first, third], 7n).nextNonce).toBe(8n);
    expect(keepLedger([first], 12n).nextNonce).toBe(12n);
  });

  it("tells what is pending from what is past, by nonce", () => {
    const { pending, past } = keepLedger([third, first, second], 8n);
    expect(pending).toEqual([second, third]);
    expect(past).toEqual([first]);
  });

  it("names proposals of the same nonce as conflicts", () => {
    const { conflicts } = keepLedger([first, rival, second], 7n);
    expect(conflicts).toHaveLength(1);
    expect(new Set(conflicts[0])).toEqual(new Set([first, rival]));
    expect(keepLedger([first, second], 7n).conflicts).toEqual([]);
  });

  it("is the same whatever order the proposals come in", () => {
    expect(keepLedger([second, rival, first], 7n)).toEqual(keepLedger([first, second, rival], 7n));
  });

  it("is of one Safe on one chain", () => {
    const elsewhere = createProposal({ ...options, state: { ...state, chainId: 1n } });
    expect(() => keepLedger([first, elsewhere], 7n)).toThrow("a ledger is of one Safe");
  });
});

describe("a transaction that takes a nonce", () => {
  const ledger = keepLedger([first, second, third, payment(10n)], 7n);

  it("invalidates nothing when it is the one that everybody counted on", () => {
    expect(invalidatedBy(ledger, { nonce: 7n, safeTxHash: first.safeTxHash, after: first.after })).toEqual([]);
  });

  it("invalidates the others of its nonce and those that were planned on top of them", () => {
    const found = invalidatedBy(ledger, { nonce: 7n, safeTxHash: rival.safeTxHash, after: rival.after });
    expect(reasons(found)).toEqual([
      [7n, `its nonce 7 goes to ${rival.safeTxHash}`],
      [8n, expect.stringContaining(`owner ${address(4)} is removed; owner ${address(7)} is added`)],
      [9n, expect.stringContaining("it was planned for other settings than there will be")],
    ]);
  });

  it("invalidates what was planned for another order of the Safe's lists", () => {
    const after = { ...first.after, owners: first.after.owners.toReversed() };
    const found = invalidatedBy(ledger, { nonce: 7n, safeTxHash: first.safeTxHash, after });
    expect(found[0]?.reason).toBe(
      "it was planned for other settings than there will be: the lists are in another order",
    );
  });

  it("leaves a proposal alone that changes no settings", () => {
    const payments = keepLedger([payment(8n)], 7n);
    expect(invalidatedBy(payments, { nonce: 7n, safeTxHash: first.safeTxHash, after: first.after })).toEqual([]);
  });
});

describe("what comes before a nonce", () => {
  const written = (proposal: Proposal, createdAt: string) => ({ ...proposal, createdAt });

  it("is every pending proposal of a lower one, in their order", () => {
    expect(precedingOf(keepLedger([third, first, second], 7n), 9n)).toEqual([first, second]);
    expect(precedingOf(keepLedger([first], 7n), 7n)).toEqual([]);
  });

  it("is of rivals the one that was written last", () => {
    const [early, late] = [written(rival, "2026-05-04T10:00:00Z"), written(first, "2026-05-05T10:00:00Z")];
    expect(precedingOf(keepLedger([late, early], 7n), 8n)).toEqual([late]);
  });

  it("makes the Safe what it will be then", () => {
    const ledger = keepLedger([first, payment(8n)], 7n);
    expect(stateAt(ledger, state, 7n)).toEqual(state);
    expect(stateAt(ledger, state, 9n)).toEqual({ ...state, ...first.after, nonce: 9n });
  });

  it("puts a proposal out of date that was planned for something else, or that a later one replaced", () => {
    const ledger = keepLedger([first, second], 7n);
    expect([first, second].map((each) => isUpToDate(ledger, state, each))).toEqual([true, true]);
    expect(isUpToDate(ledger, { ...state, modules: [address(0x30)] }, first)).toBe(false);
    const replaced = keepLedger([first, written(rival, "2026-05-05T10:00:00Z"), second], 7n);
    expect([first, second].map((each) => isUpToDate(replaced, state, each))).toEqual([false, false]);
  });
});
