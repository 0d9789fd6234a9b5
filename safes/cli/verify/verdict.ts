import type { Verification } from "./verification";

/** Whether nothing speaks against signing: no rule refuses it, and the file says nothing that its fields do not. */
export function isGood({ refusals, contradictions }: Pick<Verification, "refusals" | "contradictions">): boolean {
  return refusals.length === 0 && contradictions.length === 0;
}
