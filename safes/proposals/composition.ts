import { hexlify, ZeroAddress } from "ethers";
import { checksummed } from "./addresses";
import type { SafeIdentity } from "./hashes";
import { packCalls } from "./multi-send";
import { CALL, type Operation, type SafeCall, type SafeTransaction } from "./transaction";

export interface CompositionOptions {
  readonly nonce: bigint;
  /** MultiSendCallOnly where the chain has it at an address of its own. Default: Safe's own address of it. */
  readonly multiSend?: string;
}

/**
 * The calls as one transaction: a single call as it is, several through MultiSendCallOnly, all or none of them.
 * Without refund and without `safeTxGas`, so a transaction that fails uses up no nonce and can be tried again.
 */
export function composeTransaction(
  calls: readonly SafeCall[],
  safe: SafeIdentity,
  { nonce, multiSend }: CompositionOptions,
): SafeTransaction {
  const [first, ...others] = calls.map(normalise);
  if (!first) throw new RangeError("a transaction needs a call");
  const action: Action =
    others.length === 0 ? { ...first, operation: CALL } : packCalls([first, ...others], safe, multiSend);
  return withoutRefund(action, nonce);
}

/**
 * The transaction that owners execute to use up a nonce and do nothing, which ends every other one of that nonce:
 * an empty call of the Safe to itself, as Safe's own interface makes it.
 */
export function composeRejection(safe: string, nonce: bigint): SafeTransaction {
  return withoutRefund({ to: safe, value: 0n, data: "0x", operation: CALL }, nonce);
}

/** One spelling for one address and one hex, so that equal transactions are the same bytes in a file. */
function normalise({ to, value, data }: SafeCall): SafeCall {
  return { to: checksummed(to, "to"), value, data: hexlify(data) };
}

type Action = SafeCall & { readonly operation: Operation };

function withoutRefund({ to, value, data, operation }: Action, nonce: bigint): SafeTransaction {
  return {
    to,
    value,
    data,
    operation,
    safeTxGas: 0n,
    baseGas: 0n,
    gasPrice: 0n,
    gasToken: ZeroAddress,
    refundReceiver: ZeroAddress,
    nonce,
  };
}
