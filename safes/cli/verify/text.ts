import { dataLength, keccak256, ZeroAddress } from "ethers";
import { describeCall } from "../../proposals/decoded-text";
import type { Proposal, Simulation } from "../../proposals/proposal-schema";
import { describeDifferences } from "../../proposals/safe-state";
import { DELEGATE_CALL } from "../../proposals/transaction";
import { describeStateChanges } from "./state-changes";
import { isGood } from "./verdict";
import type { Verification } from "./verification";

type Row = readonly [label: string, value: string];

/** A verification as a signer reads it, beside the screen of a hardware wallet. */
export function describeVerification(verification: Verification): string {
  const { safe, transaction, hashes, decoded, contradictions, refusals, unjudged, notes, proposal } = verification;
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ["Transaction", rows(describeHead(verification))],
    ["What it does", describeCall(decoded)],
    ...(proposal ? describeProposal(proposal) : []),
    ["Fields", rows(describeFields(verification))],
    [
      "Compare with your wallet, character by character",
      rows([
        ["domain hash", hashes.domainHash],
        ["message hash", hashes.messageHash],
        ["safeTxHash", hashes.safeTxHash],
      ]),
    ],
    ["Notes", notes],
    ["Not judged", [...new Set(unjudged.map(({ rule, reason }) => `${rule}: ${reason}`))]],
    [
      "CONTRADICTIONS",
      contradictions.flatMap(({ field, got, expected }) => [
        `${field}`,
        `  the file says  ${got}`,
        `  it is really   ${expected}`,
      ]),
    ],
    ["REFUSED", refusals.flatMap(({ rule, reason, fix }) => [`${rule}: ${reason}`, `  ${fix}`])],
  ];
  const text = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [title, ...lines.map((line) => `  ${line}`)].join("\n"));
  const verdict = isGood(verification)
    ? `Good: nothing speaks against nonce ${transaction.nonce} of ${safe.address}, if your wallet shows the same hashes.`
    : "Do not sign.";
  return [...text, verdict].join("\n\n");
}

function describeHead({ file, description, safe, transaction, kind }: Verification): Row[] {
  return [
    ["file", `${file} (${kind === "proposal" ? "proposal" : "Transaction Builder"})`],
    ["description", description],
    ["chain id", `${safe.chainId}`],
    ["Safe", `${safe.address}, version ${safe.version}`],
    ["nonce", `${transaction.nonce}`],
  ];
}

function describeProposal(proposal: Proposal): (readonly [string, readonly string[]])[] {
  const { before, after, signatures, origin, createdAt, inverse } = proposal;
  const differences = describeDifferences(before, after);
  return [
    ["What changes of the Safe", differences.length > 0 ? differences : ["nothing"]],
    ...describeStateChanges(proposal.simulation),
    [
      "Proposal",
      rows([
        ["from", `stack ${origin.stack}, ${origin.urn}`],
        ["written", createdAt],
        ["simulation", describeSimulation(proposal.simulation)],
        ["signatures", `${signatures.length} of ${before.threshold}`],
        ...signatures.map(({ owner, kind }): Row => ["", `${owner} (${kind})`]),
        ["way back", "reason" in inverse ? `none: ${inverse.reason}` : `${inverse.safeTxHash}, ${inverse.note}`],
      ]),
    ],
  ];
}

function describeSimulation(simulation: Simulation): string {
  switch (simulation.outcome) {
    case "success":
      return `succeeds on a fork of block ${simulation.blockNumber} with ${simulation.gasUsed} gas`;
    case "revert":
      return `FAILS on a fork of block ${simulation.blockNumber}: ${simulation.reason}`;
    case "none":
      return `none: ${simulation.reason}`;
  }
}

function describeFields({ transaction }: Verification): Row[] {
  const { to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver } = transaction;
  const orNone = (address: string) => (address === ZeroAddress ? `${address} (none)` : address);
  return [
    ["to", to],
    ["value", `${value} wei`],
    ["data", `${dataLength(data)} bytes, keccak256 ${keccak256(data)}`],
    ["operation", operation === DELEGATE_CALL ? "1 (DELEGATECALL)" : "0 (CALL)"],
    ["safeTxGas", `${safeTxGas}`],
    ["baseGas", `${baseGas}`],
    ["gasPrice", `${gasPrice}`],
    ["gasToken", orNone(gasToken)],
    ["refundReceiver", orNone(refundReceiver)],
  ];
}

function rows(entries: readonly Row[]): string[] {
  const width = Math.max(...entries.map(([label]) => label.length));
  return entries.map(([label, value]) => `${label.padEnd(width)}  ${value}`);
}
