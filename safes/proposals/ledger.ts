import { canonicalJson } from "./canonical-json";
import type { Proposal } from "./proposal-schema";
import { describeDifferences, type SafeSettings, settingsOf } from "./safe-state";

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

/** Later pending proposals that come to nothing unless this one is executed: they assume the settings that it leaves. */
export function dependentsOf({ pending }: Ledger, { transaction, before, after }: Proposal): readonly Proposal[] {
  const fine = findMisplanned(pending, transaction.nonce, after).map(({ proposal }) => proposal);
  return findMisplanned(pending, transaction.nonce, before)
    .map(({ proposal }) => proposal)
    .filter((proposal) => !fine.includes(proposal));
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
