import { Command } from "commander";
import { UserError } from "../../safes/user-error";
import { describeElapsed } from "./elapsed";
import { prepareToolchain, surveyToolchain, type ToolchainProgram } from "./index";

interface Flags {
  readonly json?: boolean;
  readonly check?: boolean;
}

const command = new Command("toolchain")
  .description("Finds the programs of the rehearsal, and builds those that are missing.")
  .option("--check", "only report; the exit code is 1 when something is missing")
  .option("--json", "print the report as JSON")
  .action(run);

async function run({ json, check }: Flags): Promise<void> {
  const startedAt = Date.now();
  const programs = check ? (await surveyToolchain()).programs : await build();
  const elapsedMs = Date.now() - startedAt;
  console.log(json ? JSON.stringify({ elapsedMs, programs }, null, 2) : formatReport(programs, elapsedMs));
  if (programs.some(({ present }) => !present)) process.exitCode = 1;
}

async function build(): Promise<readonly ToolchainProgram[]> {
  const controller = new AbortController();
  const cancel = () => controller.abort(new UserError({ what: "cancelled; what is built stays built" }));
  process.once("SIGINT", cancel).once("SIGTERM", cancel);
  const { programs } = await prepareToolchain({ onProgress: (line) => console.error(line), signal: controller.signal });
  return programs;
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
