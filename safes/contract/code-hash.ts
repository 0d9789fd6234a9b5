import { keccak256 } from "ethers";

/** Keccak-256 of code in hex. The bytes are made by Node, since ethers reads digit by digit, longer than it hashes. */
export function codeHashOf(code: string): string {
  return keccak256(Buffer.from(code.slice(2), "hex"));
}
