/**
 * A version of the OP stack's protocol as the contract ProtocolVersions holds it: 32 bytes of type (0), reserve, build (8
 * bytes), and major, minor, patch and pre-release (4 bytes each). Source: OP-stack specification, "Superchain Upgrades".
 *
 * @param version `v6.0.0`, or `v6.0.0-1` for its first pre-release
 * @returns a number below 2^256, in decimal digits
 */
export function encodeProtocolVersion(version: string): string {
  const [, ...parts] = /^v(\d+)\.(\d+)\.(\d+)(?:-(\d+))?$/.exec(version) ?? [];
  if (parts.length === 0) throw new RangeError(`${version} is no protocol version, though the schema let it pass`);
  return `${parts.reduce((number, part) => (number << 32n) | BigInt(part ?? 0), 0n)}`;
}

/** Negative when the first is the older one; a pre-release comes before its release. */
export function compareProtocolVersions(one: string, other: string): number {
  const rank = (version: string) => {
    const number = BigInt(encodeProtocolVersion(version));
    // A release has 0 there, which would be before every pre-release.
    return (number & 0xffffffffn) === 0n ? number | 0xffffffffn : number;
  };
  return rank(one) < rank(other) ? -1 : rank(one) > rank(other) ? 1 : 0;
}
