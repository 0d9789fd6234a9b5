import type { z } from "zod";
import type { Plan } from "../plan/schema";
import type { Hands } from "./hands";
import type { ScriptLine } from "./script-line";
import type { CeremonyState } from "./state";
import type { Vault } from "./vault";

/** What a step leaves behind for all to see, beside its evidence. */
export interface Artefact {
  readonly name: string;
  readonly content: Uint8Array;
}

export interface Outcome<E> {
  readonly evidence: E;
  readonly artefacts?: readonly Artefact[];
}

/** What evidence changes in the state; the place in the chain is added by the caller. */
export type Changes = Partial<
  Pick<CeremonyState, "done" | "present" | "accounts" | "proven" | "lostShares" | "revoked">
>;

/** One step of a ceremony. */
export interface Step<E = unknown> {
  readonly name: string;
  readonly title: string;
  /** What has to be true before it begins, for people. */
  readonly before: readonly string[];
  /** An incident has no place in the order: it may happen at any time once the ceremony is open. */
  readonly isIncident?: true;
  isPlanned(plan: Plan): boolean;
  lines(plan: Plan): readonly ScriptLine[];
  /** What is left to do when the entry is signed. */
  afterwards?(plan: Plan): readonly ScriptLine[];
  /** What is done when it does not go as the lines say, for people. */
  readonly otherwise: readonly string[];
  readonly evidence: z.ZodType<E>;
  run(state: CeremonyState, hands: Hands, vault: Vault): Promise<Outcome<E>>;
  /** Judges evidence, from a run or from a file alike. @throws Refusal */
  apply(state: CeremonyState, evidence: E): Changes;
}
