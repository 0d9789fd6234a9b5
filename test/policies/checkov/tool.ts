import { existsSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { cacheDirectory } from "../../../rehearsal/toolchain/cache";

/** The release whose checks the pairs and the differences were read from. */
const version = "3.3.30";

export interface Finding {
  readonly check: string;
  /** Path below the folder that was looked at. */
  readonly file: string;
  readonly resource: string;
  readonly isPassed: boolean;
}

/** checkov in a Python environment of its own, made in the cache the first time; needs python3 and the package index. */
export async function checkov(report: (line: string) => void): Promise<string> {
  const directory = join(cacheDirectory(process.env), `checkov-${version}`);
  const program = join(directory, "bin", "checkov");
  if (existsSync(program)) return program;
  report(`installing checkov ${version} to ${directory}`);
  rmSync(directory, { recursive: true, force: true });
  await execa("python3", ["-m", "venv", directory]);
  await execa(join(directory, "bin", "pip"), ["install", "--quiet", `checkov==${version}`]);
  return program;
}

const found = z.object({ check_id: z.string(), resource: z.string(), file_abs_path: z.string() });
const run = z.object({
  results: z.object({
    passed_checks: z.array(found),
    failed_checks: z.array(found),
    parsing_errors: z.array(z.string()),
  }),
});

export async function findingsIn(
  program: string,
  directory: string,
  framework: "terraform" | "kubernetes",
  checks: readonly string[] = [],
): Promise<readonly Finding[]> {
  const chosen = checks.length > 0 ? ["--check", checks.join(",")] : [];
  const args = ["--directory", directory, "--framework", framework, "--output", "json", "--compact", "--soft-fail"];
  const { stdout } = await execa(program, [...args, ...chosen], {
    env: { CHECKOV_RUN_IN_DOCKER: "false", LOG_LEVEL: "ERROR", BC_SKIP_MAPPING: "TRUE" },
    maxBuffer: 1 << 28,
  });
  const { results } = run.parse(JSON.parse(stdout));
  if (results.parsing_errors.length > 0) throw new Error(`checkov cannot read ${results.parsing_errors.join(", ")}`);
  const asFinding = (isPassed: boolean) => (one: z.infer<typeof found>) => ({
    check: one.check_id,
    file: relative(directory, one.file_abs_path),
    resource: one.resource,
    isPassed,
  });
  return [...results.passed_checks.map(asFinding(true)), ...results.failed_checks.map(asFinding(false))];
}
