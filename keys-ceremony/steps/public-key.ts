import { computeAddress, hexlify } from "ethers";
import { Refusal } from "../transcript/refusal";

/** SubjectPublicKeyInfo of an uncompressed secp256k1 key: RFC 5480, with the OIDs 1.2.840.10045.2.1 and 1.3.132.0.10. */
const head = Buffer.from("3056301006072a8648ce3d020106052b8104000a03420004", "hex");

/** @throws Refusal for a key of another curve or form */
export function accountOfPublicKey(info: Uint8Array, role: string): string {
  const bytes = Buffer.from(info);
  if (bytes.length !== 88 || !bytes.subarray(0, head.length).equals(head)) {
    throw new Refusal("bad-evidence", `${role}: this is no public key of secp256k1`);
  }
  try {
    return computeAddress(hexlify(bytes.subarray(-65)));
  } catch {
    throw new Refusal("bad-evidence", `${role}: the public key is no point of the curve`);
  }
}
