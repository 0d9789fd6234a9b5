import { knownMultiSends } from "./known-multi-sends";
import { type BatchEntry, isBatch, MalformedBatch, unpackCalls } from "./multi-send";
import type { Refusal } from "./refusal";
import type { RefusalContext } from "./refusals";
import { DELEGATE_CALL, type SafeCall, type SafeTransaction } from "./transaction";

/** What a transaction makes the Safe call, as far as that can be told, and what speaks against how it does so. */
export interface BatchAssessment {
  readonly calls: readonly SafeCall[];
  readonly refusals: readonly Refusal[];
}

/** A delegate call runs foreign code as the Safe itself: only Safe's own MultiSend may be it, and only to call. */
export function assessBatch(transaction: SafeTransaction, context: RefusalContext): BatchAssessment {
  if (transaction.operation !== DELEGATE_CALL) return { calls: [transaction], refusals: [] };
  const outer = [...refuseTarget(transaction, context), ...refuseValue(transaction)];
  try {
    const calls = isBatch(transaction.data) ? unpackCalls(transaction, context.safe) : [];
    return { calls, refusals: [...outer, ...calls.flatMap(refuseEntry)] };
  } catch (error) {
    if (!(error instanceof MalformedBatch)) throw error;
    const malformed: Refusal = {
      rule: "batch-malformed",
      reason: `the batch cannot be read as a whole: ${error.message}`,
      fix: "pack the calls again; nobody can tell what this one does",
    };
    return { calls: [], refusals: [...outer, malformed] };
  }
}

function refuseTarget({ to, data }: SafeTransaction, { safe, trustedMultiSends = [] }: RefusalContext): Refusal[] {
  const known = knownMultiSends(safe).map(({ address }) => address);
  if (isBatch(data) && [...known, ...trustedMultiSends].includes(to)) return [];
  const names = known.length > 0 ? known.join(" or ") : `nothing: Safe has none for ${safe.version}`;
  return [
    {
      rule: "delegatecall-target",
      reason: `DELEGATECALL to ${to}: its code would act as the Safe and could replace the owners and the Safe's code`,
      fix: `call it with operation 0, or pack calls through ${names}`,
    },
  ];
}

/** The value of a delegate call is sent nowhere, so it can only mislead whoever reads it. */
function refuseValue({ value }: SafeTransaction): Refusal[] {
  if (value === 0n) return [];
  return [
    {
      rule: "delegatecall-value",
      reason: `a DELEGATECALL sends nothing, yet its value is ${value} wei`,
      fix: "set the value to 0 and let the calls in the batch have theirs",
    },
  ];
}

function refuseEntry({ operation, to }: BatchEntry, index: number): Refusal[] {
  if (operation === 0) return [];
  const what = operation === 1 ? `a DELEGATECALL to ${to}` : `the operation ${operation}, which does not exist`;
  return [
    {
      rule: "batch-nested-delegatecall",
      reason: `entry ${index + 1} of the batch is ${what}`,
      fix: "make every entry a plain call (operation 0)",
    },
  ];
}
