import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { findLeaks, type Secret } from "./scanner";

/** Everything that was left behind, by where it was found. */
export type Traces = ReadonlyMap<string, Buffer>;

const notes = "secrets.jsonl";

/** Every file below a folder. */
export function filesBelow(folder: string, exclude: readonly string[] = []): [string, Buffer][] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).flatMap((name) => {
    const file = join(folder, name);
    return statSync(file).isFile() && !exclude.includes(name) ? [[name, readFileSync(file)] as [string, Buffer]] : [];
  });
}

/** What was noted while it ran: everything written, started and in the environment. */
export function notedTraces(watch: string): [string, Buffer][] {
  return filesBelow(watch, [notes]);
}

/** What must be nowhere. */
export function notedSecrets(watch: string): Secret[] {
  const file = join(watch, notes);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line)).map(({ name, hex }) => ({ name, bytes: Buffer.from(hex, "hex") }));
}

/** Where something leaks, and what. */
export function leaksIn(traces: Traces, sought: readonly Secret[]): Record<string, readonly string[]> {
  return Object.fromEntries(
    [...traces]
      .map(([place, content]) => [place, [...new Set(findLeaks(content, sought))]] as const)
      .filter(([, found]) => found.length > 0),
  );
}
