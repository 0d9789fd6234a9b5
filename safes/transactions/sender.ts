import { setTimeout as sleep } from "node:timers/promises";
import { formatEther, keccak256, Transaction, toQuantity } from "ethers";
import type { Signer } from "../signers";
import { UserError } from "../user-error";
import { largestOf, sumOf } from "./bigints";
import { type Fees, raiseFees, sampleFees } from "./fees";
import { Journal, type JournalEntry } from "./journal";
import { lockJournal } from "./journal-lock";
import type { ChainReader, Receipt } from "./reader";
import {
  describeSent,
  minedAndFailed,
  type SentTransaction,
  type TransactionIntent,
  throwRefused,
} from "./transaction";

export interface SenderOptions {
  readonly reader: ChainReader;
  readonly signer: Signer;
  readonly journalDirectory: string;
  /** Blocks until a transaction counts, its own included. */
  readonly confirmations: number;
  readonly feeCeilingWei: bigint;
  /** After which a transaction that no block takes is offered more. Default 30 s. */
  readonly stuckAfterMs?: number;
  /** What other parts of the plan are still going to cost, for the message of a shortage. */
  readonly remainingCostWei?: () => bigint;
  /** How often the chain is asked. Default 1 s. */
  readonly pollMs?: number;
}

/** What moves between an estimate and its block. */
const gasMarginPercent = 20n;

interface Turn {
  /** What goes first, in the same list. */
  readonly before: readonly Promise<unknown>[];
  readonly signal: AbortSignal | undefined;
  /** To be called when the nonce is taken, and the next in the list may take its own. */
  readonly markStarted: () => void;
}

/**
 * Sends the transactions of one account. Several at once get consecutive nonces and go out without waiting for each
 * other; each is in the journal before it is on the wire, so that whatever happens, nothing is sent twice.
 */
