import { TypedDataEncoder } from "ethers";
import { hashTransaction } from "../../../safes/proposals/hashes";
import type { Operation } from "../../../safes/proposals/transaction";
import { typedDataOf } from "../../../safes/proposals/typed-data";
import vectors from "../vectors/hashes.json";
import { safe, transaction } from "./samples";

const hashOf = ({ types, domain, message, primaryType }: ReturnType<typeof typedDataOf>) => {
  const { EIP712Domain: _, SafeTx } = types;
  expect(TypedDataEncoder.getPrimaryType({ SafeTx: [...SafeTx] })).toBe(primaryType);
  return {
    domainHash: TypedDataEncoder.hashDomain(domain),
    safeTxHash: TypedDataEncoder.hash(domain, { SafeTx: [...SafeTx] }, message),
  };
};

describe("the typed data of a Safe's transaction", () => {
  it.each(vectors.map((vector) => [`${vector.source} (${vector.version} on ${vector.chainId})`, vector]))(
    "has the hashes published in %s",
    (_, vector) => {
      const identity = { address: vector.safe, chainId: BigInt(vector.chainId), version: vector.version };
      const numbers = ["value", "safeTxGas", "baseGas", "gasPrice", "nonce"] as const;
      const given = {
        ...vector,
        operation: Number(vector.operation) as Operation,
        ...(Object.fromEntries(numbers.map((key) => [key, BigInt(vector[key])])) as Record<
          (typeof numbers)[number],
          bigint
        >),
      };
      const { domainHash, safeTxHash } = hashTransaction(identity, given);
      const typedData = typedDataOf(identity, given);
      // The way through a file, as wallets get it.
      expect(hashOf(JSON.parse(JSON.stringify(typedData)))).toEqual({ domainHash, safeTxHash });
    },
  );

  it("names the domain's fields, which eth_signTypedData_v4 wants", () => {
    const typedData = (version: string) => typedDataOf({ address: safe, chainId: 8453n, version }, transaction());
    expect(typedData("1.4.1").types.EIP712Domain).toEqual([
      { name: "chainId", type: "uint256" },
      { name: "verifyingContract", type: "address" },
    ]);
    expect(typedData("1.4.1").domain).toEqual({ chainId: "8453", verifyingContract: safe });
    expect(typedData("1.2.0").types.EIP712Domain).toEqual([{ name: "verifyingContract", type: "address" }]);
    expect(typedData("0.1.0").message).toHaveProperty("dataGas", "0");
  });
});
