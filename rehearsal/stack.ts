import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { UserError } from "../safes/user-error";
import { fileBackendUrl } from "./file-backend";
import type { RehearsalPaths } from "./paths";
import type { Toolchain } from "./toolchain";

/** What the CLI needs to find a stack and its secrets; no cloud is among it, so a stack can be made before there is one. */
type Programs = Pick<Toolchain, "pulumi" | "pathDirectories">;

/** Makes backend, passphrase and stack, and puts the secrets into its configuration; what is there already stays. */
export async function prepareStack(
  stack: string,
  toolchain: Programs,
  paths: RehearsalPaths,
  secrets: Readonly<Record<string, string>>,
): Promise<void> {
  for (const directory of [paths.backend, paths.pulumiHome]) mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (!existsSync(paths.passphrase)) {
    writeFileSync(paths.passphrase, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
  }
  // The CLI writes a debug log of every call to this folder, 0.4 s of each preview, and goes without where it cannot.
  // What there is to know of a run is in paths.logs.
  writeFileSync(join(paths.pulumiHome, "logs"), "");
  writeFileSync(join(paths.root, "Pulumi.yaml"), "name: jeju\nruntime: nodejs\n");
  const environment = stackEnvironment(toolchain, paths);
  const run = (args: readonly string[], input?: string) => runPulumi(toolchain, paths, args, environment, input);
  if (!existsSync(join(paths.backend, ".pulumi", "stacks", "jeju", `${stack}.json`))) {
    await run(["stack", "init", `organization/jeju/${stack}`, "--no-select", "--secrets-provider", "passphrase"]);
  }
  // A value travels by standard input, so that no process list and no shell history shows it.
  for (const [key, value] of Object.entries(secrets)) {
    await run(["config", "set", "--stack", stack, "--secret", key], value);
  }
}

/** Runs a command of the CLI in the rehearsal's folder. @returns what it printed. @throws UserError with what it said */
export async function runPulumi(
  { pulumi }: Pick<Programs, "pulumi">,
  { root }: RehearsalPaths,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  input?: string,
): Promise<string> {
  const result = await execa(pulumi, [...args, "--non-interactive"], {
    cwd: root,
    env: environment,
    extendEnv: false,
    reject: false,
    ...(input === undefined ? { stdin: "ignore" as const } : { input }),
  });
  if (result.exitCode !== 0) {
    throw new UserError({ what: `pulumi ${args.join(" ")} failed`, got: (result.stderr || result.stdout).trim() });
  }
  return result.stdout;
}

/** What of the operator's environment the engine may see: credentials and endpoints of real clouds are not among it. */
const inherited = ["HOME", "LANG", "LC_ALL", "TMPDIR", "USER", "JEJU_CACHE", "XDG_CACHE_HOME"];

export function stackEnvironment({ pathDirectories }: Programs, paths: RehearsalPaths): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(
      inherited.map((name) => [name, process.env[name]]).filter(([, value]) => value !== undefined),
    ),
    PATH: [...pathDirectories, process.env.PATH].join(delimiter),
    PULUMI_HOME: paths.pulumiHome,
    PULUMI_BACKEND_URL: fileBackendUrl(paths.backend),
    PULUMI_CONFIG_PASSPHRASE_FILE: paths.passphrase,
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // A second copy of the checkpoint at every step; what a rehearsal falls back to is the step before.
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
  };
}
