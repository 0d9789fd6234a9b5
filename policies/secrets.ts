import { companionPolicy } from "./assessment/companions";
import { isAtLeast, isAtMost, isOurKey, notKnownYet } from "./assessment/expectations";
import { resourcePolicy } from "./assessment/policy";
import { isPublic, judgeStatements } from "./assessment/policy-document";
import { pass, violation } from "./assessment/verdict";

const secretType = "aws:secretsmanager/secret:Secret";

const encrypted = resourcePolicy({
  id: "sm-cmk",
  title: "Secrets are encrypted with a key of ours",
  severity: "high",
  rationale: "with AWS's key everybody in the account who may read secrets may decrypt this one",
  remedy: "set kmsKeyId to the ARN of the secrets' KMS key",
  types: [secretType],
  check: (secret) => isOurKey(secret, secret.at("kmsKeyId")),
});

const rotated = companionPolicy({
  id: "sm-rotation",
  title: "Secrets rotate by themselves",
  severity: "medium",
  rationale: "a secret that never changes is good for whoever saw it once",
  remedy: "add a SecretRotation with a rule of at most 90 days",
  controls: { fsbp: ["SecretsManager.1", "SecretsManager.4"] },
  types: [secretType],
  called: "a SecretRotation",
  companions: ["aws:secretsmanager/secretRotation:SecretRotation"],
  by: "secretId",
  settings: { days: 90 },
  judge: (rotation, _secret, _stack, { days }) => {
    const { path, value } = rotation.at("rotationRules.scheduleExpression");
    if (value.kind === "absent") return isAtMost(rotation.at("rotationRules.automaticallyAfterDays"), days);
    return value.kind === "known" ? pass : notKnownYet(path);
  },
});

const recoverable = resourcePolicy({
  id: "sm-recovery-window",
  title: "A secret that is deleted can be had back for a week",
  severity: "medium",
  rationale: "a secret deleted at once takes down whoever uses it, with no way back",
  remedy: "set recoveryWindowInDays to 7 or more, or leave it out",
  types: [secretType],
  settings: { days: 7 },
  check: (secret, { days }) => {
    const window = secret.at("recoveryWindowInDays");
    // Secrets Manager waits 30 days when nothing is said.
    return window.value.kind === "absent" ? pass : isAtLeast(window, days);
  },
});

const notPublic = resourcePolicy({
  id: "sm-policy-not-public",
  title: "No secret's policy lets everybody in",
  severity: "critical",
  rationale: "such a policy gives the secret to every account of AWS",
  remedy: "name the principals, and leave blockPublicPolicy on",
  types: ["aws:secretsmanager/secretPolicy:SecretPolicy"],
  check: (holder) =>
    judgeStatements(holder.at("policy"), (statement) =>
      isPublic(statement) ? violation("policy allows everybody", "named principals") : pass,
    ),
});

export const secretPolicies = [encrypted, rotated, recoverable, notPublic] as const;
