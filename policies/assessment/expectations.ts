import type { Resource } from "./resource";
import { knownText, type Located } from "./value";
import { pass, undecided, type Verdict, violation } from "./verdict";

/**
 * Expectations print what they find, so they are for flags, figures, enumerations and references, never for a property
 * that may hold a secret; for such a one, `isAbsent` tells only whether it is there.
 */

const unset = "is not set";

function whatIs({ path, value }: Located): string {
  return `${path} ${value.kind === "known" ? `is ${value.value}` : unset}`;
}

export function notKnownYet(path: string): Verdict {
  return undecided(`${path} is known only after the update`);
}

export function isTrue({ path, value }: Located): Verdict {
  if (value.kind === "unknown") return notKnownYet(path);
  // Launch templates give their flags as the strings "true" and "false".
  return knownText(value) === "true" ? pass : violation(whatIs({ path, value }), `${path}: true`);
}

/** Not set is as good as false. */
export function isNotTrue({ path, value }: Located): Verdict {
  if (value.kind === "unknown") return notKnownYet(path);
  return knownText(value) === "true" ? violation(`${path} is true`, `${path}: false`) : pass;
}

/** For flags that the cloud turns on when they are not set: not set is as good as true. */
export function isNotFalse(found: Located): Verdict {
  return found.value.kind === "absent" ? pass : isTrue(found);
}

/** For flags that the cloud turns on when they are not set. */
export function isFalse({ path, value }: Located): Verdict {
  if (value.kind === "unknown") return notKnownYet(path);
  return knownText(value) === "false" ? pass : violation(whatIs({ path, value }), `${path}: false`);
}

export function isOneOf({ path, value }: Located, allowed: readonly string[]): Verdict {
  if (value.kind === "unknown") return notKnownYet(path);
  const text = knownText(value);
  if (allowed.some((each) => each === text)) return pass;
  return violation(whatIs({ path, value }), `${path}: ${allowed.join(" or ")}`);
}

export function isAtLeast({ path, value }: Located, minimum: number): Verdict {
  if (value.kind === "unknown") return notKnownYet(path);
  if (Number(knownText(value)) >= minimum) return pass;
  return violation(whatIs({ path, value }), `${path}: at least ${minimum}`);
}

export function isAtMost({ path, value }: Located, maximum: number): Verdict {
  if (value.kind === "unknown") return notKnownYet(path);
  if (Number(knownText(value)) <= maximum) return pass;
  return violation(whatIs({ path, value }), `${path}: at most ${maximum}`);
}

/** Set to something, known or not: for properties that the program either writes or leaves out. */
export function isPresent({ path, value }: Located, expected = `${path} set`): Verdict {
  return value.kind === "absent" ? violation(`${path} ${unset}`, expected) : pass;
}

export function isAbsent({ path, value }: Located, expected = `${path} left out`): Verdict {
  if (value.kind === "unknown") return notKnownYet(path);
  return value.kind === "known" ? violation(`${path} is set`, expected) : pass;
}

/** A list that holds all of these. */
export function holdsAll(elements: readonly Located[], path: string, wanted: readonly string[]): Verdict {
  const present = elements.map(({ value }) => knownText(value));
  const missing = wanted.filter((item) => !present.includes(item));
  if (missing.length === 0) return pass;
  if (elements.some(({ value }) => value.kind === "unknown")) return notKnownYet(path);
  return violation(`${path} lacks ${missing.join(", ")}`, `${path}: ${wanted.join(", ")}`);
}

export const keyTypes = [
  "aws:kms/key:Key",
  "aws:kms/alias:Alias",
  "aws:kms/replicaKey:ReplicaKey",
  "aws:kms/externalKey:ExternalKey",
] as const;

/** Keys that AWS manages are named `alias/aws/<service>`; their policy cannot be narrowed, nor their use refused. */
const managedByAws = /(^|:)alias\/aws\//;

/** A KMS key of ours; while its ARN is unknown, a dependency on a key settles it. */
export function isOurKey(resource: Resource, { path, value }: Located): Verdict {
  const expected = `${path}: ARN of a KMS key of this stack`;
  if (value.kind === "absent") return violation(`${path} ${unset}`, expected);
  if (value.kind === "known") {
    const name = String(value.value);
    if (name === "") return violation(`${path} is empty`, expected);
    return managedByAws.test(name) ? violation(`${path} is the AWS-managed ${name}`, expected) : pass;
  }
  return resource.dependenciesOf(path)?.some((source) => source.is(...keyTypes)) ? pass : notKnownYet(path);
}
