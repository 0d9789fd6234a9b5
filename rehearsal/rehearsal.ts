import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { OpenedOnce } from "../safes/opened-once";
import { keepCeremony } from "./ceremony/kept";
import { comparisonSteps, unsealingSteps } from "./ceremony/steps";
import { findFork, keepForkBlock } from "./chain/fork-block";
import { dataFeeOnL1 } from "./chain/l1-cost";
import { findResourceId } from "./clouds/remains";
import { describeLeftovers, prepareTeardown } from "./decommission";
import { fundDeployer } from "./deployer-funds";
import { makeTestDeposit } from "./deposit";
import type { EngineResult } from "./engine";
import { describeChanges, progressLine } from "./engine-words";
import { Governance, governanceExercises } from "./governance";
import { requireVerified } from "./governance/upgrade";
import { wishes } from "./governance/wishes";
import { endOrphans } from "./orphans";
import { type RehearsalPaths, rehearsalPaths } from "./paths";
import { Progress } from "./progress";
import { refuseChanges } from "./proof-failure";
import { recoverPendingOperations } from "./recovery";
import { openServices, type Services, stopServices } from "./services";
import { prepareStack } from "./stack";
import { StackConfig } from "./stack-config";
import { type RehearsalOptions, type RehearsedPhase, type Report, rehearsedPhases, type Step } from "./steps";
import { describeStack, type StackSummary } from "./summary";
import type { Endpoints } from "./supervisor";
import { Workspace, writeShellEnvironment } from "./workspace";

export { type RehearsalOptions, type RehearsedPhase, rehearsedPhases, type Step } from "./steps";

/** One stack's way from nothing to up, as steps that a task list shows. */
export class Rehearsal {
  readonly stack: string;
  readonly paths: RehearsalPaths;
  private progress!: Progress;
  private resumed = false;
  private services: Services | undefined;
  /** Once the steps have prepared it. */
  workspace!: Workspace;
  private config!: StackConfig;
  private readonly governance = new OpenedOnce(() => Governance.open(this.options, this.config, this));
  private lastUp?: EngineResult;
  /** Goes on beside the second preview. */
  private secondRefresh?: Promise<EngineResult>;
  summary?: StackSummary;
  /** What a shell sources to reach the services that were left running. */
  shellFile?: string;

  constructor(private readonly options: RehearsalOptions) {
    this.stack = options.stack;
    this.paths = rehearsalPaths(options.stack);
  }

  steps(): Step[] {
    const lastPhase = rehearsedPhases.indexOf(this.options.lastPhase ?? "public");
    const phases = rehearsedPhases.slice(0, lastPhase + 1);
    return [
      { title: "services: chain, cluster, clouds", run: () => this.start() },
      { title: "stack and configuration", run: () => this.configure() },
      ...phases.flatMap((phase) => this.phaseSteps(phase)),
      { title: "second preview: no change", run: (report) => this.proveNoChange(report) },
      { title: "refresh: no drift", run: () => this.proveNoDrift() },
      ...(phases.includes("contracts") ? comparisonSteps(this.options, this) : []),
      { title: "summary", run: () => this.summarise() },
      ...(this.options.destroy ? [{ title: "destroy", run: (report: Report) => this.destroy(report) }] : []),
      this.options.keep
        ? { title: "services: kept", run: () => this.keep() }
        : { title: "services: ended", run: () => this.close() },
    ];
  }

  /** The up of the last phase is the one that verifies an upgrade; without it none is begun. */
  private get upgrades(): boolean {
    return (this.options.lastPhase ?? "public") === "public";
  }

  get endpoints(): Endpoints {
    return this.running().endpoints;
  }

  get isKept(): boolean {
    return this.shellFile !== undefined;
  }

  async close(): Promise<undefined> {
    await this.services?.stop();
    this.services = undefined;
    return undefined;
  }

  private async keep(): Promise<undefined> {
    await this.running().keep();
    this.shellFile = writeShellEnvironment(this.workspace, this.paths, this.endpoints);
    return undefined;
  }

