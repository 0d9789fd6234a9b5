import type { Plan } from "../plan/schema";
import { Refusal } from "../transcript/refusal";
import { backup } from "./backup";
import { close } from "./close";
import { configure } from "./configure";
import { derivation } from "./derivation";
import { entropy } from "./entropy";
import { hsm } from "./hsm";
import { abandon } from "./incidents/abandon";
import { absence } from "./incidents/absence";
import { exception } from "./incidents/exception";
import { lostShare } from "./incidents/lost-share";
import { compromise, revocation } from "./incidents/revocation";
import { rotation } from "./incidents/rotation";
import { kms } from "./kms";
import { machine } from "./machine";
import { open } from "./open";
import { recovery } from "./recovery";
import type { ScriptedStep, ScriptLine } from "./script-line";
import { sealing } from "./sealing";
import { seedProofs } from "./seed-proofs";
import type { CeremonyState } from "./state";
import type { Step } from "./step";
import { wallets } from "./wallets";
import { wipe } from "./wipe";
import { wrapping } from "./wrapping";

// Each step knows its own evidence; whoever goes through them all parses it by that step's schema first, hence the casts.

/** All steps in the order of the day. What is derived from seeds comes before anything that needs a network. */
const ordered = [
  open,
  machine,
  entropy,
  derivation,
  backup,
  recovery,
  seedProofs,
  sealing,
  wrapping,
  wipe,
  kms,
  hsm,
  wallets,
  configure,
  close,
] as unknown as readonly Step[];

/** At any time once the ceremony is open, before and after its end. */
const incidents = [
  exception,
  absence,
  abandon,
  lostShare,
  revocation,
  compromise,
  rotation,
  // As above: evidence is parsed by the step's own schema.
] as unknown as readonly Step[];

export const allSteps: readonly Step[] = [...ordered, ...incidents];

function findStep(name: string): Step | undefined {
  return allSteps.find((step) => step.name === name);
}

export function plannedSteps(plan: Plan): readonly Step[] {
  return ordered.filter((step) => step.isPlanned(plan));
}

/** Undefined at the end. */
export function nextStep({ plan, done }: Pick<CeremonyState, "plan" | "done">): Step | undefined {
  return plannedSteps(plan).find(({ name }) => !done.has(name));
}

/** @throws Refusal when it is not this step's turn. */
export function requireTurn(state: CeremonyState, name: string, entry?: number): Step {
  const step = findStep(name);
  if (!step)
    throw new Refusal(
      "wrong-order",
      `there is no step ${name}`,
      entry,
      `steps: ${allSteps.map((each) => each.name).join(", ")}`,
    );
  const next = nextStep(state);
  if (step.isIncident ? state.done.has(open.name) : step === next) return step;
  throw new Refusal(
    "wrong-order",
    state.done.has(name) ? `step ${name} is done already` : `it is not the turn of step ${name}`,
    entry,
    next ? `the next step is ${next.name}` : "the ceremony is closed; only incidents are added",
  );
}

/** The day as the printed script shows it. */
export function scriptOf(plan: Plan): ScriptedStep[] {
  return plannedSteps(plan).map((step) => scripted(step, plan));
}

/** What may happen at any time, as the printed script shows it. */
export function incidentsOf(plan: Plan): ScriptedStep[] {
  return incidents.map((step) => scripted(step, plan));
}

function scripted({ name, title, before, lines, afterwards, otherwise }: Step, plan: Plan): ScriptedStep {
  return { name, title, before, lines: [...lines(plan), signing(plan), ...(afterwards?.(plan) ?? [])], otherwise };
}

/** How every step becomes an entry. */
function signing({ transcriptThreshold }: Plan): ScriptLine {
  return {
    speaker: "witness",
    does: `Reads the words of the entry's hash off the screen; ${transcriptThreshold} participants compare them on their devices in hex, and sign.`,
    blanks: ["First and last word of the hash"],
  };
}
