import { stringify } from "yaml";
import type { Statement } from "../transcript/statement";
import { spoken } from "../transcript/summary";

/** A certificate or a sealed secret is known by its beginning. */
const longestText = 100;

/** What an entry says, for the people who sign it, and the words of its hash to compare aloud. */
export function entryText({ subject, predicate }: Statement, hash: string, planDigest: string): string {
  const { step, sequence, at, evidence } = predicate;
  const { plan, ...shown } = evidence as Record<string, unknown>;
  // The first one is the plan, which is on everybody's print by the digest that is shown instead.
  const files = subject.slice(1).map(({ name, digest }) => `  ${digest.sha256}  ${name}`);
  return [
    `Entry ${sequence}, step ${step}, of ${at}`,
    ...files,
    stringify(shorten(shown), { lineWidth: 0 }).trimEnd().replace(/^/gm, "  "),
    ...(plan === undefined ? [] : spoken("plan", planDigest)),
    ...spoken("hash", hash),
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
