import type { Duty } from "../plan/schema";

/** One line of the printed script, with one box to tick. */
export interface ScriptLine {
  /** A duty, or a participant of the plan by id. */
  readonly speaker: Duty | (string & {});
  /** What is done, in the imperative. */
  readonly does: string;
  /** What is said aloud, word by word. */
  readonly says?: string;
  /** What is typed. */
  readonly command?: string;
  /** Blanks to be filled in by hand: `Words of the head`, `Time`. */
  readonly blanks?: readonly string[];
}

/** What is typed for a step: on the stick, beside the plan and the folder of the ceremony. */
export function commandOf(step: string, ...options: readonly string[]): string {
  return ["node ceremony.mjs", step, ...options].join(" ");
}

/** A step as the printed script shows it. */
export interface ScriptedStep {
  readonly name: string;
  readonly title: string;
  /** What has to be true before it begins, for people. */
  readonly before: readonly string[];
  readonly lines: readonly ScriptLine[];
  /** What is done when it does not go as written. */
  readonly otherwise: readonly string[];
}
