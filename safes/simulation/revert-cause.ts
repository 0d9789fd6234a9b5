import { getAddress, Interface } from "ethers";
import { explainRevert } from "../proposals/safe-errors";

/** A frame of geth's `callTracer`. */
export interface CallFrame {
  readonly to?: string;
  readonly output?: string;
  readonly error?: string;
  readonly calls?: readonly CallFrame[];
}

/** Errors of the contracts that Safes here have to do with: OpenZeppelin 5 (TimelockController, AccessControl, Ownable). */
const knownErrors = [
  "error TimelockInsufficientDelay(uint256 delay, uint256 minDelay)",
  "error TimelockInvalidOperationLength(uint256 targets, uint256 payloads, uint256 values)",
  "error TimelockUnauthorizedCaller(address caller)",
  "error TimelockUnexecutedPredecessor(bytes32 predecessorId)",
  "error TimelockUnexpectedOperationState(bytes32 operationId, bytes32 expectedStates)",
  "error AccessControlUnauthorizedAccount(address account, bytes32 neededRole)",
  "error OwnableUnauthorizedAccount(address account)",
  "error OwnableInvalidOwner(address owner)",
  "error FailedCall()",
];

/**
 * Why a transaction failed: what it reverted with and, where that came out of another call, what that one reverted with.
 * `abi` may hold errors that only the caller knows.
 */
export function explainFailure(root: CallFrame, abi: readonly string[]): string {
  const errors = new Interface([...knownErrors, ...abi.filter((entry) => entry.startsWith("error "))]);
  const outer = explainFrame(root, errors);
  const cause = findCause(root);
  const inner = explainFrame(cause, errors);
  if (cause === root || inner === outer) return outer;
  return `${outer}; because ${cause.to ? getAddress(cause.to) : "a new contract"} ${inner}`;
}

/** The call that failed first: everything around it failed with it. A failure that was caught is no cause. */
function findCause(frame: CallFrame): CallFrame {
  const failed = frame.calls?.at(-1);
  return failed?.error === undefined ? frame : findCause(failed);
}

function explainFrame({ output, error = "failed" }: CallFrame, errors: Interface): string {
  if (output === undefined || output === "0x") return error;
  const known = parseError(errors, output);
  if (known?.name === "Error") return `reverted with ${explainRevert(known.args[0])}`;
  return `reverted with ${known ? `${known.name}(${known.args.join(", ")})` : output}`;
}

/** Solidity's own `Error(string)` and `Panic(uint256)` every interface knows. */
function parseError(errors: Interface, data: string) {
  try {
    return errors.parseError(data);
  } catch {
    return null;
  }
}
