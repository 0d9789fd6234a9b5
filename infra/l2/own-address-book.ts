import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { StackConfig } from "../config/schema";
import { UserError } from "../user-error";
import { readAddressBook } from "./address-book";

const projectRoot = resolve(__dirname, "../..");

/**
 * Before anything is registered: a stack whose network is said to be on other chains would deploy it a second time.
 *
 * @throws UserError when `contracts.addressBook` names no address book, or that of another chain.
 */
export function requireOwnAddressBook({ l1, l2, contracts }: Pick<StackConfig, "l1" | "l2" | "contracts">): void {
  const file = contracts?.addressBook;
  if (file === undefined || l1 === undefined || l2 === undefined) return;
  const path = resolve(projectRoot, file);
  if (!existsSync(path)) {
    const expected = "the file that npm run chain-files has written, or no contracts.addressBook before there is one";
    throw new UserError("The address book", [{ where: file, got: "no file", expected }]);
  }
  readAddressBook(readFileSync(path, "utf8"), file, { l1ChainId: l1.chainId, l2ChainId: l2.chainId });
}
