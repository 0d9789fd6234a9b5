import { id, SigningKey, Wallet, ZeroHash } from "ethers";
import { composeRejection } from "../../../safes/proposals/composition";
import { hashTransaction } from "../../../safes/proposals/hashes";
import { createProposal } from "../../../safes/proposals/proposal";
import { scheduledOperations } from "../../../safes/proposals/scheduled-operations";
import { addApproval, addSignature } from "../../../safes/proposals/signatures";
import { type ChainFacts, describeState, stateOf } from "../../../safes/proposals/state";
import { encodeSchedule, operationId } from "../../../safes/proposals/timelock-calls";
import { address, options, safe, state } from "./samples";

const keys = [1, 2, 3].map((number) => new SigningKey(id(`owner ${number} of a state`)));
const owners = keys.map((key) => new Wallet(key).address);
const plain = { ...options, state: { ...state, owners }, wanted: undefined };
const proposal = createProposal({ ...plain, calls: [{ to: address(9), value: 1n, data: "0x" }] });
const operation = (number: number) => ({
  calls: [{ to: address(number), value: 0n, data: "0x" }],
  predecessor: ZeroHash,
  salt: ZeroHash,
});
const timelocked = createProposal({
  ...plain,
  calls: [1, 2].map((number) => encodeSchedule(address(0x71), operation(number), 172_800n)),
});
const facts: ChainFacts = {
  nonce: 7n,
  executed: [],
  approvedBy: [],
  timelockTimestampsSeconds: {},
  nowSeconds: 1_800_000_000n,
};
const signed = (count: number) =>
  keys.slice(0, count).reduce((each, key) => addSignature(each, key.sign(each.safeTxHash).serialized), proposal);
const spell = (each: typeof proposal, changes: Partial<ChainFacts> = {}) =>
  describeState(stateOf(each, { ...facts, ...changes }));

describe("a proposal is", () => {
  it("proposed, then k of m signed, then ready", () => {
    expect([0, 1, 2, 3].map((count) => spell(signed(count)))).toEqual(["proposed", "1 of 2 signed", "ready", "ready"]);
  });

  it("signed by approvals on chain as well, but each owner counts once", () => {
    expect(spell(signed(1), { approvedBy: [owners[0] as string] })).toBe("1 of 2 signed");
    expect(spell(signed(1), { approvedBy: [owners[2] as string] })).toBe("ready");
    expect(spell(signed(1), { approvedBy: [address(66)] })).toBe("1 of 2 signed");
  });

  it("not signed by an approval that only the file knows of", () => {
    expect(spell(addApproval(proposal, owners[0] as string))).toBe("proposed");
  });

  it("ready behind others while the Safe has not come to its nonce", () => {
    expect(spell(signed(2), { nonce: 5n })).toBe("ready, behind 2 other nonces");
  });

  it("executed when the chain says so, whatever the file knows", () => {
    expect(spell(proposal, { nonce: 8n, executed: [{ safeTxHash: proposal.safeTxHash }] })).toBe("executed");
  });

  it("stale when another transaction has used up the nonce, by its hash where that is known", () => {
    expect(spell(signed(2), { nonce: 8n })).toBe("stale: its nonce went to another transaction");
    const executed = [{ safeTxHash: id("other"), nonce: 7n }];
    expect(stateOf(signed(2), { ...facts, nonce: 8n, executed })).toEqual({ state: "stale", by: id("other") });
    expect(spell(signed(2), { nonce: 9n, executed: [{ safeTxHash: id("next"), nonce: 8n }] })).not.toContain(
      id("next"),
    );
  });

  it("cancelled when the owners executed the rejection of its nonce", () => {
    const { safeTxHash } = hashTransaction(state, composeRejection(safe, 7n));
    expect(spell(signed(2), { nonce: 8n, executed: [{ safeTxHash }] })).toBe("cancelled: the owners rejected it");
  });

  describe("with operations in a timelock,", () => {
    const executed = { nonce: 8n, executed: [{ safeTxHash: timelocked.safeTxHash }] };
    const at = (first: bigint, second: bigint) =>
      spell(timelocked, {
        ...executed,
        timelockTimestampsSeconds: { [operationId(operation(1))]: first, [operationId(operation(2))]: second },
      });

    it("known by their ids", () => {
      expect(scheduledOperations(timelocked)).toMatchObject(
        [1, 2].map((number) => ({ timelock: address(0x71), operationId: operationId(operation(number)) })),
      );
      expect(scheduledOperations(proposal)).toEqual([]);
    });

    it("scheduled until the last of them is due", () => {
      expect(at(1_800_000_001n, 1_800_172_800n)).toBe("scheduled for 2027-01-17T08:00:00.000Z");
      expect(at(1n, 1_800_172_800n)).toBe("scheduled for 2027-01-17T08:00:00.000Z");
      expect(at(1_700_000_000n, 1_800_000_000n)).toBe("scheduled, due");
    });

    it("executed once all of them are done", () => expect(at(1n, 1n)).toBe("executed"));

    it("cancelled once one of them is", () => expect(at(0n, 1_800_172_800n)).toBe("cancelled in the timelock"));

    it("nothing that can be told while nobody has read their timestamps", () => {
      expect(() => spell(timelocked, executed)).toThrow("has to be read");
    });
  });
});
