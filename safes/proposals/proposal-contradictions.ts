import { canonicalJson } from "./canonical-json";
import { decodeTransaction } from "./decode";
import { hashTransaction, type SafeIdentity } from "./hashes";
import { MalformedBatch } from "./multi-send";
import type { HashedTransaction, Proposal, ScheduledSimulation, Simulation } from "./proposal-schema";
import { describeDifferences, type SafeSettings, settingsOf } from "./safe-state";
import { scheduledOperations } from "./scheduled-operations";
import { SelfCallRevert, settingsAfter } from "./self-calls";
import { findSignatureFault } from "./signatures";
import type { SafeTransaction } from "./transaction";

/** A field that says something else than what follows from the others. */
export interface Contradiction {
  readonly field: string;
  readonly got: string;
  readonly expected: string;
}

/** Everything in a proposal that does not follow from its other fields, though it should. */
export function findContradictions(proposal: Proposal): Contradiction[] {
  const safe = { address: proposal.safe, chainId: proposal.chainId, version: proposal.version };
  const { inverse, simulation, before, after } = proposal;
  return [
    ...compareHashed(proposal, safe, proposal, ""),
    ...compare("after", after, effectOf(before, proposal.transaction, safe)),
    ...(simulation.outcome === "success" ? compareSimulation(simulation, proposal) : []),
    ...("transaction" in inverse ? compareInverse(inverse, proposal, safe) : []),
    ...proposal.signatures.flatMap(({ signature }, index) => {
      const fault = findSignatureFault(proposal, index);
      return fault === undefined ? [] : [{ field: `signatures[${index}]`, got: signature, expected: fault }];
    }),
  ];
}

function compareSimulation(
  { after, scheduled }: Simulation & { readonly outcome: "success" },
  proposal: Proposal,
): Contradiction[] {
  const idOf = ({ timelock, operationId }: Pick<ScheduledSimulation, "timelock" | "operationId">) =>
    `${operationId} in ${timelock}`;
  return [
    ...compare("simulation.after", after, proposal.after),
    // What happened to another operation says nothing of this one.
    ...(scheduled ? compare("simulation.scheduled", scheduled.map(idOf), scheduledOperations(proposal).map(idOf)) : []),
  ];
}

function compareHashed(
  { transaction, domainHash, messageHash, safeTxHash, decoded }: HashedTransaction,
  safe: SafeIdentity,
  { abi, trustedMultiSends }: Proposal,
  prefix: string,
): Contradiction[] {
  const hashes = hashTransaction(safe, transaction);
  return [
    ...compare(`${prefix}domainHash`, domainHash, hashes.domainHash),
    ...compare(`${prefix}messageHash`, messageHash, hashes.messageHash),
    ...compare(`${prefix}safeTxHash`, safeTxHash, hashes.safeTxHash),
    ...compare(`${prefix}decoded`, decoded, decodeTransaction(transaction, safe, { abi, trustedMultiSends })),
  ];
}

function compareInverse(inverse: HashedTransaction, proposal: Proposal, safe: SafeIdentity): Contradiction[] {
  const effect = effectOf(proposal.after, inverse.transaction, safe);
  const left = typeof effect === "string" ? [effect] : describeDifferences(effect, proposal.before);
  const expected = "the settings from before";
  return [
    ...compareHashed(inverse, safe, proposal, "inverse."),
    ...compare("inverse.transaction.nonce", inverse.transaction.nonce, proposal.transaction.nonce + 1n),
    ...(left.length === 0 ? [] : [{ field: "inverse", got: `misses: ${left.join("; ")}`, expected }]),
  ];
}

function effectOf(before: SafeSettings, transaction: SafeTransaction, safe: SafeIdentity): SafeSettings | string {
  try {
    return settingsOf(settingsAfter(before, transaction, safe));
  } catch (error) {
    if (error instanceof SelfCallRevert) return `nothing: a call of the Safe to itself fails with ${error.code}`;
    if (error instanceof MalformedBatch) return `unknown: ${error.message}`;
    throw error;
  }
}

/** Every leaf that differs, by its path. */
function compare(field: string, got: unknown, expected: unknown): Contradiction[] {
  if (isNested(got) && isNested(expected)) {
    const keys = new Set([...Object.keys(got), ...Object.keys(expected)]);
    return [...keys].flatMap((key) => compare(`${field}.${key}`, got[key], expected[key]));
  }
  const [said, real] = [spell(got), spell(expected)];
  return said === real ? [] : [{ field, got: said, expected: real }];
}

function isNested(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function spell(value: unknown): string {
  if (value === undefined) return "nothing";
  return typeof value === "string" ? value : canonicalJson(value);
}
