import { type Quorum, regionOf, tally } from "./concentration";
import { type Plan, safeNames } from "./schema";

/** What it takes to capture a quorum, and what to lose it. */
export interface Capture {
  readonly path: string;
  readonly threshold: number;
  readonly parts: number;
  /** Smallest sets of parts that suffice: parts over threshold. */
  readonly sufficientSets: bigint;
  /** Parts that may be lost. */
  readonly spare: number;
  /** How few people, and how few regions, are enough. */
  readonly people: number;
  readonly regions: number;
  /** How few regions have to be lost until too few parts are left. */
  readonly regionsToLoseIt: number;
  /** Chance of capture when each part is stolen by itself with the chance `each`. */
  readonly chances: readonly { readonly each: number; readonly captured: number }[];
}

const assumedChances = [0.01, 0.05, 0.1];

export function quorumsOf({ safes, seeds }: Plan): Quorum[] {
  return [
    ...safeNames.map((name) => ({
      path: `safes.${name}`,
      threshold: safes[name].threshold,
      holders: safes[name].owners.map(({ holder }) => holder),
    })),
    ...Object.entries(seeds).map(([id, { shares }]) => ({ path: `seeds.${id}.shares`, ...shares })),
  ];
}

export function captureOf(plan: Plan, { path, threshold, holders }: Quorum): Capture {
  const parts = holders.length;
  const regions = tally(holders.map((holder) => regionOf(plan, holder)));
  return {
    path,
    threshold,
    parts,
    sufficientSets: combinations(parts, threshold),
    spare: parts - threshold,
    people: fewest(tally(holders), threshold),
    regions: fewest(regions, threshold),
    regionsToLoseIt: fewest(regions, parts - threshold + 1),
    chances: assumedChances.map((each) => ({ each, captured: atLeast(parts, threshold, each) })),
  };
}

/** Lines for people: `safes.upgrades: 5 of 9 ...`. */
export function describeCapture(capture: Capture): string {
  const { path, threshold, parts, sufficientSets, spare, people, regions, regionsToLoseIt, chances } = capture;
  const odds = chances.map(({ each, captured }) => `${percent(each)} each: ${percent(captured)}`).join(", ");
  return [
    `${path}: ${threshold} of ${parts}; ${sufficientSets} sets of ${threshold} suffice, ${spare} may be lost`,
    `  captured by ${people} people or more, or by whoever holds ${regions} regions; lost with ${regionsToLoseIt} regions`,
    `  chance of capture when the parts are stolen independently, at ${odds}`,
  ].join("\n");
}

/** n over k. */
export function combinations(n: number, k: number): bigint {
  let result = 1n;
  for (let i = 1; i <= k; i++) result = (result * BigInt(n - k + i)) / BigInt(i);
  return result;
}

function fewest(tallied: readonly (readonly [string, number])[], needed: number): number {
  let reached = 0;
  const index = tallied.findIndex(([, parts]) => {
    reached += parts;
    return reached >= needed;
  });
  return index + 1;
}

function atLeast(n: number, k: number, chance: number): number {
  return Array.from({ length: n - k + 1 }, (_, extra) => k + extra)
    .map((hits) => Number(combinations(n, hits)) * chance ** hits * (1 - chance) ** (n - hits))
    .reduce((sum, each) => sum + each, 0);
}

const percent = (chance: number) => `${Number((chance * 100).toPrecision(2))} %`;
