import { readFileSync, rmSync } from "node:fs";
import { loadPlan } from "../plan/load";
import { Ceremony, transcriptFile } from "../steps/ceremony";
import type { CeremonyState } from "../steps/state";
import { MemoryVault } from "../steps/vault";
import { verifyTranscript } from "../transcript/verify";
import { simulatedHands } from "./hands";
import { practicePlan } from "./plan";

export interface PractiseOptions {
  readonly fresh?: boolean;
  readonly onStep?: (name: string) => void;
}

/** A whole ceremony, unattended, and its transcript verified from the file. */
export async function practise(
  planFile: string,
  folder: string,
  { fresh = false, onStep }: PractiseOptions = {},
): Promise<CeremonyState> {
  const plan = practicePlan(loadPlan(planFile));
  const file = transcriptFile(folder);
  if (fresh) rmSync(file, { force: true });
  const vault = new MemoryVault();
  try {
    await Ceremony.open(folder, plan, simulatedHands(plan, folder), vault).finish(onStep);
  } finally {
    vault.wipe();
  }
  return verifyTranscript(readFileSync(file, "utf8")).state;
}
