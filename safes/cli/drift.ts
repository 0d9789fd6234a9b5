import type { Command } from "commander";
import { spellDrift } from "../drift";
import type { DriftOptions, DriftReport } from "./drift/drift";

interface CommandOptions extends Omit<DriftOptions, "stack"> {
  readonly json?: boolean;
}

/** Adds `drift [stack]`. Exit code 0 without a difference, 2 with any, 1 (by the UserError) when it cannot be told. */
export function registerDrift(program: Command): void {
  program
    .command("drift [stack]")
    .description("holds the Safes, timelocks and contracts of a stack against their chains, and names every difference")
    .option("--state <file>", "an exported state instead of the stack's own: pulumi stack export --file <file>")
    .option("--rpc-url <url...>", "endpoints that have to agree (default: those of the stack)")
    .option("--json", "prints the report as JSON")
    .action(async (stack: string | undefined, { json, ...options }: CommandOptions) => {
      const { findStackDrift } = await import("./drift/drift");
      const report = await findStackDrift({ ...options, ...(stack !== undefined && { stack }) });
      console.log(json ? JSON.stringify(report, null, 2) : describeReport(report));
      if (report.drifted.length > 0) process.exitCode = 2;
    });
}

export function describeReport({ checked, drifted }: DriftReport): string {
  if (drifted.length === 0) return `no drift: ${checked} resources are on the chain as they are recorded`;
  const lines = drifted.flatMap(({ name, address, differences }) => [
    `${name} (${address})`,
    ...differences.map((difference) => `  ${spellDrift(difference)}`),
  ]);
  return [
    ...lines,
    `${drifted.length} of ${checked} resources have drifted. To take it into the state: pulumi refresh. To propose the way back: pulumi up after it.`,
  ].join("\n");
}
