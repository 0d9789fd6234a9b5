import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type BuildTask, buildPrograms } from "./build";
import { moduleDirectory, toolchainDirectory } from "./cache";
import { describeElapsed } from "./elapsed";
import { placeEngine } from "./language-host-bundle";
import { withLock } from "./lock";
import type { ProgramGroup } from "./pins";
import { type Survey, surveyToolchain, type ToolchainProgram } from "./survey";

export { type Survey, surveyToolchain, type ToolchainProgram } from "./survey";

/** The programs of a rehearsal, by absolute path. */
export interface Toolchain {
  readonly pulumi: string;
  readonly helm: string;
  readonly etcd: string;
  readonly kubeApiserver: string;
  readonly kubeControllerManager: string;
  readonly kubeScheduler: string;
  readonly kubectl: string;
  readonly kwok: string;
  readonly anvil: string;
  /** Goes before the operator's PATH, so that pulumi finds its language host and the operator finds these programs. */
  readonly pathDirectories: readonly string[];
  /** The same programs with their versions and where they come from. */
  readonly programs: readonly ToolchainProgram[];
}

export interface ToolchainOptions {
  /** Lines for the operator, such as `building kube-apiserver (k8s.io/kubernetes v1.34.4), 4 of 8`. */
  readonly onProgress?: (line: string) => void;
  /** Ends the build, compilers included; what is built stays built. */
  readonly signal?: AbortSignal;
  /** Where PATH, HOME, JEJU_CACHE and Go's settings are read. Default: this process's. */
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Finds the programs of a rehearsal and builds those that are missing. Takes minutes the first time and a fraction of a
 * second from then on.
 *
 * @throws UserError when something the operator can mend is in the way.
 */
export async function prepareToolchain(options: ToolchainOptions = {}): Promise<Toolchain> {
  return toToolchain(await preparePrograms("rehearsal", options));
}

/** The rollup's own nodes, by absolute path. */
export interface RollupPrograms {
  /** Execution client. */
  readonly opGeth: string;
  /** Consensus client. */
  readonly opNode: string;
  readonly opBatcher: string;
}

/** As {@link prepareToolchain} does, for those who run the rollup's own nodes: four minutes the first time. */
export async function prepareRollupPrograms(options: ToolchainOptions = {}): Promise<RollupPrograms> {
  const file = fileOf(await preparePrograms("rollup", options));
  return { opGeth: file("op-geth"), opNode: file("op-node"), opBatcher: file("op-batcher") };
}

/**
 * As {@link prepareToolchain} does, for those who unseal what a ceremony has sealed: three minutes the first time.
 * Returns the absolute path of sealed-secrets' controller, which takes a kubeconfig and the namespace of its keys.
 */
export async function prepareSealedSecretsController(options: ToolchainOptions = {}): Promise<string> {
  return fileOf(await preparePrograms("sealing", options))("sealed-secrets-controller");
}

export async function preparePrograms(
  group: ProgramGroup,
  options: ToolchainOptions = {},
): Promise<readonly ToolchainProgram[]> {
  const environment = options.environment ?? process.env;
  const survey = await surveyToolchain(environment, group);
  const missing = survey.programs.filter(({ present }) => !present);
  if (missing.length > 0) await buildMissing(survey, missing, { ...options, environment });
  return survey.programs.map((program) => ({ ...program, present: true }));
}

async function buildMissing(
  { cache, pins }: Survey,
  missing: readonly ToolchainProgram[],
  options: ToolchainOptions & { readonly environment: NodeJS.ProcessEnv },
): Promise<void> {
  const { onProgress, signal } = options;
  const startedAt = Date.now();
  const tasks = pins.flatMap((module) =>
    module.programs
      .filter(({ name }) => missing.some((program) => program.name === name))
      .map((program): BuildTask => ({ module, program, file: join(moduleDirectory(cache, module), program.name) })),
  );
  const onWait = (holder?: { readonly pid: number }) =>
    onProgress?.(`another run${holder ? ` (process ${holder.pid})` : ""} is building the toolchain; waiting for it`);

  await withLock(
    join(toolchainDirectory(cache), "build.lock"),
    async () => {
      await buildPrograms(
        tasks.filter(({ file }) => !existsSync(file)),
        options,
      );
      const engine = missing.find(({ name }) => name === "pulumi");
      const builtPulumi = tasks.find(({ program }) => program.name === "pulumi")?.file;
      if (engine && builtPulumi && !existsSync(engine.file)) {
        onProgress?.("bundling the language host");
        await placeEngine(dirname(engine.file), builtPulumi);
      }
    },
    { signal, onWait },
  );
  onProgress?.(`toolchain ready after ${describeElapsed(Date.now() - startedAt)}`);
}

function fileOf(programs: readonly ToolchainProgram[]) {
  return (name: ToolchainProgram["name"]) => {
    const program = programs.find((candidate) => candidate.name === name);
    if (!program) throw new Error(`the toolchain has no ${name}`);
    return program.file;
  };
}

function toToolchain(programs: readonly ToolchainProgram[]): Toolchain {
  const file = fileOf(programs);
  const built = programs.filter(({ origin }) => origin === "built");
  return {
    pulumi: file("pulumi"),
    helm: file("helm"),
    etcd: file("etcd"),
    kubeApiserver: file("kube-apiserver"),
    kubeControllerManager: file("kube-controller-manager"),
    kubeScheduler: file("kube-scheduler"),
    kubectl: file("kubectl"),
    kwok: file("kwok"),
    anvil: file("anvil"),
    pathDirectories: [...new Set(built.map((program) => dirname(program.file)))],
    programs,
  };
}
