import { MaxUint256, ZeroAddress } from "ethers";
import { checksummed } from "./addresses";
import { assessBatch } from "./batch-rules";
import type { SafeIdentity } from "./hashes";
import type { Refusal, RefusalRule } from "./refusal";
import type { SafeSettings } from "./safe-state";
import { assessSelfCalls } from "./self-call-rules";
import type { SafeTransaction } from "./transaction";

export interface RefusalContext {
  readonly safe: SafeIdentity;
  /** The settings when the transaction is executed, lists in their order. Without them some rules cannot be judged. */
  readonly before?: SafeSettings;
  /** What the Safe is to be afterwards. Without it no module, guard or handler may change. */
  readonly wanted?: SafeSettings;
  /** Default false: a transaction that leaves fewer signatures needed is refused. */
  readonly allowLowerThreshold?: boolean;
  /** MultiSend contracts at addresses of a chain's own; whoever names one vouches for its code. Default none. */
  readonly trustedMultiSends?: readonly string[];
}

/** A rule that cannot be judged with what is known, which is not the same as one that holds. */
export interface Unjudged {
  readonly rule: RefusalRule;
  readonly reason: string;
}

export interface Assessment {
  /** All reasons at once; empty when nothing speaks against the transaction. */
  readonly refusals: readonly Refusal[];
  readonly unjudged: readonly Unjudged[];
}

/** Holds a transaction against every rule. Pure: what it does not know of the Safe it says so. */
export function assessTransaction(
  given: SafeTransaction,
  { safe, trustedMultiSends = [], ...rest }: RefusalContext,
): Assessment {
  // Spelled in one way, or a call of the Safe to itself would not be seen as one.
  const transaction = { ...given, to: checksummed(given.to, "to") };
  const context: RefusalContext = {
    ...rest,
    safe: { ...safe, address: checksummed(safe.address, "Safe") },
    trustedMultiSends: trustedMultiSends.map((address) => checksummed(address, "trusted MultiSend")),
  };
  const batch = assessBatch(transaction, context);
  const selfCalls = assessSelfCalls(batch.calls, context);
  return {
    refusals: [
      ...findRangeRefusals(transaction),
      ...findRefundRefusals(transaction),
      ...batch.refusals,
      ...selfCalls.refusals,
    ],
    unjudged: selfCalls.unjudged,
  };
}

function findRangeRefusals(transaction: SafeTransaction): Refusal[] {
  const { value, safeTxGas, baseGas, gasPrice, nonce } = transaction;
  return Object.entries({ value, safeTxGas, baseGas, gasPrice, nonce })
    .filter(([, number]) => number < 0n || number > MaxUint256)
    .map(([field, number]) => ({
      rule: "field-range" as const,
      reason: `${field} is ${number}, which is no number of 256 bits`,
      fix: `set ${field} to a whole number from 0 to 2^256 - 1`,
    }));
}

/** A refund pays whoever executes out of the Safe, at a price and in a token that the signatures fix. */
function findRefundRefusals({ gasPrice, gasToken, refundReceiver }: SafeTransaction): Refusal[] {
  const set = [
    ...(gasPrice === 0n ? [] : [`gasPrice ${gasPrice}`]),
    ...(gasToken === ZeroAddress ? [] : [`gasToken ${gasToken}`]),
    ...(refundReceiver === ZeroAddress ? [] : [`refundReceiver ${refundReceiver}`]),
  ];
  if (set.length === 0) return [];
  return [
    {
      rule: "refund",
      reason: `the Safe would pay whoever executes: ${set.join(", ")}`,
      fix: "propose it with gasPrice 0 and the zero address for both; whoever executes pays the gas",
    },
  ];
}
