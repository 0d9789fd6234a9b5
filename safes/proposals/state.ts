import { composeRejection } from "./composition";
import { hashTransaction } from "./hashes";
import type { Proposal } from "./proposal-schema";
import { scheduledOperations } from "./scheduled-operations";
import { timelockState } from "./timelock-calls";

/** What the chain says that matters to a proposal, all of one block. */
export interface ChainFacts {
  /** The Safe's next nonce. */
  readonly nonce: bigint;
  /** Transactions that the Safe has executed, from its events; the nonce where it is known. */
  readonly executed: readonly { readonly safeTxHash: string; readonly nonce?: bigint }[];
  /** Owners who have approved this proposal's hash on chain (`approvedHashes`). */
  readonly approvedBy: readonly string[];
  /** `getTimestamp` of each operation that the proposal schedules ({@link scheduledOperations}), by id. */
  readonly timelockTimestampsSeconds: Readonly<Record<string, bigint>>;
  /** Time of the block. */
  readonly nowSeconds: bigint;
}

export type ProposalState =
  /** Nobody has signed. */
  | { readonly state: "proposed"; readonly needed: number }
  | { readonly state: "signed"; readonly count: number; readonly needed: number }
  /** Signed, and executable once as many transactions as `behind` have gone before it. */
  | { readonly state: "ready"; readonly behind: bigint }
  /** Executed by the Safe and waiting in a timelock; `isDue` once anybody with the role may execute it there. */
  | { readonly state: "scheduled"; readonly etaSeconds: bigint; readonly isDue: boolean }
  | { readonly state: "executed" }
  /** Another transaction used up the nonce; by which hash, when it is known. */
  | { readonly state: "stale"; readonly by?: string }
  /** The owners rejected it, or what it scheduled was cancelled in the timelock. */
  | { readonly state: "cancelled"; readonly where: "safe" | "timelock" };

/** Where a proposal is in its life. */
export function stateOf(proposal: Proposal, facts: ChainFacts): ProposalState {
  if (facts.executed.some(({ safeTxHash }) => safeTxHash === proposal.safeTxHash))
    return afterExecution(proposal, facts);
  const { nonce } = proposal.transaction;
  if (facts.nonce > nonce) return afterAnother(proposal, facts);

  const { owners, threshold } = proposal.before;
  // An approval in the file is a claim; the chain knows.
  const signatures = proposal.signatures.filter(({ kind }) => kind !== "approved-hash");
  const signed = new Set([...signatures.map(({ owner }) => owner), ...facts.approvedBy]);
  const count = owners.filter((owner) => signed.has(owner)).length;
  if (count === 0) return { state: "proposed", needed: threshold };
  if (count < threshold) return { state: "signed", count, needed: threshold };
  return { state: "ready", behind: nonce - facts.nonce };
}

/** The state in a few words: `2 of 5 signed`. */
export function describeState(state: ProposalState): string {
  switch (state.state) {
    case "signed":
      return `${state.count} of ${state.needed} signed`;
    case "ready":
      return state.behind === 0n ? "ready" : `ready, behind ${state.behind} other nonces`;
    case "scheduled":
      return state.isDue
        ? "scheduled, due"
        : `scheduled for ${new Date(Number(state.etaSeconds) * 1000).toISOString()}`;
    case "stale":
      return `stale: its nonce went to ${state.by ?? "another transaction"}`;
    case "cancelled":
      return state.where === "safe" ? "cancelled: the owners rejected it" : "cancelled in the timelock";
    default:
      return state.state;
  }
}

function afterExecution(proposal: Proposal, { timelockTimestampsSeconds, nowSeconds }: ChainFacts): ProposalState {
  const timestamps = scheduledOperations(proposal).map(({ operationId }) => {
    const timestamp = timelockTimestampsSeconds[operationId];
    if (timestamp === undefined) throw new RangeError(`the timestamp of operation ${operationId} has to be read`);
    return timestamp;
  });
  const states = timestamps.map((timestamp) => timelockState(timestamp, nowSeconds));
  if (states.includes("unset")) return { state: "cancelled", where: "timelock" };
  if (states.every((state) => state === "done")) return { state: "executed" };
  const latest = timestamps.toSorted((one, other) => (one < other ? -1 : 1)).at(-1);
  return { state: "scheduled", etaSeconds: latest as bigint, isDue: !states.includes("waiting") };
}

function afterAnother({ transaction, ...proposal }: Proposal, { executed }: ChainFacts): ProposalState {
  const safe = { address: proposal.safe, chainId: proposal.chainId, version: proposal.version };
  const rejection = hashTransaction(safe, composeRejection(proposal.safe, transaction.nonce)).safeTxHash;
  if (executed.some(({ safeTxHash }) => safeTxHash === rejection)) return { state: "cancelled", where: "safe" };
  const by = executed.find(({ nonce }) => nonce === transaction.nonce)?.safeTxHash;
  return { state: "stale", ...(by !== undefined && { by }) };
}
