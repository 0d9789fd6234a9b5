import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sumOf } from "./transactions/bigints";
import { formatCoins } from "./transactions/coins";
import { estimateCost } from "./transactions/cost";
import { sampleFees } from "./transactions/fees";
import type { ChainReader } from "./transactions/reader";
import type { TransactionIntent } from "./transactions/transaction";

export interface EstimatesOptions {
  readonly reader: ChainReader;
  /** Who sends. */
  readonly from: string;
  readonly feeCeilingWei: bigint;
  /** The account's journal. */
  readonly folder: string;
}

/**
 * What transactions are expected to cost at most, by their keys. It is kept in a file, because the update is another
 * process than its preview: there it says what remains to be paid when the deployer runs out of funds.
 */
export class Estimates {
  private readonly file: string;
  /** Which resource a transaction was first planned for: those that many need are told and counted once. */
  private readonly plannedFor = new Map<string, string>();
  private hasBegun = false;

  constructor(private readonly options: EstimatesOptions) {
    this.file = join(options.folder, "expected.json");
  }

  /** For a preview. @returns lines for the operator: each transaction, and what everything so far costs. */
  async plan(intents: readonly TransactionIntent[]): Promise<readonly string[]> {
    // What an earlier preview planned may not be planned any more.
    if (!this.hasBegun) this.store(new Map());
    this.hasBegun = true;
    const mine = intents.filter(({ key, resource }) => (this.plannedFor.get(key) ?? resource) === resource);
    for (const { key, resource } of mine) this.plannedFor.set(key, resource);
    const todo = await notDone(mine);
    if (todo.length === 0) return [];
    const estimated = await this.estimate(todo);
    const { chainId } = this.options.reader;
    const total = sumOf([...this.load().values()]);
    return [
      ...estimated.map(
        ({ description, gas, costWei }) => `${description}: at most ${formatCoins(costWei, chainId)}, ${gas} gas`,
      ),
      `planned so far on chain ${chainId}: at most ${formatCoins(total, chainId)}`,
    ];
  }

  /** What is planned, and what of `atHand` no preview has planned. */
  async expectedCostsWei(atHand: readonly TransactionIntent[]): Promise<ReadonlyMap<string, bigint>> {
    const known = this.load();
    await this.estimate(await notDone(atHand.filter(({ key }) => !known.has(key))));
    return this.load();
  }

  /** These are on the chain. */
  settle(intents: readonly TransactionIntent[]): void {
    const costsWei = this.load();
    if (!intents.some(({ key }) => costsWei.delete(key))) return;
    for (const { key } of intents) costsWei.delete(key);
    this.store(costsWei);
  }

  private async estimate(intents: readonly TransactionIntent[]) {
    const { reader, from, feeCeilingWei } = this.options;
    if (intents.length === 0) return [];
    const { maxFeePerGasWei } = await sampleFees(reader, feeCeilingWei);
    const estimated = await Promise.all(
      intents.map(async (intent) => ({ ...intent, ...(await estimateCost(reader, intent, from, maxFeePerGasWei)) })),
    );
    this.store(new Map([...this.load(), ...estimated.map(({ key, costWei }) => [key, costWei] as const)]));
    return estimated;
  }

  private load(): Map<string, bigint> {
    try {
      const content = JSON.parse(readFileSync(this.file, "utf8")) as Record<string, string>;
      return new Map(Object.entries(content).map(([key, wei]) => [key, BigInt(wei)]));
    } catch {
      return new Map();
    }
  }

  private store(costsWei: ReadonlyMap<string, bigint>): void {
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    const content = Object.fromEntries([...costsWei].map(([key, wei]) => [key, `${wei}`]));
    writeFileSync(this.file, JSON.stringify(content, null, 2));
  }
}

async function notDone(intents: readonly TransactionIntent[]): Promise<readonly TransactionIntent[]> {
  const isDone = await Promise.all(intents.map((intent) => intent.isDone()));
  return intents.filter((_, index) => !isDone[index]);
}
