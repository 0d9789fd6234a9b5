/** The little of ASN.1 DER (ITU-T X.690) that issuing a certificate takes; node:crypto reads certificates only. */

export const tag = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  generalizedTime: 0x18,
} as const;

export function encode(type: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([type]), encodeLength(content.length), content]);
}

export function sequence(...contents: readonly Buffer[]): Buffer {
  return encode(tag.sequence, ...contents);
}

/** Dotted object identifier, e.g. `2.5.29.17`. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return encode(tag.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** A non-negative integer, given in hex. */
export function integer(hex: string): Buffer {
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  return encode(tag.integer, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

export function bitString(content: Buffer): Buffer {
  return encode(tag.bitString, Buffer.from([0]), content);
}

export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, "").slice(0, 14);
  return encode(tag.generalizedTime, Buffer.from(`${digits}Z`));
}

export interface Element {
  readonly type: number;
  readonly content: Buffer;
  /** The element with its tag and length. */
  readonly whole: Buffer;
}

/** Elements that stand one after the other. @throws when a length points past the end. */
export function decode(bytes: Buffer): readonly Element[] {
  const elements: Element[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const { header, length } = decodeLength(rest);
    const whole = rest.subarray(0, header + length);
    if (whole.length < header + length) throw new Error("DER element is cut short");
    elements.push({ type: rest[0] ?? 0, content: whole.subarray(header), whole });
    rest = rest.subarray(header + length);
  }
  return elements;
}

function decodeLength(bytes: Buffer): { header: number; length: number } {
  const first = bytes[1] ?? 0;
  if (first < 0x80) return { header: 2, length: first };
  const size = first & 0x7f;
  if (size === 0 || size > 4 || bytes.length < 2 + size) throw new Error("DER length cannot be read");
  return { header: 2 + size, length: bytes.readUIntBE(2, size) };
}

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}
