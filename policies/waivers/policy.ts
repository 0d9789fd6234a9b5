import { type StackPolicy, stackPolicy } from "../assessment/policy";
import { advice, violation } from "../assessment/verdict";
import type { WaiverBook } from "./book";

export const waiverPolicyId = "stack-waivers";

/** Comes last of all, because only then is known which waivers were needed. */
export function waiverPolicy(book: WaiverBook): StackPolicy {
  return stackPolicy({
    id: waiverPolicyId,
    title: "Every waiver is well-formed, of a policy of the pack, and not expired",
    severity: "high",
    rationale: "an exception that nobody answers for, or that never ends, is a hole",
    remedy: "correct the waiver in policies/waivers.yaml, have it granted anew, or mend what it excuses and remove it",
    types: ["*"],
    check: () => [
      ...book.problems.map((problem) =>
        violation(problem, "policy, resource, reason, approver, ticket, granted, expires; at most 90 days, not past"),
      ),
      ...book.unused.map(({ policy, resource }) =>
        advice(`the waiver of ${policy} for ${resource} was not needed`, "no waiver that excuses nothing"),
      ),
    ],
  });
}
