import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { UserError } from "../user-error";
import { largestOf, medianOf, smallestOf } from "./bigints";
import type { ChainReader } from "./reader";

/** The two prices of EIP-1559, per unit of gas. */
export interface Fees {
  readonly maxFeePerGasWei: bigint;
  readonly maxPriorityFeePerGasWei: bigint;
}

const wei = z.string().transform((quantity) => BigInt(quantity));
const feeHistory = z.object({
  /** The last one is that of the block to come. */
  baseFeePerGas: z.array(wei).min(1),
  reward: z.array(z.array(wei)).nullish(),
});

const sampledBlocks = 10;
const samplePercentile = 50;
/** A block that is full raises the base fee by 1/8; twice the fee stands for six of them in a row. */
const baseFeeFactor = 2n;
const leastTipWei = 1_000n;
const ceilingPatienceMs = 60_000;
const ceilingPauseMs = 5_000;
/** Nodes want both prices a tenth higher for the same nonce; an eighth leaves room for their rounding. */
const leastRaisePercent = 10n;

/**
 * Prices from the last blocks: the median of what the endpoints tell, of two the lower one, so that none alone can make
 * a transaction dear. One that makes it too cheap is found out when no block takes it.
 *
 * @throws UserError when they stay above the ceiling
 */
export async function sampleFees(reader: ChainReader, ceilingWei: bigint): Promise<Fees> {
  const deadline = Date.now() + ceilingPatienceMs;
  for (;;) {
    const histories = await feeHistories(reader);
    const baseFee = baseFeeOf(histories);
    const tips = histories.map(({ reward }) => medianOf((reward ?? []).map(([tip = 0n]) => tip)));
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

/** Of the block to come. */
export async function sampleBaseFeeWei(reader: ChainReader): Promise<bigint> {
  return baseFeeOf(await feeHistories(reader));
}

type FeeHistory = z.output<typeof feeHistory>;

function feeHistories(reader: ChainReader): Promise<readonly FeeHistory[]> {
  const blocks = `0x${sampledBlocks.toString(16)}`;
  return reader.opinions(feeHistory.parse, "eth_feeHistory", blocks, "latest", [samplePercentile]);
}

function baseFeeOf(histories: readonly FeeHistory[]): bigint {
  return medianOf(histories.map(({ baseFeePerGas }) => baseFeePerGas.at(-1) ?? 0n));
}

/** For a transaction that is stuck. @throws UserError when the ceiling leaves no room for more. */
export function raiseFees(fees: Fees, current: Fees, ceilingWei: bigint): Fees {
  const raised = (price: bigint) => price + price / 8n + 1n;
  const maxFeePerGasWei = smallestOf(largestOf(raised(fees.maxFeePerGasWei), current.maxFeePerGasWei), ceilingWei);
  if (maxFeePerGasWei * 100n >= fees.maxFeePerGasWei * (100n + leastRaisePercent)) {
    const tip = largestOf(raised(fees.maxPriorityFeePerGasWei), current.maxPriorityFeePerGasWei);
    return { maxFeePerGasWei, maxPriorityFeePerGasWei: smallestOf(tip, maxFeePerGasWei) };
  }
  throw new UserError({
    what: "a transaction is stuck, and a higher price would be above the ceiling",
    got: `${raised(fees.maxFeePerGasWei)} wei`,
    expected: `${ceilingWei} wei at most`,
    fix: "wait, or raise the provider's feeCeilingGwei and run the command again",
  });
}
