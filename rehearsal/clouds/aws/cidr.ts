import { isIPv4 } from "node:net";

/** A block of IPv4 addresses: first and last address as unsigned 32-bit numbers. */
export interface Cidr {
  readonly first: number;
  readonly last: number;
  /** Length of the prefix, 0 to 32. */
  readonly prefixLength: number;
}

/** Undefined when the text is no IPv4 block in CIDR notation. */
export function parseCidr(notation: string): Cidr | undefined {
  const [address = "", length = "", ...rest] = notation.split("/");
  if (rest.length > 0 || !isIPv4(address) || !/^(\d|[12]\d|3[0-2])$/.test(length)) return undefined;
  const prefixLength = Number(length);
  const size = 2 ** (32 - prefixLength);
  const first = Math.floor(toNumber(address) / size) * size;
  return { first, last: first + size - 1, prefixLength };
}

/** The block as AWS canonicalises it: host bits cleared. */
export function formatCidr({ first, prefixLength }: Cidr): string {
  return `${addressAt(first)}/${prefixLength}`;
}

/** Whether the notation names its block by the first address, with no host bits set. */
export function isCanonical(notation: string): boolean {
  const block = parseCidr(notation);
  return block !== undefined && formatCidr(block) === notation;
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

export function overlaps(one: Cidr, other: Cidr): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/** Dotted notation of the block's address number `offset`. */
export function hostAt(block: Cidr, offset: number): string {
  return addressAt(block.first + offset);
}

function toNumber(address: string): number {
  return address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

function addressAt(position: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(position / 2 ** bits) % 256).join(".");
}
