import { environments } from "../golden/golden-state";
import { domains } from "./mutants";
import { equivalentTrials, mutantTrials, policiesWithoutMutant, type Trial, withoutMutants } from "./prove";
import { golden } from "./score";

const told = ({ called, fault }: Trial) => (fault === undefined ? [] : [`${called}: ${fault}`]);

test("what stands beside the golden states has no violation, and nothing undecided", () => {
  for (const environment of environments) {
    const { findings } = golden(environment, "after");
    const wrong = [...findings].filter(([key, state]) => state !== "fail" || !key.startsWith("advisory"));
    expect(wrong).toEqual([]);
  }
});

test("every policy has a mutant, or a reason to have none", () => {
  expect(policiesWithoutMutant()).toEqual([]);
  const mutated = Object.values(domains).flatMap((mutants) => mutants.map(({ policy }) => policy));
  expect(Object.keys(withoutMutants).filter((id) => mutated.includes(id))).toEqual([]);
});

// `npm run prove -- policies` asks every mutant everything.
test("every mutant is killed by its policy, at its resource and level, and by nothing else", () => {
  const trials = [...mutantTrials(true)].map(([, trial]) => trial);
  expect(trials.length).toBeGreaterThan(300);
  expect(trials.flatMap(told)).toEqual([]);
}, 300_000);

test("equivalent changes give nothing", () => {
  expect([...equivalentTrials()].flatMap(told)).toEqual([]);
}, 300_000);
