import { keccak256 } from "ethers";

/** A preview asks for the hash of every contract's code five times, and hashing it takes longer than the rest of its check. */
const known = new Map<string, string>();

/** Keccak-256 of code in hex. The bytes are made by Node, since ethers reads digit by digit, longer than it hashes. */
export function codeHashOf(code: string): string {
  const hash = known.get(code) ?? keccak256(Buffer.from(code.slice(2), "hex"));
  known.set(code, hash);
  return hash;
}
