import type { Problem } from "../../safes/user-error";

/** Something that a plan must not be. */
export interface PlanProblem extends Omit<Problem, "where"> {
  /** As `roles.batcher.seed`. */
  readonly path: string;
}
