import { AbiCoder, concat, id, keccak256 } from "ethers";
import { UserError } from "../user-error";
import { isAtLeast } from "./safe-version";
import type { SafeTransaction } from "./transaction";

/** What a Safe's signatures are bound to. */
export interface SafeIdentity {
  readonly address: string;
  readonly chainId: bigint;
  /** The answer of `VERSION()`. Read it each time: an upgrade in place can change the hashes. */
  readonly version: string;
}

/** The hashes of a transaction, as a hardware wallet shows them. */
export interface TransactionHashes {
  /** EIP-712 domain separator: which Safe, on which chain. */
  readonly domainHash: string;
  /** EIP-712 struct hash of the ten fields. */
  readonly messageHash: string;
  /** What the owners sign: `keccak256(0x1901 ‖ domainHash ‖ messageHash)`. */
  readonly safeTxHash: string;
}

// Safe.sol has the hashes of these three as constants; hashes.test.ts compares them.
const DOMAIN = id("EIP712Domain(uint256 chainId,address verifyingContract)");
const DOMAIN_WITHOUT_CHAIN = id("EIP712Domain(address verifyingContract)");
const safeTx = (gasField: "baseGas" | "dataGas") =>
  id(
    `SafeTx(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 ${gasField},uint256 gasPrice,address gasToken,address refundReceiver,uint256 nonce)`,
  );
const SAFE_TX = safeTx("baseGas");
const SAFE_TX_BEFORE_1_0 = safeTx("dataGas");

/**
 * Computes the hashes from the fields alone (`encodeTransactionData`, `domainSeparator` of Safe.sol). Before 1.3.0 the
 * domain has no chain id, so the same signatures count on every chain with a Safe at that address; before 1.0.0
 * `baseGas` was called `dataGas`. Throws a {@link UserError} for versions before 0.1.0, which hash otherwise.
 */
export function hashTransaction(safe: SafeIdentity, transaction: SafeTransaction): TransactionHashes {
  if (!isAtLeast(safe.version, "0.1.0")) {
    throw new UserError({
      what: "Safes before 0.1.0 hash their transactions in another way",
      got: safe.version,
      expected: "0.1.0 or later",
      fix: "move to a newer Safe",
    });
  }
  const domainHash = hashDomain(safe);
  const messageHash = hashMessage(safe.version, transaction);
  return { domainHash, messageHash, safeTxHash: keccak256(concat(["0x1901", domainHash, messageHash])) };
}

function hashDomain({ address, chainId, version }: SafeIdentity): string {
  return isAtLeast(version, "1.3.0")
    ? hashWords(["bytes32", "uint256", "address"], [DOMAIN, chainId, address])
    : hashWords(["bytes32", "address"], [DOMAIN_WITHOUT_CHAIN, address]);
}

function hashMessage(version: string, transaction: SafeTransaction): string {
  const typeHash = isAtLeast(version, "1.0.0") ? SAFE_TX : SAFE_TX_BEFORE_1_0;
  const { to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver, nonce } = transaction;
  return hashWords(
    [
      "bytes32",
      "address",
      "uint256",
      "bytes32",
      "uint8",
      "uint256",
      "uint256",
      "uint256",
      "address",
      "address",
      "uint256",
    ],
    [typeHash, to, value, keccak256(data), operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver, nonce],
  );
}

const hashWords = (types: readonly string[], values: readonly unknown[]) =>
  keccak256(AbiCoder.defaultAbiCoder().encode(types, values));
