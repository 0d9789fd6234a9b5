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

/** A step as the printed script shows it. */
export interface ScriptedStep {
  readonly name: string;
  readonly title: string;
  /** What has to be true before it begins, for people. */
  readonly before: readonly string[];
  readonly lines: readonly ScriptLine[];
}
