import { type Command, InvalidArgumentError } from "commander";
import type { PrepareOptions } from "../explorer/prepare";

const defaultFolder = "explorer";

interface PrepareArguments extends Omit<PrepareOptions, "stack"> {
  readonly json?: boolean;
}

export interface SubmitArguments {
  readonly url: string;
  readonly apiKeyVariable: string;
  readonly timeout: number;
  readonly interval: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export type StatusArguments = Pick<SubmitArguments, "url" | "apiKeyVariable" | "json">;

/** Adds `explorer prepare|submit|status`: the contracts of a stack with their sources, in the explorers of their chains. */
export function registerExplorer(program: Command): void {
  const explorer = program
    .command("explorer")
    .description("verifies a stack's contracts in explorers that speak Etherscan's API")
    .addHelpText(
      "after",
      "\nExit codes: 0 all are complete or verified, 2 some are not and cannot be, 1 it could not be done or not yet.",
    );
  registerPrepare(explorer);
  registerSubmit(explorer);
  registerLook(explorer);
}

function registerPrepare(explorer: Command): void {
  explorer
    .command("prepare [stack]")
    .description("writes a request for each contract: the compiler's input, checked source by source; reaches no chain")
    .option("--state <file>", "an exported state instead of the stack's own: pulumi stack export --file <file>")
    .option("--out <folder>", "folder of the requests", defaultFolder)
    .option("--sources <folder...>", "folders with sources that the packages do not have")
    .option("--deployer <address>", "who created the timelock, where the state does not tell")
    .option("--json", "prints the report as JSON")
    .action(async (stack: string | undefined, { json, ...options }: PrepareArguments) => {
      const { prepare } = await import("./explorer/prepare");
      await prepare({ ...options, ...(stack !== undefined && { stack }) }, json);
    });
}

function registerSubmit(explorer: Command): void {
  withExplorer(explorer.command("submit [path]"))
    .description("sends requests that are not verified yet, and waits for the verdicts; run again, it goes on")
    .option("--timeout <seconds>", "how long to wait for all of them", seconds, 600)
    .option("--interval <seconds>", "between two looks", seconds, 5)
    .option("--dry-run", "tells what would be sent, and sends nothing")
    .action(async (path: string | undefined, options: SubmitArguments) => {
      const { submit } = await import("./explorer/submit");
      await submit(path ?? defaultFolder, options);
    });
}

function registerLook(explorer: Command): void {
  withExplorer(explorer.command("status [path]"))
    .description("tells how far requests are; asks about those without a verdict, and submits nothing")
    .action(async (path: string | undefined, options: StatusArguments) => {
      const { look } = await import("./explorer/submit");
      await look(path ?? defaultFolder, options);
    });
}

function withExplorer(command: Command): Command {
  return command
    .option("--url <url>", "the explorer's API, without its parameters", "https://api.etherscan.io/v2/api")
    .option("--api-key-variable <name>", "environment variable with the API key", "ETHERSCAN_API_KEY")
    .option("--json", "prints the report as JSON");
}

function seconds(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("a number of seconds is needed");
}
