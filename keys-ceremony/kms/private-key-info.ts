import { SigningKey } from "ethers";

const HEAD = Buffer.from("308184020100301006072a8648ce3d020106052b8104000a046d306b0201010420", "hex");
const PUBLIC_KEY_TAG = Buffer.from("a144034200", "hex");

/**
 * A private key of secp256k1 as PKCS#8 (RFC 5958, around the ECPrivateKey of RFC 5915), in DER and in the very form that
 * `openssl pkcs8 -topk8` gives, the public key included: what KMS's guide has people import.
 *
 * @param secret 32 bytes
 * @returns 135 bytes, for the caller to wipe
 */
export function privateKeyInfo(secret: Uint8Array): Buffer {
  if (secret.length !== 32) throw new RangeError(`a private key has 32 bytes, not ${secret.length}`);
  const point = Buffer.from(SigningKey.computePublicKey(secret).slice(2), "hex");
  return Buffer.concat([HEAD, secret, PUBLIC_KEY_TAG, point]);
}
