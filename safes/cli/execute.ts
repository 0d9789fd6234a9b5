import type { Command } from "commander";
import { type JudgementOptions, type SendingOptions, withJudgement, withSending } from "./options";

export type ExecuteOptions = JudgementOptions & SendingOptions;

/** Adds `execute <file>`. */
export function registerExecute(program: Command): void {
  const command = program
    .command("execute <file>")
    .description("sends a proposal that enough owners have signed; anyone may, and pays the gas")
    .addHelpText(
      "after",
      `
Nothing is sent unless the proposal verifies, enough owners have signed, its nonce is the Safe's next one, and the
transaction goes through when the endpoints try it (eth_call). Executed already is no failure.

Examples:
  npm run safe -- execute <file> --rpc-url <url> <url> --dry-run
  npm run safe -- execute <file> --rpc-url <url> <url> --kms-key alias/deployer --region us-east-1
  npm run safe -- execute <file> --rpc-url <url> <url> --keystore <key file> --password-variable PASSWORD`,
    );
  withSending(withJudgement(command)).action(async (file: string, options: ExecuteOptions) => {
    const { executeFile } = await import("./execute/execute-file");
    await executeFile(file, options);
  });
}
