import type { KnownContracts } from "./known-contracts";
import type { SafeIdentity } from "./proposals/hashes";
import type { Simulation } from "./proposals/proposal-schema";
import type { SafeTransaction } from "./proposals/transaction";
import { findAnvil } from "./simulation/anvil";
import { type Fork, type ObservableState, openFork } from "./simulation/fork";
import { ForkedSafe } from "./simulation/forked-safe";
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
  /** Names of contracts and of their variables. Default: the Safe and the timelocks that it schedules in. */
  readonly contracts?: KnownContracts;
  /** What is not as it was meant to be once everything is carried out, in words. Default: nothing can be. */
  readonly miss?: (after: ObservableState) => Promise<string | undefined>;
  /** For each endpoint. Default 30 000. */
  readonly timeLimitMs?: number;
  /** Ends what is under way. */
  readonly signal?: AbortSignal;
}

/**
 * Executes a transaction for real on a private copy of the chain: as many owners as the threshold wants approve its hash
 * there, and `execTransaction` runs with their approvals. What it schedules in a timelock is carried out there too, after
 * the delay. Never throws for what it finds: a simulation that could not run says why, and the fork is ended in any case.
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
    return await rehearse(fork, options);
  } catch (error) {
    if (limit.aborted) return none(`it did not end within ${timeLimitMs / 1000} s`);
    return none(error instanceof UserError ? error.problem.what : (error as Error).message);
  } finally {
    await fork?.end();
  }
}

async function rehearse(
  fork: Fork,
  { safe, transaction, precededBy = [], ...options }: SimulationOptions,
): Promise<Simulation> {
  const blockNumber = BigInt(await fork.request("eth_blockNumber"));
  const forked = new ForkedSafe(fork, safe, options);
  for (const earlier of precededBy) {
    const outcome = await forked.execute(earlier);
    if (typeof outcome === "string") return none(`nonce ${earlier.nonce}, which comes before it, ${outcome}`);
  }
  const revert = (reason: string): Simulation => ({ outcome: "revert", blockNumber, reason });
  const executed = await forked.execute(transaction);
  if (typeof executed === "string") return revert(executed);
  const after = await forked.settings();
  const scheduled = await forked.carryOutScheduled(transaction);
  if (typeof scheduled === "string") return revert(scheduled);
  const missing = await options.miss?.(await fork.snapshot());
  if (missing !== undefined) return revert(`it goes through, but afterwards ${missing}`);
  return { outcome: "success", blockNumber, ...executed, after, scheduled };
}

const none = (reason: string): Simulation => ({ outcome: "none", reason });
