import { rollsNeeded } from "../entropy/dice";
import { checkConcentration, regionOf } from "./concentration";
import type { PlanProblem } from "./problem";
import type { Plan, Seed } from "./schema";

const separateBackups = 3;

/** What is lost can be had again, from three places or more, and by nobody alone. */
export function checkBackups(plan: Plan): PlanProblem[] {
  return Object.entries(plan.seeds).flatMap(([id, seed]) => [...checkSeed(plan, `seeds.${id}`, seed)]);
}

function* checkSeed(plan: Plan, path: string, seed: Seed): Generator<PlanProblem> {
  const { bits, diceRolls, shares, ageRecipients, ageFileKeptBy } = seed;
  if (!Object.values(plan.roles).some((role) => path === `seeds.${role.seed}`)) {
    yield { path, what: "nothing is derived from it", fix: "take it out, or name it as the seed of a role" };
  }
  if (diceRolls < rollsNeeded[bits]) {
    yield {
      path: `${path}.diceRolls`,
      what: `too few rolls for ${bits} bits`,
      got: `${diceRolls}`,
      expected: `${rollsNeeded[bits]} or more`,
    };
  }
  yield* checkConcentration(plan, { path: `${path}.shares`, threshold: shares.threshold, holders: shares.holders });
  const decrypting = ageRecipients.map(({ holder }) => holder);
  if (new Set(decrypting).size < decrypting.length) {
    yield {
      path: `${path}.ageRecipients`,
      what: "the same person twice",
      got: decrypting.join(", "),
      expected: "several people",
    };
  }
  const places = new Set([...shares.holders, ageFileKeptBy].map((holder) => regionOf(plan, holder)));
  if (places.size < separateBackups) {
    yield {
      path,
      what: "too few separate backups",
      got: `${places.size} regions: ${[...places].join(", ")}`,
      expected: `${separateBackups} or more`,
    };
  }
  // The file and one identity are the whole seed.
  const near = ageRecipients.find(({ holder }) => regionOf(plan, holder) === regionOf(plan, ageFileKeptBy));
  if (near) {
    yield {
      path: `${path}.ageFileKeptBy`,
      what: "the encrypted copy and who can decrypt it are in one region",
      got: `${ageFileKeptBy} and ${near.holder} in ${regionOf(plan, ageFileKeptBy)}`,
      expected: "a region without a recipient",
    };
  }
  for (const { holder } of ageRecipients) {
    if (shares.holders.includes(holder) || shares.holders.includes(ageFileKeptBy)) {
      yield {
        path: `${path}.ageRecipients`,
        what: "somebody has parts of both backups",
        got: shares.holders.includes(holder) ? holder : ageFileKeptBy,
        expected: "holders of shares apart from those of the encrypted copy",
      };
      return;
    }
  }
}
