import type { Resource } from "./resource";

/**
 * What a rule finds of one resource, or of the stack when it names none. `undecided` is not a pass: it is reported as
 * such, and again after the update, when the value is known.
 */
export type Verdict =
  | { readonly outcome: "pass" }
  | {
      readonly outcome: "violation";
      /** What the resource says now, property path included. Never a value that may be secret. */
      readonly found: string;
      readonly expected: string;
      readonly resource?: Resource;
      /** Whose companion the resource is: it does not pass either. */
      readonly subject?: Resource;
      /** Default: the level in force for the policy. */
      readonly level?: "advisory";
    }
  | {
      readonly outcome: "undecided";
      /** What is not known, and why. */
      readonly because: string;
      readonly resource?: Resource;
      readonly subject?: Resource;
    };

export type Verdicts = Verdict | readonly Verdict[];

export const pass: Verdict = { outcome: "pass" };

export function violation(found: string, expected: string, resource?: Resource): Verdict {
  return { outcome: "violation", found, expected, ...(resource && { resource }) };
}

/** A violation that stops no update, whatever the level of its policy. */
export function advice(found: string, expected: string): Verdict {
  return { outcome: "violation", found, expected, level: "advisory" };
}

export function undecided(because: string, resource?: Resource): Verdict {
  return { outcome: "undecided", because, ...(resource && { resource }) };
}

/** The verdict, said of this resource. */
export function about(resource: Resource, verdict: Verdict): Verdict {
  return verdict.outcome === "pass" ? verdict : { ...verdict, resource: verdict.resource ?? resource };
}

/** The verdict, said of a companion of this resource. */
export function onBehalfOf(subject: Resource, companion: Resource, verdict: Verdict): Verdict {
  return verdict.outcome === "pass" ? verdict : { ...verdict, resource: verdict.resource ?? companion, subject };
}

export function listed(verdicts: Verdicts): readonly Verdict[] {
  return "outcome" in verdicts ? [verdicts] : verdicts;
}

/** A violation outweighs what is undecided, and that outweighs a pass. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return verdicts.find((v) => v.outcome === "violation") ?? verdicts.find((v) => v.outcome === "undecided") ?? pass;
}

/** Passes when one of the alternatives does; with none, tells of the first that may still come true, or failed. */
export function either(alternatives: readonly Verdict[]): Verdict {
  return (
    alternatives.find((v) => v.outcome === "pass") ??
    alternatives.find((v) => v.outcome === "undecided") ??
    alternatives[0] ??
    pass
  );
}
