import { readFileSync } from "node:fs";
import { isKeystoreJson, Wallet } from "ethers";
import { fromProjectRoot } from "../project-root";
import { UserError } from "../user-error";
import type { Signer } from "./signer";
import { walletSigner } from "./wallet-signer";

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
  const wallet = await decrypt(readKeystore(file), file, password);
  return walletSigner(`keystore ${file}`, wallet);
}

function readKeystore(file: string): string {
  let content: string;
  try {
    content = readFileSync(fromProjectRoot(file), "utf8");
  } catch (error) {
    throw new UserError({
      what: "the keystore cannot be read",
      where: file,
      got: (error as NodeJS.ErrnoException).code ?? "",
    });
  }
  if (isKeystoreJson(content)) return content;
  throw new UserError({
    what: "this file is no keystore",
    where: file,
    expected: "the format Web3 Secret Storage, version 3",
    fix: "name the file that geth, cast or Foundry wrote",
  });
}

async function decrypt(content: string, file: string, password: string) {
  try {
    return await Wallet.fromEncryptedJson(content, password);
  } catch {
    // The library's message could quote what it was given.
    throw new UserError({
      what: "the keystore cannot be opened",
      where: file,
      got: "a wrong password, or a file that is damaged",
      fix: "check the password in the environment variable, and that the file is whole",
    });
  }
}
