import { id, ZeroHash } from "ethers";
import type { Connection } from "../connection";
import type { Call, Properties, ResourceIdentity } from "../plugin/provider";
import { proposalsOf } from "../proposal-folder";
import { canonicalJson } from "../proposals/canonical-json";
import { unpackCalls } from "../proposals/multi-send";
import type { Proposal } from "../proposals/proposal-schema";
import { scheduledOperations } from "../proposals/scheduled-operations";
import { encodeCancel, encodeSchedule, operationId, type TimelockOperation } from "../proposals/timelock-calls";
import type { SafeCall } from "../proposals/transaction";
import { observeSafe, type SafeObservation } from "../safe/observation";
import { lookAfter, type Pending, propose, settled, tellUnwanted, type Wish } from "../settlement";
import { UserError } from "../user-error";
import type { TimelockObservation } from "./observation";
import { timelock } from "./roles";

/** What a timelock is to do for a resource, all in one operation. */
export interface TimelockWish extends Pick<Wish, "miss" | "unsimulated"> {
  readonly calls: readonly SafeCall[];
  /** What changes, for people. */
  readonly words: string;
}

/**
 * A proposer of the timelock that is a Safe is asked to schedule what a resource wants of it, which anyone with the right
 * can execute when the delay is over. What the resource had scheduled before and does not want any more is cancelled with
 * it. `known` is what the resource waited for so far.
 */
export async function settleInTimelock(
  connection: Connection,
  resource: ResourceIdentity,
  observed: TimelockObservation,
  wish: TimelockWish | undefined,
  known: Properties,
  call: Call,
): Promise<Pending> {
  const operation = wish && (await planOperation(connection, resource, observed, wish.calls));
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
      ...(wanted || !wish ? [] : [`schedules in the timelock: ${wish.words}`]),
    ];
    const { miss, unsimulated } = (!wanted && wish) || {};
    const asked: Wish = {
      safe: await findProposer(connection, observed, resource.name),
      plan: () => calls,
      description: words.join("; "),
      isAskedBy: (proposal) => canonicalJson(callsOf(proposal)) === canonicalJson(calls),
      ...(miss && { miss }),
      ...(unsimulated !== undefined && { unsimulated }),
    };
    return propose(connection, resource, asked, known, call);
  }
  if (wanted) return lookAfter(connection, resource, wanted.proposal, known, call);
  for (const safe of await findProposers(connection, observed)) await tellUnwanted(connection, resource, safe, call);
  return settled;
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
  calls: readonly SafeCall[],
): Promise<TimelockOperation> {
  for (let time = 1; ; time++) {
    const operation: TimelockOperation = { calls, predecessor: ZeroHash, salt: id(`${urn} ${time}`) };
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

async function findProposer(
  connection: Connection,
  observed: TimelockObservation,
  name: string,
): Promise<SafeObservation> {
  const [safe] = await findProposers(connection, observed);
  if (safe) return safe;
  throw new UserError({
    what: `${name}: nobody can propose what the timelock has to do`,
    where: observed.address,
    got: `proposers ${observed.roles.proposer.join(", ") || "none"}`,
    expected: "a Safe among them",
    fix: "whoever holds the role has to schedule it by hand",
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
