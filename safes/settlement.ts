import { firstBlockOf, readChainFacts } from "./chain-facts";
import type { Connection } from "./connection";
import { knownContracts } from "./known-contracts";
import { type Call, type Properties, type ResourceIdentity, UNKNOWN } from "./plugin/provider";
import { type ProposalFolder, proposalsOf } from "./proposal-folder";
import { invalidatedBy, isUpToDate, keepLedger, type Ledger, precedingOf, stateAt } from "./proposals/ledger";
import { createProposal, withSimulation } from "./proposals/proposal";
import type { Proposal } from "./proposals/proposal-schema";
import type { SafeSettings, SafeState } from "./proposals/safe-state";
import { takeSignatures } from "./proposals/signatures";
import { describeState, type ProposalState, stateOf } from "./proposals/state";
import type { SafeCall } from "./proposals/transaction";
import { observeSafe } from "./safe/observation";
import { ownMultiSend } from "./safe/own-multi-send";
import type { PendingProposal } from "./sdk";
import { type SimulationOptions, simulateOnFork } from "./simulation";
import { UserError } from "./user-error";

/** What the owners of a Safe are asked to do. */
export interface Wish {
  /** The Safe that has to act, as it is on the chain. */
  readonly safe: SafeState;
  /** The calls that it takes, planned for the Safe as it will be when other proposals that wait have been executed. */
  plan(state: SafeState): readonly SafeCall[];
  /** What the Safe itself is to be afterwards. Default: what it is. */
  readonly wanted?: SafeSettings;
  /** Default: that of an earlier wish of the resource, else the lowest that is free. */
  readonly nonce?: bigint;
  /** What changes, in words. */
  readonly description: string;
  readonly allowLowerThreshold?: boolean;
  /** What is not as it was meant to be once everything is carried out on a fork, in words. Default: nothing can be. */
  readonly miss?: SimulationOptions["miss"];
  /** Why a fork could not tell what comes of it: what it needs is still to be created. */
  readonly unsimulated?: string;
  /** Whether a proposal in the folder already asks for this. */
  isAskedBy(proposal: Proposal): boolean;
}

/** The outputs of a resource that waits for owners; `active` where it does not. */
export interface Pending extends Properties {
  readonly status: string;
  readonly proposal?: PendingProposal;
}

export const settled: Pending = { status: "active" };

/**
 * Puts a wish before the owners of a Safe, as a file that they can verify, sign and execute, or finds it there already.
 * Nothing is sent: what only the owners may do, only they do. `known` is what the resource waited for so far.
 *
 * @throws UserError for a proposal that a rule refuses or that would fail on the chain as it is.
 */
export function propose(
  connection: Connection,
  resource: ResourceIdentity,
  wish: Wish,
  known: Properties,
  call: Call,
): Promise<Pending> {
  const { safe } = wish;
  const folder = proposalsOf(connection);
  // One after the other, or two resources of a Safe would take the same nonce.
  return folder.inTurn(safe.address, async () => {
    const ledger = keepLedger(folder.load(safe.chainId, safe.address, call.preview), safe.nonce);
    await tellEnd(connection, folder, known, call);
    const existing = ledger.pending.find((each) => wish.isAskedBy(each) && isUpToDate(ledger, safe, each));
    const proposal = existing ?? (await create(connection, resource, wish, ledger, call));
    if (!existing) await tellInvalidated(folder, ledger, proposal, call);
    if (!existing) folder.save(proposal, call.preview);
    return lookAfter(connection, resource, proposal, known, call);
  });
}

/** The outputs of a resource that waits for what a proposal asks. */
export async function lookAfter(
  connection: Connection,
  { name }: ResourceIdentity,
  proposal: Proposal,
  known: Properties,
  call: Call,
): Promise<Pending> {
  const earlier = known.proposal as PendingProposal | undefined;
  const isKnown = earlier?.safeTxHash === proposal.safeTxHash;
  const fromBlock = isKnown ? BigInt(earlier.fromBlock) : await firstBlockOf(connection, proposal);
  const state = describeState(stateOf(proposal, await readChainFacts(connection, proposal, fromBlock)));
  const { safe, safeTxHash, description, simulation, transaction } = proposal;
  const file = proposalsOf(connection).nameOf(proposal);
  const isSimulated = simulation.outcome === "none" ? `; NOT simulated: ${simulation.reason}` : "";
  await call.warn?.(
    `${name} waits for the owners of ${safe} (${state}): ${description}; safeTxHash ${safeTxHash}, ${file}${isSimulated}`,
  );
  return {
    status: state,
    proposal: { file, safeTxHash, nonce: `${transaction.nonce}`, state, safe, fromBlock: `${fromBlock}` },
  };
}

/** Warns of proposals of a resource that wants nothing any more: whoever has the signatures can still execute them. */
export async function tellUnwanted(
  connection: Connection,
  { urn, name }: ResourceIdentity,
  safe: SafeState,
  call: Call,
): Promise<void> {
  const folder = proposalsOf(connection);
  const { pending } = keepLedger(folder.load(safe.chainId, safe.address), safe.nonce);
  for (const proposal of pending.filter(({ origin }) => origin.urn === urn)) {
    const { transaction, description } = proposal;
    await call.warn?.(
      `${name} no longer wants ${folder.nameOf(proposal)}: ${description}. Whoever holds enough signatures can still execute it; where anybody has signed, let the owners reject nonce ${transaction.nonce}, and delete the file`,
    );
  }
}

