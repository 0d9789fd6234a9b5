import { hexlify } from "ethers";
import { UserError } from "../user-error";

/** Order of secp256k1 (SEC 2). */
export const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const SEQUENCE = 0x30;
const INTEGER = 0x02;

/**
 * The r and s of an ECDSA signature of secp256k1: `ECDSA-Sig-Value` of RFC 3279 in DER (X.690), which has one form for
 * each signature. Everything that is not that form is refused: a second reading of the same bytes is a wrong number.
 *
 * @throws UserError
 */
export function readDerSignature(der: Uint8Array, where: string): readonly [r: bigint, s: bigint] {
  const refuse = (got: string): never => {
    throw new UserError({
      what: "the signature is not in DER",
      where,
      got: `${got}: ${hexlify(der)}`,
      expected: "a SEQUENCE of two positive INTEGERs below the order of secp256k1, in as few bytes as they need",
    });
  };
  // Two integers of 33 bytes at most, so every length fits into one byte.
  if (der[0] !== SEQUENCE) return refuse("no SEQUENCE");
  if (der[1] !== der.length - 2) return refuse("another length than it says");
  const [r, behindR] = readInteger(der, 2, refuse);
  const [s, end] = readInteger(der, behindR, refuse);
  if (end !== der.length) return refuse("something behind the second INTEGER");
  return [r, s];
}

function readInteger(der: Uint8Array, start: number, refuse: (got: string) => never): [value: bigint, end: number] {
  const [tag, length, first, second = 0] = der.slice(start, start + 4);
  if (tag !== INTEGER || length === undefined) return refuse("no INTEGER where there should be one");
  const end = start + 2 + length;
  if (end > der.length || first === undefined) return refuse("an INTEGER that ends behind the signature");
  if (length === 0) return refuse("an INTEGER without bytes");
  if (first >= 0x80) return refuse("a negative INTEGER");
  if (first === 0 && length > 1 && second < 0x80) return refuse("an INTEGER with a zero too many");
  const value = BigInt(hexlify(der.slice(start + 2, end)));
  if (value === 0n || value >= CURVE_ORDER) return refuse("an INTEGER outside of the curve's order");
  return [value, end];
}
