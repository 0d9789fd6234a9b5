import { dataLength, Interface, toQuantity } from "ethers";
import { largestOf } from "./bigints";
import { RpcError } from "./endpoint";
import type { ChainReader } from "./reader";
import type { TransactionIntent } from "./transaction";

type Estimable = Pick<TransactionIntent, "to" | "data" | "valueWei" | "gasOnceThere">;

export interface Cost {
  readonly gas: bigint;
  /** At most: what it pays out, and its data on an L1, included. */
  readonly costWei: bigint;
}

/** What moves between an estimate and its block. */
const gasMarginPercent = 20n;

const longestCallBytes = 3_000n;

/** Predeploy of OP-stack chains that tells what a transaction costs in data on their L1. */
const gasPriceOracle = "0x420000000000000000000000000000000000000F";
const oracle = new Interface(["function getL1Fee(bytes transaction) view returns (uint256)"]);

/**
 * The gas to send it with.
 *
 * @returns nothing where what it calls is still to be created, and the node would estimate a call that does nothing
 * @throws RpcError when the chain refuses it as it is now
 */
export async function estimateGas(reader: ChainReader, intent: Estimable, from: string): Promise<bigint | undefined> {
  const { to, data, valueWei = 0n, gasOnceThere = 0n } = intent;
  const isThere = data === "0x" || (await (await reader.snapshot()).code(to)) !== "0x";
  if (!isThere && gasOnceThere === 0n) return undefined;
  // Of a call that does nothing this is what its bytes cost, which differs between chains.
  const gas = await reader.estimateGas({ from, to, data, value: toQuantity(valueWei) });
  return ((isThere ? gas : gas + gasOnceThere) * (100n + gasMarginPercent)) / 100n;
}

/** Also where it builds on what is still to be sent: then from its size. */
export async function estimateCost(
  reader: ChainReader,
  intent: Estimable,
  from: string,
  maxFeePerGasWei: bigint,
): Promise<Cost> {
  const gas = (await estimateGas(reader, intent, from).catch(refusedYet)) ?? gasOfSize(intent.data);
  return { gas, costWei: await costOf(reader, intent, gas, maxFeePerGasWei) };
}

/** The most that it can cost with this much gas. */
export async function costOf(
  reader: ChainReader,
  { data, valueWei = 0n }: Estimable,
  gas: bigint,
  maxFeePerGasWei: bigint,
): Promise<bigint> {
  return gas * maxFeePerGasWei + valueWei + (await dataFeeWei(reader, data));
}

function refusedYet(error: unknown): undefined {
  if (!(error instanceof RpcError)) throw error;
}

/**
 * A long one creates a contract: 16 gas for a byte on the wire and 200 for one of code. In a short one a word is mostly
 * one that is stored: for Safes of any number of owners that is at most two thirds too much.
 */
function gasOfSize(data: string): bigint {
  const bytes = BigInt(dataLength(data));
  return bytes > longestCallBytes ? 350_000n + bytes * 216n : largestOf(150_000n, bytes * 740n);
}

async function dataFeeWei(reader: ChainReader, data: string): Promise<bigint> {
  if (!(await isOpStack(reader))) return 0n;
  const answer = await (await reader.snapshot()).call({
    to: gasPriceOracle,
    data: oracle.encodeFunctionData("getL1Fee", [data]),
  });
  return oracle.decodeFunctionResult("getL1Fee", answer)[0];
}

const opStackChains = new WeakMap<ChainReader, boolean>();

/** Asked once of a chain, which has it from its genesis on or never. */
async function isOpStack(reader: ChainReader): Promise<boolean> {
  const known = opStackChains.get(reader) ?? (await (await reader.snapshot()).code(gasPriceOracle)) !== "0x";
  opStackChains.set(reader, known);
  return known;
}
