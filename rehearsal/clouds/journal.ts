import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { claim } from "./journal-lock";
import { type Change, JournalState, type Line, readLines, type StoredResource } from "./journal-state";

/**
 * The clouds' state: JSON lines, appended and flushed to disk before anybody is told that something happened. Changes are
 * visible in memory at once, so that requests which run at the same time see one another.
 */
export class Journal {
  private pending: string[] = [];
  private flushing: Promise<void> = Promise.resolve();

  private constructor(
    /** What the clouds hold at this moment. */
    readonly state: JournalState,
    /** Keys the digests of secrets. */
    readonly salt: string,
    private readonly file: FileHandle,
    private readonly release: () => void,
  ) {}

  /** Reads and compacts what is there. One process at a time: a second one is refused. */
  static async open(directory: string): Promise<Journal> {
    mkdirSync(directory, { recursive: true });
    const release = claim(join(directory, "journal.lock"));
    try {
      const state = readJournal(directory);
      const salt = state.salt ?? randomBytes(16).toString("hex");
      compact(directory, salt, state);
      return new Journal(state, salt, await open(journalFile(directory), "a"), release);
    } catch (error) {
      release();
      throw error;
    }
  }

  /** @returns when it is on the disk. */
  put(resource: StoredResource): Promise<void> {
    return this.record({ put: resource });
  }

  /** @returns when it is on the disk. */
  remove(type: string, id: string): Promise<void> {
    return this.record({ remove: { type, id } });
  }

  async close(): Promise<void> {
    await this.flushing.finally(() => this.file.close()).finally(this.release);
  }

  private record(line: Change): Promise<void> {
    this.state.apply(line);
    this.pending.push(`${JSON.stringify(line)}\n`);
    // Everything that waits goes out with one flush. After a failed one nothing is accepted any more: memory is ahead of
    // the disk then.
    this.flushing = this.flushing.then(() => this.flush());
    return this.flushing;
  }

  private async flush(): Promise<void> {
    const text = this.pending.join("");
    this.pending = [];
    if (text === "") return;
    await this.file.appendFile(text);
    await this.file.datasync();
  }
}

/** What the journal of a stack's clouds holds, for whoever only looks; it may be open in another process. */
export function readJournal(directory: string): JournalState {
  return new JournalState(readLines(journalFile(directory)));
}

function journalFile(directory: string): string {
  return join(directory, "journal.jsonl");
}

/** Whoever reads the file meets the old or the new one, never a part. */
function compact(directory: string, salt: string, state: JournalState): void {
  const lines: Line[] = [
    { salt },
    ...state.deleted().map((resource) => ({ deleted: resource })),
    ...state.types().flatMap((type) => state.all(type).map((resource) => ({ put: resource }))),
  ];
  const unfinished = `${journalFile(directory)}.new`;
  writeDurably(unfinished, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  renameSync(unfinished, journalFile(directory));
  const folder = openSync(directory, "r");
  fsyncSync(folder);
  closeSync(folder);
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, "w", 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
