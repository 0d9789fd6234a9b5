import type { ChainSnapshot } from "../connection";
import { spell } from "../contract/abi-values";
import { parsed } from "../inputs";
import type { Properties } from "../plugin/provider";
import { type CheckResult, runChecks } from "./checks";
import { type CheckInputs, type VerificationInputs, verificationInputs } from "./inputs";

/** Another expectation for a while. */
export interface Exception {
  readonly id: string;
  readonly expected: string;
  readonly reason: string;
}

/** Asks a chain everything that a verification of a stack's state asks: every result, whether it holds or not. */
export async function verifyRecorded(
  chain: ChainSnapshot,
  raw: Properties,
): Promise<{ readonly results: readonly CheckResult[]; readonly exceptions: readonly Exception[] }> {
  const inputs = parsed(verificationInputs, raw);
  const results = await runChecks(chain, overridden(inputs, lasting(inputs)));
  const exceptions = inputs.overrides.map(({ id, expected, reason }) => ({ id, expected: spell(expected), reason }));
  return { results, exceptions };
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
