import { id, ZeroAddress, ZeroHash } from "ethers";
import { z } from "zod";
import { nameOfRole } from "../call/authority";
import { address, knowable } from "../inputs";

/** A role by the name of its constant, whose hash OpenZeppelin's contracts use, or by the hash. */
const role = /^([A-Z][A-Z0-9_]*|0x[0-9a-fA-F]{64})$/;

const right = z.string().refine((text) => text === "owner" || text === "proxyAdmin" || role.test(text), {
  error: ({ input }) =>
    `is ${input}, expected "owner", "proxyAdmin", the name of a role such as "PAUSER_ROLE", or a role's 32 bytes`,
});

export const ownershipInputs = z.strictObject({
  contract: knowable(address),
  right: right.default("owner"),
  newOwner: knowable(
    address.refine(
      (account) => account !== ZeroAddress,
      "is the zero address: that gives the right up for ever, and is a Call of renounceOwnership() or renounceRole(...)",
    ),
  ),
});
export type OwnershipInputs = z.output<typeof ownershipInputs>;

/** The role's 32 bytes. */
export function roleOf(right: string): string {
  if (right.startsWith("0x")) return right.toLowerCase();
  return right === "DEFAULT_ADMIN_ROLE" ? ZeroHash : id(right);
}

/** As messages name it. */
export function describeRight(right: string): string {
  if (right === "owner") return "ownership";
  if (right === "proxyAdmin") return "the administration of the proxy";
  return `the role ${right.startsWith("0x") ? nameOfRole(right.toLowerCase()) : right}`;
}
