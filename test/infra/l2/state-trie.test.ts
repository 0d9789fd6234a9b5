import { createMPT } from "@ethereumjs/mpt";
import { encodeRlp, getBytes, hexlify, keccak256, toBeHex } from "ethers";
import fc from "fast-check";
import { EMPTY_TRIE_ROOT, stateRootOf, trieRoot } from "../../../infra/l2/state-trie";

const digits = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((value) => hexlify(value));

describe("a trie's root", () => {
  it("is the well-known one when there is nothing in it", () => {
    expect(trieRoot([])).toBe(EMPTY_TRIE_ROOT);
    expect(EMPTY_TRIE_ROOT).toBe("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
  });

  it("is what another implementation computes, for any number of entries, in any order", async () => {
    // Values of one byte make nodes that are shorter than a hash.
    const value = fc
      .oneof(digits(1), fc.integer({ min: 2, max: 90 }).chain(digits))
      .filter((data) => BigInt(data) !== 0n);
    const entries = fc.uniqueArray(fc.tuple(digits(20), value), { maxLength: 120, selector: ([key]) => key });
    await fc.assert(
      fc.asyncProperty(entries, async (pairs) => {
        const other = await createMPT({ useKeyHashing: true });
        for (const [key, data] of pairs) await other.put(getBytes(key), getBytes(data));
        expect(trieRoot(pairs.map(([key, data]) => [key, getBytes(data)] as const).reverse())).toBe(
          hexlify(other.root()),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("changes with every part of an account", () => {
    const account = { balanceWei: 1n, nonce: 1, code: "0x00", storage: { [toBeHex(0, 32)]: toBeHex(1, 32) } };
    const variants = [
      account,
      { ...account, balanceWei: 2n },
      { ...account, nonce: 2 },
      { ...account, code: "0x01" },
      { ...account, storage: { [toBeHex(1, 32)]: toBeHex(1, 32) } },
      { ...account, storage: { [toBeHex(0, 32)]: toBeHex(2, 32) } },
    ];
    const roots = variants.map((variant) => stateRootOf(new Map([[toBeHex(1, 20), variant]])));
    expect(new Set(roots).size).toBe(variants.length);
  });

  it("of a state is that of its accounts' hashes", () => {
    const emptyCode = keccak256("0x");
    const leaf = encodeRlp(["0x", "0x01", EMPTY_TRIE_ROOT, emptyCode]);
    expect(stateRootOf(new Map([[toBeHex(1, 20), { balanceWei: 1n }]]))).toBe(
      trieRoot([[toBeHex(1, 20), getBytes(leaf)]]),
    );
  });
});
