import { type Controls, frameworkKeys, frameworks } from "../assessment/controls";
import type { PolicyMetadata } from "../assessment/policy";
import { listedControls } from "./listed-controls";
import type { Report } from "./model";

/** What the policies cover of each framework, and what they do not. */
export function coverageOf(policies: readonly PolicyMetadata[]): Report["coverage"] {
  return frameworkKeys.map((framework) => {
    const covered = controlsOf(policies, framework);
    const uncovered = Object.entries(listedControls[framework])
      .filter(([control]) => !covered.includes(control))
      .map(([control, why]) => ({ control, why: why || "no policy implements it yet" }));
    const { name, version } = frameworks[framework];
    return { framework, name, version, covered, uncovered, listIsComplete: true };
  });
}

function controlsOf(policies: readonly PolicyMetadata[], framework: keyof Controls): string[] {
  const ids = new Set(policies.flatMap((policy) => policy.controls?.[framework] ?? []));
  return [...ids].sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
}
