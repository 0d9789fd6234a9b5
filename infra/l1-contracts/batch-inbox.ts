import { getAddress } from "ethers/address";

/**
 * The usual address for the batches of a chain: 0xff, zeros, and the chain id in decimal digits. Nobody has its key, and
 * it has no code, so a batch costs no more than its data.
 *
 * @example batchInboxOf(420691) === "0xFF00000000000000000000000000000000420691"
 */
export function batchInboxOf(l2ChainId: number): string {
  return getAddress(`0xff${`${l2ChainId}`.padStart(38, "0")}`);
}
