import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { printPdf } from "../paper/pdf";
import { scriptPage } from "../paper/script";
import { loadPlan } from "../plan/load";
import { practicePlan } from "../practice/plan";
import { incidentsOf, scriptOf } from "../steps/order";
import { ceremonyIdOf } from "../steps/state";

interface ScriptArguments {
  readonly out: string;
  readonly program?: string;
  readonly practice?: boolean;
}

/** Adds `script <plan>`. */
export function registerScript(program: Command): void {
  program
    .command("script <plan>")
    .description("writes the script of the day: steps, speakers, tick boxes, exception sheets, cards for shares")
    .requiredOption("--out <file>", "a .html or .pdf file")
    .option("--program <sha256>", "hash of the bundled program, when it is known")
    .option("--practice", "marks it as a practice")
    .action(async (file: string, { out, program: programSha256, practice }: ScriptArguments) => {
      const loaded = loadPlan(file);
      const plan = practice ? practicePlan(loaded) : loaded;
      const page = scriptPage({
        plan,
        planDigest: ceremonyIdOf(plan),
        steps: scriptOf(plan),
        incidents: incidentsOf(plan),
        ...(programSha256 !== undefined && { programSha256 }),
      });
      writeFileSync(out, out.endsWith(".pdf") ? await printPdf(page, `Key ceremony ${plan.ceremony}`) : page);
      console.log(out);
    });
}
