import { AbiCoder, dataSlice, Interface, toBigInt } from "ethers";

const errorSelector = "0x08c379a0";
const panicSelector = "0x4e487b71";

/** Panic codes of Solidity's documentation, "Error handling: Panic". */
const panics: Readonly<Record<string, string>> = {
  "1": "an assertion failed",
  "17": "arithmetic overflow or underflow",
  "18": "division by zero",
  "33": "a value that the enum does not have",
  "49": "pop of an empty array",
  "50": "an index out of bounds",
  "65": "too much memory",
  "81": "a call of a function that is not set",
};

/** Errors of OpenZeppelin 5 (Ownable.sol, AccessControl.sol, TimelockController.sol), which carry no text. */
const knownErrors = new Interface([
  "error OwnableUnauthorizedAccount(address account)",
  "error OwnableInvalidOwner(address owner)",
  "error AccessControlUnauthorizedAccount(address account, bytes32 neededRole)",
  "error AccessControlBadConfirmation()",
  "error TimelockInvalidOperationLength(uint256 targets, uint256 payloads, uint256 values)",
  "error TimelockInsufficientDelay(uint256 delay, uint256 minDelay)",
  "error TimelockUnexpectedOperationState(bytes32 operationId, bytes32 expectedStates)",
  "error TimelockUnexecutedPredecessor(bytes32 predecessorId)",
  "error TimelockUnauthorizedCaller(address caller)",
]);

/** Why a call reverted, in words where its data has any. */
export function describeRevert(message: string, data: string | undefined): string {
  if (data === undefined || data.length < 10) return message;
  const selector = data.slice(0, 10);
  try {
    const [value] = AbiCoder.defaultAbiCoder().decode(
      [selector === errorSelector ? "string" : "uint256"],
      dataSlice(data, 4),
    );
    if (selector === errorSelector) return `reverted: ${value}`;
    if (selector === panicSelector) return `panicked: ${panics[`${toBigInt(value)}`] ?? `code ${value}`}`;
  } catch {
    // Not what its selector says; the data is shown as it is.
  }
  const known = parseKnown(data);
  if (known) return `reverted with ${known.name}(${known.args.join(", ")})`;
  return `reverted with ${data.length > 138 ? `${data.slice(0, 138)}...` : data}`;
}

function parseKnown(data: string) {
  try {
    return knownErrors.parseError(data);
  } catch {
    return null;
  }
}
