export interface Problem {
  /** What is wrong, in the operator's words. */
  readonly what: string;
  /** File, config path, URL or command it concerns. */
  readonly where?: string;
  readonly got?: string;
  readonly expected?: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** A mistake or circumstance that the operator can mend: printed as it reads, without a stack trace, exit code 1. */
export class UserError extends Error {
  override readonly name = "UserError";

  constructor(readonly problem: Problem) {
    super(describe(problem));
  }
}

function describe({ what, where, got, expected, fix }: Problem): string {
  const lines = [where ? `${what} (${where})` : what];
  if (got !== undefined) lines.push(`  got:      ${got}`);
  if (expected !== undefined) lines.push(`  expected: ${expected}`);
  if (fix !== undefined) lines.push(`  fix:      ${fix}`);
  return lines.join("\n");
}
