import {
  holdsAll,
  isAbsent,
  isAtLeast,
  isAtMost,
  isFalse,
  isNotTrue,
  isOneOf,
  isOurKey,
  isPresent,
  isTrue,
} from "../../../policies/assessment/expectations";
import { Stack } from "../../../policies/assessment/stack";
import { absent, known, type Located, unknown, type Value } from "../../../policies/assessment/value";
import type { Verdict } from "../../../policies/assessment/verdict";

/** The outcome, and for a violation what is and what should be. */
function said(verdict: Verdict): string {
  if (verdict.outcome === "undecided") return `undecided: ${verdict.because}`;
  return verdict.outcome === "pass" ? "pass" : `${verdict.found}, not ${verdict.expected}`;
}

const at = (value: Value): Located => ({ path: "limit", value });
const open = "undecided: limit is known only after the update";

test.each<[string, (found: Located) => Verdict, unknown, string]>([
  ["must be on", isTrue, true, "pass"],
  ["must be on", isTrue, "true", "pass"],
  ["must be on", isTrue, false, "limit is false, not limit: true"],
  ["must be off", isFalse, false, "pass"],
  ["must be off", isFalse, "false", "pass"],
  ["must be off", isFalse, true, "limit is true, not limit: false"],
  ["must not be on", isNotTrue, false, "pass"],
  ["must not be on", isNotTrue, "true", "limit is true, not limit: false"],
  ["is one of two", (found) => isOneOf(found, ["a", "b"]), "b", "pass"],
  ["is one of two", (found) => isOneOf(found, ["a", "b"]), "c", "limit is c, not limit: a or b"],
  ["is three or more", (found) => isAtLeast(found, 3), "3", "pass"],
  ["is three or more", (found) => isAtLeast(found, 3), 2, "limit is 2, not limit: at least 3"],
  ["is three or less", (found) => isAtMost(found, 3), 3, "pass"],
  ["is three or less", (found) => isAtMost(found, 3), "many", "limit is many, not limit: at most 3"],
  ["is set", isPresent, "", "pass"],
  ["is left out", isAbsent, "x", "limit is set, not limit left out"],
])("what %s, and is %p %p", (_, judge, value, expected) => {
  expect(said(judge(at(known(value))))).toBe(expected);
});

test.each<[string, (found: Located) => Verdict, string, string]>([
  ["on", isTrue, "limit is not set, not limit: true", open],
  ["off", isFalse, "limit is not set, not limit: false", open],
  ["anything but on", isNotTrue, "pass", open],
  ["one of two", (found) => isOneOf(found, ["a", "b"]), "limit is not set, not limit: a or b", open],
  ["three or more", (found) => isAtLeast(found, 3), "limit is not set, not limit: at least 3", open],
  ["three or less", (found) => isAtMost(found, 3), "limit is not set, not limit: at most 3", open],
  ["left out", isAbsent, "pass", open],
  // The program has written something, whatever it is.
  ["set", isPresent, "limit is not set, not limit set", "pass"],
])("what must be %s and is not set, or is not known yet", (_, judge, whenAbsent, whenUnknown) => {
  expect(said(judge(at(absent)))).toBe(whenAbsent);
  expect(said(judge(at(unknown)))).toBe(whenUnknown);
});

test("a list holds all of what is wanted, lacks some of it, or may still get it", () => {
  const list = (...values: readonly Value[]) => values.map((value, index) => ({ path: `logs[${index}]`, value }));
  const judged = (...values: readonly Value[]) => said(holdsAll(list(...values), "logs", ["api", "audit"]));
  expect(judged(known("audit"), known("api"), known("more"))).toBe("pass");
  expect(judged(known("api"))).toBe("logs lacks audit, not logs: api, audit");
  expect(judged()).toBe("logs lacks api, audit, not logs: api, audit");
  expect(judged(known("api"), unknown)).toBe("undecided: logs is known only after the update");
});

describe("a key", () => {
  const described = (type: string, name: string, dependsOn?: string) => ({
    ...{ urn: `urn:${name}`, type, name, protect: false },
    ...(dependsOn && { dependencies: new Map([["disks", [`urn:${dependsOn}`]]]) }),
  });
  const judged = (value: Value, dependsOn?: string) => {
    const stack = new Stack([
      described("aws:kms/key:Key", "key"),
      described("aws:sns/topic:Topic", "topic"),
      described("aws:ec2/launchTemplate:LaunchTemplate", "template", dependsOn),
    ]);
    const template = stack.byUrn("urn:template");
    return template && said(isOurKey(template, { path: "disks[10].ebs.kmsKeyId", value }));
  };
  const wanted = "not disks[10].ebs.kmsKeyId: ARN of a KMS key of this stack";

  test.each([
    ["by its ARN", known("arn:aws:kms:us-east-1:222222222222:key/1"), "pass"],
    ["by an alias of ours", known("alias/jeju"), "pass"],
    ["by AWS's alias", known("alias/aws/ebs"), `disks[10].ebs.kmsKeyId is the AWS-managed alias/aws/ebs, ${wanted}`],
    [
      "by the ARN of AWS's alias",
      known("arn:aws:kms:us-east-1:222222222222:alias/aws/ebs"),
      `disks[10].ebs.kmsKeyId is the AWS-managed arn:aws:kms:us-east-1:222222222222:alias/aws/ebs, ${wanted}`,
    ],
    ["by nothing", known(""), `disks[10].ebs.kmsKeyId is empty, ${wanted}`],
    ["not at all", absent, `disks[10].ebs.kmsKeyId is not set, ${wanted}`],
  ])("named %s", (_, value, expected) => {
    expect(judged(value)).toBe(expected);
  });

  test("of which only the update knows the ARN is ours when the value comes from a key", () => {
    expect(judged(unknown, "key")).toBe("pass");
    const undecided = "undecided: disks[10].ebs.kmsKeyId is known only after the update";
    expect(judged(unknown, "topic")).toBe(undecided);
    expect(judged(unknown)).toBe(undecided);
  });
});
