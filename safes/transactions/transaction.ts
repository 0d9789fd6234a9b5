import { UserError } from "../user-error";
import { RpcError } from "./endpoint";
import type { JournalEntry } from "./journal";
import type { Receipt } from "./receipt";
import { describeRevert } from "./revert";

/** A transaction for a purpose. */
export interface TransactionIntent {
  /** Stable over runs: with the same call behind it, it is the same transaction. */
  readonly key: string;
  /** URN of the resource that sends it, if nobody has before: it is recorded there and nowhere else. Empty outside of a stack. */
  readonly resource: string;
  readonly to: string;
  readonly data: string;
  readonly valueWei?: bigint;
  /** For messages: `deploys the timelock`. */
  readonly description: string;
  /** Gas beyond that of a call which does nothing, for one that is not to wait until what it calls is there. */
  readonly gasOnceThere?: bigint;
  /** It takes away what those before it in its list would need to be sent again, so it waits until they count. */
  readonly isIrrevocable?: boolean;
  /** Whether the chain is already as the transaction would leave it. */
  isDone(): Promise<boolean>;
}

/** A transaction that counts. */
export interface SentTransaction {
  readonly hash: string;
  readonly description: string;
  readonly blockNumber: string;
  readonly gasUsed: string;
  /** What it cost, the data fee of an OP-stack chain included. */
  readonly feeWei: string;
}

export function describeSent({ description }: JournalEntry, receipt: Receipt): SentTransaction {
  const { transactionHash, blockNumber, gasUsed, effectiveGasPrice, l1Fee } = receipt;
  const feeWei = BigInt(gasUsed) * BigInt(effectiveGasPrice) + BigInt(l1Fee ?? 0);
  return {
    hash: transactionHash,
    description: isSuccess(receipt) ? description : `${description} (failed)`,
    blockNumber: `${BigInt(blockNumber)}`,
    gasUsed: `${BigInt(gasUsed)}`,
    feeWei: `${feeWei}`,
  };
}

export function isSuccess({ status }: Receipt): boolean {
  return BigInt(status) === 1n;
}

/** What a resource has sent over all its runs, each transaction once. */
export function recordAll(
  before: readonly SentTransaction[],
  sent: readonly SentTransaction[],
): readonly SentTransaction[] {
  return [...before, ...sent.filter(({ hash }) => !before.some((known) => known.hash === hash))];
}

export function minedAndFailed({ description }: JournalEntry, { transactionHash, blockNumber }: Receipt): UserError {
  return new UserError({
    what: `a transaction was mined and failed: ${description}`,
    where: transactionHash,
    got: `status 0 in block ${BigInt(blockNumber)}`,
    fix: "look at it in an explorer; the next run tries it again with a new estimate",
  });
}

/** A call of an address without code goes through, costs, and does nothing. */
export function nothingThere({ description, to }: TransactionIntent): UserError {
  return new UserError({
    what: `a transaction would do nothing: ${description}`,
    where: to,
    got: "an address without code",
    expected: "the contract that it calls",
  });
}

/** In words where the chain said why; what is no answer of a chain is thrown as it is. */
export function throwRefused({ description, to }: TransactionIntent, error: unknown): never {
  if (!(error instanceof RpcError)) throw error;
  throw new UserError({
    what: `the chain refuses a transaction: ${description}`,
    where: to,
    got: describeRevert(error.message, error.data),
  });
}
