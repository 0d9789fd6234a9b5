import { UserError } from "../user-error";

type Release = `${number}.${number}.${number}`;

/**
 * Whether a Safe's `VERSION()` is that release or a later one. Build information behind it (`1.3.0+L2`) does not count.
 * Throws a {@link UserError} for anything that is not a version: what a Safe signs depends on it.
 */
export function isAtLeast(version: string, release: Release): boolean {
  const [actual, wanted] = [readNumbers(version), readNumbers(release)];
  const difference = actual.map((number, index) => number - (wanted[index] ?? 0)).find((step) => step !== 0);
  return (difference ?? 0) >= 0;
}

/** The release alone, without build information: `1.3.0` of `1.3.0+L2`. */
export function releaseOf(version: string): string {
  return readNumbers(version).join(".");
}

function readNumbers(version: string): readonly number[] {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\+[0-9A-Za-z.]+)?$/.exec(version);
  if (match) return match.slice(1).map(Number);
  throw new UserError({
    what: "not a version of Safe",
    got: version === "" ? "nothing" : version,
    expected: "the answer of the Safe's VERSION(), such as 1.4.1 or 1.3.0+L2",
    fix: "read VERSION() of the Safe on its own chain; a Safe can be upgraded in place",
  });
}
