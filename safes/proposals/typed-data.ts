import type { SafeIdentity } from "./hashes";
import { isAtLeast } from "./safe-version";
import type { SafeTransaction } from "./transaction";

interface Field {
  readonly name: string;
  readonly type: string;
}

/** What `eth_signTypedData_v4` takes (EIP-712); numbers are decimal text, because JSON's own end at 53 bits. */
export interface TypedData {
  readonly types: { readonly EIP712Domain: readonly Field[]; readonly SafeTx: readonly Field[] };
  readonly primaryType: "SafeTx";
  readonly domain: Readonly<Record<string, string>>;
  readonly message: Readonly<Record<string, string | number>>;
}

const field = (type: string, name: string): Field => ({ name, type });

/**
 * A transaction as wallets show and sign it; what they sign is its safeTxHash. As for the hashes, the chain id is part of
 * the domain since 1.3.0, and `baseGas` was `dataGas` before 1.0.0.
 */
export function typedDataOf({ address, chainId, version }: SafeIdentity, transaction: SafeTransaction): TypedData {
  const { to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver, nonce } = transaction;
  const hasChain = isAtLeast(version, "1.3.0");
  const gasField = isAtLeast(version, "1.0.0") ? "baseGas" : "dataGas";
  return {
    types: {
      EIP712Domain: [...(hasChain ? [field("uint256", "chainId")] : []), field("address", "verifyingContract")],
      SafeTx: [
        field("address", "to"),
        field("uint256", "value"),
        field("bytes", "data"),
        field("uint8", "operation"),
        field("uint256", "safeTxGas"),
        field("uint256", gasField),
        field("uint256", "gasPrice"),
        field("address", "gasToken"),
        field("address", "refundReceiver"),
        field("uint256", "nonce"),
      ],
    },
    primaryType: "SafeTx",
    domain: { ...(hasChain && { chainId: `${chainId}` }), verifyingContract: address },
    message: {
      to,
      value: `${value}`,
      data,
      operation,
      safeTxGas: `${safeTxGas}`,
      [gasField]: `${baseGas}`,
      gasPrice: `${gasPrice}`,
      gasToken,
      refundReceiver,
      nonce: `${nonce}`,
    },
  };
}
