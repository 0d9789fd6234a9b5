import { computeAddress, id } from "ethers";

/** Anyone can compute these keys; they own nothing outside of a test's chain. */
const addressOf = (safe: string, index: number) => computeAddress(id(`jeju tests / ${safe} / ${index}`));

const safe = (name: string, threshold: number, count: number, saltNonce: string) => ({
  name,
  threshold,
  saltNonce,
  owners: Array.from({ length: count }, (_, index) => addressOf(name, index)),
});

/** The three Safes of an environment, from `systems.md`. */
export const governanceOwners = [
  safe("operations", 3, 5, "1"),
  safe("upgrades", 5, 9, "2"),
  safe("treasury", 5, 9, "3"),
];
