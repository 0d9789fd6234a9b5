import type { Command } from "commander";
import { captureOf, describeCapture, quorumsOf } from "../plan/capture";
import { checkReadiness } from "../plan/check";
import { loadPlan } from "../plan/load";
import { ceremonyIdOf } from "../steps/state";

/** Adds `plan <file>`. */
export function registerPlan(program: Command): void {
  program
    .command("plan <file>")
    .description("checks a plan, and shows what it takes to capture or to lose each Safe and seed")
    .option("--ready", "also wants everything that must be there on the day")
    .option("--json", "prints the report as JSON")
    .action((file: string, { ready, json }: { ready?: boolean; json?: boolean }) => {
      const plan = loadPlan(file);
      const captures = quorumsOf(plan).map((quorum) => captureOf(plan, quorum));
      const missing = checkReadiness(plan);
      if (ready && missing.length > 0) process.exitCode = 2;
      if (json) {
        const text = (_: string, value: unknown) => (typeof value === "bigint" ? `${value}` : value);
        console.log(JSON.stringify({ ceremonyId: ceremonyIdOf(plan), captures, missing }, text, 2));
        return;
      }
      console.log(`${file}: fit; digest ${ceremonyIdOf(plan)}\n`);
      console.log(captures.map(describeCapture).join("\n"));
      if (missing.length === 0) return console.log("\nready for the day");
      console.log(`\nstill missing for the day:\n${missing.map(({ path, what }) => `  ${path}: ${what}`).join("\n")}`);
    });
}
