import type { Connection } from "../../connection";
import type { ProposalFolder } from "../../proposal-folder";
import { invalidatedBy, keepLedger, type Ledger, stateAt } from "../../proposals/ledger";
import type { Proposal } from "../../proposals/proposal-schema";
import { describeDifferences } from "../../proposals/safe-state";
import { scheduledOperations } from "../../proposals/scheduled-operations";
import { describeState } from "../../proposals/state";
import type { SafeObservation } from "../../safe/observation";
import { lookUp } from "../execute/execution";
import { describeOperation, readOperations } from "../timelocked";

/** How far a proposal is, and what stands in its way. */
export interface ProposalReport {
  readonly file: string;
  readonly nonce: bigint;
  readonly safeTxHash: string;
  readonly description: string;
  /** In words: `2 of 3 signed`. */
  readonly state: string;
  /** Whether the Safe can still execute it. */
  readonly isPending: boolean;
  /** Owners whose signature or approval counts. */
  readonly signed: readonly string[];
  /** Owners who could still sign. */
  readonly missing: readonly string[];
  /** Files of which only one can be executed. */
  readonly excludes: readonly string[];
  /** Files that come to nothing when this one is executed. */
  readonly ends: readonly { readonly file: string; readonly reason: string }[];
  /** What it has scheduled in timelocks. */
  readonly operations: readonly { readonly timelock: string; readonly operationId: string; readonly state: string }[];
  /** Where the Safe will be another one than it was planned for. */
  readonly misfits: readonly string[];
}

/** The proposals of one Safe, and what each is to the others. */
export class Reporter {
  private readonly ledger: Ledger;

  constructor(
    private readonly connection: Connection,
    private readonly folder: ProposalFolder,
    private readonly safe: SafeObservation,
    proposals: readonly Proposal[],
  ) {
    this.ledger = keepLedger(proposals, safe.nonce);
  }

  get nextNonce(): bigint {
    return this.ledger.nextNonce;
  }

  /** What waits first, in its order; then what is over, the newest first. */
  async all(): Promise<readonly ProposalReport[]> {
    const reports: ProposalReport[] = [];
    for (const proposal of [...this.ledger.pending, ...this.ledger.past.toReversed()]) {
      reports.push(await this.reportOn(proposal));
    }
    return reports;
  }

  async reportOn(proposal: Proposal): Promise<ProposalReport> {
    const { safeTxHash, description, transaction, signatures, before, after } = proposal;
    const { nonce } = transaction;
    const { state, facts } = await lookUp(this.connection, proposal);
    const isPending = this.ledger.pending.includes(proposal);
    const counted = signatures.filter(({ kind }) => kind !== "approved-hash").map(({ owner }) => owner);
    const signed = before.owners.filter((owner) => counted.includes(owner) || facts.approvedBy.includes(owner));
    const ended = isPending ? invalidatedBy(this.ledger, { nonce, safeTxHash, after }) : [];
    const isRival = (other: Proposal) => other.transaction.nonce === nonce;
    return {
      file: this.folder.nameOf(proposal),
      nonce,
      safeTxHash,
      description,
      state: describeState(state),
      isPending,
      signed,
      missing: isPending ? before.owners.filter((owner) => !signed.includes(owner)) : [],
      excludes: ended.filter((each) => isRival(each.proposal)).map((each) => this.folder.nameOf(each.proposal)),
      ends: ended
        .filter((each) => !isRival(each.proposal))
        .map((each) => ({ file: this.folder.nameOf(each.proposal), reason: each.reason })),
      operations: state.state === "scheduled" ? await this.operationsOf(proposal) : [],
      misfits: isPending ? describeDifferences(before, stateAt(this.ledger, this.safe, nonce)) : [],
    };
  }

  private async operationsOf(proposal: Proposal): Promise<ProposalReport["operations"]> {
    if (scheduledOperations(proposal).length === 0) return [];
    const operations = await readOperations(await this.connection.read(), proposal);
    return operations.map((operation) => ({
      timelock: operation.timelock,
      operationId: operation.operationId,
      state: describeOperation(operation),
    }));
  }
}

/** The report as lines; `label` says which proposal it is. */
export function describeReport(report: ProposalReport): readonly string[] {
  const { file, nonce, safeTxHash, description, state, isPending, signed, missing, excludes, ends, misfits } = report;
  return [
    `nonce ${nonce}: ${state}: ${description}`,
    `  file        ${file}`,
    `  safeTxHash  ${safeTxHash}`,
    ...(isPending ? [...listed("signed", signed), ...listed("missing", missing)] : []),
    ...report.operations.map((each) => `  operation   ${each.operationId} in ${each.timelock}: ${each.state}`),
    ...misfits.map((difference) => `  ! it was planned for another Safe than there will be: ${difference}`),
    ...excludes.map((other) => `  ! only one of this and ${other} can be executed: they have the same nonce`),
    ...ends.map((other) => `  ! if it is executed, ${other.file} comes to nothing: ${other.reason}`),
  ];
}

const listed = (label: string, owners: readonly string[]) =>
  owners.map((owner, index) => `  ${(index === 0 ? label : "").padEnd(11)} ${owner}`);
