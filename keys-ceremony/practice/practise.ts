import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../safes/user-error";
import { decryptBackup } from "../backup/age";
import { recoverEntropy } from "../backup/slip39";
import { certifyDrill, type DrillCertificate, type DrillMethod } from "../drill/certificate";
import { loadPlan } from "../plan/load";
import { ageFileOf } from "../steps/backup";
import { Ceremony, filesOf } from "../steps/ceremony";
import { machine } from "../steps/machine";
import { open } from "../steps/open";
import { nextStep } from "../steps/order";
import type { CeremonyState } from "../steps/state";
import { MemoryVault } from "../steps/vault";
import { readTranscript, transcriptFile } from "../transcript/file";
import { replay } from "../transcript/replay";
import { verifyTranscript } from "../transcript/verify";
import { type SimulatedHands, type SimulationOptions, simulatedHands } from "./hands";
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
  if (fresh) for (const each of filesOf(folder)) rmSync(each, { force: true });
  else refuseInterrupted(folder);
  const vault = new MemoryVault();
  await withPracticeKms(async () => {
    try {
      const hands = simulatedHands(plan, folder, simulation);
      const state = await Ceremony.open(folder, plan, hands, vault).finish(onStep);
      // A practice that was done already has not seen the cards.
      if (hands.cards.size > 0) await drill(state, hands, folder);
    } finally {
      vault.wipe();
    }
  });
  return verifyTranscript(readFileSync(file, "utf8")).state;
}

/** Before the first seed nothing is lost with the process. */
const withoutSecrets: ReadonlySet<string> = new Set([open.name, machine.name]);

/** Its seeds, cards and keys were in the memory of a process that is gone. */
function refuseInterrupted(folder: string): void {
  const file = transcriptFile(folder);
  if (!existsSync(file)) return;
  const state = replay(readTranscript(file));
  const next = nextStep(state)?.name;
  if (next === undefined || [...state.done].every((name) => withoutSecrets.has(name))) return;
  throw new UserError({
    what: "an interrupted practice cannot go on: its seeds and keys were in the memory of the process that did it",
    where: folder,
    got: `the next step would be ${next}`,
    fix: "begin it anew, which takes a minute: the same command with --fresh",
  });
}

/** Recovers every seed from the fewest shares and from each encrypted copy, as holders do later. */
async function drill(state: CeremonyState, { cards, identities, now }: SimulatedHands, folder: string): Promise<void> {
  for (const [seed, { shares, ageRecipients }] of Object.entries(state.plan.seeds)) {
    const words = shares.holders.slice(-shares.threshold).map((holder) => cards.get(`${seed}/${holder}`) ?? "");
    const copy = readFileSync(join(folder, ageFileOf(seed)), "utf8");
    const certificates = new Map<string, DrillCertificate>();
    const certify = (name: string, method: DrillMethod, entropy: Uint8Array) => {
      certificates.set(name, certifyDrill(state, { seed, method, entropy, now: now() }));
      entropy.fill(0);
    };
    certify("shares", "shares", recoverEntropy(words));
    for (const { holder } of ageRecipients) {
      certify(holder, "age", await decryptBackup(copy, identities.get(`${seed}/${holder}`) ?? ""));
    }
    for (const [name, certificate] of certificates) {
      writeFileSync(join(folder, `drill-${seed}-${name}.json`), `${JSON.stringify(certificate, null, 2)}\n`);
    }
  }
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
