import { z } from "zod";
import { type Plan, planSchema } from "../plan/schema";
import { requireTurn } from "../steps/order";
import { type CeremonyState, initialState, notAfterOf } from "../steps/state";
import { type Envelope, hashOf, signersOf } from "./envelope";
import { Refusal } from "./refusal";
import { openEnvelope, planSubject, type Statement } from "./statement";

/**
 * Goes through a transcript from its first entry and judges each by what came before. Nothing that it states about
 * itself is believed. @throws Refusal at the first entry that does not hold
 */
export function replay(envelopes: readonly Envelope[]): CeremonyState {
  const [first] = envelopes;
  if (!first) throw new Refusal("unfinished", "the transcript is empty");
  return envelopes.reduce(advance, initialState(planOf(first)));
}

/** The state after one more entry. @throws Refusal */
export function advance(state: CeremonyState, envelope: Envelope): CeremonyState {
  const entry = state.entries;
  const statement = openEnvelope(envelope, entry);
  requireLink(state, statement, entry);
  const next = judge(state, statement, entry);
  requireSignatures(next, envelope, entry);
  requireSubject(next, statement, entry);
  return { ...next, head: hashOf(envelope), entries: entry + 1, at: statement.predicate.at };
}

/** The state after a statement that may not be signed yet; its place in the chain is not part of it. @throws Refusal */
export function judge(state: CeremonyState, { predicate }: Statement, entry: number): CeremonyState {
  const { plan } = state;
  requireTime(state, predicate.at, entry);
  const step = requireTurn(state, predicate.step, entry);
  const { data, error } = step.evidence.safeParse(predicate.evidence);
  if (error) throw new Refusal("bad-evidence", `step ${step.name}: ${z.prettifyError(error)}`, entry);
  try {
    const changes = step.apply(state, data);
    return { ...state, done: new Set([...state.done, step.name]), ...changes, plan };
  } catch (refusal) {
    if (!(refusal instanceof Refusal) || refusal.entry !== undefined) throw refusal;
    throw new Refusal(refusal.kind, refusal.problem.what, entry, refusal.problem.fix);
  }
}

function requireLink({ plan, head }: CeremonyState, { predicate }: Statement, entry: number): void {
  const { sequence, previous, ceremony, chainId } = predicate;
  if (sequence !== entry) {
    throw new Refusal("chain-broken", `an entry is missing, doubled or moved: this is number ${sequence}`, entry);
  }
  if (previous !== head) {
    throw new Refusal("chain-broken", `it follows on ${previous}, and the entry before is ${head}`, entry);
  }
  if (ceremony !== plan.ceremony) throw new Refusal("wrong-ceremony", `it is of the ceremony ${ceremony}`, entry);
  if (chainId !== plan.l1ChainId) throw new Refusal("wrong-chain", `it is of chain ${chainId}`, entry);
}

function requireTime({ plan, at: before, entries }: CeremonyState, at: string, entry: number): void {
  const time = Date.parse(at);
  if (before !== "" && time < Date.parse(before)) {
    throw new Refusal("out-of-time", `it is of ${at}, before the entry before, of ${before}`, entry);
  }
  if (time / 1000 > notAfterOf(plan)) {
    throw new Refusal("out-of-time", `it is of ${at}, and the plan ends at ${plan.dates.notAfter}`, entry);
  }
  if (!plan.practice && entries === 0 && time < Date.parse(`${plan.dates.day}T00:00:00Z`)) {
    throw new Refusal("out-of-time", `it is of ${at}, before the day, ${plan.dates.day}`, entry);
  }
}

/** Whoever reads the statements as in-toto's goes by their subjects. */
function requireSubject({ plan }: CeremonyState, { subject: [first] }: Statement, entry: number): void {
  const { name, digest } = planSubject(plan);
  if (first?.name === name && first.digest.sha256 === digest.sha256) return;
  throw new Refusal("malformed", `its first subject is not the plan, ${name} of SHA-256 ${digest.sha256}`, entry);
}

/** t of those who are present, each once; signatures of anyone else count for nothing. */
function requireSignatures({ plan, present }: CeremonyState, envelope: Envelope, entry: number): void {
  const signed = signaturesThatCount({ plan, present }, envelope);
  if (signed.length >= plan.transcriptThreshold) return;
  throw new Refusal(
    "too-few-signatures",
    `${signed.length} of those present have signed it, and it takes ${plan.transcriptThreshold}`,
    entry,
  );
}

/** Participants present who have signed. */
export function signaturesThatCount(
  { plan, present }: Pick<CeremonyState, "plan" | "present">,
  envelope: Envelope,
): string[] {
  const signers = signersOf(envelope);
  return [...present].filter((id) => {
    const key = plan.participants[id]?.transcriptKey;
    return key !== undefined && signers.has(key);
  });
}

/** The plan is evidence of the first entry. */
function planOf(first: Envelope): Plan {
  const { predicate } = openEnvelope(first, 0);
  const { data, error } = z.object({ plan: planSchema }).safeParse(predicate.evidence);
  if (predicate.step !== "open" || error) throw new Refusal("malformed", "the first entry does not open a ceremony", 0);
  return data.plan;
}
