import { setTimeout as sleep } from "node:timers/promises";
import { toQuantity } from "ethers";
import type { ChainSnapshot } from "./connection";
import { hashTransaction, type SafeIdentity } from "./proposals/hashes";
import type { Simulation } from "./proposals/proposal-schema";
import { safeAbi } from "./proposals/safe-abi";
import { byAddress, settingsOf } from "./proposals/safe-state";
import { releaseOf } from "./proposals/safe-version";
import { approvalOf } from "./proposals/signatures";
import type { SafeTransaction } from "./proposals/transaction";
import { observeSafe, type SafeObservation } from "./safe/observation";
import { findAnvil } from "./simulation/anvil";
import { describeEvents, type EventLog } from "./simulation/event-text";
import { type Fork, openFork } from "./simulation/fork";
import { type CallFrame, explainFailure } from "./simulation/revert-cause";
import { UserError } from "./user-error";

export interface SimulationOptions {
  /** Endpoints of the chain, of which one that still has the state of the block will do: asked in their order. */
  readonly rpcUrls: readonly string[];
  /** Default: the one of the npm package. */
  readonly anvilPath?: string;
  readonly safe: SafeIdentity;
  readonly transaction: SafeTransaction;
  /** Transactions of earlier nonces that are still pending, in their order: executed first. Default none. */
  readonly precededBy?: readonly SafeTransaction[];
  /** Default: the newest. */
  readonly blockNumber?: bigint;
  /** Events and errors that only the caller knows, as `error Paused()`. Default none. */
  readonly abi?: readonly string[];
  /** For each endpoint. Default 30 000. */
  readonly timeLimitMs?: number;
  /** Ends what is under way. */
  readonly signal?: AbortSignal;
}

/**
 * Executes a transaction for real on a private copy of the chain: as many owners as the threshold wants approve its hash
 * there, and `execTransaction` runs with their approvals. Never throws for what it finds: a simulation that could not run
 * says why, and the fork is ended in any case.
 */
export async function simulateOnFork(options: SimulationOptions): Promise<Simulation> {
  let result = none("no endpoint was named");
  for (const rpcUrl of options.rpcUrls) {
    result = await simulateOn(rpcUrl, options);
    if (result.outcome !== "none") break;
  }
  return result;
}

async function simulateOn(rpcUrl: string, options: SimulationOptions): Promise<Simulation> {
  const { timeLimitMs = 30_000, blockNumber, safe } = options;
  const limit = AbortSignal.timeout(timeLimitMs);
  const signal = options.signal ? AbortSignal.any([limit, options.signal]) : limit;
  let fork: Fork | undefined;
  try {
    const { anvilPath = findAnvil().file } = options;
    fork = await openFork({ rpcUrl, anvilPath, blockNumber, chainId: safe.chainId, signal });
    return await new Rehearsal(fork, options).run();
  } catch (error) {
    if (limit.aborted) return none(`it did not end within ${timeLimitMs / 1000} s`);
    return none(error instanceof UserError ? error.problem.what : (error as Error).message);
  } finally {
    await fork?.end();
  }
}

const none = (reason: string): Simulation => ({ outcome: "none", reason });

/** More than a transaction may have since EIP-7825 would not be taken at all. */
const GAS_LIMIT = 16_000_000;
/** It mines at once, but answers before it has; the time limit ends the wait. */
const minedPollMs = 10;
const PLENTY_WEI = 10n ** 24n;

interface Receipt {
  readonly transactionHash: string;
  readonly status: string;
  readonly gasUsed: string;
  readonly logs: readonly EventLog[];
}

/** One fork with one transaction on it. */
class Rehearsal {
  constructor(
    private readonly fork: Fork,
    private readonly options: SimulationOptions,
  ) {}

  async run(): Promise<Simulation> {
    const { transaction, precededBy = [], abi = [] } = this.options;
    const blockNumber = BigInt(await this.fork.request("eth_blockNumber"));
    for (const earlier of precededBy) {
      const outcome = await this.execute(earlier);
      if (typeof outcome === "string") return none(`nonce ${earlier.nonce}, which comes before it, ${outcome}`);
    }
    const outcome = await this.execute(transaction);
    if (typeof outcome === "string") return { outcome: "revert", blockNumber, reason: outcome };
    const after = settingsOf(await this.observe());
    const events = describeEvents(outcome.logs, abi);
    return { outcome: "success", blockNumber, gasUsed: BigInt(outcome.gasUsed), events, after };
  }

  /** The receipt, or why it failed. */
  private async execute(transaction: SafeTransaction): Promise<Receipt | string> {
    const { safe, abi = [] } = this.options;
    const observed = await this.observe();
    this.refuseMismatch(observed, transaction);
    const approvers = [...observed.owners].sort(byAddress).slice(0, observed.threshold);
    const { safeTxHash } = hashTransaction(safe, transaction);
    for (const owner of approvers) await this.approve(owner, safeTxHash);
    const { to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver } = transaction;
    const signatures = `0x${approvers.map((owner) => approvalOf(owner).slice(2)).join("")}`;
    const args = [to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver, signatures];
    const receipt = await this.send(approvers[0] as string, safeAbi.encodeFunctionData("execTransaction", args));
    if (receipt.status !== "0x1") {
      const trace = await this.fork.request<CallFrame>("debug_traceTransaction", receipt.transactionHash, {
        tracer: "callTracer",
      });
      return explainFailure(trace, abi);
    }
    const hasFailed = describeEvents(receipt.logs, []).some((event) => event.startsWith("ExecutionFailure"));
    return hasFailed ? "failed inside, and used up its nonce, because its safeTxGas is not 0" : receipt;
  }

  private async approve(owner: string, safeTxHash: string): Promise<void> {
    const receipt = await this.send(owner, safeAbi.encodeFunctionData("approveHash", [safeTxHash]));
    if (receipt.status !== "0x1") throw new Error(`owner ${owner} could not approve the hash`);
  }

  private async send(from: string, data: string): Promise<Receipt> {
    await this.fork.request("anvil_setBalance", from, toQuantity(PLENTY_WEI));
    const call = { from, to: this.options.safe.address, data, gas: toQuantity(GAS_LIMIT) };
    const hash = await this.fork.request("eth_sendTransaction", call);
    for (;;) {
      const receipt = await this.fork.request<Receipt | null>("eth_getTransactionReceipt", hash);
      if (receipt) return receipt;
      await sleep(minedPollMs);
    }
  }

  private async observe(): Promise<SafeObservation> {
    const { safe } = this.options;
    const observed = await observeSafe((await this.fork.snapshot()) as ChainSnapshot, safe.chainId, safe.address);
    if (!observed) throw new Error(`there is no Safe at ${safe.address}`);
    return observed;
  }

  private refuseMismatch({ nonce, version }: SafeObservation, transaction: SafeTransaction): void {
    if (nonce !== transaction.nonce) {
      throw new Error(`its nonce is ${transaction.nonce}, and the Safe's next one on the fork is ${nonce}`);
    }
    const { safe } = this.options;
    if (releaseOf(version) !== releaseOf(safe.version)) {
      throw new Error(`it is for version ${safe.version}, and the Safe on the fork is ${version}`);
    }
  }
}