/** Whether what a resource waits for is not as it was when it was last looked at, or has to be asked for anew. */
export async function hasMoved(connection: Connection, known: Properties): Promise<boolean> {
  const waiting = await findWaiting(connection, known);
  if (waiting === undefined) return false;
  // A file that is gone has to be written again.
  if (waiting === "lost") return true;
  const { proposal, state, folder } = waiting;
  if (describeState(state) !== known.status) return true;
  if (isOver(state)) return true;
  if (state.state === "scheduled") return false;
  const safe = await observeSafe(await connection.read(), proposal.chainId, proposal.safe);
  if (!safe) return true;
  return !isUpToDate(keepLedger(folder.load(proposal.chainId, proposal.safe), safe.nonce), safe, proposal);
}

/** The outputs of a resource as a refresh finds them; `isAsWanted` where the chain is as the program wants it. */
export async function refreshed(connection: Connection, known: Properties, isAsWanted: boolean): Promise<Properties> {
  const waiting = await findWaiting(connection, known);
  const { proposal, ...others } = known;
  if (typeof waiting !== "object") return isAsWanted ? { ...others, ...settled } : known;
  if (isAsWanted && isOver(waiting.state)) return { ...others, ...settled };
  const status = describeState(waiting.state);
  return { ...others, status, proposal: { ...(proposal as PendingProposal), state: status } };
}

const isOver = ({ state }: ProposalState) => state === "executed" || state === "stale" || state === "cancelled";

interface Waiting {
  readonly folder: ProposalFolder;
  readonly proposal: Proposal;
  readonly state: ProposalState;
}

async function findWaiting(
  connection: Connection,
  { proposal: pending }: Properties,
): Promise<Waiting | "lost" | undefined> {
  if (pending === undefined) return undefined;
  const { safeTxHash, safe, fromBlock } = pending as PendingProposal;
  const folder = proposalsOf(connection);
  const proposal = folder.load(connection.chainId, safe).find((each) => each.safeTxHash === safeTxHash);
  if (!proposal) return "lost";
  return { folder, proposal, state: stateOf(proposal, await readChainFacts(connection, proposal, BigInt(fromBlock))) };
}

async function create(
  connection: Connection,
  { urn }: ResourceIdentity,
  { safe, plan, wanted, description, allowLowerThreshold, miss, unsimulated, nonce: wantedNonce }: Wish,
  ledger: Ledger,
  call: Call,
): Promise<Proposal> {
  const nonce = wantedNonce ?? nonceFor(ledger, urn);
  const state = stateAt(ledger, safe, nonce);
  const calls = plan(state);
  const multiSend = calls.length > 1 ? await ownMultiSend(await connection.read(), safe) : undefined;
  const proposal = createProposal({
    state,
    calls,
    description,
    origin: { stack: urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "", urn },
    createdAt: new Date().toISOString(),
    ...(wanted && { wanted }),
    ...(multiSend && { multiSend }),
    ...(allowLowerThreshold && { allowLowerThreshold }),
  });
  const simulated =
    unsimulated === undefined
      ? await simulate(connection, proposal, precedingOf(ledger, nonce), miss, call)
      : withSimulation(proposal, { outcome: "none", reason: unsimulated });
  return ledger.pending.reduce<Proposal>(takeSignatures, simulated);
}

/** @throws UserError when it fails there; where nobody could try, the proposal says so. */
async function simulate(
  connection: Connection,
  proposal: Proposal,
  preceding: readonly Proposal[],
  miss: Wish["miss"],
  { signal }: Call,
): Promise<Proposal> {
  const { chainId, safe: address, version, transaction } = proposal;
  const { rpcUrls } = connection.config;
  const simulation = await simulateOnFork({
    rpcUrls: rpcUrls === UNKNOWN ? [] : rpcUrls.filter((url) => url !== UNKNOWN),
    safe: { address, chainId, version },
    transaction,
    precededBy: preceding.map((each) => each.transaction),
    blockNumber: await connection.blockNumber(),
    contracts: knownContracts(connection),
    ...(miss && { miss }),
    signal,
  });
  signal.throwIfAborted();
  if (simulation.outcome !== "revert") return withSimulation(proposal, simulation);
  throw new UserError({
    what: `the proposal would fail: ${proposal.description}`,
    where: `Safe ${address}, on a fork of block ${simulation.blockNumber}`,
    got: simulation.reason,
    fix: "nothing was proposed; change what the program wants, or what stands in its way",
  });
}

/** A resource that changed its mind takes the nonce of its earlier wish, so that only one of the two can happen. */
function nonceFor({ pending, nextNonce }: Ledger, urn: string): bigint {
  return pending.find(({ origin }) => origin.urn === urn)?.transaction.nonce ?? nextNonce;
}

async function tellInvalidated(folder: ProposalFolder, ledger: Ledger, proposal: Proposal, call: Call): Promise<void> {
  const { transaction, safeTxHash, after } = proposal;
  for (const { proposal: other, reason } of invalidatedBy(ledger, { nonce: transaction.nonce, safeTxHash, after })) {
    await call.warn?.(`${folder.nameOf(other)} comes to nothing if this one is executed: ${reason}`);
  }
}

/** What a resource waited for so far came to its end, and not to the one that it wanted: its owners should hear why. */
async function tellEnd(connection: Connection, folder: ProposalFolder, known: Properties, call: Call): Promise<void> {
  const waiting = await findWaiting(connection, known);
  if (waiting === undefined || waiting === "lost") return;
  const { proposal, state } = waiting;
  if (state.state !== "stale" && state.state !== "cancelled") return;
  await call.warn?.(`${folder.nameOf(proposal)} is ${describeState(state)}`);
}
