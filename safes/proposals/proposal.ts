import { id } from "ethers";
import { UserError } from "../user-error";
import { checksummed } from "./addresses";
import { canonicalJson } from "./canonical-json";
import { planChanges } from "./changes";
import { composeTransaction } from "./composition";
import { decodeTransaction } from "./decode";
import { hashTransaction, type SafeIdentity } from "./hashes";
import { type Contradiction, findContradictions } from "./proposal-contradictions";
import {
  type HashedTransaction,
  PROPOSAL_FORMAT,
  type Proposal,
  proposalSchema,
  type Simulation,
} from "./proposal-schema";
import { throwRefusals } from "./refusal";
import { assessTransaction } from "./refusals";
import { describeDifferences, type SafeSettings, type SafeState, settingsOf } from "./safe-state";
import { describeIssues } from "./schema-fields";
import { settingsAfter } from "./self-calls";
import { findSettingsRefusals } from "./settings-rules";
import type { SafeCall, SafeTransaction } from "./transaction";

export interface ProposalOptions {
  /** The Safe as it will be when the transaction is executed: where others wait before it, with their changes. */
  readonly state: SafeState;
  /** What the Safe is to do, in this order; {@link planChanges} gives those that change the Safe. */
  readonly calls: readonly SafeCall[];
  /** What the Safe is to be afterwards. Default: what it is. */
  readonly wanted?: SafeSettings;
  /** Default: the Safe's next one. */
  readonly nonce?: bigint;
  readonly description: string;
  readonly origin: Proposal["origin"];
  /** ISO 8601. An argument, so that the same inputs give the same bytes. */
  readonly createdAt: string;
  readonly simulation?: Simulation;
  /** Functions that no built-in ABI knows, as `function name(type argument)`. Default none. */
  readonly abi?: readonly string[];
  /** What undoes the calls to other contracts. Default: nothing does. */
  readonly inverseCalls?: readonly SafeCall[];
  /** Default false: a lower threshold is refused. */
  readonly allowLowerThreshold?: boolean;
  /** MultiSendCallOnly at an address of the chain's own, which the caller vouches for. Default: Safe's own. */
  readonly multiSend?: string;
}

/** Everything that the owners need to decide and to sign. Throws a {@link UserError} with every reason against it. */
export function createProposal(options: ProposalOptions): Proposal {
  const { state, nonce = state.nonce, multiSend, abi = [], allowLowerThreshold = false } = options;
  const { chainId, version } = state;
  const safe: SafeIdentity = { address: checksummed(state.address, "Safe"), chainId, version };
  const before = settingsOf(state);
  const wanted = settingsOf(options.wanted ?? before);
  const trustedMultiSends = multiSend === undefined ? [] : [checksummed(multiSend, "MultiSend")];
  const transaction = composeTransaction(options.calls, safe, { nonce, multiSend });
  const context = { safe, before, wanted, allowLowerThreshold, trustedMultiSends };
  throwRefusals(assessTransaction(transaction, context).refusals, "the proposal is refused", `Safe ${safe.address}`);

  const after = settingsOf(settingsAfter(before, transaction, safe));
  const describe = (each: SafeTransaction): HashedTransaction => ({
    transaction: each,
    ...hashTransaction(safe, each),
    decoded: decodeTransaction(each, safe, { abi, trustedMultiSends }),
  });
  return sealed({
    format: PROPOSAL_FORMAT,
    createdAt: options.createdAt,
    description: options.description,
    origin: options.origin,
    chainId,
    safe: safe.address,
    version,
    ...describe(transaction),
    abi: [...abi],
    trustedMultiSends,
    before,
    after,
    simulation: options.simulation ?? { outcome: "none", reason: "nobody has simulated it yet" },
    inverse: invert(options, { ...state, ...after, address: safe.address, nonce: nonce + 1n }, before, describe),
    signatures: [],
  });
}

