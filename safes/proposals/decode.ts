import { type Fragment, Interface, type ParamType, type Result } from "ethers";
import { decodeStrictly } from "./abi-decoding";
import { checksummed } from "./addresses";
import type { SafeIdentity } from "./hashes";
import { innerCallsOf } from "./inner-calls";
import { type KnownAbi, knownAbis } from "./known-abis";
import { knownMultiSends } from "./known-multi-sends";
import { DELEGATE_CALL, type SafeTransaction } from "./transaction";

/** A value as text; numbers in decimal. Lists and structures are lists of values. */
export type DecodedValue = string | readonly DecodedValue[];

export interface DecodedArgument {
  readonly name: string;
  readonly type: string;
  readonly value: DecodedValue;
}

/** A call as a signer can read it, and as it stands in a proposal file. */
export interface DecodedCall {
  readonly to: string;
  /** Wei, in decimal. */
  readonly value: string;
  readonly operation: "call" | "delegatecall" | `unknown ${number}`;
  /** What kind of contract is called, by the ABI that knows the call; for a plain transfer of coins `account`. */
  readonly contract: string;
  /** With names: `swapOwner(address prevOwner, ...)`. Nothing where no ABI knows the call. */
  readonly function?: string;
  readonly arguments?: readonly DecodedArgument[];
  /** What follows from the arguments: the id of a timelock's operation. */
  readonly note?: string;
  /** Calls inside this one, in the order in which they happen. */
  readonly calls?: readonly DecodedCall[];
  /** The raw data, where no ABI knows the call. Its first four bytes are the selector. */
  readonly data?: string;
}

export interface DecodeOptions {
  /** Functions that no built-in ABI knows, as `function pause(address identifier)`. */
  readonly abi?: readonly string[];
  /** MultiSend contracts at addresses of a chain's own, which the caller vouches for. */
  readonly trustedMultiSends?: readonly string[];
}

/** A call before it is decoded; `operation` as on the wire. */
export interface RawCall {
  readonly to: string;
  readonly value: bigint;
  readonly data: string;
  readonly operation: number;
}

/** Deeper ones are shown as data: only somebody who wants to hide something nests as deep. */
const MAXIMUM_DEPTH = 8;

/**
 * What a transaction does, with all calls inside it: of Safes, their batches, timelocks, proxy admins, tokens, and of
 * the functions that the caller names. Built-in names win over the caller's. An ABI says how data reads, not what the
 * contract at the address does with it.
 */
export function decodeTransaction(
  transaction: SafeTransaction,
  safe: SafeIdentity,
  { abi = [], trustedMultiSends = [] }: DecodeOptions = {},
): DecodedCall {
  const given: KnownAbi[] = abi.length > 0 ? [{ contract: "contract", abi: new Interface([...abi]) }] : [];
  const abis = [...knownAbis, ...given];
  const trusted = trustedMultiSends.map((address) => checksummed(address, "trusted MultiSend"));
  const decoder = new Decoder({ ...safe, address: checksummed(safe.address, "Safe") }, abis, trusted);
  return decoder.decode({ ...transaction, to: checksummed(transaction.to, "to") }, 0);
}

class Decoder {
  constructor(
    private readonly safe: SafeIdentity,
    private readonly abis: readonly KnownAbi[],
    private readonly trustedMultiSends: readonly string[],
  ) {}

  decode(raw: RawCall, depth: number): DecodedCall {
    const call = {
      to: raw.to,
      value: `${raw.value}`,
      operation: nameOperation(raw.operation),
    };
    if (raw.data === "0x") return { ...call, contract: this.describeContract(raw, "account") };
    for (const { contract, abi } of depth < MAXIMUM_DEPTH ? this.abis : []) {
      const description = decodeStrictly(abi, raw.data);
      if (!description) continue;
      const inner = innerCallsOf(raw, description, this.safe);
      if (!inner) continue;
      return {
        ...call,
        contract: this.describeContract(raw, contract),
        function: spellFunction(description.fragment),
        arguments: spellArguments(description.fragment.inputs, description.args),
        ...(inner.note !== undefined && { note: inner.note }),
        ...(inner.calls.length > 0 && { calls: inner.calls.map((each) => this.decode(each, depth + 1)) }),
      };
    }
    return { ...call, contract: this.describeContract(raw, "unknown contract"), data: raw.data };
  }

  private describeContract({ to, operation }: RawCall, contract: string): string {
    if (to === this.safe.address) return "this Safe";
    if (operation !== DELEGATE_CALL) return contract;
    const known = knownMultiSends(this.safe).find(({ address }) => address === to);
    if (known) return `${known.name} ${known.version}`;
    return this.trustedMultiSends.includes(to) ? "MultiSend that the proposal vouches for" : "UNKNOWN CODE";
  }
}

function nameOperation(operation: number): DecodedCall["operation"] {
  if (operation === 0) return "call";
  return operation === 1 ? "delegatecall" : `unknown ${operation}`;
}

function spellFunction(fragment: Fragment): string {
  return fragment
    .format("full")
    .replace(/^function /, "")
    .replace(/\).*$/, ")");
}

function spellArguments(inputs: readonly ParamType[], args: Result): DecodedArgument[] {
  return inputs.map((input, index) => ({
    name: input.name || `argument ${index + 1}`,
    type: input.format("sighash"),
    value: spellValue(args[index]),
  }));
}

function spellValue(value: unknown): DecodedValue {
  return Array.isArray(value) ? value.map(spellValue) : String(value);
}
