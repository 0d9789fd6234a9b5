import type { Interface, TransactionDescription } from "ethers";

/**
 * The call that the data is, or `undefined` where the interface has no such function or the data is not exactly how its
 * arguments are encoded. Contracts are more generous than that (they drop what lies behind the arguments and the upper
 * bits of an address), so only what encodes back to the same bytes is shown to a signer as that call.
 */
export function decodeStrictly(abi: Interface, data: string): TransactionDescription | undefined {
  try {
    const call = abi.parseTransaction({ data });
    return call && abi.encodeFunctionData(call.fragment, call.args) === data.toLowerCase() ? call : undefined;
  } catch {
    return undefined;
  }
}
