import { readFileSync } from "node:fs";
import { UserError } from "../../safes/user-error";
import { hasCode } from "./error-code";
import type { CloudResource } from "./resource-type";

/** A resource as the journal keeps it: secrets are redacted. */
export interface StoredResource extends CloudResource {
  /** How many resources with this URN had been created, this one included. */
  readonly creation: number;
}

export type Line = { readonly salt: string } | Change;

export type Change =
  | { readonly put: StoredResource }
  | { readonly deleted: StoredResource }
  | { readonly remove: { readonly type: string; readonly id: string } };

/** What the journal's lines add up to. */
export class JournalState {
  /** Keys the digests of secrets; undefined in a journal that was never opened. */
  readonly salt: string | undefined;
  private readonly resources = new Map<string, Map<string, StoredResource>>();
  private readonly removed: StoredResource[] = [];
  private readonly creations = new Map<string, number>();

  constructor(lines: readonly Line[]) {
    for (const line of lines) {
      if ("salt" in line) this.salt = line.salt;
      else this.apply(line);
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
  deleted(type?: string): readonly StoredResource[] {
    return type === undefined ? this.removed : this.removed.filter((resource) => resource.type === type);
  }

  /** How many resources with this URN have ever been created. */
  creationsOf(urn: string): number {
    return this.creations.get(urn) ?? 0;
  }

  apply(line: Change): void {
    if ("remove" in line) {
      const { type, id } = line.remove;
      const gone = this.get(type, id);
      if (gone) this.removed.push(gone);
      this.resources.get(type)?.delete(id);
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
}

/** Without what a crash has left of a last line: nobody was told of that one. */
export function readLines(path: string): Line[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
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
