import { AbiCoder, dataSlice, toBigInt } from "ethers";

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
  return `reverted with ${data.length > 138 ? `${data.slice(0, 138)}...` : data}`;
}
