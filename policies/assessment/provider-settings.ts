import { Resource } from "./resource";
import type { Value } from "./value";

type Properties = Readonly<Record<string, unknown>>;

/** A provider's setting: Pulumi hands objects and lists to providers as JSON text. */
export function settingOf(properties: Properties, [name, ...rest]: readonly [string, ...string[]]): Value {
  const text = properties[name];
  let parsed: unknown = text;
  try {
    if (typeof text === "string") parsed = JSON.parse(text);
  } catch {
    // A plain string, such as the region, or an unknown: both read as they are.
  }
  const holder = new Resource({ urn: "", type: "", name: "", protect: false, inputs: { [name]: parsed } });
  return holder.value([name, ...rest]);
}

/** What the program has given to a provider that is itself under judgement. */
export function settingsOf({ description: { inputs, outputs } }: Resource): Properties {
  return inputs ?? outputs ?? {};
}
