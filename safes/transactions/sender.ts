import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { keccak256 } from "ethers";
import { UserError } from "../user-error";
import { estimateGas } from "./cost";
import { RpcError } from "./endpoint";
import { Journal, type JournalEntry } from "./journal";
import { lockJournal } from "./journal-lock";
import { Signing, type SigningOptions } from "./signing";
import { Tracker } from "./tracker";
import {
  describeSent,
  isSuccess,
  minedAndFailed,
  nothingThere,
  type SentTransaction,
  type TransactionIntent,
  throwRefused,
} from "./transaction";

export interface SenderOptions extends SigningOptions {
  /** The account's own. */
  readonly journalFolder: string;
  /** Blocks until a transaction counts, its own included. */
  readonly confirmations: number;
  /** After which a transaction that no block takes is offered more. Default 30 s. */
  readonly stuckAfterMs?: number;
  /** How long what is on its way is waited for while the endpoints cannot tell. Default 2 min. */
  readonly patienceMs?: number;
  /** How often the chain is asked. Default 1 s. */
  readonly pollMs?: number;
}

interface Turn {
  /** What goes first, in the same list. */
  readonly before: readonly Promise<unknown>[];
  readonly signal: AbortSignal | undefined;
  /** To be called when the nonce is taken, and the next in the list may take its own. */
  readonly markStarted: () => void;
}

interface Sending {
  readonly started: Promise<void>;
  readonly done: Promise<void>;
}

/**
 * Sends the transactions of one account. Several at once get consecutive nonces and go out without waiting for each
 * other; each is in the journal before it is on the wire, so that whatever happens, nothing is sent twice.
 */
export class Sender {
  private static readonly opened = new Map<string, Promise<Sender>>();

