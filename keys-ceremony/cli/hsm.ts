import type { Command } from "commander";
import { tokenSigner } from "../../safes/signers/pkcs11";
import { openToken } from "../../safes/signers/pkcs11/token";
import { signChallenge } from "../challenge";
import { generateTokenKey } from "../hsm/generate";
import { readPin } from "../hsm/pin";

interface HsmKeyOptions {
  readonly library: string;
  readonly token: string;
  readonly key: string;
  readonly pinFile?: string;
}

/** Adds `hsm-key`. */
export function registerHsm(program: Command): void {
  program
    .command("hsm-key")
    .description("makes a key of secp256k1 in a PKCS#11 token, which it never leaves, and has it sign a challenge")
    .requiredOption("--library <file>", "the token's PKCS#11 library, an absolute path")
    .requiredOption("--token <label>", "label of the token")
    .requiredOption("--key <label>", "label of the new key")
    .option("--pin-file <file>", "file with the PIN that only you can read, or /dev/fd/3; without it the PIN is typed")
    .action(async (options: HsmKeyOptions) => console.log(JSON.stringify(await makeHsmKey(options), null, 2)));
}

/** What may be published of the key. */
export async function makeHsmKey({ library, token: label, key, pinFile }: HsmKeyOptions) {
  const token = openToken({ module: library, token: label }, await readPin(label, pinFile), "write");
  try {
    const made = generateTokenKey(token, key);
    const challenge = await signChallenge(tokenSigner(token, made), key);
    return { token: label, key, account: made.address, neverOutside: made.neverOutside, challenge };
  } finally {
    token.close();
  }
}
