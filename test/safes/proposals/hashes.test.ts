import { calculateSafeTransactionHash } from "@safe-global/protocol-kit";
import { AbiCoder, id, keccak256 } from "ethers";
import fc from "fast-check";
import { hashTransaction } from "../../../safes/proposals/hashes";
import type { Operation, SafeTransaction } from "../../../safes/proposals/transaction";
import vectors from "../vectors/hashes.json";
import { address, messageOf, safe, transaction } from "./samples";

type Vector = (typeof vectors)[number] & { readonly domainHash?: string; messageHash?: string; safeTxHash?: string };

const identity = { address: safe, chainId: 420691n, version: "1.4.1" };

const read = (vector: Vector): SafeTransaction => ({
  to: vector.to,
  value: BigInt(vector.value),
  data: vector.data,
  // The oldest Safes had an operation 2 (CREATE), which nobody can propose here but somebody signed.
  operation: Number(vector.operation) as Operation,
  safeTxGas: BigInt(vector.safeTxGas),
  baseGas: BigInt(vector.baseGas),
  gasPrice: BigInt(vector.gasPrice),
  gasToken: vector.gasToken,
  refundReceiver: vector.refundReceiver,
  nonce: BigInt(vector.nonce),
});

const addresses = fc.integer({ min: 1, max: 1_000_000 }).map(address);
const numbers = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const transactions: fc.Arbitrary<SafeTransaction> = fc.record({
  to: addresses,
  value: numbers,
  data: fc.uint8Array({ maxLength: 200 }).map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`),
  operation: fc.constantFrom(0 as const, 1 as const),
  safeTxGas: numbers,
  baseGas: numbers,
  gasPrice: numbers,
  gasToken: addresses,
  refundReceiver: addresses,
  nonce: fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }),
});

describe("the hashes of a Safe's transaction", () => {
  it.each(vectors.map((vector) => [`${vector.source} (${vector.version} on ${vector.chainId})`, vector as Vector]))(
    "are those published in %s",
    (_, vector) => {
      const { version, chainId } = vector;
      const hashes = hashTransaction({ address: vector.safe, chainId: BigInt(chainId), version }, read(vector));
      const { domainHash, messageHash, safeTxHash } = vector;
      const published = Object.entries({ domainHash, messageHash, safeTxHash }).filter(
        ([, hash]) => hash !== undefined,
      );
      expect(published.length).toBeGreaterThan(0);
      expect(hashes).toMatchObject(Object.fromEntries(published));
    },
  );

  it("are held against published ones of several versions and chains", () => {
    expect(vectors.length).toBeGreaterThanOrEqual(10);
    expect(new Set(vectors.map(({ version }) => version)).size).toBeGreaterThanOrEqual(4);
    expect(new Set(vectors.map(({ chainId }) => chainId)).size).toBeGreaterThanOrEqual(4);
  });

  it.each(["1.0.0", "1.1.1", "1.2.0", "1.3.0", "1.4.1", "1.5.0"] as const)(
    "are those of protocol-kit for %s",
    (version) => {
      fc.assert(
        fc.property(transactions, fc.integer({ min: 1, max: 2 ** 48 }), (each, chainId) => {
          const data = { ...each, value: `${each.value}`, safeTxGas: `${each.safeTxGas}`, nonce: Number(each.nonce) };
          const gas = { baseGas: `${each.baseGas}`, gasPrice: `${each.gasPrice}` };
          const theirs = calculateSafeTransactionHash(safe, { ...data, ...gas }, version, BigInt(chainId));
          const ours = hashTransaction({ address: safe, chainId: BigInt(chainId), version }, each);
          expect(ours.safeTxHash).toBe(theirs);
        }),
        { numRuns: 60 },
      );
    },
  );

  it("begin with the type hashes that Safe.sol has as constants", () => {
    const types = (gas: string) =>
      id(
        `SafeTx(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 ${gas},uint256 gasPrice,address gasToken,address refundReceiver,uint256 nonce)`,
      );
    expect(types("baseGas")).toBe("0xbb8310d486368db6bd6f849402fdd73ad53d316b5a4b2644ad6efe0f941286d8");
    expect(types("dataGas")).toBe("0x14d461bc7412367e924637b363c7bf29b8f47e2f84869f4426e5633d8af47b20");
    const domain = "0x47e79534a245952e8b16893a336b85a3d9ea9fa8c573f3d803afb92a79469218";
    const encoded = AbiCoder.defaultAbiCoder().encode(["bytes32", "uint256", "address"], [domain, 420691, safe]);
    expect(hashTransaction(identity, transaction()).domainHash).toBe(keccak256(encoded));
  });

  it("change with any one field", () => {
    fc.assert(
      fc.property(transactions, transactions, (one, other) => {
        const before = hashTransaction(identity, one).safeTxHash;
        for (const field of Object.keys(one) as (keyof SafeTransaction)[]) {
          if (one[field] === other[field]) continue;
          expect(hashTransaction(identity, { ...one, [field]: other[field] }).safeTxHash).not.toBe(before);
        }
      }),
    );
  });

  it("change with a flipped operation, the next nonce, another chain and another Safe", () => {
    const hash = (changes: Partial<SafeTransaction>, place = identity) =>
      hashTransaction(place, transaction(changes)).safeTxHash;
    const all = [
      hash({}),
      hash({ operation: 1 }),
      hash({ nonce: 8n }),
      hash({}, { ...identity, chainId: 420690n }),
      hash({}, { ...identity, address: address(0x5aff) }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it("change with a flipped operation, any other nonce and any other chain, whatever the transaction", () => {
    const chains = fc.bigInt({ min: 1n, max: 2n ** 53n });
    const versions = fc.constantFrom("1.3.0", "1.4.1", "1.5.0");
    fc.assert(
      fc.property(transactions, numbers, chains, chains, versions, (each, nonce, one, other, version) => {
        fc.pre(nonce !== each.nonce && one !== other);
        const hash = (changes: Partial<SafeTransaction>, chainId = one) =>
          hashTransaction({ address: safe, chainId, version }, { ...each, ...changes }).safeTxHash;
        const all = [hash({}), hash({ operation: each.operation === 0 ? 1 : 0 }), hash({ nonce }), hash({}, other)];
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  it("do not depend on the chain before 1.3.0", () => {
    const on = (chainId: bigint, version: string) =>
      hashTransaction({ address: safe, chainId, version }, transaction()).safeTxHash;
    expect(on(1n, "1.2.0")).toBe(on(8453n, "1.2.0"));
    expect(on(1n, "1.3.0")).not.toBe(on(8453n, "1.3.0"));
  });

  it("read versions with build information", () => {
    expect(hashTransaction({ ...identity, version: "1.3.0+L2" }, transaction())).toEqual(
      hashTransaction({ ...identity, version: "1.3.0" }, transaction()),
    );
  });

  it("are refused for what is no version, and for the oldest Safes", () => {
    const message = (version: string) => messageOf(() => hashTransaction({ ...identity, version }, transaction()));
    expect(message("latest")).toMatchInlineSnapshot(`
"not a version of Safe
  got:      latest
  expected: the answer of the Safe's VERSION(), such as 1.4.1 or 1.3.0+L2
  fix:      read VERSION() of the Safe on its own chain; a Safe can be upgraded in place"
`);
    expect(message("0.0.2")).toMatchInlineSnapshot(`
"Safes before 0.1.0 hash their transactions in another way
  got:      0.0.2
  expected: 0.1.0 or later
  fix:      move to a newer Safe"
`);
  });
});
