import type { Command } from "commander";
import { UserError } from "../../safes/user-error";
import { type Comparison, compareWithChain, differences, stackOutputs } from "../compare";
import { readJson } from "../read-text";
import { readTranscriptText } from "../transcript/file";
import { Refusal } from "../transcript/refusal";
import { verifyTranscript } from "../transcript/verify";
import { type GateReport, runGate } from "./gate";

interface CompareArguments {
  readonly transcript: string;
  readonly outputs: string;
  readonly rpcUrl: string;
  readonly head: string;
  readonly practice?: boolean;
  readonly json?: boolean;
}

/** Adds the gate `compare <stack>`: open while the chain is as published. */
export function registerCompare(program: Command): void {
  program
    .command("compare <stack>")
    .description("compares who has which role on chain with the published transcript, and names each difference")
    .requiredOption("--transcript <file>", "the published transcript")
    .requiredOption("--outputs <file>", outputsCommand)
    .requiredOption("--rpc-url <url>", "endpoint of L1")
    .requiredOption(
      "--head <hash>",
      "the published hash of the last entry, or a transcript made up from scratch would pass",
    )
    .option("--practice", "takes a practice, for a rehearsal")
    .option("--json", "prints the verdict and every comparison as JSON")
    .action(async (stack: string, { json = false, ...options }: CompareArguments) =>
      runGate("compare", json, () => judge(stack, options), describe),
    );
}

interface CompareReport extends GateReport {
  readonly stack: string;
  /** All of them, equal or not. */
  readonly comparisons: readonly Comparison[];
}

async function judge(
  stack: string,
  { transcript, outputs, rpcUrl, head, practice }: Omit<CompareArguments, "json">,
): Promise<CompareReport> {
  const { state } = verifyTranscript(readTranscriptText(transcript), { head });
  if (state.plan.stack !== stack || (state.plan.practice && !practice)) {
    throw new Refusal(
      "wrong-ceremony",
      `this is ${state.plan.practice ? "a practice" : "a ceremony"} for ${state.plan.stack}`,
    );
  }
  const comparisons = await compareWithChain(state, readOutputs(outputs), rpcUrl);
  const closedBy = differences(comparisons).map(({ what }) => what);
  return { gate: "compare", stack, passes: closedBy.length === 0, closedBy, comparisons };
}

function describe({ comparisons, closedBy }: CompareReport): string {
  return [
    ...differences(comparisons).map(
      ({ what, expected, found }) => `DIFFERS ${what}\n  transcript: ${expected}\n  chain:      ${found}`,
    ),
    `${comparisons.length - closedBy.length} of ${comparisons.length} are as published`,
  ].join("\n");
}

const outputsCommand = "pulumi stack output --json --stack <stack> > <file>";

function readOutputs(file: string) {
  const { data, error } = stackOutputs.safeParse(readJson(file, "the outputs of the stack", outputsCommand));
  if (data) return data;
  throw new UserError({
    what: "these are not the outputs of a stack with contracts",
    where: file,
    got: error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
    fix: `${outputsCommand}, from phase contracts on`,
  });
}
