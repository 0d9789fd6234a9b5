import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { printPdf } from "../paper/pdf";
import { scriptPage } from "../paper/script";
import { loadPlan } from "../plan/load";
import { practicePlan } from "../practice/plan";
import { allSteps, scriptOf } from "../steps/order";
import { ceremonyIdOf } from "../steps/state";

interface PaperArguments {
  readonly out: string;
  readonly practice?: boolean;
  readonly program?: string;
}

/** Adds `paper <plan>`. */
export function registerPaper(program: Command): void {
  program
    .command("paper <plan>")
    .description("prints the script of the day: steps with boxes to tick, exception sheets, blank cards for the shares")
    .requiredOption("--out <file>", "where it goes: .html or .pdf")
    .option("--practice", "for a practice")
    .option("--program <sha256>", "hash of the bundled program, to be compared on the day")
    .action(async (file: string, { out, practice, program: programSha256 }: PaperArguments) => {
      const loaded = loadPlan(file);
      const plan = practice ? practicePlan(loaded) : loaded;
      const incidents = allSteps
        .filter(({ isIncident }) => isIncident)
        .map(({ name, title, before, lines }) => ({ name, title, before, lines: lines(plan) }));
      const page = scriptPage({
        plan,
        planDigest: ceremonyIdOf(plan),
        steps: scriptOf(plan),
        incidents,
        ...(programSha256 !== undefined && { programSha256 }),
      });
      writeFileSync(out, out.endsWith(".pdf") ? await printPdf(page, `Key ceremony ${plan.ceremony}`) : page);
      console.log(`${out}: ${scriptOf(plan).length} steps`);
    });
}
