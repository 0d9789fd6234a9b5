import { readFileSync } from "node:fs";
import { checksummed } from "../../proposals/addresses";
import { composeTransaction } from "../../proposals/composition";
import { type DecodedCall, decodeTransaction } from "../../proposals/decode";
import { hashTransaction, type SafeIdentity, type TransactionHashes } from "../../proposals/hashes";
import { contradictionsOf, readProposalFields } from "../../proposals/proposal";
import type { Contradiction } from "../../proposals/proposal-contradictions";
import type { Proposal } from "../../proposals/proposal-schema";
import type { Refusal } from "../../proposals/refusal";
import { assessTransaction, type Unjudged } from "../../proposals/refusals";
import { isAtLeast, releaseOf } from "../../proposals/safe-version";
import type { SafeTransaction } from "../../proposals/transaction";
import { isTransactionBuilder, readTransactionBuilder } from "../../proposals/transaction-builder";
import { UserError } from "../../user-error";

/** What the operator knows without the file. A Transaction Builder file needs the first four. */
export interface VerifyOptions {
  readonly safe?: string;
  readonly chainId?: string;
  readonly nonce?: string;
  readonly safeVersion?: string;
  /** Accepts a lower threshold. Never taken from the file. */
  readonly allowLowerThreshold?: boolean;
  /** MultiSend contracts that the operator vouches for. Never taken from the file. */
  readonly trustMultiSend?: readonly string[];
}

/** A file held against itself and against every rule. */
export interface Verification {
  readonly kind: "proposal" | "transaction-builder";
  readonly file: string;
  readonly description: string;
  readonly safe: SafeIdentity;
  readonly transaction: SafeTransaction;
  /** Computed from the fields above alone. */
  readonly hashes: TransactionHashes;
  readonly decoded: DecodedCall;
  /** Where the file says something else than what follows from its fields, or than what the operator says. */
  readonly contradictions: readonly Contradiction[];
  readonly refusals: readonly Refusal[];
  readonly unjudged: readonly Unjudged[];
  /** What a signer should know besides. */
  readonly notes: readonly string[];
  readonly proposal?: Proposal;
}

/**
 * Verifies a proposal or a Transaction Builder file, offline. Throws a {@link UserError} for a file that is neither, and
 * when it lacks what the operator has to say.
 */
export function verifyFile(file: string, options: VerifyOptions = {}): Verification {
  const text = readText(file);
  return isTransactionBuilder(text) ? verifyBuilder(text, file, options) : verifyProposal(text, file, options);
}

/** Of a file that is known to be a proposal. */
export function verifyProposal(
  text: string,
  file: string,
  options: VerifyOptions = {},
): Verification & { readonly proposal: Proposal } {
  const proposal = readProposalFields(text, file);
  const { transaction, before, after, abi, simulation, description } = proposal;
  const safe = { address: proposal.safe, chainId: proposal.chainId, version: proposal.version };
  const trustedMultiSends = readTrusted(options);
  const { allowLowerThreshold = false } = options;
  const context = { safe, before, wanted: after, allowLowerThreshold, trustedMultiSends };
  const { refusals, unjudged } = assessTransaction(transaction, context);
  return {
    kind: "proposal",
    file,
    description,
    safe,
    transaction,
    hashes: hashTransaction(safe, transaction),
    decoded: decodeTransaction(transaction, safe, { abi, trustedMultiSends }),
    contradictions: [
      ...compareWithOperator({ ...safe, nonce: transaction.nonce }, options),
      ...contradictionsOf(proposal),
    ],
    refusals: [...refusals, ...(simulation.outcome === "revert" ? [failedSimulation(simulation.reason)] : [])],
    unjudged,
    notes: [...noteMissingChain(safe), ...proposal.trustedMultiSends.map(noteTrusted)],
    proposal,
  };
}

