import { UserError } from "../user-error";

/** What a transaction of a Safe is refused for. The ids are part of the `--json` output and of messages. */
export type RefusalRule =
  | "delegatecall-target"
  | "delegatecall-value"
  | "batch-malformed"
  | "batch-nested-delegatecall"
  | "refund"
  | "field-range"
  | "owner-reserved"
  | "owner-is-safe"
  | "owner-duplicate"
  | "threshold-zero"
  | "threshold-above-owners"
  | "threshold-lowered"
  | "module-reserved"
  | "module-duplicate"
  | "module-unwanted"
  | "guard-unwanted"
  | "module-guard-unwanted"
  | "fallback-handler-unwanted"
  | "fallback-handler-is-safe"
  | "not-in-version"
  | "self-call-fails"
  | "self-call-unknown"
  | "singleton-changed"
  | "settings-missed"
  | "simulation-failed";

export interface Refusal {
  readonly rule: RefusalRule;
  /** What is wrong, with the addresses and numbers it is wrong about. */
  readonly reason: string;
  /** What to do about it. */
  readonly fix: string;
}

/** Throws one {@link UserError} with every refusal; does nothing without any. */
export function throwRefusals(refusals: readonly Refusal[], what: string, where: string): void {
  if (refusals.length === 0) return;
  const lines = refusals.map(({ rule, reason, fix }) => `\n    ${rule}: ${reason}\n      ${fix}`);
  throw new UserError({ what, where, got: lines.join("") });
}
