import type { Command } from "commander";
import { describeFailure } from "../verification/checks";
import type { CheckOptions, CheckReport } from "./check/checks";
import { withEndpoints } from "./options";

interface CommandOptions extends Omit<CheckOptions, "stack"> {
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Adds `check [stack]`. Exit code 0 when all hold, 2 when any does not, 1 (by the UserError) when it cannot be told. */
export function registerCheck(program: Command): void {
  const command = program
    .command("check [stack]")
    .description("asks the chains of a stack everything that its verifications expect, and names what does not hold")
    .option("--state <file>", "an exported state instead of the stack's own: pulumi stack export --file <file>")
    .option("--all", "prints the checks that hold too")
    .option("--json", "prints every check as JSON");
  withEndpoints(command).action(async (stack: string | undefined, { all, json, ...options }: CommandOptions) => {
    const { checkStack } = await import("./check/checks");
    const reports = await checkStack({ ...options, ...(stack !== undefined && { stack }) });
    console.log(json ? JSON.stringify(reports, null, 2) : reports.map((each) => describeChecks(each, all)).join("\n"));
    if (reports.some(({ failing }) => failing.length > 0)) process.exitCode = 2;
  });
}

export function describeChecks(report: CheckReport, all = false): string {
  const { name, chainId, blockNumber, results, failing, waiting, exceptions } = report;
  const held = results.filter(({ holds }) => holds);
  return [
    ...failing.map((result) => `FAILS ${describeFailure(result)}`),
    ...waiting.map((result) => `waits ${describeFailure(result)}: ${result.status}`),
    ...(all ? held.map(({ id, contract, found }) => `holds ${id} (${contract}): ${found}`) : []),
    ...exceptions.map(({ id, expected, reason }) => `exception: ${id} is expected to be ${expected}: ${reason}`),
    `${name}: ${held.length} of ${results.length} checks hold on chain ${chainId} at block ${blockNumber}`,
  ].join("\n");
}
