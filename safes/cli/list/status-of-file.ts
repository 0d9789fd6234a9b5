import { proposalsOf } from "../../proposal-folder";
import { canonicalJson } from "../../proposals/canonical-json";
import { connect } from "../connect";
import { readSoundProposal } from "../proposal-file";
import { requireSafe } from "../safe-on-chain";
import type { StatusOptions } from "../status";
import { describeReport, type ProposalReport, Reporter } from "./report";

/** Carries out `status`. */
export async function status(file: string, options: StatusOptions): Promise<void> {
  const proposal = readSoundProposal(file);
  const connection = connect(proposal.chainId, options);
  const safe = await requireSafe(connection, proposal.safe);
  const folder = proposalsOf(connection);
  // The file that was named may have more signatures than the one in the folder.
  const others = folder.load(proposal.chainId, proposal.safe).filter((each) => each.safeTxHash !== proposal.safeTxHash);
  const report = { ...(await new Reporter(connection, folder, safe, [...others, proposal]).reportOn(proposal)), file };
  if (options.json) return console.log(canonicalJson(report, 2));
  console.log([...describeReport(report), ...nextStep(report)].join("\n"));
}

function nextStep({ file, state, isPending }: ProposalReport): string[] {
  if (state === "ready") return [`  next        npm run safe -- execute ${file} --rpc-url <url> <url>`];
  if (isPending && !state.startsWith("ready")) return [`  next        npm run safe -- verify ${file}, then sign`];
  if (state.startsWith("scheduled")) {
    return [`  next        npm run safe -- execute-scheduled ${file} --rpc-url <url> <url>`];
  }
  return [];
}
