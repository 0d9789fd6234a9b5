import { FunctionFragment } from "ethers";
import { z } from "zod";
import type { DecodedCall, DecodedValue } from "./decode";
import { addressField, bytesField, hashField, uint256Field } from "./schema-fields";
import { CALL, DELEGATE_CALL } from "./transaction";

export const PROPOSAL_FORMAT = "jeju-safe-proposal/1";

const transaction = z.strictObject({
  to: addressField,
  value: uint256Field,
  data: bytesField,
  operation: z.literal([CALL, DELEGATE_CALL]),
  safeTxGas: uint256Field,
  baseGas: uint256Field,
  gasPrice: uint256Field,
  gasToken: addressField,
  refundReceiver: addressField,
  nonce: uint256Field,
});

const settings = z.strictObject({
  owners: z.array(addressField).min(1).readonly(),
  threshold: z.int().min(1),
  modules: z.array(addressField).readonly(),
  guard: addressField,
  moduleGuard: addressField,
  fallbackHandler: addressField,
});

const decodedValue: z.ZodType<DecodedValue> = z.lazy(() => z.union([z.string(), z.array(decodedValue)]));
const decodedCall: z.ZodType<DecodedCall> = z.lazy(() =>
  z.strictObject({
    to: addressField,
    value: z.string(),
    operation: z.union([z.enum(["call", "delegatecall"]), z.templateLiteral(["unknown ", z.number()])]),
    contract: z.string(),
    function: z.string().optional(),
    arguments: z.array(z.strictObject({ name: z.string(), type: z.string(), value: decodedValue })).optional(),
    note: z.string().optional(),
    calls: z.array(decodedCall).optional(),
    data: bytesField.optional(),
  }),
);

/** One line: it is shown among lines that a signer compares. */
const lineField = z.string().regex(/^\P{Cc}*$/u, "has characters that are not shown");

/** A word of a contract's storage that changes. */
const stateChange = z.strictObject({
  address: addressField,
  /** Of the contract in the program, where it is one of its own. */
  name: lineField.optional(),
  slot: hashField,
  before: hashField,
  after: hashField,
  /** Of the variable, where somebody knows it. */
  label: lineField.optional(),
});

/** What a timelock does when the delay is over, carried out on the same copy. */
const scheduledSimulation = z.strictObject({
  timelock: addressField,
  operationId: hashField,
  gasUsed: uint256Field,
  events: z.array(z.string()),
  stateChanges: z.array(stateChange),
});

/** What happened when the transaction was executed on a copy of the chain, or why nobody tried. */
const simulation = z.discriminatedUnion("outcome", [
  z.strictObject({
    outcome: z.literal("success"),
    blockNumber: uint256Field,
    gasUsed: uint256Field,
    events: z.array(z.string()),
    after: settings,
    /** Files from before there were any have none. */
    stateChanges: z.array(stateChange).optional(),
    /** In the order in which they are scheduled. */
    scheduled: z.array(scheduledSimulation).optional(),
  }),
  z.strictObject({ outcome: z.literal("revert"), blockNumber: uint256Field, reason: z.string() }),
  z.strictObject({ outcome: z.literal("none"), reason: z.string() }),
]);

const hashed = {
  transaction,
  domainHash: hashField,
  messageHash: hashField,
  safeTxHash: hashField,
  decoded: decodedCall,
};

const signature = z.strictObject({
  owner: addressField,
  kind: z.enum(["ecdsa", "eth_sign", "approved-hash"]),
  /** 65 bytes as `execTransaction` takes them: r, s, v. */
  signature: bytesField,
});

/** A proposal as it stands in its file; numbers that may be large are decimal text there and big integers here. */
export const proposalSchema = z.strictObject({
  format: z.literal(PROPOSAL_FORMAT),
  /** ISO 8601. */
  createdAt: z.iso.datetime(),
  description: z.string(),
  /** Which resource of which stack proposes it. */
  origin: z.strictObject({ stack: z.string(), urn: z.string() }),
  chainId: uint256Field,
  safe: addressField,
  /** The answer of the Safe's `VERSION()`, which the hashes depend on. */
  version: z.string(),
  ...hashed,
  /** Functions that no built-in ABI knows; they name what `decoded` shows of them. */
  abi: z.array(z.string().refine(isFunction, { error: "is no function of an ABI, as `function name(type argument)`" })),
  /** MultiSend contracts at addresses of the chain's own. Their code is nobody's word but the author's. */
  trustedMultiSends: z.array(addressField),
  /** What the Safe is when the transaction is executed, lists in the order of the chain. */
  before: settings,
  /** What the transaction makes of it. */
  after: settings,
  simulation,
  /** The way back, with the next nonce; or why there is none. */
  inverse: z.union([z.strictObject({ ...hashed, note: z.string() }), z.strictObject({ reason: z.string() })]),
  /** In the owners' order. */
  signatures: z.array(signature),
  /** keccak256 of everything but itself and the signatures: finds what was edited by hand, and nothing more. */
  checksum: hashField,
});

export type Proposal = z.output<typeof proposalSchema>;
export type Simulation = z.output<typeof simulation>;
export type StateChange = z.output<typeof stateChange>;
export type ScheduledSimulation = z.output<typeof scheduledSimulation>;
export type OwnerSignature = z.output<typeof signature>;
export type HashedTransaction = Pick<Proposal, keyof typeof hashed>;

function isFunction(text: string): boolean {
  try {
    FunctionFragment.from(text);
    return true;
  } catch {
    return false;
  }
}
