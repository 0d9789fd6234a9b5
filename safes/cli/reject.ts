import type { Command } from "commander";
import { type EndpointOptions, type FolderOptions, withEndpoints, withFolder } from "./options";

export type RejectOptions = EndpointOptions & FolderOptions;

/** Adds `reject <file>`. */
export function registerReject(program: Command): void {
  const command = program
    .command("reject <file>")
    .description("writes the proposal that uses up another one's nonce and does nothing, which ends the other")
    .addHelpText(
      "after",
      `
To be rid of a proposal that somebody has signed: its file can be deleted, the signatures cannot. Where the Safe has
executed it and a timelock holds it, cancel it there instead.

Example:
  npm run safe -- reject <file> --rpc-url <url> <url>    then sign and execute the file that it names`,
    );
  withEndpoints(withFolder(command)).action(async (file: string, options: RejectOptions) => {
    const { reject } = await import("./counter/reject-file");
    await reject(file, options);
  });
}
