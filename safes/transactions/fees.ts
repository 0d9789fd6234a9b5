import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../user-error";
import { largestOf, medianOf, smallestOf } from "./bigints";
import type { ChainReader } from "./reader";

/** The two prices of EIP-1559, per unit of gas. */
export interface Fees {
  readonly maxFeePerGasWei: bigint;
  readonly maxPriorityFeePerGasWei: bigint;
}

interface FeeHistory {
  readonly baseFeePerGas: readonly string[];
  readonly reward?: readonly (readonly string[])[];
}

const sampledBlocks = 10;
const samplePercentile = 50;
/** A block that is full raises the base fee by 1/8; twice the fee stands for six of them in a row. */
const baseFeeFactor = 2n;
const leastTipWei = 1_000n;
const ceilingPatienceMs = 60_000;
const ceilingPauseMs = 5_000;

/** Prices from the last blocks, the median of what the endpoints tell. @throws UserError when they stay above the ceiling. */
export async function sampleFees(reader: ChainReader, ceilingWei: bigint): Promise<Fees> {
  const deadline = Date.now() + ceilingPatienceMs;
  for (;;) {
    const histories = await reader.opinions<FeeHistory>("eth_feeHistory", `0x${sampledBlocks.toString(16)}`, "latest", [
      samplePercentile,
    ]);
    // The last one is that of the block to come.
    const baseFee = medianOf(histories.map(({ baseFeePerGas }) => BigInt(baseFeePerGas.at(-1) ?? "0x0")));
    const tips = histories.flatMap(({ reward = [] }) => reward.map(([tip]) => BigInt(tip ?? "0x0")));
    const tip = largestOf(medianOf(tips), leastTipWei);
    if (baseFee + tip <= ceilingWei) {
      return { maxFeePerGasWei: smallestOf(baseFee * baseFeeFactor + tip, ceilingWei), maxPriorityFeePerGasWei: tip };
    }
    if (Date.now() >= deadline) {
      throw new UserError({
        what: "gas costs more than the ceiling allows",
        got: `a base fee of ${baseFee} wei and a tip of ${tip} wei`,
        expected: `${ceilingWei} wei in all`,
        fix: "wait until it is cheaper, or raise the provider's feeCeilingGwei",
      });
    }
    await sleep(ceilingPauseMs);
  }
}

/** For the same nonce nodes want both prices a tenth higher than before; an eighth leaves room for their rounding. */
export function raiseFees(fees: Fees, current: Fees, ceilingWei: bigint): Fees {
  const raised = (wei: bigint) => wei + wei / 8n + 1n;
  const maxPriorityFeePerGasWei = largestOf(raised(fees.maxPriorityFeePerGasWei), current.maxPriorityFeePerGasWei);
  const maxFeePerGasWei = largestOf(raised(fees.maxFeePerGasWei), current.maxFeePerGasWei);
  if (maxFeePerGasWei <= ceilingWei) return { maxFeePerGasWei, maxPriorityFeePerGasWei };
  throw new UserError({
    what: "a transaction is stuck, and a higher price would be above the ceiling",
    got: `${maxFeePerGasWei} wei`,
    expected: `${ceilingWei} wei at most`,
    fix: "wait, or raise the provider's feeCeilingGwei and run the command again",
  });
}
