import { PHASES } from "../infra/config/schema";
import type { RehearsedCeremony } from "./ceremony";
import type { Toolchain } from "./toolchain";

/** The phases of infra/: a real rollout is one `up` for each, and so is a rehearsal. */
export const rehearsedPhases = PHASES;
export type RehearsedPhase = (typeof rehearsedPhases)[number];

export interface RehearsalOptions {
  readonly stack: string;
  readonly toolchain: Toolchain;
  readonly signal: AbortSignal;
  /** The last phase to bring up. Default `public`. */
  readonly lastPhase?: RehearsedPhase;
  /** Preview every phase before its up, as reviewers do, and not only the first. Default false. */
  readonly previews?: boolean;
  /** Let violations stand that policies/waivers.yaml waives. Default true. */
  readonly waivers?: boolean;
  /** Begin from nothing even where an interrupted or kept rehearsal could go on. Default false. */
  readonly fresh?: boolean;
  /** Destroy the stack at the end and prove that nothing is left. Default false. */
  readonly destroy?: boolean;
  /** JSON-RPC of the real L1, to rehearse on a fork of it. It may hold a key. Default: an empty chain. */
  readonly forkUrl?: string | undefined;
  /** A practised key ceremony, whose owners the Safes get. Default: generated ones. */
  readonly ceremony?: RehearsedCeremony | undefined;
  /** Leave the services running at the end. Default false. */
  readonly keep?: boolean;
}

/** Shows one line of progress. */
export type Report = (line: string) => void;

export interface Step {
  readonly title: string;
  /** Answers with the outcome in a few words. */
  run(report: Report): Promise<string | undefined>;
}
