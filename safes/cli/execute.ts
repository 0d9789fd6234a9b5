import { readChainFacts } from "../chain-facts";
import type { Connection } from "../connection";
import { executionStep } from "../execution";
import type { Call } from "../plugin/provider";
import type { Proposal } from "../proposals/proposal-schema";
import { describeState, type ProposalState, stateOf } from "../proposals/state";
import type { SentTransaction } from "../transactions/transaction";
import { UserError } from "../user-error";

/** How far back the Safe's own events are looked for. */
const searchedBlocks = 50_000n;

export async function stateOfProposal(connection: Connection, proposal: Proposal): Promise<ProposalState> {
  const head = await connection.blockNumber();
  const fromBlock = head > searchedBlocks ? head - searchedBlocks : 0n;
  return stateOf(proposal, await readChainFacts(connection, proposal, fromBlock));
}

/** Sends what the owners have signed. @throws UserError unless it can be executed now. */
export async function executeProposal(
  connection: Connection,
  proposal: Proposal,
  call: Call,
): Promise<readonly SentTransaction[]> {
  const state = await stateOfProposal(connection, proposal);
  if (state.state !== "ready" || state.behind > 0n) {
    throw new UserError({
      what: "the proposal cannot be executed now",
      where: proposal.safeTxHash,
      got: describeState(state),
      expected: "ready: enough signatures, and its nonce the Safe's next",
    });
  }
  const isDone = async () =>
    !["proposed", "signed", "ready"].includes((await stateOfProposal(connection, proposal)).state);
  return connection.send("", [executionStep(proposal, isDone)], call);
}
