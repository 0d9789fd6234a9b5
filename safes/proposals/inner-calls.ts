import type { TransactionDescription } from "ethers";
import type { RawCall } from "./decode";
import type { SafeIdentity } from "./hashes";
import { decodeBatch, MalformedBatch, targetOf } from "./multi-send";
import { batchOperationId, operationId, type TimelockOperation } from "./timelock-calls";

export interface InnerCalls {
  readonly calls: readonly RawCall[];
  /** What follows from the arguments and a signer would want to compare. */
  readonly note?: string;
}

/** The calls that a call carries in its arguments; nothing where the arguments are not what the function wants. */
export function innerCallsOf(
  raw: RawCall,
  { name, args }: TransactionDescription,
  safe: SafeIdentity,
): InnerCalls | undefined {
  switch (name) {
    case "multiSend":
      return readBatch(raw, safe);
    case "schedule":
    case "execute":
      return readOperation([{ to: args[0], value: args[1], data: args[2] }], args[3], args[4], operationId);
    case "scheduleBatch":
    case "executeBatch": {
      const [targets, values, payloads] = [[...args[0]], [...args[1]], [...args[2]]];
      if (targets.length !== values.length || targets.length !== payloads.length) return undefined;
      const calls = targets.map((to, index) => ({ to, value: values[index], data: payloads[index] }));
      return readOperation(calls, args[3], args[4], batchOperationId);
    }
    case "execTransaction":
    case "execTransactionFromModule":
      return { calls: [{ to: args[0], value: args[1], data: args[2], operation: Number(args[3]) }] };
    case "upgradeAndCall":
      // The proxy runs it with the code of the new implementation.
      return { calls: args[2] === "0x" ? [] : [{ to: args[0], value: raw.value, data: args[2], operation: 0 }] };
    default:
      return { calls: [] };
  }
}

function readBatch({ data }: RawCall, safe: SafeIdentity): InnerCalls | undefined {
  try {
    return { calls: decodeBatch(data).map((entry) => ({ ...entry, to: targetOf(entry, safe) })) };
  } catch (error) {
    if (error instanceof MalformedBatch) return undefined;
    throw error;
  }
}

function readOperation(
  calls: TimelockOperation["calls"],
  predecessor: string,
  salt: string,
  hash: (operation: TimelockOperation) => string,
): InnerCalls {
  const note = `operation ${hash({ calls, predecessor, salt })}`;
  return { calls: calls.map((call) => ({ ...call, operation: 0 })), note };
}
