import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../user-error";
import { claim } from "./journal-lock";
import type { CloudResource } from "./resource-type";

/** A resource as the journal keeps it: secrets are redacted. */
export interface StoredResource extends CloudResource {
  /** How many resources with this URN had been created, this one included. */
  readonly creation: number;
}

type Line =
  | { readonly salt: string }
  | { readonly put: StoredResource }
  | { readonly deleted: StoredResource }
  | { readonly remove: { readonly type: string; readonly id: string } };

/**
 * The clouds' state: JSON lines, appended and flushed to disk before anybody is told that something happened. Changes are
 * visible in memory at once, so that requests which run at the same time see one another.
 */
export class Journal {
  /** Keys the digests of secrets. */
  readonly salt: string;
  private readonly resources = new Map<string, Map<string, StoredResource>>();
  private readonly removed: StoredResource[] = [];
  private readonly creations = new Map<string, number>();
  private file!: FileHandle;
  private pending: string[] = [];
  private flushing: Promise<void> = Promise.resolve();

  private constructor(
    lines: readonly Line[],
    private readonly release: () => void,
  ) {
    let salt: string | undefined;
    for (const line of lines) {
      if ("salt" in line) salt = line.salt;
      else this.apply(line);
    }
    this.salt = salt ?? randomBytes(16).toString("hex");
  }

  /** Reads and compacts what is there. One process at a time: a second one is refused. */
  static async open(directory: string): Promise<Journal> {
    mkdirSync(directory, { recursive: true });
    const release = claim(join(directory, "journal.lock"));
    try {
      const path = join(directory, "journal.jsonl");
      const journal = new Journal(readLines(path), release);
      journal.compact(directory, path);
      journal.file = await open(path, "a");
      return journal;
    } catch (error) {
      release();
      throw error;
    }
  }

  all(type: string): readonly StoredResource[] {
    return [...(this.resources.get(type)?.values() ?? [])];
  }

  types(): readonly string[] {
    return [...this.resources.keys()];
  }

  get(type: string, id: string): StoredResource | undefined {
    return this.resources.get(type)?.get(id);
  }

  /** Oldest first. */
  deleted(type: string): readonly StoredResource[] {
    return this.removed.filter((resource) => resource.type === type);
  }

  /** How many resources with this URN have ever been created. */
  creationsOf(urn: string): number {
    return this.creations.get(urn) ?? 0;
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

  private apply(line: Exclude<Line, { salt: string }>): void {
    if ("remove" in line) {
      const gone = this.get(line.remove.type, line.remove.id);
      if (gone) this.removed.push(gone);
      this.resources.get(line.remove.type)?.delete(line.remove.id);
      return;
    }
    const resource = "put" in line ? line.put : line.deleted;
    this.creations.set(resource.urn, Math.max(this.creationsOf(resource.urn), resource.creation));
    if ("deleted" in line) this.removed.push(resource);
    else this.ofType(resource.type).set(resource.id, resource);
  }

  private ofType(type: string): Map<string, StoredResource> {
    const known = this.resources.get(type) ?? new Map<string, StoredResource>();
    this.resources.set(type, known);
    return known;
  }

  private record(line: Exclude<Line, { salt: string }>): Promise<void> {
    this.apply(line);
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

  /** Whoever reads the file meets the old or the new one, never a part. */
  private compact(directory: string, path: string): void {
    const lines: Line[] = [
      { salt: this.salt },
      ...this.removed.map((resource) => ({ deleted: resource })),
      ...[...this.resources.values()].flatMap((ofType) => [...ofType.values()].map((resource) => ({ put: resource }))),
    ];
    const unfinished = `${path}.new`;
    writeDurably(unfinished, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    renameSync(unfinished, path);
    const folder = openSync(directory, "r");
    fsyncSync(folder);
    closeSync(folder);
  }
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

/** Without what a crash has left of a last line: nobody was told of that one. */
export function readLines(path: string): Line[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line, index) => parseLine(path, line, index + 1));
}

function parseLine(path: string, line: string, number: number): Line {
  try {
    return JSON.parse(line);
  } catch {
    throw new UserError({
      what: "the rehearsal's record of its clouds is damaged",
      where: `${path}:${number}`,
      got: line.slice(0, 80),
      expected: "one JSON object per line",
      fix: "remove the stack's rehearsal folder and rehearse it from the start",
    });
  }
}
