import { id, Wallet } from "ethers";

/**
 * A Safe owner of the rehearsal. Its key is a function of its place, so that a resumed rehearsal can sign for the Safes
 * that the interrupted one made. Anyone can compute it: it owns nothing outside the loopback chain.
 */
export function rehearsedOwner(stack: string, safe: string, index: number): Wallet {
  return new Wallet(id(`jeju rehearsal / ${stack} / ${safe} / owner ${index}`));
}
