import { checkConcentration } from "./concentration";
import type { PlanProblem } from "./problem";
import { type Plan, safeNames } from "./schema";

/** From `systems.md`: what mainnet's Safes have at least. */
const mainnetFloors = {
  operations: { threshold: 3, owners: 5 },
  upgrades: { threshold: 5, owners: 9 },
  treasury: { threshold: 5, owners: 9 },
} as const;

/** Who sits in the Safes. That no wallet sits in two shows on the day, when the addresses are there. */
export function checkOwners(plan: Plan): PlanProblem[] {
  return [...checkDistinctness(plan), ...safeNames.flatMap((name) => [...checkSafe(plan, name)])];
}

function* checkDistinctness({ environment, distinctOwners }: Plan): Generator<PlanProblem> {
  if (environment === "mainnet" && distinctOwners !== "across-safes") {
    yield {
      path: "distinctOwners",
      what: "mainnet wants each owner in one Safe only",
      got: distinctOwners,
      expected: "across-safes",
    };
  }
}

function* checkSafe(plan: Plan, name: (typeof safeNames)[number]): Generator<PlanProblem> {
  const { threshold, owners } = plan.safes[name];
  const path = `safes.${name}`;
  yield* checkConcentration(plan, { path, threshold, holders: owners.map(({ holder }) => holder) });
  if (plan.environment !== "mainnet") return;
  const floor = mainnetFloors[name];
  if (threshold < floor.threshold || owners.length < floor.owners) {
    yield {
      path,
      what: "this Safe is weaker than mainnet's",
      got: `${threshold} of ${owners.length}`,
      expected: `${floor.threshold} of ${floor.owners} or more`,
    };
  }
}
