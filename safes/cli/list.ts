import type { Command } from "commander";
import { type EndpointOptions, type FolderOptions, withEndpoints, withFolder } from "./options";

export interface ListOptions extends EndpointOptions, FolderOptions {
  readonly chainId: string;
  readonly json?: boolean;
}

/** Adds `list <safe>`. */
export function registerList(program: Command): void {
  const command = program
    .command("list <safe>")
    .description("tells how far each proposal for a Safe is, which exclude each other, and which a newer one ends")
    .requiredOption("--chain-id <id>", "chain of the Safe")
    .option("--json", "prints the report as JSON")
    .addHelpText(
      "after",
      `
A file in the Safe's folder that is no proposal, or contradicts itself, is named; then the exit code is 2.

Example:
  npm run safe -- list 0x... --chain-id 8453 --rpc-url <url> <url>`,
    );
  withEndpoints(withFolder(command)).action(async (safe: string, options: ListOptions) => {
    const { list } = await import("./list/list-safe");
    await list(safe, options);
  });
}
