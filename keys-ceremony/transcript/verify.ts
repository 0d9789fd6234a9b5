import { nextStep } from "../steps/order";
import type { CeremonyState } from "../steps/state";
import { parseTranscript } from "./file";
import { Refusal } from "./refusal";
import { replay } from "./replay";

export interface Verdict {
  readonly state: CeremonyState;
  /** Still to be done; none of a finished ceremony. */
  readonly next?: string;
}

export interface VerifyOptions {
  /** Hash of the last entry, as it was read aloud and published: what a transcript made up from scratch cannot have. */
  readonly head?: string;
  /** Take an unfinished one. */
  readonly unfinished?: boolean;
}

/** Re-derives everything from the text of a transcript alone. @throws Refusal */
export function verifyTranscript(text: string, { head, unfinished }: VerifyOptions = {}): Verdict {
  const state = replay(parseTranscript(text));
  const next = nextStep(state)?.name;
  if (next !== undefined && !unfinished) {
    throw new Refusal("unfinished", `the ceremony is not closed: step ${next} is missing`, state.entries);
  }
  if (head !== undefined && head !== state.head) {
    throw new Refusal("chain-broken", `the head is ${state.head}, and the published one is ${head}`, state.entries - 1);
  }
  return { state, ...(next !== undefined && { next }) };
}
