import { stringify } from "yaml";
import type { Statement } from "../transcript/statement";
import { wordsOf } from "../words";

/** A certificate or a sealed secret is known by its beginning. */
const longestText = 100;

/** What an entry says, for the people who sign it, and the words of its hash to compare aloud. */
export function entryText({ subject, predicate }: Statement, hash: string): string {
  const { step, sequence, at, evidence } = predicate;
  // The plan is on everybody's print, by its digest.
  const { plan: _, ...shown } = evidence as Record<string, unknown>;
  const files = subject.map(({ name, digest }) => `  ${digest.sha256}  ${name}`);
  return [
    `Entry ${sequence}, step ${step}, of ${at}`,
    ...files,
    stringify(shorten(shown), { lineWidth: 0 }).trimEnd().replace(/^/gm, "  "),
    `hash ${hash}`,
    ...[0, 8, 16, 24].map(
      (from) =>
        `     ${wordsOf(hash)
          .slice(from, from + 8)
          .join(" ")}`,
    ),
  ].join("\n");
}

function shorten(value: unknown): unknown {
  if (typeof value === "string" && value.length > longestText) {
    return `${value.slice(0, longestText / 2).trimEnd()}... (${value.length} characters)`;
  }
  if (Array.isArray(value)) return value.map(shorten);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shorten(each)]));
}
