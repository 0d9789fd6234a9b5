import type { Plan } from "../plan/schema";
import { Refusal } from "../transcript/refusal";
import { close } from "./close";
import { configure } from "./configure";
import { machine } from "./machine";
import { open } from "./open";
import type { ScriptedStep } from "./script-line";
import type { CeremonyState } from "./state";
import type { Step } from "./step";
import { wallets } from "./wallets";

/** All steps in the order of the day. What is derived from seeds comes before anything that needs a network. */
const ordered = [open, machine, wallets, configure, close] as unknown as readonly Step[];
const incidents: readonly Step[] = [];

export const stepNames: readonly string[] = [...ordered, ...incidents].map(({ name }) => name);

export function findStep(name: string): Step | undefined {
  return [...ordered, ...incidents].find((step) => step.name === name);
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
  if (!step) throw new Refusal("wrong-order", `there is no step ${name}`, entry, `steps: ${stepNames.join(", ")}`);
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
  return plannedSteps(plan).map((step) => ({
    name: step.name,
    title: step.title,
    before: step.before,
    lines: step.lines(plan),
  }));
}
