import { policies } from "../../../policies/registry";
import { type Environment, environments } from "../golden/golden-state";
import { equivalents } from "./equivalents";
import type { Mutant } from "./mutant";
import { domains } from "./mutants";
import { type Fault, type Golden, golden, judged, passesUnknown, survives } from "./score";

/** Policies without a mutant, each with the reason. */
export const withoutMutants: Readonly<Record<string, string>> = {
  "stack-environment": "it judges the configuration and no resource: test/policies/levels.test.ts",
  "stack-waivers": "it judges the waivers and no resource: test/policies/waivers",
};

export interface Trial {
  readonly called: string;
  readonly fault: Fault;
}

type Where = Pick<Golden, "environment" | "moment">;

const states = new Map<string, Golden>();

function goldenFor({ environment, moment }: Where): Golden {
  const key = `${environment} ${moment}`;
  const known = states.get(key) ?? golden(environment, moment);
  states.set(key, known);
  return known;
}

/** Everything that is asked of a mutant: after the update and at its preview, and with the property unknown. */
const questions: Readonly<Record<string, (mutant: Mutant, environment: Environment) => Fault>> = {
  after: (mutant, environment) => survives(mutant, goldenFor({ environment, moment: "after" })),
  "at preview": (mutant, environment) => survives(mutant, goldenFor({ environment, moment: "preview" })),
  unknown: (mutant, environment) => passesUnknown(mutant, goldenFor({ environment, moment: "preview" })),
};

function* trialsOf(mutant: Mutant): Generator<() => Trial> {
  for (const environment of environments) {
    if (mutant.only && mutant.only !== environment) continue;
    for (const [question, ask] of Object.entries(questions)) {
      yield () => ({
        called: `${mutant.policy}, ${mutant.called} (${environment}, ${question})`,
        fault: ask(mutant, environment),
      });
    }
  }
}

/** Of every mutant all trials, or with `isShort` one of them, another one for each. */
export function* mutantTrials(isShort: boolean): Generator<readonly [domain: string, Trial]> {
  let turn = 0;
  for (const [domain, mutants] of Object.entries(domains)) {
    for (const mutant of mutants) {
      const trials = [...trialsOf(mutant)];
      const chosen = isShort ? trials.slice(turn % trials.length).slice(0, 1) : trials;
      turn += 1;
      for (const trial of chosen) yield [domain, trial()];
    }
  }
}

/** Equivalent changes give nothing. */
export function* equivalentTrials(): Generator<Trial> {
  for (const environment of environments) {
    for (const moment of ["after", "preview"] as const) {
      const { state, findings } = goldenFor({ environment, moment });
      for (const [called, change] of Object.entries(equivalents)) {
        const found = judged(change(state), environment, moment);
        const differences = [...new Set([...found.keys(), ...findings.keys()])].filter(
          (key) => found.get(key) !== findings.get(key),
        );
        const fault = differences.length > 0 ? `found: ${differences.slice(0, 5).join("; ")}` : undefined;
        yield { called: `${called} (${environment}, ${moment})`, fault };
      }
    }
  }
}

export function policiesWithoutMutant(): readonly string[] {
  const mutated = new Set(Object.values(domains).flatMap((mutants) => mutants.map(({ policy }) => policy)));
  return policies.map(({ id }) => id).filter((id) => !mutated.has(id) && !Object.hasOwn(withoutMutants, id));
}

interface Score {
  killed: number;
  readonly of: number;
}

export async function provePolicies(report: (line: string) => void): Promise<unknown> {
  const started = performance.now();
  const scores = new Map<string, Score>();
  const count = (domain: string, { called, fault }: Trial) => {
    const { killed, of } = scores.get(domain) ?? { killed: 0, of: 0 };
    scores.set(domain, { killed: killed + (fault === undefined ? 1 : 0), of: of + 1 });
    if (fault !== undefined) report(`survived: ${called}: ${fault}`);
  };
  for (const [domain, trial] of mutantTrials(false)) count(domain, trial);
  for (const trial of equivalentTrials()) count("equivalent changes", trial);
  const total = [...scores.values()].reduce(
    (sum, score) => ({ killed: sum.killed + score.killed, of: sum.of + score.of }),
    {
      killed: 0,
      of: 0,
    },
  );
  for (const [domain, { killed, of }] of [...scores, ["all", total] as const]) {
    report(`${domain.padEnd(20)}${`${killed} of ${of}`.padStart(14)}${percent(killed, of).padStart(9)}`);
  }
  const missing = policiesWithoutMutant();
  if (missing.length > 0) report(`without a mutant: ${missing.join(", ")}`);
  if (total.killed < total.of || missing.length > 0) process.exitCode = 1;
  return {
    mutants: Object.values(domains).flat().length,
    score: percent(total.killed, total.of),
    seconds: Math.round((performance.now() - started) / 1000),
  };
}

function percent(part: number, of: number): string {
  return `${((100 * part) / of).toFixed(1)} %`;
}
