import { id, ZeroHash } from "ethers";
import type { Connection } from "../connection";
import { type Call, type Properties, type ResourceIdentity, UNKNOWN } from "../plugin/provider";
import { proposalsOf } from "../proposal-folder";
import { canonicalJson } from "../proposals/canonical-json";
import { unpackCalls } from "../proposals/multi-send";
import type { Proposal } from "../proposals/proposal-schema";
import { scheduledOperations } from "../proposals/scheduled-operations";
import { encodeCancel, encodeSchedule, operationId, type TimelockOperation } from "../proposals/timelock-calls";
import type { SafeCall } from "../proposals/transaction";
import { observeSafe, type SafeObservation } from "../safe/observation";
import { lookAfter, type Pending, propose, settled, tellUnwanted } from "../settlement";
import { UserError } from "../user-error";
import type { TimelockInputs } from "./inputs";
import type { TimelockObservation } from "./observation";
import { ROLES, type Role, timelock } from "./roles";

interface Change {
  /** What changes, for people. */
  readonly words: string;
  readonly data: string;
}

/**
 * A timelock administers itself: where it is not as the program wants it, a proposer that is a Safe is asked to schedule
 * the change, which anyone with the right can execute when the delay is over. What the resource had scheduled before and
 * does not want any more is cancelled with it. `known` is what the resource waited for so far.
 */
export async function settleTimelock(
  connection: Connection,
  resource: ResourceIdentity,
  inputs: TimelockInputs,
  observed: TimelockObservation,
  known: Properties,
  call: Call,
): Promise<Pending & { readonly observed: Properties }> {
  const recorded = { observed: { ...observed } };
  const changes = changesOf(inputs, observed);
  const operation = changes.length > 0 ? await planOperation(connection, resource, observed, changes) : undefined;
  const wantedId = operation && operationId(operation);
  const waiting = await findScheduled(connection, resource, observed);
  const wanted = waiting.find(({ id }) => id === wantedId);
  const unwanted = waiting.filter(({ id }) => id !== wantedId);
  const calls = [
    ...unwanted.map(({ id }) => encodeCancel(observed.address, id)),
    ...(operation && !wanted ? [encodeSchedule(observed.address, operation, BigInt(observed.minDelaySeconds))] : []),
  ];
  if (calls.length > 0) {
    const words = [
      ...(unwanted.length > 0 ? [`cancels in the timelock: ${unwanted.map(({ id }) => id).join(", ")}`] : []),
      ...(wanted || !operation ? [] : [`schedules in the timelock: ${changes.map(({ words }) => words).join("; ")}`]),
    ];
    const wish = {
      safe: await findProposer(connection, observed, resource.name),
      plan: () => calls,
      description: words.join("; "),
      isAskedBy: (proposal: Proposal) => canonicalJson(callsOf(proposal)) === canonicalJson(calls),
    };
    return { ...(await propose(connection, resource, wish, known, call)), ...recorded };
  }
  if (wanted) return { ...(await lookAfter(connection, resource, wanted.proposal, known, call)), ...recorded };
  for (const safe of await findProposers(connection, observed)) await tellUnwanted(connection, resource, safe, call);
  return { ...settled, ...recorded };
}

/** Whether the timelock is as the program wants it, whatever still waits in it. */
export function isTimelockAsWanted(inputs: TimelockInputs, observed: TimelockObservation): boolean {
  return changesOf(inputs, observed).length === 0;
}

interface Scheduled {
  readonly id: string;
  readonly proposal: Proposal;
}

/** What the timelock holds of this resource's proposals, due or not, the newest proposal first. */
async function findScheduled(
  connection: Connection,
  { urn }: ResourceIdentity,
  { address, roles }: TimelockObservation,
): Promise<readonly Scheduled[]> {
  const found = new Map<string, Scheduled>();
  for (const proposer of roles.proposer) {
    for (const proposal of proposalsOf(connection).load(connection.chainId, proposer).toReversed()) {
      if (proposal.origin.urn !== urn) continue;
      for (const { timelock: where, operationId: id } of scheduledOperations(proposal)) {
        if (where !== address || found.has(id)) continue;
        if ((await timestampOf(connection, address, id)) > DONE) found.set(id, { id, proposal });
      }
    }
  }
  return [...found.values()];
}

/** The same change can be wanted again after another one in between: what is done once needs another salt. */
async function planOperation(
  connection: Connection,
  { urn }: ResourceIdentity,
  { address }: TimelockObservation,
  changes: readonly Change[],
): Promise<TimelockOperation> {
  for (let time = 1; ; time++) {
    const operation: TimelockOperation = {
      calls: changes.map(({ data }): SafeCall => ({ to: address, value: 0n, data })),
      predecessor: ZeroHash,
      salt: id(`${urn} ${time}`),
    };
    if ((await timestampOf(connection, address, operationId(operation))) !== DONE) return operation;
  }
}

/** What `getTimestamp` says of an operation that was executed (TimelockController.sol). */
const DONE = 1n;

async function timestampOf(connection: Connection, address: string, operation: string): Promise<bigint> {
  const data = timelock.encodeFunctionData("getTimestamp", [operation]);
  const answer = await (await connection.read()).call({ to: address, data });
  return timelock.decodeFunctionResult("getTimestamp", answer)[0];
}

function callsOf({ transaction, safe, version }: Proposal): readonly SafeCall[] {
  return unpackCalls(transaction, { address: safe, version }).map(({ to, value, data }) => ({ to, value, data }));
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

async function findProposer(
  connection: Connection,
  observed: TimelockObservation,
  name: string,
): Promise<SafeObservation> {
  const [safe] = await findProposers(connection, observed);
  if (safe) return safe;
  throw new UserError({
    what: `${name}: nobody can propose a change of the timelock`,
    where: observed.address,
    got: `proposers ${observed.roles.proposer.join(", ") || "none"}`,
    expected: "a Safe among them",
    fix: "whoever holds the role has to schedule the change by hand",
  });
}

/** Those that are Safes. */
async function findProposers(
  connection: Connection,
  { roles }: TimelockObservation,
): Promise<readonly SafeObservation[]> {
  const chain = await connection.read();
  const found = await Promise.all(
    roles.proposer.map((proposer) => observeSafe(chain, connection.chainId, proposer).catch(() => undefined)),
  );
  return found.filter((safe) => safe !== undefined);
}
