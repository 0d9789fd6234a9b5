import type { Command } from "commander";
import { type EndpointOptions, type FolderOptions, withEndpoints, withFolder } from "./options";

export interface StatusOptions extends EndpointOptions, FolderOptions {
  readonly json?: boolean;
}

/** Adds `status <file>`. */
export function registerStatus(program: Command): void {
  const command = program
    .command("status <file>")
    .description("tells how far one proposal is, who has signed, who has not, and what comes next")
    .option("--json", "prints the report as JSON")
    .addHelpText("after", "\nExample:\n  npm run safe -- status <file> --rpc-url <url> <url>");
  withEndpoints(withFolder(command)).action(async (file: string, options: StatusOptions) => {
    const { status } = await import("./list/status-of-file");
    await status(file, options);
  });
}
