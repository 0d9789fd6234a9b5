import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../user-error";
import { RpcError } from "./endpoint";
import type { Journal, JournalEntry } from "./journal";
import type { ChainReader } from "./reader";
import type { Receipt } from "./receipt";

export interface TrackerOptions {
  readonly reader: ChainReader;
  readonly journal: Journal;
  readonly address: string;
  readonly confirmations: number;
  readonly stuckAfterMs: number;
  readonly patienceMs: number;
  readonly pollMs: number;
  /** Signs the same transaction with a higher price. @returns it, written down and not yet sent. */
  raise(entry: JournalEntry): Promise<JournalEntry>;
}

interface Follower {
  readonly nonce: number;
  resolve(receipt: Receipt | undefined): void;
  reject(reason: unknown): void;
}

/** Follows the transactions of one account until they count, and sees to it that none of them holds up the others. */
export class Tracker {
  private readonly followers = new Set<Follower>();
  private readonly takenAt = new Map<number, number>();
  private isWatching = false;
  private count = 0;
  /** The one that a block can take next: since when it is, and when it was last offered more. */
  private next = { nonce: -1, sinceMs: 0, raisedMs: 0 };

  constructor(private readonly options: TrackerOptions) {}

  /** @returns nothing when the nonce went to another transaction. */
  async follow({ nonce }: JournalEntry, signal?: AbortSignal): Promise<Receipt | undefined> {
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const follower = { nonce, resolve, reject };
      this.followers.add(follower);
      const abort = () => {
        this.followers.delete(follower);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", abort, { once: true });
      if (!this.isWatching) void this.watch();
    });
  }

  /** Sends the latest version; @throws RpcError when nobody takes it, UserError when nobody can say who has it. */
  async offer({ nonce, signed }: JournalEntry): Promise<void> {
    await this.options.reader.broadcast(signed.at(-1)?.raw ?? "");
    this.takenAt.set(nonce, Date.now());
  }

  stop(): void {
    this.followers.clear();
  }

  private async watch(): Promise<void> {
    const { patienceMs, pollMs } = this.options;
    this.isWatching = true;
    let failingSinceMs: number | undefined;
    while (this.followers.size > 0) {
      try {
        await this.look();
        failingSinceMs = undefined;
      } catch (error) {
        // What is on its way stays there: an endpoint that is down for a moment is no reason to end.
        failingSinceMs ??= Date.now();
        if (Date.now() - failingSinceMs >= patienceMs) this.giveUp(error);
      }
      await sleep(pollMs);
    }
    this.isWatching = false;
  }

  private giveUp(error: unknown): void {
    for (const { reject } of this.followers) reject(error);
    this.followers.clear();
  }

  private async look(): Promise<void> {
    const { reader, journal, address } = this.options;
    const head = await reader.snapshot();
    const count = await head.transactionCount(address);
    const { open } = journal;
    const mined = open.filter(({ nonce }) => nonce < count);
    const outcomes = await Promise.allSettled(mined.map((entry) => this.settle(entry, head.blockNumber)));
    await this.advance(
      open.filter(({ nonce }) => nonce >= count),
      count,
    );
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  }

  /** Its nonce is in a block. */
  private async settle(entry: JournalEntry, head: bigint): Promise<void> {
    const { reader, journal, confirmations } = this.options;
    const { receipt, isClaimed } = await reader.inclusion(entry.signed.map(({ hash }) => hash));
    if (receipt) {
      if (head + 1n - BigInt(receipt.blockNumber) < BigInt(confirmations)) return;
      journal.write({ ...entry, receipt });
      return this.tell(entry, receipt);
    }
    if (!isClaimed && (await this.isOvertaken(entry))) {
      journal.write({ ...entry, isLost: true });
      return this.tell(entry, undefined);
    }
    throw new UserError({
      what: `the RPC endpoints do not agree on the receipt of a transaction: ${entry.description}`,
      where: entry.signed.at(-1)?.hash ?? "",
      got: isClaimed ? "some tell one and others do not, or another" : "none, though its nonce has been used",
      fix: "run the command again later; if it stays so, name other endpoints: nothing is sent twice",
    });
  }

  /** At the depth at which a block counts: what is above may still change. */
  private async isOvertaken({ nonce }: JournalEntry): Promise<boolean> {
    const { reader, address, confirmations } = this.options;
    const settled = await reader.snapshot(BigInt(confirmations - 1));
    return (await settled.transactionCount(address)) > nonce;
  }

  private tell({ nonce }: JournalEntry, receipt: Receipt | undefined): void {
    for (const follower of this.followers) {
      if (follower.nonce !== nonce) continue;
      this.followers.delete(follower);
      follower.resolve(receipt);
    }
  }

  /** No block has these yet. */
  private async advance(waiting: readonly JournalEntry[], count: number): Promise<void> {
    const { stuckAfterMs } = this.options;
    // A reorganisation took their block away, and their node may have forgotten them.
    if (count < this.count) this.takenAt.clear();
    this.count = count;
    const [next, ...others] = waiting;
    if (!next) return;
    if (next.nonce > count) return this.fillGap(count);
    if (this.next.nonce !== next.nonce) this.next = { nonce: next.nonce, sinceMs: Date.now(), raisedMs: 0 };
    await this.push(next);
    for (const entry of others) {
      const takenAt = this.takenAt.get(entry.nonce) ?? 0;
      // Whatever is said against one is looked into when it is the next.
      if (Date.now() - takenAt >= stuckAfterMs) await this.offer(entry).catch(() => {});
    }
  }

  /** The one that all others wait for: offered until somebody takes it, and offered more when no block does. */
  private async push(next: JournalEntry): Promise<void> {
    const { stuckAfterMs, raise } = this.options;
    const now = Date.now();
    const isTaken = this.takenAt.has(next.nonce);
    if (isTaken && now - this.next.sinceMs < stuckAfterMs) return;
    if (!isTaken) {
      const refusal = await this.offer(next).catch((error) => error);
      if (!(refusal instanceof Error)) return;
      if (!(refusal instanceof RpcError) || now - this.next.raisedMs < stuckAfterMs) throw refusal;
    }
    const raised = await raise(next);
    this.next = { nonce: next.nonce, sinceMs: now, raisedMs: now };
    await this.offer(raised);
  }

  /** What has this nonce is not among those that wait. */
  private fillGap(count: number): void {
    const { journal, address } = this.options;
    const gone = journal.at(count);
    if (gone?.receipt) {
      // Its block is gone, deeper than one ever was to go.
      journal.reopen(gone);
      return;
    }
    throw new UserError({
      what: "everything that is on its way waits for a transaction that this journal does not know",
      where: `nonce ${count} of ${address}`,
      fix: "send any transaction with this nonce from the account, or wait until whoever sends from it has done so; then run the command again",
    });
  }
}
