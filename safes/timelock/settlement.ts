import type { Connection } from "../connection";
import { type Call, type Properties, type ResourceIdentity, UNKNOWN } from "../plugin/provider";
import type { Pending } from "../settlement";
import type { TimelockInputs } from "./inputs";
import type { TimelockObservation } from "./observation";
import { ROLES, type Role, timelock } from "./roles";
import { settleInTimelock } from "./scheduling";

interface Change {
  /** What changes, for people. */
  readonly words: string;
  readonly data: string;
}

/**
 * A timelock administers itself: where it is not as the program wants it, it is asked to schedule the change. `known` is
 * what the resource waited for so far.
 */
export async function settleTimelock(
  connection: Connection,
  resource: ResourceIdentity,
  inputs: TimelockInputs,
  observed: TimelockObservation,
  known: Properties,
  call: Call,
): Promise<Pending & { readonly observed: Properties }> {
  const changes = changesOf(inputs, observed);
  const wish = {
    calls: changes.map(({ data }) => ({ to: observed.address, value: 0n, data })),
    words: changes.map(({ words }) => words).join("; "),
  };
  const wanted = changes.length > 0 ? wish : undefined;
  const pending = await settleInTimelock(connection, resource, observed, wanted, known, call);
  return { ...pending, observed: { ...observed } };
}

/** Whether the timelock is as the program wants it, whatever still waits in it. */
export function isTimelockAsWanted(inputs: TimelockInputs, observed: TimelockObservation): boolean {
  return changesOf(inputs, observed).length === 0;
}

function changesOf(inputs: TimelockInputs, observed: TimelockObservation): readonly Change[] {
  const { minDelaySeconds, proposers, executors, cancellers } = inputs;
  const changes: Change[] = [];
  if (minDelaySeconds !== UNKNOWN && minDelaySeconds !== observed.minDelaySeconds) {
    changes.push({
      words: `delay ${observed.minDelaySeconds} s -> ${minDelaySeconds} s`,
      data: timelock.encodeFunctionData("updateDelay", [minDelaySeconds]),
    });
  }
  const wanted: readonly (readonly [Role, unknown])[] = [
    ["proposer", proposers],
    ["executor", executors],
    ["canceller", proposers === UNKNOWN || cancellers === UNKNOWN ? UNKNOWN : [...proposers, ...cancellers]],
  ];
  for (const [role, accounts] of wanted) {
    if (!Array.isArray(accounts) || accounts.includes(UNKNOWN)) continue;
    changes.push(...roleChanges(role, accounts as string[], observed.roles[role]));
  }
  return changes;
}

/** Grants first: in between nobody must be missing. */
function roleChanges(role: Role, wanted: readonly string[], held: readonly string[]): Change[] {
  const change = (verb: "grantRole" | "revokeRole", word: string) => (account: string) => ({
    words: `${account} ${word} ${role}`,
    data: timelock.encodeFunctionData(verb, [ROLES[role], account]),
  });
  return [
    ...[...new Set(wanted)].filter((account) => !held.includes(account)).map(change("grantRole", "becomes")),
    ...held.filter((account) => !wanted.includes(account)).map(change("revokeRole", "is no longer")),
  ];
}
