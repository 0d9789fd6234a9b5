import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { dataLength, formatEther, Interface, toQuantity } from "ethers";
import { sumOf } from "./transactions/bigints";
import { RpcError } from "./transactions/endpoint";
import { sampleFees } from "./transactions/fees";
import type { ChainReader } from "./transactions/reader";
import type { TransactionIntent } from "./transactions/transaction";

/** Chains whose coin is not ether. */
const coins: Readonly<Record<string, string>> = { 2632500: "COTI", 7082400: "COTI" };

/** Predeploy of OP-stack chains that tells what a transaction costs in data on their L1. */
const gasPriceOracle = "0x420000000000000000000000000000000000000F";
const oracle = new Interface(["function getL1Fee(bytes transaction) view returns (uint256)"]);

/**
 * What a preview expects transactions to cost. It is kept in a file, because the update is another process: there it
 * says what remains to be paid when the deployer runs out of funds.
 */
export class Estimates {
  private readonly file: string;
  private readonly shared = new Set<string>();
  private costsWei: Record<string, string>;

  constructor(
    directory: string,
    private readonly chainId: bigint,
  ) {
    this.file = join(directory, `${chainId}`, "expected.json");
    this.costsWei = this.load();
  }

  get remainingWei(): bigint {
    return sumOf(Object.values(this.costsWei).map(BigInt));
  }

  /** @returns lines for the operator: each transaction, and what everything so far costs. */
  async add(
    urn: string,
    intents: readonly TransactionIntent[],
    reader: ChainReader,
    from: string,
    feeCeilingWei: bigint,
  ): Promise<readonly string[]> {
    const todo: TransactionIntent[] = [];
    for (const intent of intents) {
      const isShared = intent.key.startsWith("shared:");
      if (isShared && this.shared.has(intent.key)) continue;
      if (isShared) this.shared.add(intent.key);
      if (!(await intent.isDone())) todo.push(intent);
    }
    if (todo.length === 0) {
      this.settle(urn);
      return [];
    }
    const { maxFeePerGasWei } = await sampleFees(reader, feeCeilingWei);
    const estimated = await Promise.all(
      todo.map(async (intent) => ({ intent, ...(await estimateCost(reader, intent, from, maxFeePerGasWei)) })),
    );
    this.store({ ...this.costsWei, [urn]: `${sumOf(estimated.map(({ costWei }) => costWei))}` });
    return [
      ...estimated.map(
        ({ intent, gas, costWei }) => `${intent.description}: at most ${this.spell(costWei)}, ${gas} gas`,
      ),
      `planned so far on chain ${this.chainId}: at most ${this.spell(this.remainingWei)}`,
    ];
  }

  /** The resource has what it needs. */
  settle(urn: string): void {
    if (!(urn in this.costsWei)) return;
    const { [urn]: _, ...others } = this.costsWei;
    this.store(others);
  }

  private spell(wei: bigint): string {
    return formatCoins(wei, this.chainId);
  }

  private load(): Record<string, string> {
    try {
      return JSON.parse(readFileSync(this.file, "utf8"));
    } catch {
      return {};
    }
  }

  private store(costsWei: Record<string, string>): void {
    this.costsWei = costsWei;
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    writeFileSync(this.file, JSON.stringify(costsWei, null, 2));
  }
}

/** In the chain's coin: `0.5 ETH`. */
export function formatCoins(wei: bigint, chainId: bigint): string {
  return `${formatEther(wei)} ${coins[`${chainId}`] ?? "ETH"}`;
}

export interface Cost {
  readonly gas: bigint;
  /** At most: what it pays out and the data on an L1 included. */
  readonly costWei: bigint;
}

export async function estimateCost(
  reader: ChainReader,
  intent: TransactionIntent,
  from: string,
  maxFeePerGasWei: bigint,
): Promise<Cost> {
  const gas = await estimateGas(reader, intent, from);
  const costWei = gas * maxFeePerGasWei + (intent.valueWei ?? 0n) + (await dataFeeWei(reader, intent));
  return { gas, costWei };
}

/** Where it builds on one that is still to be sent, from its size: 16 gas for a byte on the wire, 200 for one of code. */
async function estimateGas(reader: ChainReader, intent: TransactionIntent, from: string): Promise<bigint> {
  const { to, data, valueWei = 0n, gasLimit } = intent;
  try {
    return await reader.estimateGas({ from, to, data, value: toQuantity(valueWei) });
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    return gasLimit ?? 350_000n + BigInt(dataLength(data)) * 216n;
  }
}

async function dataFeeWei(reader: ChainReader, { data }: TransactionIntent): Promise<bigint> {
  const chain = await reader.snapshot();
  if ((await chain.code(gasPriceOracle)) === "0x") return 0n;
  const answer = await chain.call({ to: gasPriceOracle, data: oracle.encodeFunctionData("getL1Fee", [data]) });
  return oracle.decodeFunctionResult("getL1Fee", answer)[0];
}
