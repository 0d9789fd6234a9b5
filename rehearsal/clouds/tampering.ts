import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type PropertyPath, parsePath } from "../../safes/plugin/property-path";
import type { Properties } from "../../safes/plugin/provider";
import { UserError } from "../../safes/user-error";
import { hasCode } from "./error-code";
import { type Journal, readJournal } from "./journal";
import type { JournalState, StoredResource } from "./journal-state";
import { isRedacted, redactValue } from "./redaction";

/** A change to a resource that the engine does not know of, as somebody in the cloud's console would make it. */
export type Tampering =
  | { readonly target: string; readonly property: string; readonly value: unknown }
  | { readonly target: string; readonly remove: true };

const tamperingSchema = z.union([
  z.strictObject({ target: z.string(), remove: z.literal(true) }),
  z.strictObject({ target: z.string(), property: z.string(), value: z.unknown() }),
]);

let changes = 0;

/**
 * Leaves the change for the process that serves the clouds, which takes it in before its next request; without one, the
 * next that opens them does.
 * @param directory the clouds' state.
 * @throws UserError when there is no such resource.
 */
export function tamper(directory: string, tampering: Tampering): void {
  find(readJournal(directory), tampering.target);
  if ("property" in tampering) parsePath(tampering.property);
  const folder = dropFolder(directory);
  mkdirSync(folder, { recursive: true });
  // Names sort by time, so that changes are taken in one after the other.
  const name = [String(Date.now()).padStart(15, "0"), String(changes++).padStart(6, "0"), randomUUID()].join("-");
  writeFileSync(join(folder, `${name}.new`), JSON.stringify(tampering), { mode: 0o600 });
  renameSync(join(folder, `${name}.new`), join(folder, `${name}.json`));
}

/** Takes in what others have left. No step waits before the file is gone, since requests run at the same time. */
export async function takeIn(directory: string, journal: Journal): Promise<void> {
  const written: Promise<void>[] = [];
  for (const file of dropped(directory)) {
    const path = join(dropFolder(directory), file);
    const tampering = tamperingSchema.parse(JSON.parse(readFileSync(path, "utf8")));
    rmSync(path);
    const resource = find(journal.state, tampering.target);
    written.push(
      "remove" in tampering
        ? journal.remove(resource.type, resource.id)
        : journal.put(changed(resource, parsePath(tampering.property), tampering.value, journal.salt)),
    );
  }
  await Promise.all(written);
}

function dropped(directory: string): string[] {
  try {
    return readdirSync(dropFolder(directory))
      .filter((file) => file.endsWith(".json"))
      .sort();
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}

function dropFolder(directory: string): string {
  return join(directory, "tampering");
}

/** By URN or by id; of a replacement the newer one. */
function find(state: JournalState, target: string): StoredResource {
  const all = state.types().flatMap((type) => state.all(type));
  const found = all.filter(({ urn, id }) => urn === target || id === target).at(-1);
  if (found) return found;
  throw new UserError({
    what: "the stand-in clouds hold no such resource",
    got: target,
    expected: "a URN or an id of one of theirs",
    fix: "`pulumi stack --show-urns --show-ids` lists them",
  });
}

/** Inputs follow where the program gave the property: a read answers with both. */
function changed(resource: StoredResource, path: PropertyPath, value: unknown, salt: string): StoredResource {
  const [top = ""] = path;
  const inInputs = resource.inputs[top] !== undefined;
  return {
    ...resource,
    outputs: set(resource.outputs, path, value, salt),
    inputs: inInputs ? set(resource.inputs, path, value, salt) : resource.inputs,
  };
}

function set(properties: Properties, [top = "", ...rest]: PropertyPath, value: unknown, salt: string): Properties {
  const old = properties[top];
  const next = rest.length === 0 ? value : setWithin(structuredClone(old), rest, value);
  return { ...properties, [top]: isRedacted(old) ? redactValue(next, salt) : next };
}

function setWithin(container: unknown, [key = "", ...rest]: PropertyPath, value: unknown): unknown {
  const inside = typeof container === "object" && container !== null ? container : {};
  Reflect.set(inside, key, rest.length === 0 ? value : setWithin(Reflect.get(inside, key), rest, value));
  return inside;
}
