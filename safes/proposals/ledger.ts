import { canonicalJson } from "./canonical-json";
import type { Proposal } from "./proposal-schema";
import { describeDifferences, type SafeSettings, type SafeState, settingsOf } from "./safe-state";

/** A transaction that takes a nonce of the Safe: a new proposal, or what used up the nonce on chain. */
export interface NonceUse {
  readonly nonce: bigint;
  readonly safeTxHash: string;
  /** The Safe's settings once it is executed, lists in their order. */
  readonly after: SafeSettings;
}

/** A pending proposal that comes to nothing, and why. */
export interface Invalidation {
  readonly proposal: Proposal;
  readonly reason: string;
}

/** The proposals of one Safe. */
export interface Ledger {
  /** Those whose nonce is not used up, by nonce, and by hash where nonces are equal. */
  readonly pending: readonly Proposal[];
  /** Those whose nonce is. */
  readonly past: readonly Proposal[];
  /** For the next proposal: the lowest nonce that is neither used up nor proposed. Nothing behind a gap can be executed. */
  readonly nextNonce: bigint;
  /** Pending proposals of the same nonce, of which only one can be executed. */
  readonly conflicts: readonly (readonly Proposal[])[];
}

/** Sorts the proposals of one Safe on one chain; `onChainNonce` is the Safe's next one. */
export function keepLedger(proposals: readonly Proposal[], onChainNonce: bigint): Ledger {
  const safes = new Set(proposals.map(({ chainId, safe }) => `${safe} on chain ${chainId}`));
  if (safes.size > 1) throw new RangeError(`a ledger is of one Safe, got ${[...safes].join(", ")}`);
  const sorted = [...proposals].sort(
    (one, other) =>
      Number(one.transaction.nonce - other.transaction.nonce) || (one.safeTxHash < other.safeTxHash ? -1 : 1),
  );
  const pending = sorted.filter(({ transaction }) => transaction.nonce >= onChainNonce);
  const nonces = [...new Set(pending.map(({ transaction }) => transaction.nonce))];
  let nextNonce = onChainNonce;
  while (nonces.includes(nextNonce)) nextNonce++;
  return {
    pending,
    past: sorted.filter(({ transaction }) => transaction.nonce < onChainNonce),
    nextNonce,
    conflicts: nonces
      .map((nonce) => pending.filter(({ transaction }) => transaction.nonce === nonce))
      .filter((rivals) => rivals.length > 1),
  };
}

/**
 * The pending proposals that are executed before a nonce, in their order: of those of one nonce the one that was written
 * last, because whoever wrote it changed their mind.
 */
export function precedingOf({ pending }: Ledger, nonce: bigint): readonly Proposal[] {
  const byNonce = new Map<bigint, Proposal>();
  for (const proposal of pending.filter(({ transaction }) => transaction.nonce < nonce)) {
    const rival = byNonce.get(proposal.transaction.nonce);
    if (!rival || rival.createdAt <= proposal.createdAt) byNonce.set(proposal.transaction.nonce, proposal);
  }
  return [...byNonce.values()];
}

/** The Safe as it will be when a nonce has its turn, if those that wait before it and can be executed are. */
export function stateAt(ledger: Ledger, safe: SafeState, nonce: bigint): SafeState {
  const preceding = precedingOf(ledger, nonce);
  // One that changes no settings may not have known what comes before it.
  const settings = preceding.reduce<SafeSettings>(
    (now, { before, after }) => (isSame(before, now) ? after : now),
    safe,
  );
  return { ...safe, ...settings, nonce };
}

/** Whether a pending proposal was planned for the Safe as it will be then, and is the last that was written for its nonce. */
export function isUpToDate(ledger: Ledger, safe: SafeState, { transaction, safeTxHash, before }: Proposal): boolean {
  const { nonce } = transaction;
  const latest = precedingOf(ledger, nonce + 1n).at(-1);
  return latest?.safeTxHash === safeTxHash && isSame(before, stateAt(ledger, safe, nonce));
}

/**
 * The pending proposals that a transaction ends when it is executed: the others of its nonce, and later ones that would
 * change the Safe from settings which it will not have then.
 */
export function invalidatedBy({ pending }: Ledger, use: NonceUse): readonly Invalidation[] {
  const rivals = pending.filter(
    ({ transaction, safeTxHash }) => transaction.nonce === use.nonce && safeTxHash !== use.safeTxHash,
  );
  return [
    ...rivals.map((proposal) => ({ proposal, reason: `its nonce ${use.nonce} goes to ${use.safeTxHash}` })),
    ...findMisplanned(pending, use.nonce, use.after),
  ];
}

/**
 * Later proposals that assume other settings than there will be, each of those that fit executed in its turn. Only one
 * that changes settings depends on them: its calls name neighbours in the Safe's lists.
 */
function findMisplanned(pending: readonly Proposal[], nonce: bigint, settings: SafeSettings): Invalidation[] {
  const misplanned: Invalidation[] = [];
  let now = settings;
  for (const proposal of pending.filter(({ transaction }) => transaction.nonce > nonce)) {
    if (isSame(proposal.before, proposal.after)) continue;
    if (isSame(proposal.before, now)) {
      now = proposal.after;
      continue;
    }
    const differences = describeDifferences(proposal.before, now);
    const what = differences.length > 0 ? differences.join("; ") : "the lists are in another order";
    misplanned.push({ proposal, reason: `it was planned for other settings than there will be: ${what}` });
  }
  return misplanned;
}

const isSame = (one: SafeSettings, other: SafeSettings) =>
  canonicalJson(settingsOf(one)) === canonicalJson(settingsOf(other));
