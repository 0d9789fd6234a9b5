import { RunError } from "@pulumi/pulumi";

/** One mistake of the operator, said so that it can be mended without reading our source. */
export interface Problem {
  /** File and key, e.g. `Pulumi.mainnet.yaml > network.azs`. */
  readonly where: string;
  /** What was found there, never a secret. */
  readonly got: string;
  /** What would have been right, and why if that is not plain. */
  readonly expected: string;
  /** A right value, as one would write it. */
  readonly example?: string;
}

/**
 * The only error of the program that is meant for the operator. It extends {@link RunError}, so the Pulumi SDK prints
 * its message without a stack trace.
 */
export class UserError extends RunError {
  constructor(
    /** What failed, e.g. `The configuration of stack mainnet`. */
    subject: string,
    readonly problems: readonly Problem[],
  ) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super([`${subject} has ${count}:`, ...problems.map((problem) => `  ${sentenceOf(problem)}`)].join("\n"));
    this.name = "UserError";
  }
}

function sentenceOf({ where, got, expected, example }: Problem): string {
  const sentence = `${where}: got ${got}, expected ${expected}`;
  return example === undefined ? sentence : `${sentence}, for example: ${example}`;
}
