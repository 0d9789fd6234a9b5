import { readFileSync } from "node:fs";
import { join } from "node:path";
import { WaiverBook } from "./book";
import { dayOf, readWaivers } from "./waiver";

/** Set to 1, it has every violation count as if nothing were waived. */
export const ignoreWaiversVariable = "JEJU_NO_WAIVERS";

/** `policies/waivers.yaml` as it holds now. */
export function repositoryWaivers(
  waivable: (policy: string) => boolean,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  now = new Date(),
): WaiverBook {
  if (environment[ignoreWaiversVariable] === "1") return new WaiverBook();
  const text = readFileSync(join(__dirname, "../waivers.yaml"), "utf8");
  return new WaiverBook(readWaivers(text, waivable, dayOf(now)));
}
