import { createHash } from "node:crypto";
import { computeAddress, SigningKey } from "ethers";
import { z } from "zod";
import { UserError } from "../../safes/user-error";
import { wrapKeyMaterial, wrappingAlgorithms } from "./key-wrap";
import { privateKeyInfo } from "./private-key-info";

/** What KMS gave for one import. Public: it goes on a stick to the machine that has the seed. */
export const importRequestSchema = z.strictObject({
  /** ARN of the key that waits for its material. */
  keyArn: z.string().startsWith("arn:"),
  algorithm: z.enum(wrappingAlgorithms),
  /** SubjectPublicKeyInfo in DER. */
  wrappingKey: z.base64(),
  /** Belongs to this wrapping key alone. */
  importToken: z.base64(),
  /** 24 hours after it was made. */
  validUntil: z.iso.datetime(),
});
export type ImportRequest = z.output<typeof importRequestSchema>;

/** What goes back: public as well, because only KMS can open it. */
export const wrappedKeySchema = z.strictObject({
  keyArn: z.string().startsWith("arn:"),
  address: z.string(),
  encryptedKeyMaterial: z.base64(),
});
export type WrappedKey = z.output<typeof wrappedKeySchema>;

/**
 * SHA-256 of the wrapping key, in hex, to be read aloud on both machines: whoever puts another wrapping key in its place
 * gets the private key.
 */
export function wrappingKeyFingerprint({ wrappingKey }: Pick<ImportRequest, "wrappingKey">): string {
  return createHash("sha256").update(Buffer.from(wrappingKey, "base64")).digest("hex");
}

/**
 * The offline half of an import: no network, and nothing of AWS's SDK.
 *
 * @param secret 32 bytes, which stay the caller's to wipe
 * @param fingerprint as it was read aloud where KMS was asked
 * @throws UserError for another wrapping key, and for a request that is over
 */
export function wrapForImport(
  secret: Uint8Array,
  request: ImportRequest,
  fingerprint: string,
  now: Date = new Date(),
): WrappedKey {
  requireFingerprint(request, fingerprint);
  refuseOver(request, now);
  const material = privateKeyInfo(secret);
  try {
    const wrapped = wrapKeyMaterial(material, Buffer.from(request.wrappingKey, "base64"), request.algorithm);
    const address = computeAddress(SigningKey.computePublicKey(secret));
    return { keyArn: request.keyArn, address, encryptedKeyMaterial: wrapped.toString("base64") };
  } finally {
    material.fill(0);
  }
}

/** The fingerprint, without spaces. @throws UserError for another wrapping key's */
export function requireFingerprint(request: ImportRequest, fingerprint: string): string {
  const got = wrappingKeyFingerprint(request);
  if (got === fingerprint.replaceAll(/\s/g, "").toLowerCase()) return got;
  throw new UserError({
    what: "this is another wrapping key than the one that KMS gave",
    where: request.keyArn,
    got,
    expected: fingerprint,
    fix: "wrap nothing for it; bring the request anew and compare the fingerprint on both screens",
  });
}

function refuseOver({ validUntil, keyArn }: ImportRequest, now: Date): void {
  if (now.getTime() < Date.parse(validUntil)) return;
  throw new UserError({
    what: "this import is over",
    where: keyArn,
    got: `valid until ${validUntil}`,
    expected: `later than ${now.toISOString()}`,
    fix: "ask KMS for new parameters; token and wrapping key belong together and last 24 hours",
  });
}