export class Sender {
  private readonly inFlight = new Map<string, Promise<SentTransaction | undefined>>();
  private numbering: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly options: SenderOptions,
    private readonly journal: Journal,
    private readonly unlock: () => void,
  ) {}

  static async open(options: SenderOptions): Promise<Sender> {
    const { journalDirectory, reader, signer } = options;
    const unlock = lockJournal(journalDirectory, reader.chainId, signer.address);
    const sender = new Sender(options, Journal.open(journalDirectory, reader.chainId, signer.address), unlock);
    // A nonce that was signed but never sent would hold up every later one.
    for (const entry of sender.journal.open) await sender.offerAgain(entry);
    return sender;
  }

  get address(): string {
    return this.options.signer.address;
  }

  close(): void {
    this.unlock();
  }

  /**
   * In their order, as many at once as the chain lets be estimated. @returns those that were sent, now or in a run before.
   */
  async sendAll(intents: readonly TransactionIntent[], signal?: AbortSignal): Promise<readonly SentTransaction[]> {
    const sent: Promise<SentTransaction | undefined>[] = [];
    for (const intent of intents) {
      // A copy: one that waited for what comes after it, itself included, would wait for ever.
      const { done, started } = this.start(intent, [...sent], signal);
      // A failure belongs to whoever awaits all of them.
      done.catch(() => {});
      sent.push(done);
      await started;
    }
    return (await Promise.all(sent)).filter((transaction) => transaction !== undefined);
  }

  /** The same purpose may be asked for by many at once; it is served once. */
  private start(intent: TransactionIntent, before: readonly Promise<unknown>[], signal: AbortSignal | undefined) {
    const id = `${intent.key} ${keccak256(intent.data)}`;
    const running = this.inFlight.get(id);
    if (running) return { done: running, started: Promise.resolve() };
    let markStarted: () => void = () => {};
    const started = new Promise<void>((resolve) => {
      markStarted = resolve;
    });
    const done = this.carryOut(intent, { before, signal, markStarted }).finally(markStarted);
    this.inFlight.set(id, done);
    done.catch(() => this.inFlight.delete(id));
    return { done, started };
  }

  private async carryOut(intent: TransactionIntent, turn: Turn): Promise<SentTransaction | undefined> {
    turn.signal?.throwIfAborted();
    const known = this.journal.find(intent.key, intent);
    const isMined = known?.receipt !== undefined && (await this.findReceipt(known)) !== undefined;
    if (known && !isMined) {
      await this.offerAgain(known);
    } else if (await intent.isDone()) {
      return known?.receipt && describeSent(known, known.receipt);
    }
    const entry = known && !isMined ? known : await this.sign(intent, turn.before);
    turn.markStarted();
    const receipt = await this.confirm(entry, turn.signal);
    // Its nonce went to something else; what it was for may be done by that.
    if (!receipt) return this.carryOut(intent, { ...turn, before: [] });
    if (BigInt(receipt.status) !== 1n && !(await intent.isDone())) throw minedAndFailed(entry, receipt);
    return describeSent(entry, receipt);
  }

  /** One at a time: the next nonce is known when the last one is in the journal. */
  private async sign(intent: TransactionIntent, before: readonly Promise<unknown>[]): Promise<JournalEntry> {
    const gasLimit = intent.gasLimit ?? (await this.estimateAfter(intent, before));
    const turn = this.numbering.then(() => this.signNext(intent, gasLimit));
    this.numbering = turn.catch(() => {});
    const entry = await turn;
    await this.options.reader.broadcast(latest(entry).raw).catch((error) => throwRefused(intent, error));
    return entry;
  }

  private async signNext(intent: TransactionIntent, gasLimit: bigint): Promise<JournalEntry> {
    const { reader, feeCeilingWei } = this.options;
    const fees = await sampleFees(reader, feeCeilingWei);
    const valueWei = intent.valueWei ?? 0n;
    const worstCostWei = gasLimit * fees.maxFeePerGasWei + valueWei;
    await this.requireFunds(intent, worstCostWei);
    const nonce = await this.nextNonce();
    const signed = await this.signVersion({ ...intent, valueWei, nonce, gasLimit, fees });
    const { key, description, to, data } = intent;
    const entry: JournalEntry = {
      key,
      description,
      nonce,
      to,
      data,
      valueWei: `${valueWei}`,
      signed: [signed],
      worstCostWei: `${worstCostWei}`,
    };
    this.journal.write(entry);
    return entry;
  }

  private async signVersion(fields: {
    to: string;
    data: string;
    valueWei: bigint;
    nonce: number;
    gasLimit: bigint;
    fees: Fees;
  }): Promise<JournalEntry["signed"][number]> {
    const { to, data, valueWei, nonce, gasLimit, fees } = fields;
    const transaction = Transaction.from({
      type: 2,
      chainId: this.options.reader.chainId,
      nonce,
      to,
      data,
      value: valueWei,
      gasLimit,
      maxFeePerGas: fees.maxFeePerGasWei,
      maxPriorityFeePerGas: fees.maxPriorityFeePerGasWei,
    });
    const raw = await this.options.signer.sign(transaction);
    return { hash: keccak256(raw), raw, maxFeePerGasWei: `${fees.maxFeePerGasWei}` };
  }

  /** The lowest that neither the chain nor the journal has used: a gap would hold up everything behind it. */
  private async nextNonce(): Promise<number> {
    const mined = Number(await this.options.reader.transactionCount(this.address, "latest"));
    for (let nonce = mined; ; nonce++) if (!this.journal.has(nonce)) return nonce;
  }

  private async estimateAfter(intent: TransactionIntent, before: readonly Promise<unknown>[]): Promise<bigint> {
    try {
      return await this.estimateGas(intent);
    } catch (error) {
      if (before.length === 0) throwRefused(intent, error);
      // What it builds on is on its way.
      await Promise.all(before);
      return this.estimateGas(intent).catch((again) => throwRefused(intent, again));
    }
  }

  async estimateGas({ to, data, valueWei = 0n }: TransactionIntent): Promise<bigint> {
    const gas = await this.options.reader.estimateGas({ from: this.address, to, data, value: toQuantity(valueWei) });
    return (gas * (100n + gasMarginPercent)) / 100n;
  }

  /** @returns what a unit of gas costs at most, for estimates. */
  async maxFeePerGasWei(): Promise<bigint> {
    return (await sampleFees(this.options.reader, this.options.feeCeilingWei)).maxFeePerGasWei;
  }

  private async requireFunds(intent: TransactionIntent, costWei: bigint): Promise<void> {
    const { reader, remainingCostWei } = this.options;
    const balance = await (await reader.snapshot()).balance(this.address);
    const committed = sumOf(this.journal.open.map((entry) => BigInt(entry.worstCostWei)));
    if (balance >= committed + costWei) return;
    const remaining = largestOf(remainingCostWei?.() ?? 0n, committed + costWei);
    throw new UserError({
      what: `the deployer cannot pay for this: ${intent.description}`,
      where: this.address,
      got: `a balance of ${formatEther(balance)}`,
      expected: `${formatEther(remaining)} for what remains, at the highest price`,
      fix: `send ${formatEther(remaining - balance)} or more to ${this.address} and run the command again; nothing is deployed twice`,
    });
  }

  /** A node that was restarted may have forgotten it. */
  private async offerAgain(entry: JournalEntry): Promise<void> {
    await this.options.reader.broadcast(latest(entry).raw).catch(() => {});
  }

  /** @returns nothing when the nonce went to another transaction. */
  private async confirm(start: JournalEntry, signal: AbortSignal | undefined): Promise<Receipt | undefined> {
    const { reader, confirmations, stuckAfterMs = 30_000, pollMs = 1_000 } = this.options;
    let entry = start;
    let offeredAt = Date.now();
    let wasMined = false;
    for (;;) {
      signal?.throwIfAborted();
      const receipt = await this.findReceipt(entry);
      // A reorganisation took its block away.
      if (wasMined && !receipt) await this.offerAgain(entry);
      wasMined = receipt !== undefined;
      if (receipt) {
        const { blockNumber } = await reader.snapshot();
        if (blockNumber + 1n - BigInt(receipt.blockNumber) >= BigInt(confirmations)) {
          this.journal.write({ ...entry, receipt });
          return receipt;
        }
      } else if (Date.now() - offeredAt >= stuckAfterMs) {
        if (await this.isOvertaken(entry)) {
          this.journal.write({ ...entry, isLost: true });
          return undefined;
        }
        entry = await this.offerMore(entry);
        offeredAt = Date.now();
      }
      await sleep(pollMs);
    }
  }

  /** Of any of its versions. */
  private async findReceipt(entry: JournalEntry): Promise<Receipt | undefined> {
    const receipts = await Promise.all(entry.signed.map(({ hash }) => this.options.reader.receipt(hash)));
    return receipts.find((receipt) => receipt !== undefined);
  }

  private async isOvertaken({ nonce }: JournalEntry): Promise<boolean> {
    return Number(await this.options.reader.transactionCount(this.address, "latest")) > nonce;
  }

  private async offerMore(entry: JournalEntry): Promise<JournalEntry> {
    const { reader, feeCeilingWei } = this.options;
    const last = Transaction.from(latest(entry).raw);
    const fees = raiseFees(
      { maxFeePerGasWei: last.maxFeePerGas ?? 0n, maxPriorityFeePerGasWei: last.maxPriorityFeePerGas ?? 0n },
      await sampleFees(reader, feeCeilingWei),
      feeCeilingWei,
    );
    const { to, data, nonce } = entry;
    const { gasLimit, value: valueWei } = last;
    const signed = await this.signVersion({ to, data, nonce, gasLimit, valueWei, fees });
    const raised = {
      ...entry,
      signed: [...entry.signed, signed],
      worstCostWei: `${gasLimit * fees.maxFeePerGasWei + valueWei}`,
    };
    this.journal.write(raised);
    await this.offerAgain(raised);
    return raised;
  }
}

function latest({ signed }: JournalEntry): JournalEntry["signed"][number] {
  return signed.at(-1) as JournalEntry["signed"][number];
}
