import { readFileSync } from "node:fs";
import { execa } from "execa";
import { UserError } from "../../safes/user-error";
import { fromCheckpoint, readCheckpoint } from "./checkpoint";
import type { Judged } from "./judge";
import { fromPreview, readEvents } from "./preview";

/** The resources of the live stack, by the checkpoint in its backend. */
export async function resourcesOfStack(stack: string, showSecrets: boolean): Promise<readonly Judged[]> {
  const run = await pulumi(["stack", "export", "--stack", stack, ...(showSecrets ? ["--show-secrets"] : [])]);
  if (run.exitCode !== 0) throw failure("stack export", run.stderr || run.message);
  return fromCheckpoint(readCheckpoint(run.stdout, stack));
}

/** What the next update plans. */
export async function resourcesPlanned(stack: string, configFile: string | undefined): Promise<readonly Judged[]> {
  const config = configFile ? ["--config-file", configFile] : [];
  const run = await pulumi(["preview", "--json", "--stack", stack, ...config], {
    PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true",
  });
  if (run.exitCode === 0) return fromPreview(readEvents(run.stdout));
  // The events hold the whole state; of those only what the engine complains about is told.
  const complaints = readEvents(run.stdout).flatMap(({ diagnosticEvent: said }) =>
    said?.severity === "error" ? [said.message.trim()] : [],
  );
  throw failure("preview", complaints.join("\n") || run.stderr || run.message);
}

/** The resources of a file that `pulumi stack export` wrote. */
export function resourcesInFile(file: string): readonly Judged[] {
  return fromCheckpoint(readCheckpoint(readState(file), file));
}

function readState(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new UserError({ what: "there is no such state", where: file, fix: "pulumi stack export --file <file>" });
  }
}

async function pulumi(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return await execa("pulumi", [...args, "--non-interactive"], { env, reject: false, stdin: "ignore" });
}

function failure(command: string, got: string | undefined): UserError {
  return new UserError({ what: `pulumi ${command} failed`, got, fix: "mend the cause and run the command again" });
}
