import type { Connection } from "../../connection";
import type { ResourceIdentity } from "../../plugin/provider";
import type { Proposal } from "../../proposals/proposal-schema";
import { propose, type Wish } from "../../settlement";
import { alone } from "../connect";

/** Puts what ends another proposal before the owners of a Safe, and says what they do with it. */
export async function proposeAgainst(
  connection: Connection,
  kind: "Rejection" | "Cancellation",
  against: Proposal,
  wish: Wish,
): Promise<void> {
  const { proposal } = await propose(connection, identityOf(kind, against), wish, {}, alone);
  if (!proposal) return;
  console.log(
    [
      wish.description,
      `  file        ${proposal.file}`,
      `  safeTxHash  ${proposal.safeTxHash}`,
      `  state       ${proposal.state}`,
      `  next        npm run safe -- verify ${proposal.file}, then sign and execute it`,
    ].join("\n"),
  );
}

/** No resource of the stack: its next wish must not take the nonce of this one. */
function identityOf(kind: string, { origin, safeTxHash }: Proposal): ResourceIdentity {
  const name = safeTxHash.slice(0, 10);
  const type = `safes:cli:${kind}`;
  return { urn: `urn:pulumi:${origin.stack}::cli::${type}::${name}`, type, name: `${kind} of ${name}` };
}
