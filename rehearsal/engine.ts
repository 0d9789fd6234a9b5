import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { UserError } from "../safes/user-error";
import { type EngineEvent, EventLog } from "./engine-events";

export interface EngineOptions {
  /** The `pulumi` program. */
  readonly pulumi: string;
  /** Folder of Pulumi.yaml. */
  readonly projectDirectory: string;
  readonly stack: string;
  readonly configFile: string;
  /** The whole environment of the engine; nothing is inherited. */
  readonly environment: NodeJS.ProcessEnv;
  readonly logsDirectory: string;
  readonly policyPack?: { readonly directory: string; readonly configFile: string };
}

export interface RunOptions {
  /** Have an up preview first, as `pulumi up` does by itself, and do nothing should that find anything. Default false. */
  readonly previewFirst?: boolean;
  /** Called as the run goes on, with what it has done so far. */
  readonly onProgress?: (result: EngineResult) => void;
  readonly signal?: AbortSignal;
}

export interface PolicyFinding {
  readonly policy: string;
  /** `mandatory` stops the run, `advisory` does not. */
  readonly level: string;
  readonly urn: string;
  readonly message: string;
}

export interface EngineResult {
  /** How many resources per operation (`create`, `update`, `same`, ...), as Pulumi counts them. */
  readonly changes: Readonly<Record<string, number>>;
  /** URNs of what was or would be changed, by operation. */
  readonly changed: ReadonlyArray<{
    readonly operation: string;
    readonly urn: string;
    readonly properties: readonly string[];
  }>;
  readonly policyFindings: readonly PolicyFinding[];
  readonly policiesPassed: number;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

type Operation = "preview" | "up" | "refresh" | "destroy";

/** Pulumi's engine, run as the operator would run it, one command at a time. */
export class Engine {
  private runs = 0;

  constructor(private readonly options: EngineOptions) {
    mkdirSync(options.logsDirectory, { recursive: true });
  }

  preview(options: RunOptions = {}): Promise<EngineResult> {
    return this.run("preview", [...this.policyArguments()], options);
  }

  /**
   * How long a preview takes as the operator runs it, in ms: without the log of events, some megabytes, by which the
   * other runs tell what they did.
   *
   * @throws EngineFailure when it fails, or would change anything that is not expected to change
   */
  async timePreview({ expectNoChanges }: { readonly expectNoChanges: boolean }): Promise<number> {
    const { stack, logsDirectory } = this.options;
    const logFile = join(logsDirectory, "timed-preview.log");
    const expected = expectNoChanges ? ["--expect-no-changes"] : [];
    const startedAt = performance.now();
    const run = await this.spawn("preview", [...expected, ...this.policyArguments()], logFile);
    const durationMs = performance.now() - startedAt;
    if (run.exitCode === 0) return durationMs;
    throw new EngineFailure("preview", stack, summarise([]), run.stderr, logFile);
  }

  /** Creates and changes without a preview of its own, unless asked for one: the caller has shown one. */
  up(options: RunOptions = {}): Promise<EngineResult> {
    const preview = options.previewFirst ? [] : ["--skip-preview"];
    return this.run("up", ["--yes", ...preview, ...this.policyArguments()], options);
  }

  /** Compares the checkpoint with the clouds and writes nothing. */
  previewRefresh(options: RunOptions = {}): Promise<EngineResult> {
    return this.run("refresh", ["--preview-only"], options);
  }

  refresh(extra: readonly string[], options: RunOptions = {}): Promise<EngineResult> {
    return this.run("refresh", ["--yes", "--skip-preview", ...extra], options);
  }

  destroy(options: RunOptions = {}): Promise<EngineResult> {
    return this.run("destroy", ["--yes", "--skip-preview"], options);
  }

  private policyArguments(): string[] {
    const { policyPack } = this.options;
    return policyPack ? ["--policy-pack", policyPack.directory, "--policy-pack-config", policyPack.configFile] : [];
  }

