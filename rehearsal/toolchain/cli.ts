import { Command } from "commander";
import { UserError } from "../../safes/user-error";
import { describeElapsed } from "./elapsed";
import { preparePrograms, surveyToolchain, type ToolchainProgram } from "./index";
import type { ProgramGroup } from "./pins";

interface Flags {
  readonly json?: boolean;
  readonly check?: boolean;
  readonly rollup?: boolean;
}

const command = new Command("toolchain")
  .description("Finds the programs of the rehearsal, and builds those that are missing.")
  .option("--check", "only report; the exit code is 1 when something is missing")
  .option("--rollup", "the rollup's own nodes, which no rehearsal waits for, instead")
  .option("--json", "print the report as JSON")
  .action(run);

async function run({ json, check, rollup }: Flags): Promise<void> {
  const startedAt = Date.now();
  const group = rollup ? "rollup" : "rehearsal";
  const programs = check ? (await surveyToolchain(process.env, group)).programs : await build(group);
  const elapsedMs = Date.now() - startedAt;
  console.log(json ? JSON.stringify({ elapsedMs, programs }, null, 2) : formatReport(programs, elapsedMs));
  if (programs.some(({ present }) => !present)) process.exitCode = 1;
}

async function build(group: ProgramGroup): Promise<readonly ToolchainProgram[]> {
  const controller = new AbortController();
  const cancel = () => controller.abort(new UserError({ what: "cancelled; what is built stays built" }));
  process.once("SIGINT", cancel).once("SIGTERM", cancel);
  return preparePrograms(group, { onProgress: (line) => console.error(line), signal: controller.signal });
}

function formatReport(programs: readonly ToolchainProgram[], elapsedMs: number): string {
  const rows = programs.map(({ name, version, origin, present, file }) => [
    name,
    version,
    present ? origin : "missing",
    file,
  ]);
  const table = [["program", "version", "from", "file"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
  const notes = programs.flatMap(({ name, passedOver }) => (passedOver ? [`${name}: ${passedOver}`] : []));
  const missing = programs.filter(({ present }) => !present).length;
  const summary =
    missing > 0
      ? `${missing} of ${programs.length} programs are missing; npm run toolchain builds them`
      : `ready after ${describeElapsed(elapsedMs)}`;
  return [...lines, ...(notes.length > 0 ? ["", "passed over:", ...notes] : []), "", summary].join("\n");
}

command.parseAsync().catch((error: unknown) => {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
