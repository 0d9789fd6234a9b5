import { Command, Option } from "commander";
import { Listr, ListrLogger, type ListrTask, ProcessOutput } from "listr2";
import { UserError } from "../safes/user-error";
import { ceremonyCode } from "./ceremony/code";
import { forkUrlOf, forkVariable } from "./chain/fork-block";
import { rehearsalPaths } from "./paths";
import { ProofFailure } from "./proof-failure";
import { Rehearsal, type RehearsalOptions, type RehearsedPhase, rehearsedPhases, type Step } from "./rehearsal";
import { stopServices } from "./services";
import { stackFile } from "./stack-config";
import { renderSummary } from "./summary";
import { prepareSealedSecretsController, prepareToolchain, type Toolchain } from "./toolchain";

interface CliOptions {
  readonly keep: boolean;
  readonly destroy: boolean;
  readonly stop: boolean;
  readonly fresh: boolean;
  readonly previews: boolean;
  readonly waivers: boolean;
  readonly json: boolean;
  readonly phase: RehearsedPhase;
  readonly fork?: string;
  readonly ceremony?: string;
}

/** Exit codes: 0 all proven, 1 something failed, 2 a proof failed (a second preview changes, a refresh drifts), 130 interrupted. */
const exitCodes = { failed: 1, proofFailed: 2, interrupted: 130 } as const;

const defaultStacks = ["testnet", "mainnet"];

function parseArguments(argv: readonly string[]) {
  const command = new Command("npm run rehearse --")
    .description(
      "Bring stacks up on the real Pulumi engine, offline, and prove that nothing changes or drifts afterwards.",
    )
    .argument("[stacks...]", `stacks to rehearse, one after the other (default: ${defaultStacks.join(" ")})`)
    .option("--keep", "leave the services running and print how to reach each part", false)
    .option("--destroy", "destroy each stack at the end and prove that nothing is left", false)
    .option("--stop", "only end what an earlier --keep left running", false)
    .option("--fresh", "begin from nothing even if an interrupted or kept rehearsal could go on", false)
    .option("--previews", "preview every phase before its up, as reviewers do, and not only the first", false)
    .option("--no-waivers", "judge every preview and up as if policies/waivers.yaml were empty")
    .option("--json", "print the summary as JSON on standard output", false)
    .option(
      "--fork <rpc>",
      `rehearse on a fork of the real L1; "env" takes the URL, and the key in it, from ${forkVariable}`,
    )
    .option(
      "--ceremony <folder>",
      "give the Safes the owners of a practised key ceremony: npm run ceremony -- practice",
    )
    .addOption(new Option("--phase <phase>", "last phase to bring up").choices(rehearsedPhases).default("public"))
    .addHelpText(
      "after",
      "\nExit codes: 0 all proven, 1 something failed, 2 a proof failed, 130 interrupted.\n" +
        "An interrupted rehearsal goes on where it stopped when the command is run again.",
    );
  command.parse(argv, { from: "user" });
  const stacks = command.args.length > 0 ? command.args : defaultStacks;
  const options = command.opts<CliOptions>();
  if (options.keep && options.destroy) command.error("--keep and --destroy exclude each other");
  if (options.ceremony !== undefined && stacks.length !== 1) command.error("--ceremony is of one stack: name it");
  if (options.fork !== undefined && stacks.length !== 1) command.error("--fork is of the L1 of one stack: name it");
  return { stacks, options };
}

async function main(argv: readonly string[]): Promise<void> {
  const { stacks, options } = parseArguments(argv);
  for (const stack of stacks) stackFile(stack);
  if (options.stop) return stopAll(stacks);
  const ceremony =
    options.ceremony === undefined
      ? undefined
      : ceremonyCode.ceremonies().openCeremony(options.ceremony, stacks[0] ?? "");
  const forkUrl = options.fork && forkUrlOf(options.fork, process.env);
  // The programs that a rehearsal starts have no use for it.
  delete process.env[forkVariable];

  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => abort.abort(new Interrupted()));
  const rehearsals: Rehearsal[] = [];
  const interactive = process.stdout.isTTY && !process.env.CI && !options.json;
  try {
    await new Listr(createTasks(stacks, { ...options, forkUrl, ceremony }, abort.signal, rehearsals, interactive), {
      ...(interactive ? interactiveRendering : plainRendering(options.json)),
      registerSignalListeners: false,
    }).run();
  } finally {
    // After a failure the services of the stack that failed are still up.
    for (const rehearsal of rehearsals) if (!rehearsal.isKept) await rehearsal.close();
  }
  report(rehearsals, options);
}

