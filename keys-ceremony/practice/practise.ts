import { readFileSync, rmSync } from "node:fs";
import { loadPlan } from "../plan/load";
import { Ceremony, transcriptFile } from "../steps/ceremony";
import type { CeremonyState } from "../steps/state";
import { MemoryVault } from "../steps/vault";
import { verifyTranscript } from "../transcript/verify";
import { type SimulationOptions, simulatedHands } from "./hands";
import { PracticeKms } from "./kms";
import { practicePlan } from "./plan";

export interface PractiseOptions extends SimulationOptions {
  readonly fresh?: boolean;
  readonly onStep?: (name: string) => void;
}

/** A whole ceremony, unattended, and its transcript verified from the file. */
export async function practise(
  planFile: string,
  folder: string,
  { fresh = false, onStep, ...simulation }: PractiseOptions = {},
): Promise<CeremonyState> {
  const plan = practicePlan(loadPlan(planFile));
  const file = transcriptFile(folder);
  if (fresh) rmSync(file, { force: true });
  const vault = new MemoryVault();
  await withPracticeKms(async () => {
    try {
      await Ceremony.open(folder, plan, simulatedHands(plan, folder, simulation), vault).finish(onStep);
    } finally {
      vault.wipe();
    }
  });
  return verifyTranscript(readFileSync(file, "utf8")).state;
}

/** The SDK finds its endpoint and credentials in the environment; these open nothing anywhere. */
export async function withPracticeKms<T>(use: () => Promise<T>): Promise<T> {
  const kms = new PracticeKms();
  const environment = {
    AWS_ENDPOINT_URL_KMS: await kms.start(),
    AWS_ACCESS_KEY_ID: "practice",
    AWS_SECRET_ACCESS_KEY: "practice",
  };
  const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, environment);
  try {
    return await use();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await kms.stop();
  }
}
