import { createHmac } from "node:crypto";
import type { Properties } from "../../safes/plugin/provider";

/** Stands in the journal for a secret: tells whether it is the same one, and nothing else. */
export interface Redacted {
  readonly $secret: string;
}

/** What a read answers for a secret that somebody has changed: enough to show the drift. */
const CHANGED = "(a secret that was changed outside of Pulumi)";

export function isRedacted(value: unknown): value is Redacted {
  return typeof value === "object" && value !== null && "$secret" in value && typeof value.$secret === "string";
}

export function redact(properties: Properties, secrets: Iterable<string>, salt: string): Properties {
  const redacted = { ...properties };
  for (const property of secrets) {
    const value = redacted[property];
    if (value !== undefined && value !== null) redacted[property] = redactValue(value, salt);
  }
  return redacted;
}

export function redactValue(value: unknown, salt: string): Redacted {
  return { $secret: createHmac("sha256", salt).update(canonicalJson(value)).digest("hex") };
}

/** Takes secrets back from what the engine passes; one that it does not know stays out, as a real cloud keeps it. */
export function restore(properties: Properties, known: Properties, salt: string): Properties {
  const restored: Properties = {};
  for (const [property, value] of Object.entries(properties)) {
    if (!isRedacted(value)) restored[property] = value;
    else if (known[property] !== undefined) {
      const same = redactValue(known[property], salt).$secret === value.$secret;
      restored[property] = same ? known[property] : CHANGED;
    }
  }
  return restored;
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
