import {
  boundTo,
  covers,
  isOnEverything,
  isPublic,
  judgeStatements,
  matches,
  namesEverybody,
  type Statement,
  statementsOf,
  subjectsOf,
} from "../../../policies/assessment/policy-document";
import { absent, known, unknown } from "../../../policies/assessment/value";
import { pass, violation } from "../../../policies/assessment/verdict";

const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const read = (value: unknown) => statementsOf({ path: "policy", value: known(value) });
const statement = (written: Record<string, unknown>): Statement => {
  const found = read({ Statement: { Effect: "Allow", ...written } });
  if (found === "malformed" || found.kind !== "known" || !found.value[0]) throw new Error("no statement");
  return found.value[0];
};
const conditioned = (Condition: unknown, rest: Record<string, unknown> = {}) =>
  statement({ Principal: "*", Action: "s3:GetObject", Resource: "*", Condition, ...rest });

describe("a document", () => {
  test("is read from JSON and from an object alike, one statement or several", () => {
    const written = { Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] };
    expect(read(JSON.stringify(written))).toEqual(read(written));
    expect(read({ Statement: written.Statement[0] })).toEqual(read(written));
  });

  test("gives single texts and lists as lists, and keys of conditions in lower case", () => {
    expect(
      statement({
        Action: "kms:Sign",
        Resource: ["one", "two"],
        Principal: { AWS: "arn:aws:iam::222222222222:root", Service: ["ec2.amazonaws.com"] },
        Condition: { StringEquals: { "aws:SourceAccount": "222222222222" } },
      }),
    ).toEqual({
      isAllow: true,
      actions: ["kms:Sign"],
      notActions: [],
      principals: new Map([
        ["AWS", ["arn:aws:iam::222222222222:root"]],
        ["Service", ["ec2.amazonaws.com"]],
      ]),
      hasNotPrincipal: false,
      resources: ["one", "two"],
      notResources: [],
      conditions: [{ operator: "StringEquals", key: "aws:sourceaccount", values: ["222222222222"] }],
    });
  });

  test.each([
    ["no JSON", "{ Statement"],
    ["JSON that is no object", "null"],
    ["a list", "[]"],
    ["an object without statements", { Version: "2012-10-17" }],
    ["statements that are no objects", { Statement: ["Allow"] }],
    ["a statement that is no object among others", { Statement: [{ Effect: "Allow" }, "Allow"] }],
  ])("that is %s is malformed", (_, written) => {
    expect(read(written)).toBe("malformed");
  });

  test("with an unknown anywhere inside is unknown as a whole", () => {
    expect(read({ Statement: [{ Effect: "Allow", Action: "s3:*", Resource: [sentinel] }] })).toEqual(unknown);
    expect(statementsOf({ path: "policy", value: unknown })).toEqual(unknown);
  });

  test("is judged statement by statement; one that is left out has nothing to refuse", () => {
    const refuse = ({ actions }: Statement) => (actions.includes("bad") ? violation("bad", "good") : pass);
    const judged = (value: Parameters<typeof judgeStatements>[0]["value"]) =>
      judgeStatements({ path: "policy", value }, refuse).map(({ outcome }) => outcome);
    expect(judged(known({ Statement: [{ Action: "good" }, { Action: "bad" }] }))).toEqual(["pass", "violation"]);
    expect(judged(absent)).toEqual(["pass"]);
    expect(judged(unknown)).toEqual(["undecided"]);
    expect(judged(known("{"))).toEqual(["violation"]);
  });
});

test.each([
  ["kms:*", "kms:Sign", true],
  ["kms:Sig?", "kms:Sign", true],
  ["KMS:sign", "kms:Sign", true],
  ["kms:Sign", "kms:SignAll", false],
  ["kms.Sign", "kms:Sign", false],
  ["arn:aws:s3:::logs.jeju", "arn:aws:s3:::logs.jeju", true],
  ["role/(one)+[two]", "role/(one)+[two]", true],
  ["s3:Get*", "s3:PutObject", false],
])("%s speaks of %s: %p", (pattern, name, expected) => {
  expect(matches(pattern, name)).toBe(expected);
});