  private async start(): Promise<string> {
    const { stack, toolchain, fresh, forkUrl: rpcUrl } = this.options;
    // The engine of a killed rehearsal goes on by itself, and would write its checkpoint over ours.
    await endOrphans(this.paths.root, [toolchain.pulumi]);
    const earlier = Progress.load(this.paths.progress);
    const kept = !fresh && existsSync(this.paths.services);
    this.resumed = earlier !== undefined && !fresh && (earlier.isInterrupted || kept);
    const source = StackConfig.copy(stack, this.paths.config);
    const chain = { chainId: source.l1ChainId, directory: this.paths.chain };
    const fork = await findFork({ ...chain, rpcUrl, isResumed: this.resumed });
    if (!this.resumed) {
      await stopServices(this.paths);
      rmSync(this.paths.root, { recursive: true, force: true });
    }
    if (fork) keepForkBlock(this.paths.chain, fork);
    const prepared = prepareStack(stack, toolchain, this.paths, this.writeConfig().missingSecrets());
    // It is waited for below, and heard at once should the services not start.
    prepared.catch(() => {});
    this.services = await openServices({
      stack,
      paths: this.paths,
      request: {
        toolchain,
        l1ChainId: source.l1ChainId,
        ...(fork && { fork }),
        accountId: source.accountId,
        givenPrincipals: source.administrators,
        ownerPid: process.pid,
      },
    });
    await prepared;
    this.progress = this.resumed && earlier ? earlier : Progress.begin(this.paths.progress);
    const { l1RpcUrl, kubernetesUrl } = this.services.endpoints;
    const beginning = fork ? ` from block ${fork.blockNumber}` : "";
    return `${this.resumed ? "resumed; " : ""}chain ${source.l1ChainId}${beginning} at ${l1RpcUrl}, Kubernetes at ${kubernetesUrl}`;
  }

  /** As far as it is known without the services. */
  private writeConfig(): StackConfig {
    const { stack, ceremony } = this.options;
    const isNew = !existsSync(this.paths.config);
    keepCeremony(this.paths, ceremony, isNew);
    const config = isNew ? StackConfig.copy(stack, this.paths.config) : StackConfig.open(this.paths.config);
    // What has happened to the owners since is in the copy.
    return config.fill(stack, isNew ? ceremony : undefined).save();
  }

  private async configure(): Promise<string | undefined> {
    const { stack } = this.options;
    const { endpoints, paths } = this;
    this.config = StackConfig.open(paths.config).setL1RpcUrl(endpoints.l1RpcUrl).save();
    this.workspace = new Workspace({ ...this.options, environmentClass: this.config.environment, paths, endpoints });
    if (!this.resumed) return undefined;
    const recovered = await recoverPendingOperations(this.workspace, stack, (urn) =>
      findResourceId(this.paths.clouds, urn),
    );
    return recovered > 0 ? `${recovered} interrupted creations settled` : "nothing was left half done";
  }

  private phaseSteps(phase: RehearsedPhase): Step[] {
    const isPreviewed = this.options.previews || phase === rehearsedPhases[0];
    return [
      ...(phase === "control"
        ? [{ title: "control: deployer funded", run: () => fundDeployer(this.stack, this.endpoints) }]
        : []),
      ...(phase === "network" ? this.wishSteps() : []),
      ...(isPreviewed ? [this.phaseStep(phase, "preview")] : []),
      this.phaseStep(phase, "up"),
      ...(phase === "contracts"
        ? [{ title: "contracts: test deposit", run: () => makeTestDeposit(this.stack, this.config, this) }]
        : []),
      ...(phase === "network" ? unsealingSteps(this.options, this).map((step) => this.once(step)) : []),
      ...(phase === "network" ? this.governanceSteps() : []),
      ...(phase === "public"
        ? [{ title: "governance: upgrade verified", run: () => requireVerified(this.workspace) }]
        : []),
    ];
  }

  private phaseStep(phase: RehearsedPhase, operation: "preview" | "up"): Step {
    const title = `${phase}: ${operation}`;
    const run = async (report: Report) => {
      if (this.progress.hasDone(phase)) return "done before";
      this.config.setPhase(phase).save();
      const { engine } = this.workspace;
      const options = { signal: this.options.signal, onProgress: (r: EngineResult) => report(progressLine(r)) };
      const result = await this.guard(this.progress.time(title, () => engine[operation](options)));
      if (operation === "up") {
        this.lastUp = result;
        this.progress.finishPhase(phase);
      }
      return describeChanges(result);
    };
    return { title, run };
  }

