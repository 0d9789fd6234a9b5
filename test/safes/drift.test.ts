import { ZeroAddress } from "ethers";
import { describeDrift, findDrift } from "../../safes/drift";
import type { SafeRecord } from "../../safes/safe/observation";
import type { TimelockObservation } from "../../safes/timelock/observation";
import { address, handler, safe } from "./proposals/samples";

const recorded: SafeRecord = {
  address: safe,
  version: "1.4.1",
  owners: [address(1), address(2), address(3)],
  threshold: 2,
  modules: [address(0x30)],
  guard: ZeroAddress,
  fallbackHandler: handler,
  singleton: address(0x51),
  nonce: "7",
  codeHash: "0xc0de",
};

describe("drift of a Safe", () => {
  it("is nothing where nothing moved", () => {
    expect(describeDrift("Safe", recorded, { ...recorded })).toEqual([]);
  });

  it.each<[string, Partial<SafeRecord>, string[]]>([
    [
      "owners that came and went, and the threshold",
      { owners: [address(4), address(1), address(2), address(5)], threshold: 1 },
      [
        `owner ${address(3)}: present -> absent`,
        `owner ${address(4)}: absent -> present`,
        `owner ${address(5)}: absent -> present`,
        "threshold: 2 of 3 -> 1 of 4",
      ],
    ],
    [
      "owners in another order",
      { owners: [address(2), address(1), address(3)] },
      [
        `order of the owners: ${address(1)}, ${address(2)}, ${address(3)} -> ${address(2)}, ${address(1)}, ${address(3)}`,
      ],
    ],
    ["a module", { modules: [] }, [`module ${address(0x30)}: present -> absent`]],
    ["a guard", { guard: address(0x60) }, [`guard: none -> ${address(0x60)}`]],
    ["a module guard", { moduleGuard: address(0x61) }, [`module guard: none -> ${address(0x61)}`]],
    ["no fallback handler", { fallbackHandler: ZeroAddress }, [`fallback handler: ${handler} -> none`]],
    [
      "another singleton and version",
      { singleton: address(0x52), version: "1.5.0" },
      [`singleton: ${address(0x51)} -> ${address(0x52)}`, "version: 1.4.1 -> 1.5.0"],
    ],
    ["a transaction that left nothing but its nonce", { nonce: "8" }, ["nonce: 7 -> 8"]],
    ["other code", { codeHash: "0xdead" }, ["code hash: 0xc0de -> 0xdead"]],
  ])("names %s", (_what, change, lines) => {
    expect(linesOf("Safe", recorded, { ...recorded, ...change })).toEqual(lines);
  });

  it("says that there is nothing to compare with, rather than nothing", () => {
    expect(describeDrift("Safe", undefined, recorded)).toHaveLength(1);
  });
});

describe("drift of a timelock", () => {
  const timelock: TimelockObservation = {
    address: address(0x71),
    minDelaySeconds: 172_800,
    roles: { admin: [address(0x71)], proposer: [safe], executor: [ZeroAddress], canceller: [safe, address(9)] },
    codeHash: "0xc0de",
  };

  it("is nothing where nothing moved", () => {
    expect(describeDrift("Timelock", timelock, { ...timelock })).toEqual([]);
  });

  it("names the delay, every role that was granted or revoked, and other code", () => {
    const found = {
      ...timelock,
      minDelaySeconds: 60,
      roles: { ...timelock.roles, admin: [address(0x71), address(8)], canceller: [safe] },
      codeHash: "0xdead",
    };
    expect(linesOf("Timelock", timelock, found)).toEqual([
      "delay: 172800 s -> 60 s",
      `role admin of ${address(8)}: not granted -> granted`,
      `role canceller of ${address(9)}: granted -> not granted`,
      "code hash: 0xc0de -> 0xdead",
    ]);
  });
});

describe("drift of a call", () => {
  const type = "safes:index:Call";
  const proposal = { safeTxHash: "0x01", state: "proposed" };

  it("is what it brought about and is gone", () => {
    expect(findDrift(type, { status: "done" }, { status: "undone", found: "9" })).toHaveLength(2);
  });

  it("is not how far its owners are with what it waits for", () => {
    const waiting = { status: "proposed", proposal, transactions: [] };
    const signed = { ...waiting, status: "1 of 2 signed", proposal: { ...proposal, state: "1 of 2 signed" } };
    expect(findDrift(type, waiting, signed)).toEqual([]);
    expect(findDrift(type, waiting, { status: "done", transactions: [] })).toEqual([]);
  });
});

function linesOf(...args: Parameters<typeof describeDrift>): string[] {
  return describeDrift(...args).map(({ what, recorded: before, found }) => `${what}: ${before} -> ${found}`);
}
