import type { Command } from "commander";
import { type EndpointOptions, type FolderOptions, withEndpoints, withFolder } from "./options";

export interface CancelOptions extends EndpointOptions, FolderOptions {
  readonly safe?: string;
}

/** Adds `cancel <file>`. */
export function registerCancel(program: Command): void {
  const command = program
    .command("cancel <file>")
    .description("writes the proposal of a canceller that stops in the timelock what another proposal has scheduled")
    .option("--safe <address>", "the Safe that cancels (default: the one that has scheduled it)")
    .addHelpText(
      "after",
      `
What the Safe has not executed yet is not in the timelock: reject it instead.

Example:
  npm run safe -- cancel <file> --safe <Operations Safe> --rpc-url <url> <url>    then sign and execute the file that it names`,
    );
  withEndpoints(withFolder(command)).action(async (file: string, options: CancelOptions) => {
    const { cancel } = await import("./counter/cancel-file");
    await cancel(file, options);
  });
}
