import { connect } from "../connect";
import type { ExecuteOptions } from "../execute";
import { readGoodProposal } from "../proposal-file";
import { requireSafe } from "../safe-on-chain";
import { confirmExecuted, executionOf } from "./execution";
import { sendStep } from "./sending";

/** Carries out `execute`. */
export async function executeFile(file: string, options: ExecuteOptions): Promise<void> {
  const proposal = readGoodProposal(file, options);
  const connection = connect(proposal.chainId, options);
  await requireSafe(connection, proposal.safe);
  const step = await executionOf(connection, proposal);
  if (!step) return console.log(`${proposal.safeTxHash} is executed already`);
  await sendStep(connection, step, options);
  if (!options.dryRun) await confirmExecuted(connection, proposal);
}
