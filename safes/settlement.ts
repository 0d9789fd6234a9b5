import { resolve } from "node:path";
import { readChainFacts } from "./chain-facts";
import type { Connection } from "./connection";
import type { Call, Properties, ResourceIdentity } from "./plugin/provider";
import { ProposalFolder } from "./proposal-folder";
import { invalidatedBy, keepLedger, type Ledger } from "./proposals/ledger";
import { createProposal, withSimulation } from "./proposals/proposal";
import type { Proposal } from "./proposals/proposal-schema";
import type { SafeSettings, SafeState } from "./proposals/safe-state";
import { describeState, stateOf } from "./proposals/state";
import type { SafeCall } from "./proposals/transaction";
import type { PendingProposal } from "./sdk";
import { simulate } from "./simulation-of-proposal";

/** What the owners of a Safe are asked to do. */
export interface Wish {
  /** The Safe that has to act, as it is on the chain. */
  readonly safe: SafeState;
  readonly calls: readonly SafeCall[];
  /** What the Safe itself is to be afterwards. Default: what it is. */
  readonly wanted?: SafeSettings;
  /** What changes, in words. */
  readonly description: string;
  readonly allowLowerThreshold?: boolean;
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
 * Nothing is sent: what only the owners may do, only they do.
 */
export async function propose(
  connection: Connection,
  { urn, name }: ResourceIdentity,
  wish: Wish,
  call: Call,
): Promise<Pending> {
  const folder = new ProposalFolder(resolve(connection.config.proposalsDirectory));
  const { safe } = wish;
  const ledger = keepLedger(folder.load(safe.chainId, safe.address), safe.nonce);
  const existing = ledger.pending.find((proposal) => wish.isAskedBy(proposal));
  const fromBlock = await connection.blockNumber();
  const proposal = existing ?? create(wish, urn, nonceFor(ledger, urn));
  const file = folder.nameOf(proposal);
  if (!existing) {
    for (const { proposal: other, reason } of invalidatedBy(ledger, {
      ...proposal,
      nonce: proposal.transaction.nonce,
    })) {
      await call.warn?.(`${folder.nameOf(other)} comes to nothing if this one is executed: ${reason}`);
    }
    if (!call.preview) folder.save(withSimulation(proposal, await simulate(connection, proposal)));
  }
  const state = describeState(stateOf(proposal, await readChainFacts(connection, proposal, fromBlock)));
  await call.warn?.(
    `${name} waits for the owners of ${safe.address} (${state}): ${wish.description}; safeTxHash ${proposal.safeTxHash}, ${file}`,
  );
  const { nonce } = proposal.transaction;
  return {
    status: state,
    proposal: {
      file,
      safeTxHash: proposal.safeTxHash,
      nonce: `${nonce}`,
      state,
      safe: safe.address,
      fromBlock: `${fromBlock}`,
    },
  };
}

/** Whether what a resource waits for is not as it was when it was last looked at. */
export async function hasMoved(connection: Connection, { status, proposal }: Properties): Promise<boolean> {
  if (status === "active" || proposal === undefined) return false;
  const { safeTxHash, safe, fromBlock } = proposal as PendingProposal;
  const folder = new ProposalFolder(resolve(connection.config.proposalsDirectory));
  const found = folder.load(connection.chainId, safe).find((candidate) => candidate.safeTxHash === safeTxHash);
  // A file that is gone has to be written again.
  if (!found) return true;
  return describeState(stateOf(found, await readChainFacts(connection, found, BigInt(fromBlock)))) !== status;
}

function create({ safe, calls, wanted, description, allowLowerThreshold }: Wish, urn: string, nonce: bigint): Proposal {
  return createProposal({
    state: safe,
    calls,
    nonce,
    description,
    origin: { stack: urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "", urn },
    createdAt: new Date().toISOString(),
    ...(wanted && { wanted }),
    ...(allowLowerThreshold && { allowLowerThreshold }),
  });
}

/** A resource that changed its mind takes the nonce of its earlier wish, so that only one of the two can happen. */
function nonceFor({ pending, nextNonce }: Ledger, urn: string): bigint {
  return pending.find(({ origin }) => origin.urn === urn)?.transaction.nonce ?? nextNonce;
}
