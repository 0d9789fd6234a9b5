import { setTimeout as sleep } from "node:timers/promises";
import { toQuantity } from "ethers";
import type { KnownContracts } from "../known-contracts";
import type { StateChange } from "../proposals/proposal-schema";
import { describeEvents, type EventLog } from "./event-text";
import type { Fork } from "./fork";
import { type CallFrame, explainFailure } from "./revert-cause";
import { stateChangesOf } from "./state-changes";

/** More than a transaction may have since EIP-7825 would not be taken at all. */
const GAS_LIMIT = 16_000_000;
/** It mines at once, but answers before it has; the time limit ends the wait. */
const minedPollMs = 10;
const PLENTY_WEI = 10n ** 24n;

/** A transaction that is in a block of the fork. */
export interface ForkTransaction {
  readonly hash: string;
  readonly isDone: boolean;
  readonly gasUsed: bigint;
  readonly logs: readonly EventLog[];
}

interface Receipt {
  readonly status: string;
  readonly gasUsed: string;
  readonly logs: readonly EventLog[];
}

export interface Order {
  readonly from: string;
  readonly to: string;
  readonly data: string;
  readonly valueWei?: bigint;
}

/** From whomever, who can pay it. */
export async function send(fork: Fork, { from, to, data, valueWei = 0n }: Order): Promise<ForkTransaction> {
  await fork.request("anvil_setBalance", from, toQuantity(PLENTY_WEI));
  const transaction = { from, to, data, value: toQuantity(valueWei), gas: toQuantity(GAS_LIMIT) };
  const hash = await fork.request("eth_sendTransaction", transaction);
  for (;;) {
    const receipt = await fork.request<Receipt | null>("eth_getTransactionReceipt", hash);
    if (receipt) {
      const { status, gasUsed, logs } = receipt;
      return { hash, isDone: status === "0x1", gasUsed: BigInt(gasUsed), logs };
    }
    await sleep(minedPollMs);
  }
}

/** What came of a transaction that went through. */
export interface Effects {
  readonly gasUsed: bigint;
  readonly events: string[];
  readonly stateChanges: StateChange[];
}

/** What came of it, or why it failed. */
export async function effectsOf(
  fork: Fork,
  { hash, isDone, gasUsed, logs }: ForkTransaction,
  { abi, contracts }: { readonly abi: readonly string[]; readonly contracts: KnownContracts },
): Promise<Effects | string> {
  if (!isDone) {
    const trace = await fork.request<CallFrame>("debug_traceTransaction", hash, { tracer: "callTracer" });
    return explainFailure(trace, abi);
  }
  return { gasUsed, events: describeEvents(logs, abi), stateChanges: await stateChangesOf(fork, hash, contracts) };
}
