import type { Contradiction } from "../proposals/proposal-contradictions";
import type { Proposal } from "../proposals/proposal-schema";
import { isTransactionBuilder } from "../proposals/transaction-builder";
import { UserError } from "../user-error";
import type { JudgementOptions } from "./options";
import { Refused } from "./refused";
import { readText, verifyProposal } from "./verify/verification";

/** A proposal that nothing speaks against. @throws Refused with everything that does. */
export function readGoodProposal(file: string, options: JudgementOptions = {}): Proposal {
  const { proposal, contradictions, refusals } = verifyProposal(readProposalText(file), file, options);
  const reasons = [
    ...contradictions.map(describeContradiction),
    ...refusals.map(({ rule, reason }) => `${rule}: ${reason}`),
  ];
  if (reasons.length > 0) throw refusal("the proposal is refused", file, reasons);
  return proposal;
}

/** A proposal that does not contradict itself, whatever rule it breaks: to look at it, or to be rid of it. */
export function readSoundProposal(file: string): Proposal {
  const { proposal, contradictions } = verifyProposal(readProposalText(file), file);
  if (contradictions.length > 0) {
    throw refusal("the proposal contradicts itself", file, contradictions.map(describeContradiction));
  }
  return proposal;
}

function readProposalText(file: string): string {
  const text = readText(file);
  if (!isTransactionBuilder(text)) return text;
  throw new UserError({
    what: "a Transaction Builder file holds neither nonce nor signatures",
    where: file,
    fix: `name the proposal beside it: ${file.replace(".transaction-builder.json", ".proposal.json")}`,
  });
}

const describeContradiction = ({ field, got, expected }: Contradiction) =>
  `${field} says ${got}, and is really ${expected}`;

function refusal(what: string, file: string, reasons: readonly string[]): Refused {
  return new Refused({
    what,
    where: file,
    got: reasons.map((reason) => `\n    ${reason}`).join(""),
    fix: `sign and send nothing of it; look at all of it: npm run safe -- verify ${file}`,
  });
}
