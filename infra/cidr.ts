/** An IPv4 range in CIDR notation, as numbers. */
export interface Ipv4Block {
  /** First address as an unsigned 32-bit number. */
  readonly first: number;
  /** Length of the network prefix in bits. */
  readonly prefix: number;
}

/** `undefined` unless the text is a block whose host bits are all zero, as AWS wants it. */
export function parseBlock(text: string): Ipv4Block | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return undefined;
  const first = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
  return first % sizeOf({ first, prefix }) === 0 ? { first, prefix } : undefined;
}

export function formatBlock({ first, prefix }: Ipv4Block): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${octets.join(".")}/${prefix}`;
}

/** Number of addresses. */
export function sizeOf({ prefix }: Ipv4Block): number {
  return 2 ** (32 - prefix);
}

export function contains(outer: Ipv4Block, inner: Ipv4Block): boolean {
  return inner.first >= outer.first && inner.first + sizeOf(inner) <= outer.first + sizeOf(outer);
}

export function overlap(a: Ipv4Block, b: Ipv4Block): boolean {
  return a.first < b.first + sizeOf(b) && b.first < a.first + sizeOf(a);
}

/** The `index`-th block with the given prefix inside `outer`. */
export function blockAt(outer: Ipv4Block, prefix: number, index: number): Ipv4Block {
  const block = { first: outer.first + index * 2 ** (32 - prefix), prefix };
  if (prefix < outer.prefix || !contains(outer, block)) {
    throw new RangeError(`block ${index} of /${prefix} is not inside ${formatBlock(outer)}`);
  }
  return block;
}
