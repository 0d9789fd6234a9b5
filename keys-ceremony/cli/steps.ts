import type { Command } from "commander";
import { loadPlan } from "../plan/load";
import { simulatedHands } from "../practice/hands";
import { practicePlan } from "../practice/plan";
import { Ceremony } from "../steps/ceremony";
import { allSteps } from "../steps/order";
import { MemoryVault } from "../steps/vault";

interface StepArguments {
  readonly plan: string;
  readonly folder: string;
  readonly practice?: boolean;
}

/** Adds a command for each step. */
export function registerSteps(program: Command): void {
  for (const { name, title, isIncident } of allSteps) {
    program
      .command(name)
      .description(`${isIncident ? "incident" : "step"}: ${title}`)
      .requiredOption("--plan <plan>", "the plan")
      .requiredOption("--folder <folder>", "folder of the ceremony")
      .option("--practice", "with simulated people and keys worth nothing")
      .action(async (options: StepArguments) => runStep(name, options));
  }
}

async function runStep(name: string, { plan: file, folder, practice }: StepArguments): Promise<void> {
  const loaded = loadPlan(file);
  const plan = practice ? practicePlan(loaded) : loaded;
  const hands = simulatedHands(plan, folder);
  const ceremony = Ceremony.open(folder, plan, hands, new MemoryVault());
  const { head } = await ceremony.run(name);
  console.log(`${name}: done; head ${head}`);
  console.log(ceremony.next ? `next: ${ceremony.next}` : "the ceremony is closed");
}