function createTasks(
  stacks: readonly string[],
  options: Omit<CliOptions, "ceremony"> & Pick<RehearsalOptions, "forkUrl" | "ceremony">,
  signal: AbortSignal,
  rehearsals: Rehearsal[],
  interactive: boolean,
): ListrTask[] {
  let toolchain: Toolchain;
  return [
    {
      title: "toolchain",
      task: async (_, task) => {
        const building = { onProgress: (line: string) => (task.output = line), signal };
        toolchain = await prepareToolchain(building);
        if (options.ceremony?.clusterKeys) await prepareSealedSecretsController(building);
      },
    },
    ...stacks.map(
      (stack): ListrTask => ({
        title: stack,
        task: (_, task) => {
          const rehearsal = new Rehearsal({ ...options, stack, toolchain, signal, lastPhase: options.phase });
          rehearsals.push(rehearsal);
          return task.newListr(rehearsal.steps().map((step) => stepTask(step, signal, interactive)));
        },
      }),
    ),
  ];
}

function stepTask(step: Step, signal: AbortSignal, interactive: boolean): ListrTask {
  return {
    title: step.title,
    task: async (_, task) => {
      signal.throwIfAborted();
      // Counters that change twice a second belong on a terminal only.
      const outcome = await step
        .run(interactive ? (line) => (task.output = line) : () => {})
        .catch((cause: unknown) => {
          throw new StepFailure(step.title, cause);
        });
      if (outcome) task.title = `${step.title}: ${outcome}`;
    },
  };
}

const interactiveRendering = { renderer: "default", rendererOptions: { collapseSubtasks: false } } as const;

/** One line an event. Standard output is kept for the summary when that is to be read by a program. */
function plainRendering(toStandardError: boolean) {
  const output = toStandardError ? process.stderr : process.stdout;
  const logger = new ListrLogger({
    processOutput: new ProcessOutput(output as NodeJS.WriteStream & { fd: 1 }, process.stderr),
  });
  return { renderer: "verbose", rendererOptions: { logger, logTitleChange: false } } as const;
}

function report(rehearsals: readonly Rehearsal[], { json }: CliOptions) {
  const summaries = rehearsals.flatMap((rehearsal) => rehearsal.summary ?? []);
  if (json) console.log(JSON.stringify(summaries, null, 2));
  else for (const summary of summaries) console.log(`\n${renderSummary(summary)}`);
  for (const { stack, shellFile } of rehearsals) if (shellFile) console.error(`\n${describeKept(stack, shellFile)}`);
}

function describeKept(stack: string, shellFile: string): string {
  return [
    `${stack} is left running. In a shell of yours:`,
    `  source ${shellFile}`,
    `  pulumi stack --stack ${stack}                       # resources and outputs`,
    `  pulumi preview --stack ${stack} --config-file $JEJU_CONFIG_FILE --policy-pack policies --policy-pack-config $JEJU_POLICY_CONFIG`,
    "  kubectl get pods --all-namespaces",
    '  curl -s $ETH_RPC_URL -H "content-type: application/json" -d \'{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}\'',
    `End it with: npm run rehearse -- ${stack} --stop`,
  ].join("\n");
}

async function stopAll(stacks: readonly string[]) {
  for (const stack of stacks) {
    const stopped = await stopServices(rehearsalPaths(stack));
    console.error(`${stack}: ${stopped ? "ended" : "nothing was running"}`);
  }
}

class Interrupted extends Error {}

/** Keeps the task list to one line a failure; the cause is printed once, below it. */
class StepFailure extends Error {
  constructor(step: string, cause: unknown) {
    super(`${step}: failed`, { cause });
  }
}

main(process.argv.slice(2)).catch((failure: unknown) => {
  const error = failure instanceof StepFailure ? failure.cause : failure;
  if (error instanceof Interrupted || (error instanceof Error && error.name === "AbortError")) {
    console.error("\nInterrupted. Run the same command again to go on from here.");
    process.exitCode = exitCodes.interrupted;
    return;
  }
  console.error(error instanceof UserError ? `\n${error.message}` : error);
  process.exitCode = error instanceof ProofFailure ? exitCodes.proofFailed : exitCodes.failed;
});
