import type { EngineResult } from "./engine";

/** An outcome in a few words: `12 create, 3 same; 1 policy remarks`. */
export function describeChanges({ changes, policyFindings }: EngineResult): string {
  const counts = Object.entries(changes)
    .filter(([, count]) => count > 0)
    .map(([operation, count]) => `${count} ${operation}`);
  const advisory = policyFindings.filter((finding) => finding.level === "advisory").length;
  return [counts.join(", ") || "nothing to do", ...(advisory > 0 ? [`${advisory} policy remarks`] : [])].join("; ");
}

/** How far a run has come. */
export function progressLine({ changes }: EngineResult): string {
  const count = Object.values(changes).reduce((sum, value) => sum + value, 0);
  return `${count} resources`;
}
