import type { Command } from "commander";
import { readTranscriptText } from "../transcript/file";
import { describeSummary, summaryOf } from "../transcript/summary";
import { verifyTranscript } from "../transcript/verify";

interface VerifyArguments {
  readonly head?: string;
  readonly unfinished?: boolean;
  readonly json?: boolean;
}

/** Adds `verify <transcript>`. */
export function registerVerify(program: Command): void {
  program
    .command("verify <transcript>")
    .description("re-derives everything that a transcript states, from that file alone")
    .option(
      "--head <hash>",
      "the published hash of the last entry: without it a transcript made up from scratch passes",
    )
    .option("--unfinished", "takes a ceremony that is not closed yet")
    .option("--json", "prints the summary as JSON")
    .action((file: string, { json, ...options }: VerifyArguments) => {
      const { state, next } = verifyTranscript(readTranscriptText(file), options);
      const summary = summaryOf(state);
      if (json) return console.log(JSON.stringify({ ...summary, next }, null, 2));
      console.log(`${describeSummary(summary)}\n`);
      console.log(next === undefined ? "verified: complete" : `verified so far; the next step is ${next}`);
      if (options.head === undefined) console.log("compare the head with the published one, or give it by --head");
    });
}
