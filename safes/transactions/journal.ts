import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { UserError } from "../user-error";
import type { Receipt } from "./reader";

/** One nonce of one account: what was signed for it, before it was sent. */
export interface JournalEntry {
  /** What the transaction is for; stable over runs. */
  readonly key: string;
  readonly description: string;
  readonly nonce: number;
  readonly to: string;
  readonly data: string;
  readonly valueWei: string;
  /** Every version that was signed, the latest last: any of them may be the one that is mined. */
  readonly signed: ReadonlyArray<{ readonly hash: string; readonly raw: string; readonly maxFeePerGasWei: string }>;
  readonly worstCostWei: string;
  /** Once it has its depth. */
  readonly receipt?: Receipt;
  /** The nonce went to a transaction that is not ours. */
  readonly isLost?: boolean;
}

/**
 * What was signed, on disk before it is sent: a process that is killed at any point finds in it what it may have sent,
 * and sends the very same again instead of something new.
 */
export class Journal {
  private readonly entries = new Map<number, JournalEntry>();

  private constructor(private readonly directory: string) {}

  static open(directory: string, chainId: bigint, address: string): Journal {
    const folder = join(directory, `${chainId}`, address);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw unwritable(folder, error);
    }
    const journal = new Journal(folder);
    for (const name of readdirSync(folder)) {
      if (!/^\d+\.json$/.test(name)) continue;
      const entry = JSON.parse(readFileSync(join(folder, name), "utf8")) as JournalEntry;
      journal.entries.set(entry.nonce, entry);
    }
    return journal;
  }

  /** The latest entry for this purpose and this very call that did not fail. */
  find(key: string, call: { readonly to: string; readonly data: string }): JournalEntry | undefined {
    return [...this.entries.values()].findLast(
      (entry) =>
        entry.key === key && entry.to === call.to && entry.data === call.data && !entry.isLost && !hasFailed(entry),
    );
  }

  /** What was signed and has no receipt yet. */
  get open(): readonly JournalEntry[] {
    return [...this.entries.values()].filter((entry) => !entry.receipt && !entry.isLost);
  }

  has(nonce: number): boolean {
    return this.entries.has(nonce);
  }

  /** @throws UserError when it cannot be written, and then nothing may be sent. */
  write(entry: JournalEntry): void {
    const file = join(this.directory, `${entry.nonce}.json`);
    try {
      writeDurably(`${file}.new`, JSON.stringify(entry, null, 2));
      renameSync(`${file}.new`, file);
      syncDirectory(this.directory);
    } catch (error) {
      rmSync(`${file}.new`, { force: true });
      throw unwritable(file, error);
    }
    this.entries.set(entry.nonce, entry);
  }
}

function hasFailed({ receipt }: JournalEntry): boolean {
  return receipt !== undefined && BigInt(receipt.status) !== 1n;
}

function writeDurably(file: string, content: string): void {
  const descriptor = openSync(file, "w", 0o600);
  try {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A rename is on disk only when its folder is. */
function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function unwritable(where: string, error: unknown): UserError {
  return new UserError({
    what: "the journal of transactions cannot be written, so nothing is sent",
    where,
    got: (error as NodeJS.ErrnoException).code ?? String(error),
    fix: "make room, or make the folder writable, and run the command again",
  });
}
