import { existsSync } from "node:fs";
import type { Command } from "commander";
import { transcriptFile } from "../steps/ceremony";
import { nextStep, plannedSteps } from "../steps/order";
import { readTranscript } from "../transcript/file";
import { replay } from "../transcript/replay";

/** Adds `status`. */
export function registerStatus(program: Command): void {
  program
    .command("status")
    .description("tells how far the ceremony in a folder is, and what comes next")
    .requiredOption("--folder <folder>", "folder of the ceremony")
    .option("--json", "prints it as JSON")
    .action(({ folder, json }: { folder: string; json?: boolean }) => {
      const file = transcriptFile(folder);
      if (!existsSync(file))
        return console.log(json ? JSON.stringify({ steps: [], next: "open" }) : "not begun; next: open");
      const state = replay(readTranscript(file));
      const next = nextStep(state)?.name;
      const steps = plannedSteps(state.plan).map(({ name, title }) => ({ name, title, done: state.done.has(name) }));
      if (json) return console.log(JSON.stringify({ steps, next, head: state.head }, null, 2));
      for (const { name, title, done } of steps) console.log(`${done ? "[x]" : "[ ]"} ${name.padEnd(12)} ${title}`);
      console.log(next ? `\nnext: npm run ceremony -- ${next} --plan <plan> --folder ${folder}` : "\nclosed");
    });
}
