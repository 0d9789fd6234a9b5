import { createHash } from "node:crypto";
import type { Request } from "../resource-type";

type Seed = Pick<Request, "hex">;

const LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const MIXED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
// IAM's unique ids use the base32 alphabet.
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Hex digits that depend on the resource and on the label, so that one resource can own several distinct ids. */
export function hexFor(seed: Seed, label: string, length: number): string {
  return seed.hex(length, label);
}

/** `vpc-0` and 16 hex digits more: the long EC2 format. */
export function ec2Id(seed: Seed, prefix: string, label = prefix): string {
  return `${prefix}-0${hexFor(seed, label, 16)}`;
}

/** Lower-case UUID, version 4 by its marks. */
export function uuid(seed: Seed, label = "uuid"): string {
  const hex = hexFor(seed, label, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** `AROA` and 17 base32 letters: IAM's unique id; the prefix tells the kind of resource. */
export function iamId(seed: Seed, prefix: "AROA" | "ANPA" | "AIPA"): string {
  return prefix + letters(seed, prefix, 17, BASE32);
}

/** `Z` and 20 upper-case letters or digits: a hosted zone. */
export function hostedZoneId(seed: Seed): string {
  return `Z${letters(seed, "zone", 20, UPPER)}`;
}

export function lowerLetters(seed: Seed, label: string, length: number): string {
  return letters(seed, label, length, LOWER);
}

export function upperLetters(seed: Seed, label: string, length: number): string {
  return letters(seed, label, length, UPPER);
}

export function mixedLetters(seed: Seed, label: string, length: number): string {
  return letters(seed, label, length, MIXED);
}

/** An unsigned 32-bit number for a text, where Terraform appends a checksum to an id. */
export function checksum(content: string): number {
  return Number.parseInt(sha256(content).slice(0, 8), 16);
}

/** A public IPv4 address out of 198.18.0.0/15, which RFC 2544 keeps for tests, so it never belongs to anybody. */
export function publicAddress(seed: Seed): string {
  const number = Number.parseInt(hexFor(seed, "public-address", 8), 16);
  return `198.${18 + (number % 2)}.${(number >>> 8) % 256}.${1 + ((number >>> 16) % 254)}`;
}

/** Creation time as AWS prints it, to the second. */
export function timestamp(): string {
  return new Date().toISOString().replace(/\.\d{3}Z$/, "Z");
}

export function sha256(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

function letters(seed: Seed, label: string, length: number, alphabet: string): string {
  const bytes = Buffer.from(seed.hex(2 * length, label), "hex");
  return Array.from({ length }, (_, index) => alphabet[(bytes[index] ?? 0) % alphabet.length]).join("");
}
