import type { Properties } from "../../safes/plugin/provider";
import type { SdkType } from "./sdk-type";

/** Provider configuration travels as text, with JSON for all that is none; the SDK tells which is which. */
export function readConfig(declared: SdkType | undefined, config: Properties): Properties {
  return Object.fromEntries(
    Object.entries(config).map(([property, value]) => {
      const kind = declared?.inputs[property]?.shape.kind;
      return [property, typeof value === "string" && kind !== "string" ? parseJson(value) : value];
    }),
  );
}

/** Text that is no JSON stays as it is: the check of the inputs complains then. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
