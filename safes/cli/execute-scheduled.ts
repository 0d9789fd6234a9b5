import type { Command } from "commander";
import { type JudgementOptions, type SendingOptions, withJudgement, withSending } from "./options";

export type ExecuteScheduledOptions = JudgementOptions & SendingOptions;

/** Adds `execute-scheduled <file>`. */
export function registerExecuteScheduled(program: Command): void {
  const command = program
    .command("execute-scheduled <file>")
    .description("carries out in the timelock what an executed proposal has scheduled there, once its delay is over")
    .addHelpText(
      "after",
      `
Before the delay is over it is refused, with the time that is left. Carried out already is no failure.

Example:
  npm run safe -- execute-scheduled <file> --rpc-url <url> <url> --kms-key alias/deployer --region us-east-1`,
    );
  withSending(withJudgement(command)).action(async (file: string, options: ExecuteScheduledOptions) => {
    const { executeScheduled } = await import("./execute/execute-scheduled-file");
    await executeScheduled(file, options);
  });
}
