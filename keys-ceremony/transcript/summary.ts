import type { CeremonyState } from "../steps/state";
import { seatsOf } from "../steps/state";
import { wordsOf } from "../words";

/** What is printed, read aloud and hung on the wall. Everything in it follows from the entries. */
export interface Summary {
  readonly ceremony: string;
  readonly practice: boolean;
  readonly chainId: number;
  readonly planDigest: string;
  readonly head: string;
  readonly entries: number;
  readonly at: string;
  readonly present: readonly string[];
  readonly steps: readonly string[];
  readonly holdings: readonly { readonly name: string; readonly holder: string; readonly account: string }[];
  readonly revoked: readonly string[];
}

export function summaryOf(state: CeremonyState): Summary {
  const { plan, ceremonyId, head, entries, at, present, done, accounts, revoked } = state;
  const holderOf = new Map(seatsOf(plan).map(({ name, holder }) => [name, holder ?? ""]));
  return {
    ceremony: plan.ceremony,
    practice: plan.practice === true,
    chainId: plan.l1ChainId,
    planDigest: ceremonyId,
    head,
    entries,
    at,
    present: [...present],
    steps: [...done],
    holdings: [...accounts].map(([name, account]) => ({ name, holder: holderOf.get(name) ?? "", account })),
    revoked: [...revoked],
  };
}

/** A hash, and its words to read aloud. */
export function spoken(name: string, hash: string): string[] {
  const words = wordsOf(hash);
  const rows = [0, 8, 16, 24].map((from) => `     ${words.slice(from, from + 8).join(" ")}`);
  return [`${name} ${hash}`, ...rows];
}

export function describeSummary(summary: Summary): string {
  const { ceremony, practice, chainId, planDigest, head, entries, at, present, steps, holdings, revoked } = summary;
  return [
    `Key ceremony ${ceremony}, chain ${chainId}`,
    ...(practice ? ["PRACTICE: every key in it is worth nothing"] : []),
    `${entries} entries, the last of ${at}: ${steps.join(", ")}`,
    `${present.length} present: ${present.join(", ")}`,
    "",
    ...holdings.map(({ name, holder, account }) => `  ${name.padEnd(14)} ${account} ${holder}`),
    ...(revoked.length > 0 ? [`revoked: ${revoked.join(", ")}`] : []),
    "",
    ...spoken("plan", planDigest),
    ...spoken("head", head),
  ].join("\n");
}
