import { getAddress, isAddress, MaxUint256 } from "ethers";
import { z } from "zod";

/** An address in its EIP-55 spelling and in no other, so that one address has one spelling in a file. */
export const addressField = z
  .string()
  .refine((text) => text.startsWith("0x") && isAddress(text) && getAddress(text) === text, {
    error: "is no address with its checksum (EIP-55)",
  });

/** A whole number of up to 256 bits as decimal text: JSON's own numbers end at 53. */
export const uint256Field = z
  .string()
  .regex(/^(0|[1-9]\d{0,77})$/, "is no whole number in decimal text")
  .transform(BigInt)
  .refine((number) => number <= MaxUint256, { error: "is above 2^256 - 1" });

/** Bytes as lower-case hex, `0x` for none. */
export const bytesField = z.string().regex(/^0x([0-9a-f]{2})*$/, "is no lower-case hex of whole bytes");

export const hashField = z.string().regex(/^0x[0-9a-f]{64}$/, "is no hash: 0x and 64 lower-case hex digits");

/** Every issue on a line of its own: `transaction.nonce: is no whole number in decimal text`. */
export function describeIssues({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `\n    ${path.join(".") || "the file"}: ${message}`).join("");
}
