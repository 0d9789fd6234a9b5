import { computeAddress, hexlify } from "ethers";
import { UserError } from "../user-error";

/**
 * What a SubjectPublicKeyInfo of secp256k1 begins with: RFC 5480, id-ecPublicKey with the curve 1.3.132.0.10, and a BIT
 * STRING of 65 bytes. The uncompressed point follows.
 */
export const PUBLIC_KEY_HEAD = "3056301006072a8648ce3d020106052b8104000a034200";
const POINT_BYTES = 65;

/**
 * The account of a public key in DER, as KMS and openssl give it: 88 bytes, in this one form.
 *
 * @throws UserError for another curve, another length, a compressed point and a point that is not on the curve
 */
export function addressOfPublicKeyInfo(info: Uint8Array, where: string): string {
  const hex = Buffer.from(info).toString("hex");
  if (!hex.startsWith(PUBLIC_KEY_HEAD)) throw noPublicKey(where, info);
  return addressOfPoint(info.subarray(PUBLIC_KEY_HEAD.length / 2), where);
}

/** The same form for an uncompressed point (SEC 1). */
export function publicKeyInfoOf(point: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(PUBLIC_KEY_HEAD, "hex"), point]);
}

/** The account of an uncompressed point (SEC 1): 04, x, y. @throws UserError */
export function addressOfPoint(point: Uint8Array, where: string): string {
  try {
    if (point.length === POINT_BYTES && point[0] === 0x04) return computeAddress(hexlify(point));
  } catch {
    // The point is not on the curve.
  }
  throw noPublicKey(where, point);
}

function noPublicKey(where: string, got: Uint8Array): UserError {
  return new UserError({
    what: "this is no public key of secp256k1",
    where,
    got: got.length === 0 ? "nothing" : hexlify(got),
    expected: "an uncompressed point of the curve 1.3.132.0.10",
    fix: "create a key of that curve (KMS: ECC_SECG_P256K1); the curve of a key cannot be changed",
  });
}
