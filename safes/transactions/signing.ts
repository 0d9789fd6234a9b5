import { keccak256, Transaction } from "ethers";
import type { Signer } from "../signers";
import { sumOf } from "./bigints";
import { costOf } from "./cost";
import { type Fees, raiseFees, sampleFees } from "./fees";
import { type Funds, readFunds, shortage } from "./funds";
import type { Journal, JournalEntry } from "./journal";
import type { ChainReader } from "./reader";
import type { TransactionIntent } from "./transaction";

export interface SigningOptions {
  readonly reader: ChainReader;
  readonly signer: Signer;
  readonly feeCeilingWei: bigint;
  /** What each transaction of the plan is expected to cost at most, by its key, for the message of a shortage. */
  readonly expectedCostsWei?: () => Promise<ReadonlyMap<string, bigint>>;
}

/** What a transaction is sent with, and what it costs at most. */
export interface Price {
  readonly gas: bigint;
  readonly fees: Fees;
  readonly worstCostWei: bigint;
}

/** Signs the transactions of one account, each with the next nonce and only where it can be paid, into its journal. */
export class Signing {
  constructor(
    private readonly options: SigningOptions,
    private readonly journal: Journal,
  ) {}

  async price(intent: TransactionIntent, gas: bigint): Promise<Price> {
    const { reader, feeCeilingWei } = this.options;
    const fees = await sampleFees(reader, feeCeilingWei);
    return { gas, fees, worstCostWei: await costOf(reader, intent, gas, fees.maxFeePerGasWei) };
  }

  /** Not while another one is being signed. @throws UserError when it cannot be paid. */
  async sign(intent: TransactionIntent, { gas, fees, worstCostWei }: Price): Promise<JournalEntry> {
    const funds = await this.funds();
    if (funds.balanceWei < funds.committedWei + worstCostWei) throw await this.shortage(intent, worstCostWei, funds);
    const { key, resource, description, to, data, valueWei = 0n } = intent;
    const nonce = funds.nextNonce;
    const signed = [await this.signVersion({ to, data, valueWei, nonce, gas, fees })];
    const costs = { valueWei: `${valueWei}`, worstCostWei: `${worstCostWei}` };
    const entry: JournalEntry = { key, resource, description, nonce, to, data, signed, ...costs };
    this.journal.write(entry);
    return entry;
  }

  /** The same again, for more. @throws UserError when it cannot be paid, or the ceiling leaves no room. */
  async raise(entry: JournalEntry): Promise<JournalEntry> {
    const { reader, feeCeilingWei } = this.options;
    const last = Transaction.from(entry.signed.at(-1)?.raw);
    const { to, data, nonce } = entry;
    const { gasLimit: gas, value: valueWei, maxFeePerGas, maxPriorityFeePerGas } = last;
    const before = { maxFeePerGasWei: maxFeePerGas ?? 0n, maxPriorityFeePerGasWei: maxPriorityFeePerGas ?? 0n };
    const fees = raiseFees(before, await sampleFees(reader, feeCeilingWei), feeCeilingWei);
    const worstCostWei = await costOf(reader, { to, data, valueWei }, gas, fees.maxFeePerGasWei);
    const { committedWei, ...funds } = await this.funds();
    const others = { ...funds, committedWei: committedWei - BigInt(entry.worstCostWei) };
    if (others.balanceWei < others.committedWei + worstCostWei) throw await this.shortage(entry, worstCostWei, others);
    const signed = [...entry.signed, await this.signVersion({ to, data, nonce, gas, valueWei, fees })];
    const raised = { ...entry, signed, worstCostWei: `${worstCostWei}` };
    this.journal.write(raised);
    return raised;
  }

  /** The message that says who needs how much, for one of this cost and everything that is planned behind it. */
  async shortage(
    { key, description }: Pick<TransactionIntent, "key" | "description">,
    costWei: bigint,
    funds?: Funds,
  ): Promise<Error> {
    const { reader, signer, expectedCostsWei } = this.options;
    const signed = new Set([key, ...this.journal.entries.map((entry) => entry.key)]);
    const expected = [...((await expectedCostsWei?.()) ?? [])].filter(([planned]) => !signed.has(planned));
    const remainingWei = costWei + sumOf(expected.map(([, wei]) => wei));
    const payer = { address: signer.address, chainId: reader.chainId };
    return shortage(description, payer, funds ?? (await this.funds()), remainingWei);
  }

  private funds(): Promise<Funds> {
    return readFunds(this.options.reader, this.journal, this.options.signer.address);
  }

  private async signVersion(fields: {
    to: string;
    data: string;
    valueWei: bigint;
    nonce: number;
    gas: bigint;
    fees: Fees;
  }): Promise<JournalEntry["signed"][number]> {
    const { to, data, valueWei, nonce, gas, fees } = fields;
    const transaction = Transaction.from({
      type: 2,
      chainId: this.options.reader.chainId,
      nonce,
      to,
      data,
      value: valueWei,
      gasLimit: gas,
      maxFeePerGas: fees.maxFeePerGasWei,
      maxPriorityFeePerGas: fees.maxPriorityFeePerGasWei,
    });
    const raw = await this.options.signer.sign(transaction);
    return { hash: keccak256(raw), raw, maxFeePerGasWei: `${fees.maxFeePerGasWei}` };
  }
}
