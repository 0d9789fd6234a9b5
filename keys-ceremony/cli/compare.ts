import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { UserError } from "../../safes/user-error";
import { compareWithChain, differences, stackOutputs } from "../compare";
import { readTranscriptText } from "../transcript/file";
import { Refusal } from "../transcript/refusal";
import { verifyTranscript } from "../transcript/verify";

interface CompareArguments {
  readonly transcript: string;
  readonly outputs: string;
  readonly rpcUrl: string;
  readonly head: string;
  readonly practice?: boolean;
  readonly json?: boolean;
}

/** Adds `compare <stack>`. Exit code 0 when the chain is as published, 2 when anything differs. */
export function registerCompare(program: Command): void {
  program
    .command("compare <stack>")
    .description("compares who has which role on chain with the published transcript, and names each difference")
    .requiredOption("--transcript <file>", "the published transcript")
    .requiredOption("--outputs <file>", "pulumi stack output --json --stack <stack> > <file>")
    .requiredOption("--rpc-url <url>", "endpoint of L1")
    .requiredOption(
      "--head <hash>",
      "the published hash of the last entry, or a transcript made up from scratch would pass",
    )
    .option("--practice", "takes a practice, for a rehearsal")
    .option("--json", "prints every comparison as JSON")
    .action(async (stack: string, { transcript, outputs, rpcUrl, head, practice, json }: CompareArguments) => {
      const { state } = verifyTranscript(readTranscriptText(transcript), { head });
      if (state.plan.stack !== stack || (state.plan.practice && !practice)) {
        throw new Refusal(
          "wrong-ceremony",
          `this is ${state.plan.practice ? "a practice" : "a ceremony"} for ${state.plan.stack}`,
        );
      }
      const comparisons = await compareWithChain(state, readOutputs(outputs), rpcUrl);
      const differing = differences(comparisons);
      if (json) console.log(JSON.stringify(comparisons, null, 2));
      else {
        for (const { what, expected, found } of differing)
          console.log(`DIFFERS ${what}\n  transcript: ${expected}\n  chain:      ${found}`);
        console.log(`${comparisons.length - differing.length} of ${comparisons.length} are as published`);
      }
      if (differing.length > 0) process.exitCode = 2;
    });
}

function readOutputs(file: string) {
  const { data, error } = stackOutputs.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (data) return data;
  throw new UserError({
    what: "these are not the outputs of a stack with contracts",
    where: file,
    got: error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
    fix: "pulumi stack output --json, from phase contracts on",
  });
}