function verifyBuilder(text: string, file: string, options: VerifyOptions): Verification {
  const batch = readTransactionBuilder(text, file);
  const { nonce, ...safe } = readIdentity(file, options);
  const transaction = composeTransaction(batch.calls, safe, { nonce });
  const { stored, computed } = batch.checksum;
  const fromFile = { address: batch.safe ?? safe.address, chainId: batch.chainId, version: safe.version, nonce };
  return {
    kind: "transaction-builder",
    file,
    description: [batch.name, batch.description].filter((part) => part !== "").join(": "),
    safe,
    transaction,
    hashes: hashTransaction(safe, transaction),
    decoded: decodeTransaction(transaction, safe),
    contradictions: [
      ...compareWithOperator(fromFile, options),
      ...(stored === undefined || stored === computed
        ? []
        : [{ field: "meta.checksum", got: stored, expected: computed }]),
      ...batch.contradictions,
    ],
    ...assessTransaction(transaction, { safe, trustedMultiSends: readTrusted(options) }),
    notes: [
      ...noteMissingChain(safe),
      ...(stored === undefined ? ["the file has no checksum, so nobody can tell whether it was edited"] : []),
    ],
  };
}

function noteMissingChain({ address, version }: SafeIdentity): string[] {
  if (isAtLeast(version, "1.3.0")) return [];
  return [`Safes before 1.3.0 sign no chain id: the signatures count on every chain where ${address} is such a Safe`];
}

function noteTrusted(address: string): string {
  return `the proposal vouches for ${address} as a MultiSend; only your own --trust-multi-send counts here`;
}

function failedSimulation(reason: string): Refusal {
  return {
    rule: "simulation-failed",
    reason: `it failed when it was simulated: ${reason}`,
    fix: "mend the cause and propose it again",
  };
}

function compareWithOperator(
  { address, chainId, version, nonce }: SafeIdentity & { readonly nonce: bigint },
  options: VerifyOptions,
): Contradiction[] {
  const pairs: readonly (readonly [field: string, got: string, expected: string | undefined])[] = [
    ["Safe", address, options.safe && checksummed(options.safe, "--safe")],
    ["chain id", `${chainId}`, options.chainId && `${readNumber(options.chainId, "--chain-id")}`],
    ["nonce", `${nonce}`, options.nonce && `${readNumber(options.nonce, "--nonce")}`],
    ["version", releaseOf(version), options.safeVersion && releaseOf(options.safeVersion)],
  ];
  return pairs.flatMap(([field, got, expected]) =>
    expected === undefined || got === expected ? [] : [{ field, got, expected }],
  );
}

/** All that is missing at once. */
function readIdentity(file: string, options: VerifyOptions): SafeIdentity & { readonly nonce: bigint } {
  const { safe, chainId, nonce, safeVersion } = options;
  const needed = { "--safe": safe, "--chain-id": chainId, "--nonce": nonce, "--safe-version": safeVersion };
  const missing = Object.entries(needed)
    .filter(([, value]) => value === undefined)
    .map(([option]) => option);
  if (!safe || !chainId || !nonce || !safeVersion) {
    throw new UserError({
      what: "a Transaction Builder file does not say everything that is signed",
      where: file,
      got: `no ${missing.join(", ")}`,
      expected: "all of --safe, --chain-id, --nonce and --safe-version",
      fix: "take them from the Safe itself: nonce() and VERSION() on its chain",
    });
  }
  return {
    address: checksummed(safe, "--safe"),
    chainId: readNumber(chainId, "--chain-id"),
    version: safeVersion,
    nonce: readNumber(nonce, "--nonce"),
  };
}

function readTrusted({ trustMultiSend = [] }: VerifyOptions): string[] {
  return trustMultiSend.map((address) => checksummed(address, "--trust-multi-send"));
}

function readNumber(text: string, where: string): bigint {
  if (/^\d+$/.test(text)) return BigInt(text);
  throw new UserError({ what: "not a whole number", where, got: text, fix: "write it in decimal" });
}

export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError({
      what: "the file cannot be read",
      where: file,
      got: (error as NodeJS.ErrnoException).code,
      fix: "name a proposal, or a file exported by Safe's Transaction Builder",
    });
  }
}
