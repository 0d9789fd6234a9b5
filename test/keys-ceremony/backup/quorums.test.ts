import { proveQuorums, quorumsOf } from "../../../keys-ceremony/backup/quorums";
import { splitEntropy } from "../../../keys-ceremony/backup/slip39";
import { deriveKey, mnemonicOf } from "../../../keys-ceremony/derivation";

const entropy = crypto.getRandomValues(new Uint8Array(32));
const addressOf = (recovered: Uint8Array) => deriveKey(mnemonicOf(recovered), "m/44'/60'/0'/0/0").address;
const address = addressOf(entropy);
const oneGroup = (threshold: number, count: number) => ({
  groupThreshold: 1,
  groups: [{ name: "holders", threshold, count }],
});

describe("the quorums of a backup", () => {
  it("are every smallest set that suffices: 126 for 5 of 9", () => {
    const quorums = [...quorumsOf(oneGroup(5, 9))].map((quorum) => quorum.map(([, member]) => member).join());

    expect(quorums).toHaveLength(126);
    expect(new Set(quorums).size).toBe(126);
    expect(quorums[0]).toBe("0,1,2,3,4");
  });

  it("all recover the address", () => {
    const split = oneGroup(5, 9);
    const proof = proveQuorums({ split, shares: splitEntropy(entropy, split), addressOf, address });

    expect(proof).toEqual({ quorums: 126, address });
  });

  it("go through every choice of groups", () => {
    const split = {
      groupThreshold: 2,
      groups: [
        { name: "a", threshold: 2, count: 3 },
        { name: "b", threshold: 1, count: 1 },
        { name: "c", threshold: 3, count: 4 },
      ],
    };
    // 3 x 1 of a and b, 3 x 4 of a and c, 1 x 4 of b and c.
    expect(proveQuorums({ split, shares: splitEntropy(entropy, split), addressOf, address }).quorums).toBe(19);
  });

  it("are refused when one set recovers another key, by its shares", () => {
    const split = oneGroup(2, 3);
    const shares = splitEntropy(entropy, split);
    const calls: string[] = [];
    const wrongOnce = (recovered: Uint8Array) => {
      calls.push("asked");
      return addressOf(recovered).replace(/.$/, "0");
    };

    expect(() => proveQuorums({ split, shares, addressOf: wrongOnce, address: "0x1" })).toThrow(
      /recovers another key \(group 1 share 1, group 1 share 2\)[\s\S]*do not wipe the original/,
    );
    expect(calls).toHaveLength(1);
  });

  it("are refused when a share is of another split, wherever it stands", () => {
    const split = oneGroup(2, 3);
    const [ours = []] = splitEntropy(entropy, split);
    const [others = []] = splitEntropy(entropy, split);
    const mixed = [...ours.slice(0, 2), others[2] as string];

    expect(() => proveQuorums({ split, shares: [mixed], addressOf, address })).toThrow(/different secrets/);
  });
});
