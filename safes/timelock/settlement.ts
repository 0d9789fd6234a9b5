import { id, ZeroHash } from "ethers";
import type { Connection } from "../connection";
import { type Call, type Properties, type ResourceIdentity, UNKNOWN } from "../plugin/provider";
import { encodeSchedule, operationId, type TimelockOperation } from "../proposals/timelock-calls";
import type { SafeCall } from "../proposals/transaction";
import { observeSafe, type SafeObservation } from "../safe/observation";
import { type Pending, propose, settled } from "../settlement";
import { UserError } from "../user-error";
import type { TimelockInputs } from "./inputs";
import type { TimelockObservation } from "./observation";
import { ROLES, type Role, timelock } from "./roles";

interface Change {
  readonly description: string;
  readonly data: string;
}

/**
 * A timelock administers itself: where it is not as the program wants it, a proposer that is a Safe is asked to schedule
 * the change, which anyone with the right can execute when the delay is over.
 */
export async function settleTimelock(
  connection: Connection,
  resource: ResourceIdentity,
  inputs: TimelockInputs,
  observed: TimelockObservation,
  call: Call,
): Promise<Pending & { readonly observed: Properties }> {
  const changes = changesOf(inputs, observed);
  const recorded = { observed: { ...observed } };
  if (changes.length === 0) return { ...settled, ...recorded };
  const safe = await findProposer(connection, observed, resource.name);
  const operation: TimelockOperation = {
    calls: changes.map(({ data }): SafeCall => ({ to: observed.address, value: 0n, data })),
    predecessor: ZeroHash,
    // The same change can be wanted a second time, after another one in between.
    salt: id(JSON.stringify([resource.urn, observed])),
  };
  const schedule = encodeSchedule(observed.address, operation, BigInt(observed.minDelaySeconds));
  const pending = await propose(
    connection,
    resource,
    {
      safe,
      calls: [schedule],
      description: `schedules in the timelock: ${changes.map(({ description }) => description).join("; ")}`,
      isAskedBy: ({ transaction }) => transaction.to === schedule.to && transaction.data === schedule.data,
    },
    call,
  );
  return { ...pending, operationId: operationId(operation), ...recorded };
}

function changesOf(inputs: TimelockInputs, observed: TimelockObservation): readonly Change[] {
  const { minDelaySeconds, proposers, executors, cancellers } = inputs;
  const changes: Change[] = [];
  if (minDelaySeconds !== UNKNOWN && minDelaySeconds !== observed.minDelaySeconds) {
    changes.push({
      description: `delay ${observed.minDelaySeconds} s -> ${minDelaySeconds} s`,
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
    description: `${account} ${word} ${role}`,
    data: timelock.encodeFunctionData(verb, [ROLES[role], account]),
  });
  return [
    ...[...new Set(wanted)].filter((account) => !held.includes(account)).map(change("grantRole", "becomes")),
    ...held.filter((account) => !wanted.includes(account)).map(change("revokeRole", "is no longer")),
  ];
}

async function findProposer(
  connection: Connection,
  { roles, address }: TimelockObservation,
  name: string,
): Promise<SafeObservation> {
  const chain = await connection.read();
  for (const proposer of roles.proposer) {
    const safe = await observeSafe(chain, connection.chainId, proposer).catch(() => undefined);
    if (safe) return safe;
  }
  throw new UserError({
    what: `${name}: nobody can propose a change of the timelock`,
    where: address,
    got: `proposers ${roles.proposer.join(", ") || "none"}`,
    expected: "a Safe among them",
    fix: "whoever holds the role has to schedule the change by hand",
  });
}
