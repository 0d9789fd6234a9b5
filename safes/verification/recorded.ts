import type { ChainSnapshot } from "../connection";
import { spell } from "../contract/abi-values";
import { parsed } from "../inputs";
import { type Properties, UNKNOWN } from "../plugin/provider";
import { type CheckResult, runChecks } from "./checks";
import { type CheckInputs, type VerificationInputs, verificationInputs } from "./inputs";

/** Another expectation for a while. */
export interface Exception {
  readonly id: string;
  readonly expected: string;
  readonly reason: string;
}

/** A check that does not hold, and may not hold before owners have acted. */
export interface WaitingCheck extends CheckResult {
  /** How far that is: `proposed`, `scheduled for ...`. */
  readonly status: string;
}

export interface Outcome {
  readonly results: readonly CheckResult[];
  readonly failing: readonly CheckResult[];
  readonly waiting: readonly WaitingCheck[];
}

/** What a chain says to these checks of a verification. */
export async function judgeChecks(
  chain: ChainSnapshot,
  inputs: VerificationInputs,
  checks: readonly CheckInputs[],
): Promise<Outcome> {
  const statuses = new Map(
    inputs.waits.flatMap(({ checks: ids, status }) =>
      // What is done has to hold.
      status === "done" || status === UNKNOWN ? [] : ids.map((id) => [id, status] as const),
    ),
  );
  const results = await runChecks(chain, overridden(inputs, checks));
  const broken = results.filter(({ holds }) => !holds);
  return {
    results,
    failing: broken.filter(({ id }) => !statuses.has(id)),
    waiting: broken.flatMap((result) => {
      const status = statuses.get(result.id);
      return status === undefined ? [] : [{ ...result, status }];
    }),
  };
}

/** Asks a chain everything that a verification of a stack's state asks. */
export async function verifyRecorded(
  chain: ChainSnapshot,
  raw: Properties,
): Promise<Outcome & { readonly exceptions: readonly Exception[] }> {
  const inputs = parsed(verificationInputs, raw);
  const outcome = await judgeChecks(chain, inputs, lasting(inputs));
  const exceptions = inputs.overrides.map(({ id, expected, reason }) => ({ id, expected: spell(expected), reason }));
  return { ...outcome, exceptions };
}

/** Without what held at the creation and may have changed since. */
export function lasting({ checks }: VerificationInputs): readonly CheckInputs[] {
  return checks.filter(({ moment }) => moment === "always");
}

/** The checks with what is expected of them for a while. */
export function overridden({ overrides }: VerificationInputs, checks: readonly CheckInputs[]): readonly CheckInputs[] {
  const expected = new Map(overrides.map((override) => [override.id, override.expected]));
  return checks.map((check) =>
    expected.has(check.id) ? ({ ...check, expected: expected.get(check.id) } as CheckInputs) : check,
  );
}