  /** What the stack file asks for from here on; the up that follows can only propose it. */
  private wishSteps(): Step[] {
    return wishes
      .filter(({ isUpgrade }) => this.upgrades || !isUpgrade)
      .map(({ title, want }) => ({
        title: `governance: ${title}`,
        run: async () => want({ ...this.options, config: this.config, paths: this.paths }),
      }));
  }

  /** What people do while the rollout goes on. */
  private governanceSteps(): Step[] {
    const { signal } = this.options;
    const exercises = governanceExercises.filter(({ isUpgrade }) => this.upgrades || !isUpgrade);
    return exercises.map(({ title, run }) =>
      this.once({ title: `governance: ${title}`, run: async () => run(await this.governance.get(), signal) }),
    );
  }

  /** A step that a resumed rehearsal does not do again. Cut short, it can be begun again. */
  private once({ title, run: work }: Step): Step {
    return {
      title,
      run: async (report) => {
        if (this.progress.hasDone(title)) return "done before";
        // It may not hear of a Ctrl-C by itself.
        const timed = this.progress.time(title, () => work(report));
        const outcome = await this.guard(Promise.race([timed, untilAborted(this.options.signal)]));
        this.progress.finishPhase(title);
        return outcome;
      },
    };
  }

  private async proveNoChange(report: Report): Promise<string> {
    const { engine } = this.workspace;
    const { signal } = this.options;
    const result = await this.guard(
      this.progress.time("second preview and refresh", async () => {
        // A preview takes no lock and writes nothing, nor does this refresh. Neither outlives the step, whatever becomes
        // of the other: the step of the refresh tells how that one ended.
        const preview = engine.preview({ signal, onProgress: (r) => report(progressLine(r)) });
        this.secondRefresh = engine.previewRefresh({ signal });
        await Promise.allSettled([preview, this.secondRefresh]);
        return preview;
      }),
    );
    this.lastUp ??= result;
    refuseChanges("the second preview shows changes", result);
    return `0 changes, ${result.changes.same ?? 0} unchanged`;
  }

  private async proveNoDrift(): Promise<string> {
    if (!this.secondRefresh) throw new Error("the refresh runs beside the second preview, and that did not run");
    const result = await this.secondRefresh;
    refuseChanges("the refresh finds drift", result);
    return `0 drifted, ${result.changes.same ?? 0} as recorded`;
  }

  private async summarise(): Promise<undefined> {
    const [checkpoint, outputs] = await Promise.all([this.workspace.exportState(), this.workspace.outputs()]);
    this.summary = describeStack({
      stack: this.options.stack,
      checkpoint,
      outputs,
      endpoints: this.endpoints,
      policies: this.lastUp,
      timingsMs: this.progress.timingsMs,
      l1DataFeeWei: await dataFeeOnL1(this.endpoints.l1RpcUrl, checkpoint.deployment.resources ?? []),
    });
    // For those who review the rollout.
    writeFileSync(join(this.paths.logs, "l1-cost.json"), `${JSON.stringify(this.summary.l1, null, 2)}\n`);
    this.progress.complete();
    return undefined;
  }

  private async destroy(report: Report): Promise<string> {
    await prepareTeardown(this.workspace, this.config, this.options.stack, this.options.signal);
    await this.guard(
      this.progress.time("destroy", () =>
        this.workspace
          .createEngine(false)
          .destroy({ signal: this.options.signal, onProgress: (r) => report(progressLine(r)) }),
      ),
    );
    return describeLeftovers(await this.workspace.exportState(), this.paths.clouds);
  }

  /** A service that dies says why; the engine would only report that nobody answers. */
  private guard<Result>(work: Promise<Result>): Promise<Result> {
    return Promise.race([work, this.running().failed]);
  }

  private running(): Services {
    if (!this.services) throw new Error("the services have not been started");
    return this.services;
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
}
