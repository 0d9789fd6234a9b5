import { getAddress } from "ethers";
import { UserError } from "../user-error";

/** Head of the linked lists in which a Safe keeps owners and modules (`SENTINEL_OWNERS` of OwnerManager.sol). */
export const SENTINEL = "0x0000000000000000000000000000000000000001";

/** The address in its EIP-55 spelling, the only one used in here; throws a {@link UserError} that names `where`. */
export function checksummed(address: string, where: string): string {
  try {
    // Without 0x ethers would take an ICAP address too.
    if (address.startsWith("0x")) return getAddress(address);
  } catch {
    // Said below.
  }
  throw new UserError({
    what: "not an address",
    where,
    got: address,
    expected: "0x and 40 hex digits; where letters are mixed, with the right checksum (EIP-55)",
    fix: "copy the address again",
  });
}
