import { existsSync } from "node:fs";
import type { Command } from "commander";
import { waitingStep } from "../steps/ceremony";
import { nextStep, plannedSteps } from "../steps/order";
import type { CeremonyState } from "../steps/state";
import { readTranscript, transcriptFile } from "../transcript/file";
import { replay } from "../transcript/replay";
import { dayFolder } from "./steps";

/** Adds `status`. */
export function registerStatus(program: Command): void {
  program
    .command("status")
    .description("tells how far the ceremony in a folder is, and what comes next")
    .option("--folder <folder>", "folder of the ceremony", dayFolder)
    .option("--json", "prints it as JSON")
    .action(({ folder, json }: { folder: string; json?: boolean }) => {
      const file = transcriptFile(folder);
      const state = existsSync(file) ? replay(readTranscript(file)) : undefined;
      const waiting = waitingStep(folder, state?.head);
      const progress = {
        steps: stepsOf(state),
        next: state ? nextStep(state)?.name : "open",
        head: state?.head,
        waiting,
      };
      if (json) return console.log(JSON.stringify(progress, null, 2));
      for (const { name, title, done } of progress.steps)
        console.log(`${done ? "[x]" : "[ ]"} ${name.padEnd(12)} ${title}`);
      if (waiting !== undefined) {
        console.log(
          `\n${waiting} waits for signatures: run it again, and nothing but those that are missing is asked for`,
        );
      }
      const next = waiting ?? progress.next;
      console.log(
        next === undefined ? "\nclosed" : `\nnext: npm run ceremony -- ${next} --plan <plan> --folder ${folder}`,
      );
    });
}

function stepsOf(state: CeremonyState | undefined) {
  if (!state) return [];
  return plannedSteps(state.plan).map(({ name, title }) => ({ name, title, done: state.done.has(name) }));
}
