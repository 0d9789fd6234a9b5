import type { Connection } from "../../connection";
import { checksummed } from "../../proposals/addresses";
import type { Proposal } from "../../proposals/proposal-schema";
import { describeState } from "../../proposals/state";
import { encodeCancel } from "../../proposals/timelock-calls";
import type { SafeCall } from "../../proposals/transaction";
import { ROLES, timelock as timelockAbi } from "../../timelock/roles";
import type { CancelOptions } from "../cancel";
import { connect } from "../connect";
import { lookUp } from "../execute/execution";
import { readSoundProposal } from "../proposal-file";
import { Refused } from "../refused";
import { requireSafe } from "../safe-on-chain";
import { describeOperation, readOperations, type TimelockedOperation } from "../timelocked";
import { proposeAgainst } from "./counter-proposal";

/** Carries out `cancel`. @throws Refused where there is nothing to cancel, or the Safe may not. */
export async function cancel(file: string, options: CancelOptions): Promise<void> {
  const proposal = readSoundProposal(file);
  const connection = connect(proposal.chainId, options);
  const safe = await requireSafe(connection, checksummed(options.safe ?? proposal.safe, "--safe"));
  const operations = await readOperations(await connection.read(), proposal);
  const open = operations.filter(({ state }) => state === "waiting" || state === "ready");
  if (open.length === 0) await refuseNothingToCancel(connection, proposal, operations);
  for (const { timelock } of open) await refuseUnlessCanceller(connection, timelock, safe.address);
  const calls = open.map(({ timelock, operationId }) => encodeCancel(timelock, operationId));
  await proposeAgainst(connection, "Cancellation", proposal, {
    safe,
    plan: () => calls,
    description: `cancels in the timelock: ${proposal.description}`,
    isAskedBy: (other) => calls.every((call) => asks(other, call)),
  });
}

/** The data of the call is in that of the transaction, packed or not. */
function asks({ transaction }: Proposal, { data }: SafeCall): boolean {
  return transaction.data.includes(data.slice(2));
}

async function refuseNothingToCancel(
  connection: Connection,
  proposal: Proposal,
  operations: readonly TimelockedOperation[],
): Promise<void> {
  const { state } = await lookUp(connection, proposal);
  const isWaiting = ["proposed", "signed", "ready"].includes(state.state);
  throw new Refused({
    what: "there is nothing to cancel in the timelock",
    where: proposal.safeTxHash,
    got: isWaiting ? `the proposal is ${describeState(state)}` : operations.map(describeOperation).join("; "),
    ...(isWaiting && { fix: "it is not in the timelock yet, its owners can reject it: npm run safe -- reject <file>" }),
  });
}

async function refuseUnlessCanceller(connection: Connection, timelock: string, safe: string): Promise<void> {
  const data = timelockAbi.encodeFunctionData("hasRole", [ROLES.canceller, safe]);
  const answer = await (await connection.read()).call({ to: timelock, data });
  if (timelockAbi.decodeFunctionResult("hasRole", answer)[0]) return;
  throw new Refused({
    what: "this Safe may not cancel in the timelock",
    where: timelock,
    got: safe,
    expected: "a Safe with the role of canceller",
    fix: "name it: --safe <address>",
  });
}
