import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { ignoreWaiversVariable } from "../policies/waivers/file";
import { UserError } from "../safes/user-error";
import { argumentCheckOptions } from "./clouds/dropped-arguments";
import { Engine, type EngineOptions } from "./engine";
import { fileBackendUrl } from "./file-backend";
import { projectDirectory, type RehearsalPaths } from "./paths";
import type { Endpoints } from "./supervisor";
import type { Toolchain } from "./toolchain";

export interface WorkspaceOptions {
  readonly stack: string;
  /** `testnet` or `mainnet`: which levels the policy pack applies. */
  readonly environmentClass: string;
  readonly paths: RehearsalPaths;
  readonly toolchain: Toolchain;
  readonly endpoints: Endpoints;
  /** Whether policies/waivers.yaml is heeded. Default true. */
  readonly waivers?: boolean | undefined;
}

/** A Pulumi project folder of its own: `stack init` and `config set` write to a stack file, and it must not be the operator's. */
export class Workspace {
  readonly environment: NodeJS.ProcessEnv;
  readonly engine: Engine;

  constructor(private readonly options: WorkspaceOptions) {
    this.environment = engineEnvironment(options);
    this.engine = this.createEngine(true);
  }

  /** Where `pulumi`, `kubectl` and `helm` lie. */
  get programDirectories(): readonly string[] {
    const { pulumi, kubectl, helm, pathDirectories } = this.options.toolchain;
    return [...new Set([...[pulumi, kubectl, helm].map((program) => dirname(program)), ...pathDirectories])];
  }

  get policyConfigFile(): string {
    return join(projectDirectory, "policies", "config", `${this.options.environmentClass}.json`);
  }

  private get policyPack(): Pick<EngineOptions, "policyPack"> {
    return { policyPack: { directory: join(projectDirectory, "policies"), configFile: this.policyConfigFile } };
  }

  /** `extraEnvironment` is for what a measurement adds to the engine's. */
  createEngine(withPolicies: boolean, extraEnvironment: NodeJS.ProcessEnv = {}): Engine {
    const { stack, paths, toolchain } = this.options;
    return new Engine({
      pulumi: toolchain.pulumi,
      projectDirectory,
      stack,
      configFile: paths.config,
      environment: { ...this.environment, ...extraEnvironment },
      logsDirectory: paths.logs,
      ...(withPolicies && this.policyPack),
    });
  }

  /** Another project in the same backend: what a measurement compares with. */
  async createForeignEngine(directory: string, project: string, withPolicies: boolean): Promise<Engine> {
    const { stack, paths, toolchain } = this.options;
    const name = `organization/${project}/${stack}`;
    await this.pulumi(["--cwd", directory, "stack", "init", name, "--no-select", "--secrets-provider", "passphrase"]);
    return new Engine({
      pulumi: toolchain.pulumi,
      projectDirectory: directory,
      stack: name,
      configFile: join(directory, `Pulumi.${stack}.yaml`),
      environment: this.environment,
      logsDirectory: join(paths.logs, project),
      ...(withPolicies && this.policyPack),
    });
  }

  /** Creates backend, passphrase and stack; what is there already stays. */
  async prepare(): Promise<void> {
    const { paths, stack } = this.options;
    for (const directory of [paths.backend, paths.pulumiHome]) mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (!existsSync(paths.passphrase)) {
      writeFileSync(paths.passphrase, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
    }
    // The CLI writes a debug log of every call to this folder, 0.4 s of each preview, and goes without where it cannot.
    // What there is to know of a run is in paths.logs.
    writeFileSync(join(paths.pulumiHome, "logs"), "");
    writeFileSync(join(paths.root, "Pulumi.yaml"), "name: jeju\nruntime: nodejs\n");
    if (!existsSync(join(paths.backend, ".pulumi", "stacks", "jeju", `${stack}.json`))) {
      await this.pulumi([
        "stack",
        "init",
        `organization/jeju/${stack}`,
        "--no-select",
        "--secrets-provider",
        "passphrase",
      ]);
    }
  }

  /** The value travels by standard input, so that no process list and no shell history shows it. */
  async setSecret(key: string, value: string): Promise<void> {
    await this.pulumi(["config", "set", "--stack", this.options.stack, "--secret", key], value);
  }

  async exportState(): Promise<Checkpoint> {
    return JSON.parse(await this.pulumi(["stack", "export", "--stack", this.options.stack]));
  }

  async outputs(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.pulumi(["stack", "output", "--json", "--stack", this.options.stack]));
  }

