/**
 * Blocks on top of a transaction until it counts. Ethereum finalises two epochs (64 blocks) later; the others are
 * ordered by one sequencer, which has never reorganised more than a few blocks but may before its batch is on L1.
 */
const depths: Readonly<Record<string, number>> = {
  1: 12,
  8453: 5,
  84532: 3,
  42161: 5,
  421614: 3,
  420691: 5,
  420690: 3,
  2632500: 10,
  7082400: 5,
};
const defaultDepth = 5;

/** A depth of 1 is the block itself. */
export function confirmationsOf(chainId: bigint): number {
  return depths[`${chainId}`] ?? defaultDepth;
}
