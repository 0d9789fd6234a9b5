import { proposalsOf } from "../../proposal-folder";
import { checksummed } from "../../proposals/addresses";
import { canonicalJson } from "../../proposals/canonical-json";
import type { Proposal } from "../../proposals/proposal-schema";
import { UserError } from "../../user-error";
import { connect } from "../connect";
import type { ListOptions } from "../list";
import { readSoundProposal } from "../proposal-file";
import { requireSafe } from "../safe-on-chain";
import { describeReport, Reporter } from "./report";

interface Unreadable {
  readonly file: string;
  readonly reason: string;
}

/** Carries out `list`. */
export async function list(text: string, options: ListOptions): Promise<void> {
  const address = checksummed(text, "the Safe");
  const chainId = readChainId(options.chainId);
  const connection = connect(chainId, options);
  const safe = await requireSafe(connection, address);
  const folder = proposalsOf(connection);
  const { proposals, unreadable } = readEach(folder.filesOf(chainId, address));
  const reporter = new Reporter(connection, folder, safe, proposals);
  const reports = await reporter.all();
  const { nonce, version, threshold, owners } = safe;
  const overview = { address, chainId, version, threshold, owners, nonce, nextFreeNonce: reporter.nextNonce };
  if (options.json) console.log(canonicalJson({ safe: overview, proposals: reports, unreadable }, 2));
  else {
    const head = `Safe ${address} on chain ${chainId}: ${threshold} of ${owners.length}, version ${version}, next nonce ${nonce}, next free one ${reporter.nextNonce}`;
    const blocks = reports.map((report) => describeReport(report).join("\n"));
    const faults = unreadable.map(({ file, reason }) => `${file} IS LEFT OUT: ${reason}`);
    console.log([head, ...(blocks.length > 0 ? blocks : ["no proposals"]), ...faults].join("\n\n"));
  }
  if (unreadable.length > 0) process.exitCode = 2;
}

/** One bad file must not hide the others. */
function readEach(files: readonly string[]) {
  const proposals: Proposal[] = [];
  const unreadable: Unreadable[] = [];
  for (const file of files) {
    try {
      proposals.push(readSoundProposal(file));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unreadable.push({ file, reason: error.message });
    }
  }
  return { proposals, unreadable };
}

function readChainId(text: string): bigint {
  if (/^[1-9]\d*$/.test(text)) return BigInt(text);
  throw new UserError({ what: "not a chain id", where: "--chain-id", got: text, fix: "write it in decimal: 8453" });
}
