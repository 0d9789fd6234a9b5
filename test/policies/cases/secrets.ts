import { aws, type PolicyCases } from "../case";
import { ref, unknown } from "../engine-stub";
import { document, root } from "./documents";
import { key } from "./places";

const secret = (inputs: Record<string, unknown> = {}) =>
  aws("secretsmanager/Secret", "secret", inputs, { protect: true });
const rotation = (rotationRules: unknown, secretId: unknown = ref("secret")) =>
  aws("secretsmanager/SecretRotation", "rotation", { secretId, rotationRules });
const policy = (text: unknown) => aws("secretsmanager/SecretPolicy", "policy", { secretArn: "secret", policy: text });

export const secretCases: readonly PolicyCases[] = [
  {
    policy: "sm-cmk",
    good: { "one under a key of the stack": [key, secret({ kmsKeyId: ref("key", "arn") })] },
    bad: {
      "one without a key": { resources: [secret()], found: /kmsKeyId is not set/ },
      "one under AWS's key": {
        resources: [secret({ kmsKeyId: "alias/aws/secretsmanager" })],
        found: /kmsKeyId is the AWS-managed alias/,
      },
    },
    unknown: { "a key that nothing in the stack tells of": [secret({ kmsKeyId: unknown })] },
  },
  {
    policy: "sm-rotation",
    good: {
      "a secret that changes every month": [secret(), rotation({ automaticallyAfterDays: 30 })],
      "a secret that changes every quarter": [secret(), rotation({ automaticallyAfterDays: 90 })],
      "a secret that changes by a schedule": [secret(), rotation({ scheduleExpression: "rate(30 days)" })],
    },
    bad: {
      "a secret that stays": { resources: [secret()], found: /no SecretRotation names it/ },
      "a secret that changes once a year": {
        resources: [secret(), rotation({ automaticallyAfterDays: 365 })],
        found: /automaticallyAfterDays is 365/,
      },
      "a secret of which nobody says when it changes": {
        resources: [secret(), rotation({ duration: "2h" })],
        found: /automaticallyAfterDays is not set/,
      },
    },
    unknown: {
      "rules that another resource computes": [secret(), rotation(unknown)],
      "a schedule that another resource computes": [
        secret(),
        rotation({ scheduleExpression: unknown, automaticallyAfterDays: 30 }),
      ],
      "an interval that another resource computes": [secret(), rotation({ automaticallyAfterDays: unknown })],
      "a rotation of a secret that nothing tells of": [secret(), rotation({ automaticallyAfterDays: 30 }, unknown)],
    },
  },
  {
    policy: "sm-recovery-window",
    good: { "a month, by default": [secret()], "a week": [secret({ recoveryWindowInDays: 7 })] },
    bad: {
      "a deletion at once": { resources: [secret({ recoveryWindowInDays: 0 })], found: /recoveryWindowInDays is 0/ },
    },
    unknown: { "a number that another resource computes": [secret({ recoveryWindowInDays: unknown })] },
  },
  {
    policy: "sm-policy-not-public",
    good: { "a policy for the account": [policy(document({ Principal: root, Action: "secretsmanager:*" }))] },
    bad: {
      "a policy for everybody": {
        resources: [policy(document({ Principal: "*", Action: "secretsmanager:GetSecretValue", Resource: "*" }))],
        found: /policy allows everybody/,
      },
    },
    unknown: { "a policy that another resource computes": [policy(unknown)] },
  },
];
