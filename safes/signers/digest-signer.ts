import { hashMessage, recoverAddress, Signature, type Transaction, toBeHex } from "ethers";
import { UserError } from "../user-error";
import { CURVE_ORDER } from "./der";
import { refuseUnbound, type Signer, typedDataHash } from "./signer";

/**
 * A signer from something that knows nothing of Ethereum and signs 32 bytes.
 *
 * @param signDigest gives r and s, either of the two s; what it gives is checked against the account
 */
export function digestSigner(
  description: string,
  address: string,
  signDigest: (digest: string) => Promise<readonly [r: bigint, s: bigint]>,
): Signer {
  const sign = async (digest: string) => ethereumSignature(await signDigest(digest), digest, address, description);
  return {
    description,
    address,
    sign: async (transaction: Transaction) => {
      refuseUnbound(transaction, description);
      const signed = transaction.clone();
      signed.signature = await sign(transaction.unsignedHash);
      return signed.serialized;
    },
    signMessage: async (message) => (await sign(hashMessage(message))).serialized,
    signTypedData: async (data) => (await sign(typedDataHash(data))).serialized,
  };
}

/**
 * ECDSA elsewhere knows neither Ethereum's rule that s is the lower one of the two that are valid (EIP-2; nodes drop the
 * other) nor the recovery bit, which is found by trying both against the account that is known.
 *
 * @throws UserError when neither recovers it: another key has signed, or other bytes
 */
export function ethereumSignature(
  [r, either]: readonly [r: bigint, s: bigint],
  digest: string,
  address: string,
  where: string,
): Signature {
  const s = either > CURVE_ORDER / 2n ? CURVE_ORDER - either : either;
  const isOfCurve = [r, either].every((number) => number > 0n && number < CURVE_ORDER);
  for (const yParity of [0, 1] as const) {
    if (!isOfCurve) break;
    const signature = Signature.from({ r: toBeHex(r, 32), s: toBeHex(s, 32), yParity });
    if (recovers(digest, signature, address)) return signature;
  }
  throw new UserError({
    what: "it signed with another key than the one it showed, or another digest",
    where,
    expected: `a signature of ${address} for ${digest}`,
    fix: "do not use this key before you know why",
  });
}

function recovers(digest: string, signature: Signature, address: string): boolean {
  try {
    return recoverAddress(digest, signature) === address;
  } catch {
    // No point of the curve has this r.
    return false;
  }
}
