import type { PlanProblem } from "./problem";
import { type Plan, roleNames, safeNames } from "./schema";

/** Every name in the plan has to be somebody's or something's. */
export function checkReferences(plan: Plan): PlanProblem[] {
  const { participants, sites, seeds, roles, safes } = plan;
  const problems: PlanProblem[] = [];
  const needs = (path: string, name: string | undefined, among: object, what: string) => {
    if (name === undefined || Object.hasOwn(among, name)) return;
    problems.push({ path, what: `there is no such ${what}`, got: name, expected: Object.keys(among).join(", ") });
  };
  for (const [id, { site }] of Object.entries(participants)) needs(`participants.${id}.site`, site, sites, "site");
  for (const [id, seed] of Object.entries(seeds)) {
    const path = `seeds.${id}`;
    seed.shares.holders.forEach((holder, index) => {
      needs(`${path}.shares.holders[${index}]`, holder, participants, "participant");
    });
    seed.ageRecipients.forEach(({ holder }, index) => {
      needs(`${path}.ageRecipients[${index}].holder`, holder, participants, "participant");
    });
    needs(`${path}.ageFileKeptBy`, seed.ageFileKeptBy, participants, "participant");
  }
  for (const name of roleNames) {
    needs(`roles.${name}.seed`, roles[name].seed, seeds, "seed");
    needs(`roles.${name}.holder`, roles[name].holder, participants, "participant");
  }
  for (const name of safeNames) {
    safes[name].owners.forEach(({ holder }, index) => {
      needs(`safes.${name}.owners[${index}].holder`, holder, participants, "participant");
    });
  }
  return problems;
}
