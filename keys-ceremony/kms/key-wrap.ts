import { constants, createCipheriv, createPublicKey, type KeyObject, publicEncrypt, randomBytes } from "node:crypto";
import { UserError } from "../../safes/user-error";

/** How KMS takes key material: by RSA alone, or by AES-KWP under a key that RSA carries. */
export const wrappingAlgorithms = ["RSAES_OAEP_SHA_256", "RSA_AES_KEY_WRAP_SHA_256"] as const;
export type WrappingAlgorithm = (typeof wrappingAlgorithms)[number];

const WRAPPING_KEY_BITS = 4096;
const ciphers: Readonly<Record<number, string>> = {
  16: "id-aes128-wrap-pad",
  24: "id-aes192-wrap-pad",
  32: "id-aes256-wrap-pad",
};
/** The constant half of RFC 5649's alternative initial value; OpenSSL adds the length. */
const ALTERNATIVE_INITIAL_VALUE = Buffer.from("a65959a6", "hex");

/** AES key wrap with padding (RFC 5649), which KMS calls AES-KWP. */
export function aesKeyWrapPad(kek: Uint8Array, plain: Uint8Array): Buffer {
  const algorithm = ciphers[kek.length];
  if (!algorithm) throw new RangeError(`an AES key has 16, 24 or 32 bytes, not ${kek.length}`);
  const cipher = createCipheriv(algorithm, kek, ALTERNATIVE_INITIAL_VALUE);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

/**
 * Wraps key material for ImportKeyMaterial ("Encrypt key material" in KMS's developer guide).
 *
 * @param wrappingKey SubjectPublicKeyInfo in DER, from GetParametersForImport
 * @throws UserError for a key that is not the RSA key that was asked for
 */
export function wrapKeyMaterial(material: Uint8Array, wrappingKey: Uint8Array, algorithm: WrappingAlgorithm): Buffer {
  const key = readWrappingKey(wrappingKey);
  if (algorithm === "RSAES_OAEP_SHA_256") return encryptOaep(key, material);
  const kek = randomBytes(32);
  try {
    return Buffer.concat([encryptOaep(key, kek), aesKeyWrapPad(kek, material)]);
  } finally {
    kek.fill(0);
  }
}

function encryptOaep(key: KeyObject, plain: Uint8Array): Buffer {
  // With SHA-256 for the mask too, and no label.
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" }, plain);
}

function readWrappingKey(der: Uint8Array): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" });
  } catch {
    // Said below.
  }
  const { modulusLength, publicExponent } = key?.asymmetricKeyDetails ?? {};
  const isRsa = key?.asymmetricKeyType === "rsa" && publicExponent === 65537n;
  if (key && isRsa && modulusLength === WRAPPING_KEY_BITS) return key;
  throw new UserError({
    what: "this is not the key that KMS wraps with",
    where: "GetParametersForImport",
    got: key ? `${key.asymmetricKeyType}${modulusLength ? `, ${modulusLength} bits` : ""}` : "no public key",
    expected: `RSA, ${WRAPPING_KEY_BITS} bits, exponent 65537`,
    fix: "do not wrap anything for it; ask KMS anew",
  });
}
