import type { Connection, Step } from "../../connection";
import type { Proposal } from "../../proposals/proposal-schema";
import { describeState } from "../../proposals/state";
import { connect } from "../connect";
import type { ExecuteScheduledOptions } from "../execute-scheduled";
import { readGoodProposal } from "../proposal-file";
import { Refused } from "../refused";
import { requireSafe } from "../safe-on-chain";
import { describeOperation, readOperations, type TimelockedOperation } from "../timelocked";
import { lookUp } from "./execution";
import { sendStep } from "./sending";

/** Carries out `execute-scheduled`: everything that the proposal has scheduled, in its order. */
export async function executeScheduled(file: string, options: ExecuteScheduledOptions): Promise<void> {
  const proposal = readGoodProposal(file, options);
  const connection = connect(proposal.chainId, options);
  await requireSafe(connection, proposal.safe);
  const operations = await readOperations(await connection.read(), proposal);
  for (const operation of operations) await refuseUnlessDue(connection, proposal, operation);
  for (const operation of operations) {
    if (operation.state === "done") console.log(`operation ${operation.operationId} is carried out already`);
    else await sendStep(connection, await stepOf(connection, proposal, operation), options);
  }
}

async function refuseUnlessDue(
  connection: Connection,
  proposal: Proposal,
  operation: TimelockedOperation,
): Promise<void> {
  const { state, operationId, timelock } = operation;
  if (state === "ready" || state === "done") return;
  const { state: ofProposal } = await lookUp(connection, proposal);
  throw new Refused({
    what: state === "waiting" ? "the timelock's delay is not over" : "the operation is not scheduled in the timelock",
    where: `operation ${operationId} in ${timelock}`,
    got: state === "waiting" ? describeOperation(operation) : `the proposal is ${describeState(ofProposal)}`,
    fix:
      state === "waiting"
        ? "wait; to stop it meanwhile: npm run safe -- cancel <file>"
        : "an operation is scheduled when its proposal is executed, and gone when it is cancelled",
  });
}

async function stepOf(
  connection: Connection,
  proposal: Proposal,
  { timelock, operationId, execution }: TimelockedOperation,
): Promise<Step> {
  const balance = await (await connection.read()).balance(timelock);
  const isDone = async () => {
    const now = await readOperations(await connection.read(), proposal);
    return now.some((each) => each.operationId === operationId && each.state === "done");
  };
  return {
    key: `shared:execute ${operationId}`,
    to: execution.to,
    data: execution.data,
    // The timelock pays with what it has; only the rest is brought along.
    valueWei: execution.value > balance ? execution.value - balance : 0n,
    description: `carries out in the timelock: ${proposal.description}`,
    isDone,
  };
}
