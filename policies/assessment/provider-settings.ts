import type { Resource } from "./resource";
import { segments, type Value, valueAt } from "./value";

type Properties = Readonly<Record<string, unknown>>;

/** Parsed once for each provider: all of its resources ask for its tags. */
const parsed = new WeakMap<Properties, Map<string, unknown>>();

/** A provider's setting: Pulumi hands objects and lists to providers as JSON text. */
export function settingOf(properties: Properties, [name, ...rest]: readonly [string, ...string[]]): Value {
  const known = parsed.get(properties) ?? new Map<string, unknown>();
  parsed.set(properties, known);
  if (!known.has(name)) known.set(name, parse(properties[name]));
  return valueAt({ [name]: known.get(name) }, segments([name, ...rest]));
}

function parse(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : text;
  } catch {
    // A plain string, such as the region, or an unknown: both read as they are.
    return text;
  }
}

/** What the program has given to a provider that is itself under judgement. */
export function settingsOf({ description: { inputs, outputs } }: Resource): Properties {
  return inputs ?? outputs ?? {};
}
