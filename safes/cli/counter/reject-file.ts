import { composeRejection } from "../../proposals/composition";
import { hashTransaction } from "../../proposals/hashes";
import { describeState } from "../../proposals/state";
import { UserError } from "../../user-error";
import { connect } from "../connect";
import { lookUp } from "../execute/execution";
import { readSoundProposal } from "../proposal-file";
import { Refused } from "../refused";
import type { RejectOptions } from "../reject";
import { requireSafe } from "../safe-on-chain";
import { proposeAgainst } from "./counter-proposal";

/** Carries out `reject`. @throws Refused when the nonce is used up. */
export async function reject(file: string, options: RejectOptions): Promise<void> {
  const proposal = readSoundProposal(file);
  const { safeTxHash, description, chainId } = proposal;
  const { nonce } = proposal.transaction;
  const connection = connect(chainId, options);
  const safe = await requireSafe(connection, proposal.safe);
  const rejection = composeRejection(safe.address, nonce);
  const rejectionHash = hashTransaction(safe, rejection).safeTxHash;
  if (rejectionHash === safeTxHash) {
    throw new UserError({ what: "this proposal is a rejection itself", where: file, fix: "execute one of its rivals" });
  }
  if (safe.nonce > nonce) {
    throw new Refused({
      what: "there is nothing to reject: the nonce is used up",
      where: file,
      got: describeState((await lookUp(connection, proposal)).state),
      fix: "what waits in a timelock can be cancelled there: npm run safe -- cancel <file>",
    });
  }
  await proposeAgainst(connection, "Rejection", proposal, {
    safe,
    plan: () => [rejection],
    nonce,
    description: `rejects nonce ${nonce}: ${description}`,
    isAskedBy: (other) => other.safeTxHash === rejectionHash,
  });
}
