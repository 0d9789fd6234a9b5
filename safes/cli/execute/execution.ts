import { firstBlockOf, readChainFacts } from "../../chain-facts";
import type { Connection, Step } from "../../connection";
import { executionStep } from "../../execution";
import type { Call } from "../../plugin/provider";
import type { Proposal } from "../../proposals/proposal-schema";
import { addApproval } from "../../proposals/signatures";
import { type ChainFacts, describeState, type ProposalState, stateOf } from "../../proposals/state";
import type { SentTransaction } from "../../transactions/transaction";
import { UserError } from "../../user-error";
import { Refused } from "../refused";
import { refuseUnlessItGoesThrough } from "./trial";

export interface Lookup {
  readonly state: ProposalState;
  readonly facts: ChainFacts;
}

export async function lookUp(connection: Connection, proposal: Proposal): Promise<Lookup> {
  const facts = await readChainFacts(connection, proposal, await firstBlockOf(connection, proposal));
  return { facts, state: stateOf(proposal, facts) };
}

/** The transaction that executes a proposal; nothing when it is executed. @throws Refused unless it can be now. */
export async function executionOf(connection: Connection, proposal: Proposal): Promise<Step | undefined> {
  const { state, facts } = await lookUp(connection, proposal);
  if (isExecuted(state)) return undefined;
  if (state.state !== "ready" || state.behind > 0n) {
    throw new Refused({
      what: "the proposal cannot be executed now",
      where: proposal.safeTxHash,
      got: describeState(state),
      expected: "ready: enough signatures, and its nonce the Safe's next",
    });
  }
  const isDone = async () => (await lookUp(connection, proposal)).facts.nonce > proposal.transaction.nonce;
  return executionStep(withApprovals(proposal, facts), isDone);
}

/** Sends what the owners have signed. @throws Refused unless it can be executed now and goes through. */
export async function executeProposal(
  connection: Connection,
  proposal: Proposal,
  call: Call,
): Promise<readonly SentTransaction[]> {
  const step = await executionOf(connection, proposal);
  if (!step) return [];
  await refuseUnlessItGoesThrough(connection, step, await connection.senderAddress());
  const sent = await connection.send("", [step], call);
  await confirmExecuted(connection, proposal);
  return sent;
}

/** Somebody else may have been faster with another transaction of the nonce. */
export async function confirmExecuted(connection: Connection, proposal: Proposal): Promise<void> {
  const { state } = await lookUp(connection, proposal);
  if (isExecuted(state)) return;
  throw new UserError({
    what: "the proposal is not executed",
    where: proposal.safeTxHash,
    got: describeState(state),
    fix: "look at the Safe's last transactions in an explorer",
  });
}

function isExecuted({ state }: ProposalState): boolean {
  return state === "executed" || state === "scheduled";
}

/** An approval counts if the chain knows it, whether the file does or not. */
function withApprovals(proposal: Proposal, { approvedBy }: ChainFacts): Proposal {
  const signatures = proposal.signatures.filter(({ kind }) => kind !== "approved-hash");
  const others = approvedBy.filter((owner) => !signatures.some((each) => each.owner === owner));
  return others.reduce<Proposal>(addApproval, { ...proposal, signatures });
}
