import { type Waiver, wholeStack } from "../waivers/waiver";
import type { PolicyMetadata } from "./policy";
import type { Verdict } from "./verdict";

/** How every message about something that was not judged begins; reports tell the class of a result by it. */
export const undecidedPrefix = "UNDECIDED, not a pass";

/** How a message about a waived violation begins. */
export const waivedPrefix = "WAIVED until";

interface Named {
  readonly name: string;
  readonly type: string;
}

/** The text of a violation or of an undecided verdict: the rule, the resource, what is, what should be, what to do. */
export function describeVerdict(
  policy: PolicyMetadata,
  verdict: Exclude<Verdict, { outcome: "pass" }>,
  resource?: Named,
): string {
  const subject = resource ? `${resource.name} (${resource.type})` : wholeStack;
  if (verdict.outcome === "undecided") {
    return lines(`${undecidedPrefix}: ${policy.title}`, {
      resource: subject,
      because: verdict.because,
      "to settle it": "this is judged again after the update, and by `pulumi policy analyze` on the state",
    });
  }
  return lines(policy.title, {
    resource: subject,
    found: verdict.found,
    expected: verdict.expected,
    remedy: policy.remedy,
    rationale: policy.rationale,
  });
}

/** The violation with who lets it stand, until when and why. */
export function describeWaived({ expires, approver, ticket, reason }: Waiver, message: string): string {
  return `${waivedPrefix} ${expires} by ${approver} (${ticket}): ${reason}\n${message}`;
}

/**
 * A rule that throws is a defect of the pack. The place is told and the error's own words are not, because they may
 * quote a value.
 */
export function describeFailure(policy: PolicyMetadata, error: unknown, resource?: Named): string {
  return lines(`The policy could not be judged: ${policy.title}`, {
    resource: resource ? `${resource.name} (${resource.type})` : wholeStack,
    found: `${error instanceof Error ? error.name : "something other than an error"} thrown at ${firstFrame(error)}`,
    expected: "a verdict",
    remedy: "mend the policy and give the resource to its test as another case",
  });
}

function firstFrame(error: unknown): string {
  return /^ *at (.+)/m.exec(Object(error).stack)?.[1] ?? "an unknown place";
}

function lines(title: string, facts: Readonly<Record<string, string>>): string {
  return [title, ...Object.entries(facts).map(([name, text]) => `  ${name}: ${text}`)].join("\n");
}
