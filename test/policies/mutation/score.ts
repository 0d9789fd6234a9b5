import { levelsFor } from "../../../policies/levels";
import { policies, registry } from "../../../policies/registry";
import { fromCheckpoint } from "../../../policies/reports/checkpoint";
import { assess } from "../../../policies/reports/judge";
import type { Result } from "../../../policies/reports/model";
import { asFirstPreview } from "../golden/first-preview";
import { type Environment, goldenState } from "../golden/golden-state";
import { complement } from "./complement";
import { hide, type State } from "./edits";
import type { Mutant } from "./mutant";

export type Moment = "after" | "preview";

/** Findings by policy, resource and level: everything that is no pass. */
export type Findings = ReadonlyMap<string, Result["state"]>;

export interface Golden {
  readonly environment: Environment;
  readonly moment: Moment;
  readonly state: State;
  readonly findings: Findings;
}

/** A preview leaves open what others leave open, and so does this. */
const budget = "stack-undecided-budget";

export function judged(state: State, environment: Environment, moment: Moment): Findings {
  const { results } = assess(
    policies,
    state.map((description) => ({ description })),
    { stack: environment, environment, judged: moment === "after" ? "state" : "preview", createdAt: new Date(0) },
  );
  const findings = results.filter(({ state, policy }) => state !== "pass" && policy !== budget);
  return new Map(findings.map((result) => [keyOf(result.level, result.policy, result.resource), result.state]));
}

function keyOf(level: string, policy: string, urn: string): string {
  return `${level} ${policy} at ${urn.split("::").slice(2).join("::") || "the stack"}`;
}

export function golden(environment: Environment, moment: Moment): Golden {
  const made = fromCheckpoint(goldenState(environment)).map(({ description }) => description);
  const whole = [...made, ...complement(made)];
  const state = moment === "after" ? whole : asFirstPreview(whole);
  return { environment, moment, state, findings: judged(state, environment, moment) };
}

/** What is wrong with how the pack takes a mutant; undefined when it is killed as expected. */
export type Fault = string | undefined;

/** After an update: the expected findings and no other. At a preview: none of them passes, and no other fails. */
export function survives(mutant: Mutant, { environment, moment, state, findings }: Golden): Fault {
  const subject = mutant.subject(state);
  const found = judged(mutant.edit.apply(state, subject), environment, moment);
  const fresh = [...found].filter(([key, outcome]) => findings.get(key) !== outcome);
  const failed = fresh.filter(([, outcome]) => outcome === "fail").map(([key]) => key);
  const expected = expectedOf(mutant, environment, state);
  const isOpen = moment === "preview" && isOpenElsewhere(mutant, found, environment, state);
  const missing = expected.filter((key) =>
    moment === "after" ? found.get(key) !== "fail" : !found.has(key) && !isOpen,
  );
  const strange = failed.filter((key) => !expected.includes(key));
  const open = moment === "after" ? fresh.filter(([, outcome]) => outcome === "undecided").map(([key]) => key) : [];
  return faultOf({ "not found": missing, "found besides": strange, "left open": open });
}

/** With the property unknown in place of wrong, the policy says that it cannot tell. */
export function passesUnknown(mutant: Mutant, { environment, state, findings }: Golden): Fault {
  const { path } = mutant.edit;
  if (path === undefined) return undefined;
  const subject = mutant.subject(state);
  const found = judged(hide(path).apply(state, subject), environment, "preview");
  const expected = mutant.settled === undefined ? ofPolicy(mutant, mutant.at, environment, state) : [];
  const isOpen = isOpenElsewhere(mutant, found, environment, state);
  const passed = expected.filter((key) => found.get(key) !== "undecided" && !isOpen);
  const failed = [...found].flatMap(([key, outcome]) =>
    outcome === "fail" && findings.get(key) !== "fail" ? [key] : [],
  );
  return faultOf({ "not left open": passed, refused: failed.filter((key) => !passed.includes(key)) });
}

function isOpenElsewhere(mutant: Mutant, found: Findings, environment: Environment, state: State): boolean {
  const { openAt } = mutant;
  if (!openAt) return false;
  return ofPolicy(mutant, openAt, environment, state).some((key) => found.get(key) === "undecided");
}

/** What is left open has the level of its policy, also where a violation has another one. */
function ofPolicy({ policy }: Mutant, at: Mutant["at"], environment: Environment, state: State): readonly string[] {
  return [keyOf(levelOf(policy, environment), policy, at === "stack" ? "" : at(state).urn)];
}

function expectedOf(mutant: Mutant, environment: Environment, state: State): readonly string[] {
  return [[mutant.policy, mutant.at] as const, ...mutant.also].map(([policy, at]) => {
    const level = (policy === mutant.policy && mutant.level) || levelOf(policy, environment);
    return keyOf(level, policy, at === "stack" ? "" : at(state).urn);
  });
}

function levelOf(policy: string, environment: Environment): string {
  const configured = Object(levelsFor(environment)[policy]).enforcementLevel;
  return configured ?? registry.get(policy)?.level ?? "mandatory";
}

function faultOf(faults: Readonly<Record<string, readonly string[]>>): Fault {
  const told = Object.entries(faults).flatMap(([what, keys]) =>
    keys.length > 0 ? [`${what}: ${keys.join("; ")}`] : [],
  );
  return told.length > 0 ? told.join(" | ") : undefined;
}
