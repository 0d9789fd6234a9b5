import {
  concat,
  dataLength,
  getAddress,
  getBytes,
  hexlify,
  Interface,
  solidityPacked,
  toBigInt,
  toNumber,
  ZeroAddress,
} from "ethers";
import type { SafeIdentity } from "./hashes";
import { multiSendCallOnlyOf } from "./known-multi-sends";
import { isAtLeast } from "./safe-version";
import { CALL, DELEGATE_CALL, type Operation, type SafeCall, type SafeTransaction } from "./transaction";

const multiSend = new Interface(["function multiSend(bytes transactions)"]);

/** One entry of a batch. Its operation is a byte on the wire; MultiSend fails on anything but 0 and 1. */
export interface BatchEntry extends SafeCall {
  readonly operation: number;
}

/** Why data is not a batch that a MultiSend would run from its first to its last byte. */
export class MalformedBatch extends Error {
  override readonly name = "MalformedBatch";
}

/** Several calls as one delegate call to MultiSendCallOnly, which makes them in the Safe's name, all or none. */
export function packCalls(
  calls: readonly SafeCall[],
  safe: Omit<SafeIdentity, "address">,
  address: string = multiSendCallOnlyOf(safe),
): SafeCall & { readonly operation: Operation } {
  const data = encodeBatch(calls.map((call) => ({ ...call, operation: CALL })));
  return { to: address, value: 0n, data, operation: DELEGATE_CALL };
}

/** Packed one behind the other: operation (1 byte), to (20), value (32), length of data (32), data (MultiSend.sol). */
export function encodeBatch(entries: readonly BatchEntry[]): string {
  const packed = entries.map(({ operation, to, value, data }) =>
    solidityPacked(["uint8", "address", "uint256", "uint256", "bytes"], [operation, to, value, dataLength(data), data]),
  );
  return multiSend.encodeFunctionData("multiSend", [concat(packed)]);
}

/** Whether the call data names `multiSend(bytes)`, however it goes on. */
export function isBatch(data: string): boolean {
  return data.startsWith(selector);
}

const selector = multiSend.getFunction("multiSend")?.selector ?? "";
const HEADER_BYTES = 85;

/**
 * The entries of a batch. Throws {@link MalformedBatch} for data that is not exactly what {@link encodeBatch} makes of
 * them: the contract reads past a truncated entry into whatever lies in memory behind it.
 */
export function decodeBatch(data: string): readonly BatchEntry[] {
  const packed = readArgument(data);
  const entries: BatchEntry[] = [];
  let offset = 0;
  while (offset < packed.length) {
    const header = packed.subarray(offset, offset + HEADER_BYTES);
    if (header.length < HEADER_BYTES) throw new MalformedBatch(`entry ${entries.length + 1} is cut off`);
    const length = toBigInt(header.subarray(53));
    const start = offset + HEADER_BYTES;
    if (length > BigInt(packed.length - start)) {
      throw new MalformedBatch(`entry ${entries.length + 1} says it has ${length} bytes of data; there are fewer`);
    }
    offset = start + Number(length);
    entries.push({
      operation: toNumber(header.subarray(0, 1)),
      to: getAddress(hexlify(header.subarray(1, 21))),
      value: toBigInt(header.subarray(21, 53)),
      data: hexlify(packed.subarray(start, offset)),
    });
  }
  if (encodeBatch(entries) !== data.toLowerCase()) throw new MalformedBatch("its argument is not encoded as usual");
  return entries;
}

/**
 * Whom an entry really calls: from 1.5.0 on MultiSend takes the zero address for the Safe itself ("Defaults `to` to
 * `address(this)`", MultiSend.sol).
 */
export function targetOf(entry: BatchEntry, { address, version }: Omit<SafeIdentity, "chainId">): string {
  return entry.to === ZeroAddress && isAtLeast(version, "1.5.0") ? address : entry.to;
}

/** The calls that a transaction makes in the Safe's name. Throws {@link MalformedBatch} where that cannot be told. */
export function unpackCalls(
  transaction: SafeTransaction,
  safe: Omit<SafeIdentity, "chainId">,
): readonly (SafeCall & { readonly operation: number })[] {
  if (transaction.operation !== DELEGATE_CALL) return [transaction];
  return decodeBatch(transaction.data).map((entry) => ({ ...entry, to: targetOf(entry, safe) }));
}

function readArgument(data: string): Uint8Array {
  try {
    return getBytes(multiSend.decodeFunctionData("multiSend", data)[0]);
  } catch {
    throw new MalformedBatch("it is no call of multiSend(bytes)");
  }
}
