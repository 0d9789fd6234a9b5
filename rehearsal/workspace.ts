import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ignoreWaiversVariable } from "../policies/waivers/file";
import { argumentCheckOptions } from "./clouds/dropped-arguments";
import { Engine, type EngineOptions } from "./engine";
import { projectDirectory, type RehearsalPaths } from "./paths";
import { runPulumi, stackEnvironment } from "./stack";
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

  async exportState(): Promise<Checkpoint> {
    return JSON.parse(await this.pulumi(["stack", "export", "--stack", this.options.stack]));
  }

  async outputs(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.pulumi(["stack", "output", "--json", "--stack", this.options.stack]));
  }

  /** Any command of the CLI on this stack. */
  pulumi(args: readonly string[], input?: string): Promise<string> {
    const { toolchain, paths } = this.options;
    return runPulumi(toolchain, paths, args, this.environment, input);
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

function engineEnvironment({ paths, toolchain, endpoints, waivers = true }: WorkspaceOptions): NodeJS.ProcessEnv {
  return {
    ...stackEnvironment(toolchain, paths),
    PULUMI_DEBUG_PROVIDERS: endpoints.debugProviders,
    AWS_ENDPOINT_URL_KMS: endpoints.kmsUrl,
    // The SDK signs its requests to the stand-in with these; they open nothing.
    AWS_ACCESS_KEY_ID: "rehearsal",
    AWS_SECRET_ACCESS_KEY: "rehearsal",
    JEJU_JOURNAL: paths.journal,
    JEJU_PROPOSALS: paths.proposals,
    ...(!waivers && { [ignoreWaiversVariable]: "1" }),
    // The CLI offers --event-log only with this.
    PULUMI_DEBUG_COMMANDS: "true",
    NODE_OPTIONS: argumentCheckOptions(),
    // A provider compares a resource while the engine has the next one checked and judged: 6 % of a preview.
    PULUMI_PARALLEL_DIFF: "true",
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
