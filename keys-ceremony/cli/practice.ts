import type { Command } from "commander";
import { practise } from "../practice/practise";
import { describeSummary, summaryOf } from "../transcript/summary";

/** Adds `practice <plan>`. */
export function registerPractice(program: Command): void {
  program
    .command("practice <plan>")
    .description("does the whole ceremony of a plan with simulated people and keys worth nothing, and verifies it")
    .requiredOption("--folder <folder>", "where transcript, configuration and sealed secrets go")
    .option("--fresh", "begins anew where an earlier practice was left")
    .option("--json", "prints the summary as JSON")
    .addHelpText(
      "after",
      `
An interrupted practice begins anew with --fresh: its seeds were in memory only. What comes out can configure a rehearsal:
  npm run rehearse -- <stack> --ceremony <folder>`,
    )
    .action(async (file: string, { folder, fresh, json }: { folder: string; fresh?: boolean; json?: boolean }) => {
      const state = await practise(file, folder, {
        fresh: fresh ?? false,
        onStep: (name) => console.error(`step ${name}`),
      });
      console.log(json ? JSON.stringify(summaryOf(state), null, 2) : describeSummary(summaryOf(state)));
    });
}
