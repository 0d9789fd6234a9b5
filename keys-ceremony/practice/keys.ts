import { id, Wallet } from "ethers";

/**
 * A wallet of a practice. Its key is a function of its name, so that an interrupted practice can go on and a rehearsal can
 * sign for the owners without any secret being written down. Anyone can compute it: it must own nothing, anywhere.
 */
export function practiceWallet(ceremony: string, name: string): Wallet {
  return new Wallet(id(`jeju practice ceremony / ${ceremony} / ${name}`));
}