/** The proposal with the result of a simulation. Throws a {@link UserError} when that ended in other settings. */
export function withSimulation({ checksum: _, ...proposal }: Proposal, simulation: Simulation): Proposal {
  if (simulation.outcome === "success" && canonicalJson(simulation.after) !== canonicalJson(proposal.after)) {
    const differences = describeDifferences(proposal.after, simulation.after);
    throw new UserError({
      what: "the simulation ended in other settings of the Safe than the calls promise",
      where: `proposal ${proposal.safeTxHash}`,
      got: differences.length > 0 ? differences.join("; ") : "the lists are in another order",
      fix: "sign nothing of it; a contract that it calls, or a module, changes the Safe",
    });
  }
  return sealed({ ...proposal, simulation });
}

/** The bytes of the file: the same proposal always gives the same. */
export function writeProposal(proposal: Proposal): string {
  return `${canonicalJson(proposal, 2)}\n`;
}

/**
 * Reads a file and computes everything in it that follows from something else once more. Throws one {@link UserError}
 * that names every difference; a proposal that comes back is one whose hashes are those of its fields.
 */
export function parseProposal(text: string, where: string): Proposal {
  const proposal = readProposalFields(text, where);
  refuseContradictions(proposal, where);
  return proposal;
}

/** The fields as they stand in the file, whatever they are worth: {@link contradictionsOf} tells. */
export function readProposalFields(text: string, where: string): Proposal {
  const parsed = proposalSchema.safeParse(readJson(text, where));
  if (parsed.success) return parsed.data;
  throw new UserError({
    what: "not a proposal for a Safe",
    where,
    got: describeIssues(parsed.error),
    fix: "write the proposal again with the stack that it comes from",
  });
}

/** Everything in a proposal that is not what follows from its other fields. */
export function contradictionsOf(proposal: Proposal): readonly Contradiction[] {
  const [got, expected] = [proposal.checksum, checksumOf(proposal)];
  return [...findContradictions(proposal), ...(got === expected ? [] : [{ field: "checksum", got, expected }])];
}

function refuseContradictions(proposal: Proposal, where: string): void {
  const lines = contradictionsOf(proposal).map(
    ({ field, got, expected }) => `\n    ${field}\n      says       ${got}\n      is really  ${expected}`,
  );
  if (lines.length === 0) return;
  throw new UserError({
    what: "the proposal contradicts itself: it was changed after it was written, or written by something else",
    where,
    got: lines.join(""),
    fix: "sign nothing of it; take the file from where it was written, or write it again",
  });
}

function sealed(proposal: Omit<Proposal, "checksum">): Proposal {
  const complete = { ...proposal, checksum: checksumOf(proposal) };
  refuseContradictions(complete, `proposal ${proposal.safeTxHash}`);
  return complete;
}

function checksumOf({
  signatures: _,
  ...proposal
}: Omit<Proposal, "checksum"> & { readonly checksum?: string }): string {
  const { checksum: __, ...checked } = proposal;
  return id(canonicalJson(checked));
}

function readJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError({ what: "not JSON", where, got: (error as Error).message, fix: "take the whole file" });
  }
}

/** The Safe as it was, and what the caller knows to undo elsewhere. */
function invert(
  { calls, inverseCalls = [], multiSend }: ProposalOptions,
  after: SafeState,
  before: SafeSettings,
  describe: (transaction: SafeTransaction) => HashedTransaction,
): Proposal["inverse"] {
  const impossible = findSettingsRefusals(before, after).map(({ reason }) => reason);
  if (impossible.length > 0) return { reason: `no Safe can be made what this one was: ${impossible.join("; ")}` };
  const back = describeDifferences(after, before).length === 0 ? [] : planChanges(after, before);
  const undo = [...inverseCalls, ...back];
  const hasOtherCalls = calls.some(({ to }) => checksummed(to, "to") !== after.address);
  if (undo.length === 0) {
    const reason = hasOtherCalls ? "nobody said what undoes its calls to other contracts" : "it changes nothing";
    return { reason };
  }
  const isPartial = hasOtherCalls && inverseCalls.length === 0;
  return {
    ...describe(composeTransaction(undo, after, { nonce: after.nonce, multiSend })),
    note: isPartial
      ? "brings back the Safe's settings, but undoes no call to another contract"
      : "brings everything back, as far as the author knows",
  };
}