  /** Any command of the CLI on this stack. */
  async pulumi(args: readonly string[], input?: string): Promise<string> {
    const result = await execa(this.options.toolchain.pulumi, [...args, "--non-interactive"], {
      cwd: this.options.paths.root,
      env: this.environment,
      extendEnv: false,
      reject: false,
      ...(input === undefined ? { stdin: "ignore" as const } : { input }),
    });
    if (result.exitCode !== 0) {
      throw new UserError({ what: `pulumi ${args.join(" ")} failed`, got: (result.stderr || result.stdout).trim() });
    }
    return result.stdout;
  }
}

export interface Checkpoint {
  readonly deployment: {
    readonly resources?: readonly CheckpointResource[];
    readonly pending_operations?: ReadonlyArray<{ readonly type: string; readonly resource: CheckpointResource }>;
  };
}

export interface CheckpointResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly outputs?: Record<string, unknown>;
}

/** What of the operator's environment the engine may see: credentials and endpoints of real clouds are not among it. */
const inherited = ["HOME", "LANG", "LC_ALL", "TMPDIR", "USER", "JEJU_CACHE", "XDG_CACHE_HOME"];

function engineEnvironment({ paths, toolchain, endpoints, waivers = true }: WorkspaceOptions): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(
      inherited.map((name) => [name, process.env[name]]).filter(([, value]) => value !== undefined),
    ),
    PATH: [...toolchain.pathDirectories, process.env.PATH].join(delimiter),
    PULUMI_HOME: paths.pulumiHome,
    PULUMI_BACKEND_URL: fileBackendUrl(paths.backend),
    PULUMI_CONFIG_PASSPHRASE_FILE: paths.passphrase,
    PULUMI_DEBUG_PROVIDERS: endpoints.debugProviders,
    AWS_ENDPOINT_URL_KMS: endpoints.kmsUrl,
    // The SDK signs its requests to the stand-in with these; they open nothing.
    AWS_ACCESS_KEY_ID: "rehearsal",
    AWS_SECRET_ACCESS_KEY: "rehearsal",
    JEJU_JOURNAL: paths.journal,
    JEJU_PROPOSALS: paths.proposals,
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // A second copy of the checkpoint at every step; what a rehearsal falls back to is the step before.
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    ...(!waivers && { [ignoreWaiversVariable]: "1" }),
    // The CLI offers --event-log only with this.
    PULUMI_DEBUG_COMMANDS: "true",
    NODE_OPTIONS: argumentCheckOptions(),
    // The engine's heap stays small; collecting it less often saves a fifth of its time.
    GOGC: "400",
    NO_COLOR: "1",
  };
}

/** A file to `source`, with which the operator's own shell reaches the rehearsed stack. */
export function writeShellEnvironment(workspace: Workspace, paths: RehearsalPaths, endpoints: Endpoints): string {
  const file = join(paths.root, "environment.sh");
  const { PATH: _, ...environment } = workspace.environment;
  const exported = {
    ...Object.fromEntries(Object.entries(environment).filter(([name]) => /^(PULUMI|NODE|AWS|JEJU)_/.test(name))),
    KUBECONFIG: endpoints.kubeconfig,
    ETH_RPC_URL: endpoints.l1RpcUrl,
    JEJU_CONFIG_FILE: paths.config,
    JEJU_POLICY_CONFIG: workspace.policyConfigFile,
  };
  const lines = [
    `export PATH=${[...workspace.programDirectories.map(quote), "$PATH"].join(":")}`,
    ...Object.entries(exported).map(([name, value]) => `export ${name}=${quote(String(value))}`),
  ];
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  return file;
}

/** One word of a POSIX shell, whatever it holds. */
function quote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
