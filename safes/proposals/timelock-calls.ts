import { AbiCoder, keccak256 } from "ethers";
import { timelockAbi } from "./known-abis";
import type { SafeCall } from "./transaction";

/** What a TimelockController is asked to do: one call, or several in one go. */
export interface TimelockOperation {
  readonly calls: readonly SafeCall[];
  /** Id of the operation that must be done first; 32 zero bytes for none. */
  readonly predecessor: string;
  /** 32 bytes. The same calls can be scheduled again only with another salt. */
  readonly salt: string;
}

/** Where an operation is in its life (`OperationState` of TimelockController.sol). */
export type TimelockState = "unset" | "waiting" | "ready" | "done";

const types = {
  one: ["address", "uint256", "bytes", "bytes32", "bytes32"],
  several: ["address[]", "uint256[]", "bytes[]", "bytes32", "bytes32"],
} as const;

/** The operation's id: `hashOperation` for one call, `hashOperationBatch` for several. */
export function operationId(operation: TimelockOperation): string {
  const isOne = operation.calls.length === 1;
  return keccak256(AbiCoder.defaultAbiCoder().encode(isOne ? types.one : types.several, argumentsOf(operation)));
}

/**
 * The id of a batch, even of a single call: a contract that was scheduled with `scheduleBatch` knows it by this one, and
 * by the other one not at all.
 */
export function batchOperationId(operation: TimelockOperation): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode(types.several, batchArgumentsOf(operation)));
}

/** `schedule` for one call, `scheduleBatch` for several. `delaySeconds` must be at least the timelock's own. */
export function encodeSchedule(timelock: string, operation: TimelockOperation, delaySeconds: bigint): SafeCall {
  return encode(timelock, operation.calls.length === 1 ? "schedule" : "scheduleBatch", [
    ...argumentsOf(operation),
    delaySeconds,
  ]);
}

/** `execute` or `executeBatch`. The sum of the calls' values goes along: the timelock needs it to pay them. */
export function encodeExecute(timelock: string, operation: TimelockOperation): SafeCall {
  const call = encode(timelock, operation.calls.length === 1 ? "execute" : "executeBatch", argumentsOf(operation));
  return { ...call, value: operation.calls.reduce((sum, { value }) => sum + value, 0n) };
}

/** `cancel`, which only a canceller may call and only before the operation is done. */
export function encodeCancel(timelock: string, id: string): SafeCall {
  return encode(timelock, "cancel", [id]);
}

/** What `getTimestamp(id)` says at a time: 0 unset, 1 done, otherwise the second from which on it may be executed. */
export function timelockState(timestampSeconds: bigint, nowSeconds: bigint): TimelockState {
  if (timestampSeconds === 0n) return "unset";
  if (timestampSeconds === 1n) return "done";
  return timestampSeconds > nowSeconds ? "waiting" : "ready";
}

function argumentsOf(operation: TimelockOperation): readonly unknown[] {
  const [first, ...others] = operation.calls;
  if (!first) throw new RangeError("an operation needs a call");
  if (others.length > 0) return batchArgumentsOf(operation);
  return [first.to, first.value, first.data, operation.predecessor, operation.salt];
}

function batchArgumentsOf({ calls, predecessor, salt }: TimelockOperation): readonly unknown[] {
  return [calls.map(({ to }) => to), calls.map(({ value }) => value), calls.map(({ data }) => data), predecessor, salt];
}

function encode(timelock: string, name: string, args: readonly unknown[]): SafeCall {
  return { to: timelock, value: 0n, data: timelockAbi.encodeFunctionData(name, args) };
}