  private readonly sending = new Map<string, Sending>();
  private readonly signing: Signing;
  private readonly tracker: Tracker;
  private numbering: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly options: SenderOptions,
    private readonly journal: Journal,
    private readonly unlock: () => void,
  ) {
    const { reader, confirmations, stuckAfterMs = 30_000, patienceMs = 120_000, pollMs = 1_000 } = options;
    this.signing = new Signing(options, journal);
    const raise = (entry: JournalEntry) => this.signing.raise(entry);
    const { address } = this;
    this.tracker = new Tracker({ reader, journal, address, confirmations, stuckAfterMs, patienceMs, pollMs, raise });
  }

  /** An account has one sender in a process, whoever asks for it: two would number their transactions alike. */
  static open(options: SenderOptions): Promise<Sender> {
    const { journalFolder } = options;
    const known = Sender.opened.get(journalFolder);
    if (known) return known;
    const opening = Sender.takeUp(options);
    Sender.opened.set(journalFolder, opening);
    opening.catch(() => Sender.opened.delete(journalFolder));
    return opening;
  }

  private static async takeUp(options: SenderOptions): Promise<Sender> {
    const unlock = lockJournal(options.journalFolder);
    try {
      const sender = new Sender(options, Journal.open(options.journalFolder), unlock);
      await sender.resume();
      return sender;
    } catch (error) {
      unlock();
      throw error;
    }
  }

  get address(): string {
    return this.options.signer.address;
  }

  close(): void {
    Sender.opened.delete(this.options.journalFolder);
    this.tracker.stop();
    this.unlock();
  }

  /**
   * In their order, as many at once as the chain lets be estimated.
   *
   * @returns what their resource has ever sent for them, in this run or before
   */
  async sendAll(intents: readonly TransactionIntent[], signal?: AbortSignal): Promise<readonly SentTransaction[]> {
    const sent: Promise<void>[] = [];
    let hasFailed = false;
    for (const intent of intents) {
      // A copy: one that waited for what comes after it, itself included, would wait for ever.
      const { done, started } = this.start(intent, [...sent], signal);
      done.catch(() => {
        hasFailed = true;
      });
      sent.push(done);
      // What comes after one that fails may do harm without it.
      await started.catch(() => {});
      if (hasFailed) break;
    }
    const outcomes = await Promise.allSettled(sent);
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
    return this.recorded(intents);
  }

  /** What their resource has sent for them so far. */
  recorded(intents: readonly TransactionIntent[]): readonly SentTransaction[] {
    return this.journal.entries.flatMap((entry) => {
      const isAsked = intents.some(({ key, resource }) => key === entry.key && resource === entry.resource);
      return isAsked && entry.receipt ? [describeSent(entry, entry.receipt)] : [];
    });
  }

  /** An earlier run may have been killed at any point. */
  private async resume(): Promise<void> {
    const { reader } = this.options;
    const count = await (await reader.snapshot()).transactionCount(this.address);
    for (const entry of this.journal.entries) if (entry.receipt && entry.nonce >= count) this.journal.reopen(entry);
    await this.waitForStrangers();
    // A nonce that was signed but never sent would hold up every later one.
    for (const entry of this.journal.open) {
      if (entry.nonce < count) continue;
      await this.tracker.offer(entry).catch((error) => this.offerAnew(entry, error));
    }
  }

  /** At the price of now. One that is refused all the same is nowhere, and is signed anew when it is wanted again. */
  private async offerAnew(entry: JournalEntry, error: unknown): Promise<void> {
    if (!(error instanceof RpcError)) throw error;
    const raised = await this.signing.raise(entry);
    await this.tracker.offer(raised).catch((again) => {
      if (!(again instanceof RpcError)) throw again;
      this.journal.remove(raised);
    });
  }

  /** What this journal does not know may be what a journal that was lost did: it must be over before anything is judged. */
  private async waitForStrangers(): Promise<void> {
    const { reader, patienceMs = 120_000, pollMs = 1_000 } = this.options;
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const count = await (await reader.snapshot()).transactionCount(this.address);
      const pending = await reader.pendingCount(this.address);
      const unknown = Array.from({ length: Math.max(0, pending - count) }, (_, index) => count + index).find(
        (nonce) => !this.journal.at(nonce),
      );
      if (unknown === undefined) return;
      if (Date.now() >= deadline) {
        throw new UserError({
          what: "the account has a transaction on its way that this journal does not know",
          where: `nonce ${unknown} of ${this.address}`,
          fix: "nobody else may send from this account: wait until it is in a block, or replace it, and run the command again",
        });
      }
      await sleep(pollMs);
    }
  }

  /** The same purpose may be asked for by many at once; it is served once. */
  private start(
    intent: TransactionIntent,
    before: readonly Promise<unknown>[],
    signal: AbortSignal | undefined,
  ): Sending {
    const id = `${intent.key} ${intent.to} ${keccak256(intent.data)}`;
    const known = this.sending.get(id);
    if (known) return known;
    let markStarted: () => void = () => {};
    const isStarted = new Promise<void>((resolve) => {
      markStarted = resolve;
    });
    const done = this.carryOut(intent, { before, signal, markStarted }).finally(() => this.sending.delete(id));
    const sending = { done, started: Promise.race([isStarted, done]) };
    this.sending.set(id, sending);
    return sending;
  }

  private async carryOut(intent: TransactionIntent, turn: Turn): Promise<void> {
    turn.signal?.throwIfAborted();
    const known = this.journal.find(intent.key, intent);
    const isOnItsWay = known && !known.receipt;
    if (!isOnItsWay && (await intent.isDone())) return;
    const entry = (isOnItsWay ? known : known && (await this.reopenIfGone(known))) ?? (await this.send(intent, turn));
    turn.markStarted();
    const receipt = await this.tracker.follow(entry, turn.signal);
    // Its nonce went to something else; what it was for may be done by that.
    if (!receipt) return this.carryOut(intent, turn);
    if (!isSuccess(receipt) && !(await intent.isDone())) throw minedAndFailed(entry, receipt);
  }

  /** Nothing for one that is still in its block: what it did, somebody has undone since. */
  private async reopenIfGone(known: JournalEntry): Promise<JournalEntry | undefined> {
    const { receipt } = await this.options.reader.inclusion(known.signed.map(({ hash }) => hash));
    return receipt ? undefined : this.journal.reopen(known);
  }

  /** One at a time: the next nonce is known when the last one is taken, by the journal and by a node. */
  private async send(intent: TransactionIntent, { before, signal }: Turn): Promise<JournalEntry> {
    const price = await this.signing.price(intent, await this.gasFor(intent, before));
    const turn = this.numbering.then(async () => {
      signal?.throwIfAborted();
      const entry = await this.signing.sign(intent, price);
      await this.tracker.offer(entry).catch((error) => this.takeNonceBack(entry, intent, error));
      return entry;
    });
    this.numbering = turn.catch(() => {});
    return turn;
  }

  private async gasFor(intent: TransactionIntent, before: readonly Promise<unknown>[]): Promise<bigint> {
    const estimate = () => estimateGas(this.options.reader, intent, this.address);
    if (intent.isIrrevocable) await Promise.all(before);
    const gas = await estimate().catch((error) => {
      if (before.length === 0 || !(error instanceof RpcError)) throwRefused(intent, error);
      return undefined;
    });
    if (gas !== undefined) return gas;
    // What it builds on is on its way.
    await Promise.all(before);
    const gasOnceThere = await estimate().catch((error) => throwRefused(intent, error));
    if (gasOnceThere === undefined) throw nothingThere(intent);
    return gasOnceThere;
  }

  /** Only where it is certain that nobody has it; else it is followed, and offered again until somebody takes it. */
  private async takeNonceBack(entry: JournalEntry, intent: TransactionIntent, error: unknown): Promise<void> {
    if (!(error instanceof RpcError)) return;
    this.journal.remove(entry);
    if (!/insufficient (funds|balance)/i.test(error.message)) throwRefused(intent, error);
    throw await this.signing.shortage(intent, BigInt(entry.worstCostWei));
  }
}

/** Where an account of a chain keeps its journal; `incarnation` tells chains apart that begin anew under their id. */
export function journalFolder(directory: string, chainId: bigint, address: string, incarnation?: string): string {
  return join(directory, incarnation === undefined ? `${chainId}` : `${chainId}-${incarnation}`, address);
}
