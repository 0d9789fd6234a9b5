import type { PlanProblem } from "./problem";
import type { Plan } from "./schema";

/** Parts of which `threshold` together can do everything: the seats of a Safe, the shares of a seed. */
export interface Quorum {
  /** As `safes.upgrades`. */
  readonly path: string;
  readonly threshold: number;
  /** A holder a part; who holds two is named twice. */
  readonly holders: readonly string[];
}

/** How many parts each has, the greediest first. */
export function tally(parts: readonly string[]): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}

export function regionOf({ participants, sites }: Plan, holder: string): string {
  const site = participants[holder]?.site ?? "";
  return sites[site]?.region ?? site;
}

/** Nobody and no place may be enough alone; nobody and no place may be missed so much that the rest is too few. */
export function* checkConcentration(plan: Plan, { path, threshold, holders }: Quorum): Generator<PlanProblem> {
  const count = holders.length;
  if (threshold > count) {
    yield { path, what: "the threshold exceeds the parts", got: `${threshold} of ${count}` };
    return;
  }
  const spare = count - threshold;
  const groups = [
    { kind: "person", tallied: tally(holders) },
    { kind: "region", tallied: tally(holders.map((holder) => regionOf(plan, holder))) },
  ];
  for (const { kind, tallied } of groups) {
    for (const [name, parts] of tallied) {
      if (parts >= threshold) {
        yield {
          path,
          what: `one ${kind} reaches the threshold alone`,
          got: `${name} has ${parts} of the ${threshold} that it takes`,
          expected: `${threshold - 1} at most`,
        };
      } else if (parts > spare) {
        yield {
          path,
          what: `without one ${kind} the rest is too few`,
          got: `${name} has ${parts} of ${count}, which leaves ${count - parts}`,
          expected: `${threshold} or more left: ${spare} at most for one ${kind}`,
        };
      }
    }
  }
}
