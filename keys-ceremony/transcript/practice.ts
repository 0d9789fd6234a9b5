import type { CeremonyState } from "../steps/state";
import { Refusal } from "./refusal";

/** @throws Refusal for a practice where keys have to be worth something, unless it is asked for */
export function refusePractice({ plan }: Pick<CeremonyState, "plan">, isAskedFor = false): void {
  if (!plan.practice || isAskedFor) return;
  throw new Refusal(
    "wrong-ceremony",
    "this is a practice: anyone can compute its keys",
    undefined,
    "use the transcript of the day; --practice is for rehearsals",
  );
}
