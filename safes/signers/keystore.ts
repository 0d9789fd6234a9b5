import { readFileSync } from "node:fs";
import { Wallet } from "ethers";
import { UserError } from "../user-error";
import type { Signer } from "./signer";

/** A key in an encrypted file (Web3 Secret Storage, as geth, cast and Foundry write it). */
export async function openKeystoreSigner(file: string, passwordVariable: string): Promise<Signer> {
  const password = process.env[passwordVariable];
  if (password === undefined) {
    throw new UserError({
      what: "the keystore's password is missing",
      where: `environment variable ${passwordVariable}`,
      fix: `read -rs ${passwordVariable} && export ${passwordVariable}`,
    });
  }
  const wallet = await decrypt(file, password);
  const description = `keystore ${file}`;
  return { description, address: wallet.address, sign: (transaction) => wallet.signTransaction(transaction) };
}

async function decrypt(file: string, password: string) {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError({
      what: "the keystore cannot be read",
      where: file,
      got: (error as NodeJS.ErrnoException).code ?? "",
    });
  }
  try {
    return await Wallet.fromEncryptedJson(content, password);
  } catch {
    // The library's message could quote what it was given.
    throw new UserError({
      what: "the keystore cannot be opened",
      where: file,
      fix: "check the password, and that the file is in the format Web3 Secret Storage (version 3)",
    });
  }
}
