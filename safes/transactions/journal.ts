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
import type { Receipt } from "./receipt";
import { isSuccess } from "./transaction";

/** One nonce of one account: what was signed for it, before it was sent. */
export interface JournalEntry {
  /** What the transaction is for; stable over runs. */
  readonly key: string;
  /** URN of the resource that sent it, in whose outputs it is recorded. */
  readonly resource: string;
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
  private constructor(
    private readonly folder: string,
    private readonly byNonce: Map<number, JournalEntry>,
  ) {}

  static open(folder: string): Journal {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw unwritable(folder, error);
    }
    const files = readdirSync(folder).filter((name) => /^\d+\.json$/.test(name));
    const entries = files.map((name) => readEntry(join(folder, name)));
    return new Journal(folder, new Map(entries.map((entry) => [entry.nonce, entry])));
  }

  /** The latest for this purpose and this very call that did not fail. */
  find(key: string, call: { readonly to: string; readonly data: string }): JournalEntry | undefined {
    return this.entries.findLast(
      (entry) =>
        entry.key === key && entry.to === call.to && entry.data === call.data && !entry.isLost && !hasFailed(entry),
    );
  }

  /** In the order of their nonces. */
  get entries(): readonly JournalEntry[] {
    return [...this.byNonce.values()].sort((one, other) => one.nonce - other.nonce);
  }

  /** What was signed and has no receipt yet. */
  get open(): readonly JournalEntry[] {
    return this.entries.filter((entry) => !entry.receipt && !entry.isLost);
  }

  at(nonce: number): JournalEntry | undefined {
    return this.byNonce.get(nonce);
  }

  /** @throws UserError when it cannot be written, and then nothing may be sent. */
  write(entry: JournalEntry): void {
    const file = this.fileOf(entry);
    try {
      writeDurably(`${file}.new`, JSON.stringify(entry, null, 2));
      renameSync(`${file}.new`, file);
      syncDirectory(this.folder);
    } catch (error) {
      rmSync(`${file}.new`, { force: true });
      throw unwritable(file, error);
    }
    this.byNonce.set(entry.nonce, entry);
  }

  /** For one that no block has any more. @returns what is there now. */
  reopen({ receipt: _, ...entry }: JournalEntry): JournalEntry {
    this.write(entry);
    return entry;
  }

  /** For one that nobody has taken, so that its nonce is free. */
  remove(entry: JournalEntry): void {
    rmSync(this.fileOf(entry), { force: true });
    this.byNonce.delete(entry.nonce);
  }

  private fileOf({ nonce }: JournalEntry): string {
    return join(this.folder, `${nonce}.json`);
  }
}

function readEntry(file: string): JournalEntry {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError({
      what: "the journal of transactions cannot be read, so nobody knows what may have been sent",
      where: file,
      got: String((error as Error).message),
      fix: "restore the file; or look the nonce up in an explorer, and delete the file once it has gone to a transaction",
    });
  }
}

function hasFailed({ receipt }: JournalEntry): boolean {
  return receipt !== undefined && !isSuccess(receipt);
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