  private async run(
    operation: Operation,
    args: readonly string[],
    { onProgress, signal }: RunOptions,
  ): Promise<EngineResult> {
    const { stack, logsDirectory } = this.options;
    const label = `${String(++this.runs).padStart(2, "0")}-${operation}`;
    const logFile = join(logsDirectory, `${label}.log`);
    const events = new EventLog(join(logsDirectory, `${label}.events.jsonl`));
    const result = () => summarise(events.read());
    const ticker = onProgress && setInterval(() => onProgress(result()), 500);
    try {
      const run = await this.spawn(operation, ["--event-log", events.file, ...args], logFile, signal);
      const outcome = result();
      if (run.exitCode === 0) return outcome;
      signal?.throwIfAborted();
      throw new EngineFailure(operation, stack, outcome, run.stderr, logFile);
    } finally {
      clearInterval(ticker);
    }
  }

  /**
   * A group of its own, or a Ctrl-C at the terminal would reach the engine twice (from the terminal and from here), and
   * the second one makes it drop what it is creating instead of finishing it.
   */
  private spawn(operation: Operation, args: readonly string[], logFile: string, signal?: AbortSignal) {
    const { stack, configFile } = this.options;
    const common = ["--stack", stack, "--config-file", configFile, "--non-interactive", "--color", "never"];
    return execa(this.options.pulumi, [operation, ...common, ...args], {
      cwd: this.options.projectDirectory,
      env: this.options.environment,
      extendEnv: false,
      reject: false,
      stdin: "ignore",
      stdout: { file: logFile },
      stderr: ["pipe", { file: logFile, append: true }],
      detached: true,
      ...(signal && { cancelSignal: signal, killSignal: "SIGINT" as const, forceKillAfterDelay: 60_000 }),
    });
  }
}

/** A run that Pulumi ended with an error; the message is what the operator has to read. */
export class EngineFailure extends UserError {
  constructor(
    operation: Operation,
    stack: string,
    readonly result: EngineResult,
    stderr: string,
    logFile: string,
  ) {
    const violations = result.policyFindings
      .filter((finding) => finding.level === "mandatory")
      .map((finding) => `policy ${finding.policy}: ${finding.message} [${finding.urn}]`);
    const reasons = [...result.errors, ...violations];
    super({
      what: `pulumi ${operation} of ${stack} failed`,
      got: reasons.length > 0 ? `\n${reasons.map(indent).join("\n")}` : stderr.trim(),
      fix: `mend the cause and run the same command again; the whole output is in ${logFile}`,
    });
  }
}

function indent(text: string): string {
  return text
    .trim()
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}

const unchanged = new Set(["same", "read", "refresh"]);

/** Adds up what the engine has reported so far. */
export function summarise(events: readonly EngineEvent[]): EngineResult {
  const changes: Record<string, number> = {};
  const changed: Array<{ operation: string; urn: string; properties: readonly string[] }> = [];
  const policyFindings: PolicyFinding[] = [];
  const errors: string[] = [];
  const warnings: string[] = [];
  let policiesPassed = 0;
  for (const event of events) {
    const step = event.resOutputsEvent?.metadata;
    if (step) {
      changes[step.op] = (changes[step.op] ?? 0) + 1;
      if (!unchanged.has(step.op)) {
        changed.push({ operation: step.op, urn: step.urn, properties: Object.keys(step.detailedDiff ?? {}) });
      }
    }
    if (event.policyEvent) {
      const { policyName, enforcementLevel, resourceUrn, message } = event.policyEvent;
      policyFindings.push({
        policy: policyName,
        level: enforcementLevel,
        urn: resourceUrn ?? "",
        message: message.trim(),
      });
    }
    policiesPassed += event.policyAnalyzeSummaryEvent?.passed?.length ?? 0;
    policiesPassed += event.policyAnalyzeStackSummaryEvent?.passed?.length ?? 0;
    if (event.diagnosticEvent?.severity === "error") errors.push(event.diagnosticEvent.message);
    if (event.diagnosticEvent?.severity === "warning") warnings.push(event.diagnosticEvent.message);
  }
  return { changes, changed, policyFindings, policiesPassed, errors, warnings };
}

/** How many resources a run changed or would change. */
export function countChanges(result: EngineResult): number {
  return result.changed.length;
}
