import { describeFailure, describeVerdict, describeWaived } from "../../../policies/assessment/message";
import type { PolicyMetadata } from "../../../policies/assessment/policy";
import { undecided, violation } from "../../../policies/assessment/verdict";

const policy: PolicyMetadata = {
  ...{ id: "encrypted", title: "Topics are encrypted", rationale: "a reason", remedy: "a remedy" },
  severity: "high",
  types: ["aws:sns/topic:Topic"],
};
const topic = { name: "topic", type: "aws:sns/topic:Topic" };

test("a violation of the stack as a whole names no resource", () => {
  expect(describeVerdict(policy, violation("no key", "a key") as never)).toBe(
    [
      "Topics are encrypted",
      "  resource: the stack as a whole",
      "  found: no key",
      "  expected: a key",
      "  remedy: a remedy",
      "  rationale: a reason",
    ].join("\n"),
  );
});

test("what is undecided says so first, and why", () => {
  expect(describeVerdict(policy, undecided("its key is not known") as never, topic)).toMatch(
    /^UNDECIDED, not a pass: Topics are encrypted\n {2}resource: topic \(aws:sns\/topic:Topic\)\n {2}because: its key is not known\n/,
  );
});

test("a violation that was waived says first who lets it stand, until when and why", () => {
  const waiver = {
    ...{ policy: "encrypted", resource: "topic", granted: "2027-01-01", expires: "2027-01-31" },
    ...{ approver: "ada", ticket: "SEC-1", reason: "moved by then" },
  };
  expect(describeWaived(waiver, "the violation")).toBe(
    "WAIVED until 2027-01-31 by ada (SEC-1): moved by then\nthe violation",
  );
});

describe("a policy that throws", () => {
  test("says of which resource, what and where, and nothing of the error's own words", () => {
    const message = describeFailure(policy, new TypeError("secret at hand"), topic);
    expect(message).toMatch(
      /^The policy could not be judged: Topics are encrypted\n {2}resource: topic \(aws:sns\/topic/,
    );
    expect(message).toMatch(/\n {2}found: TypeError thrown at (?!at )\S.*message\.test\.ts.*\n {2}expected: \w+/);
    expect(message).toMatch(/\n {2}remedy: mend the policy/);
    expect(message).not.toMatch(/secret/);
  });

  test.each([
    ["no error", "secret", "something other than an error"],
    ["an error without frames", Object.assign(new RangeError("secret"), { stack: undefined }), "RangeError"],
  ])("%s has no place", (_, thrown, what) => {
    expect(describeFailure(policy, thrown)).toContain(
      `\n  resource: the stack as a whole\n  found: ${what} thrown at an unknown place\n`,
    );
  });
});