test("NotAction speaks of every action but those it names", () => {
  const but = statement({ NotAction: "iam:*" });
  expect([covers(but, "kms:Sign"), covers(but, "iam:PassRole")]).toEqual([true, false]);
  expect(covers(statement({ NotAction: ["sts:*", "iam:*"] }), "iam:PassRole")).toBe(false);
  expect(covers(statement({ NotAction: null, Action: null }), "iam:PassRole")).toBe(false);
  expect([covers(statement({ Action: ["s3:*", "kms:Sign"] }), "kms:Sign"), covers(statement({}), "kms:Sign")]).toEqual([
    true,
    false,
  ]);
});

test.each([
  ["everything", { Resource: "*" }, true],
  ["one of several that is everything", { Resource: ["arn:aws:s3:::one", "*"] }, true],
  ["everything, said twice over", { Resource: "**" }, true],
  ["everything but a few", { NotResource: "arn:aws:s3:::one" }, true],
  ["what ends so, whatever it begins with", { Resource: "*:log-group:one" }, false],
  ["all of a bucket", { Resource: "arn:aws:s3:::one/*" }, false],
  ["nothing named", {}, false],
])("Resource of %s is on everything: %p", (_, written, expected) => {
  expect(isOnEverything(statement(written))).toBe(expected);
});

test.each([
  ["a bare star", { Principal: "*" }, true],
  ["a star under AWS", { Principal: { AWS: "*" } }, true],
  ["a star among others", { Principal: { AWS: ["arn:aws:iam::222222222222:root", "*"] } }, true],
  ["everybody but one", { NotPrincipal: { AWS: "arn:aws:iam::222222222222:root" } }, true],
  ["an account", { Principal: { AWS: "222222222222" } }, false],
  ["a service", { Principal: { Service: "ec2.amazonaws.com" } }, false],
  ["nobody", {}, false],
])("%s names everybody: %p", (_, written, expected) => {
  expect(namesEverybody(statement(written))).toBe(expected);
});

describe("a condition", () => {
  test.each([
    ["an account", { StringEquals: { "aws:SourceAccount": "222222222222" } }],
    ["an organisation", { StringEquals: { "aws:PrincipalOrgID": ["o-1"] } }],
    ["an endpoint, whatever the case of the key", { StringEquals: { "AWS:sourceVPCE": "vpce-1" } }],
    ["an ARN", { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::222222222222:role/jeju-*" } }],
    ["addresses", { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }],
    ["any of several values", { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-1/r-1/*" } }],
  ])("on %s keeps everybody else out", (_, condition) => {
    expect(isPublic(conditioned(condition))).toBe(false);
  });

  test.each([
    ["nothing", {}],
    ["another key", { StringEquals: { "s3:x-amz-acl": "private" } }],
    ["any value", { StringLike: { "aws:PrincipalArn": "*" } }],
    ["any account of an ARN", { ArnLike: { "aws:PrincipalArn": ["*:*"] } }],
    ["every address", { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }],
    ["one value and any", { StringLike: { "aws:PrincipalArn": ["arn:aws:iam::222222222222:role/one", "*"] } }],
    ["what must not be", { StringNotEquals: { "aws:SourceAccount": "222222222222" } }],
    ["a key that may be missing", { StringEqualsIfExists: { "aws:SourceAccount": "222222222222" } }],
    ["whether a key is there", { Null: { "aws:SourceAccount": "false" } }],
  ])("on %s lets everybody in", (_, condition) => {
    expect(isPublic(conditioned(condition))).toBe(true);
  });

  test("on a denial lets nobody in", () => {
    expect(isPublic(conditioned({}, { Effect: "Deny" }))).toBe(false);
  });

  test("gives the values to which it binds a key", () => {
    const both = conditioned({
      StringEquals: { "aws:SourceAccount": ["1", "2"] },
      StringLike: { "aws:sourceaccount": "3*" },
      StringNotLike: { "aws:SourceAccount": "4" },
    });
    expect(boundTo(both, "aws:SourceAccount")).toEqual(["1", "2", "3*"]);
    expect(boundTo(both, "aws:SourceArn")).toEqual([]);
  });

  test("on the caller singles out whom a statement is about", () => {
    const role = "arn:aws:iam::222222222222:role/signer";
    expect(subjectsOf(conditioned({ ArnEquals: { "aws:PrincipalArn": role } }))).toEqual([role]);
    expect(subjectsOf(statement({ Principal: { AWS: [role], Service: "ec2.amazonaws.com" } }))).toEqual([
      role,
      "ec2.amazonaws.com",
    ]);
    expect(subjectsOf(statement({ NotPrincipal: { AWS: role } }))).toEqual(["*"]);
  });
});
