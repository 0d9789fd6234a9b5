import type { Command } from "commander";
import { canonicalJson } from "../proposals/canonical-json";
import { describeVerification } from "./verify/text";
import { isGood } from "./verify/verdict";
import { type VerifyOptions, verifyFile } from "./verify/verification";

export { type Verification, type VerifyOptions, verifyFile } from "./verify/verification";

interface CommandOptions extends VerifyOptions {
  readonly json?: boolean;
}

/**
 * Adds `verify <file>`. Exit code 0 when nothing speaks against the file, 2 when a rule refuses it or it contradicts
 * itself, 1 (by the UserError that it throws) when it cannot be read.
 */
export function registerVerify(program: Command): void {
  program
    .command("verify <file>")
    .description("computes the hashes of a proposal or Transaction Builder file from its fields alone, offline")
    .option("--safe <address>", "the Safe, as you know it")
    .option("--chain-id <id>", "its chain")
    .option("--nonce <nonce>", "nonce of the transaction")
    .option("--safe-version <version>", "what the Safe's VERSION() answers")
    .option("--allow-lower-threshold", "accepts that fewer signatures are needed afterwards")
    .option("--trust-multi-send <address...>", "MultiSend contracts at a chain's own addresses that you vouch for")
    .option("--json", "prints everything as JSON")
    .addHelpText(
      "after",
      `
Nothing in the file is believed but the fields of the transaction; everything else is computed from them and compared.
Each of --safe, --chain-id, --nonce and --safe-version that you name has to agree with the file; a Transaction Builder
file, which does not hold them, needs all four.

Examples:
  npm run safe -- verify <file>
  npm run safe -- verify batch.json --safe 0x... --chain-id 8453 --nonce 7 --safe-version 1.4.1`,
    )
    .action((file: string, { json, ...options }: CommandOptions) => {
      const verification = verifyFile(file, options);
      console.log(json ? canonicalJson(verification, 2) : describeVerification(verification));
      if (!isGood(verification)) process.exitCode = 2;
    });
}
