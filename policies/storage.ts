import { companionPolicy } from "./assessment/companions";
import { isAbsent, isNotTrue, isOneOf, isOurKey, isTrue, notKnownYet } from "./assessment/expectations";
import { resourcePolicy, type StackPolicy } from "./assessment/policy";
import {
  covers,
  isPublic,
  judgeStatements,
  namesEverybody,
  type Statement,
  statementsOf,
} from "./assessment/policy-document";
import { Resource } from "./assessment/resource";
import type { Stack } from "./assessment/stack";
import { about, either, listed, pass, type Verdict, violation } from "./assessment/verdict";

// Settings of a bucket are resources of their own since version 4 of the provider; inline ones are deprecated, and
// rules that looked for them there passed buckets that had none.
const bucketTypes = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] as const;
const encryptionTypes = [
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
] as const;
const accessBlockTypes = ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"] as const;
const accountBlockType = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock";
const versioningTypes = [
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:s3/bucketVersioningV2:BucketVersioningV2",
] as const;
const policyTypes = ["aws:s3/bucketPolicy:BucketPolicy"] as const;
const loggingTypes = ["aws:s3/bucketLogging:BucketLogging", "aws:s3/bucketLoggingV2:BucketLoggingV2"] as const;
const loadBalancerTypes = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"] as const;

type BucketSetting = Omit<Parameters<typeof companionPolicy>[0], "types" | "by">;

/** A policy that demands a setting of every bucket: its absence is a violation. */
function bucketPolicy(declaration: BucketSetting): StackPolicy {
  return companionPolicy({ ...declaration, types: bucketTypes, by: "bucket" });
}

const encrypted = bucketPolicy({
  id: "s3-sse-kms",
  title: "Every bucket encrypts with a key of ours",
  severity: "high",
  rationale: "the key decides who can read, whatever the bucket's policy says",
  remedy: "add a BucketServerSideEncryptionConfiguration with sseAlgorithm aws:kms and kmsMasterKeyId",
  controls: { fsbp: ["S3.17"] },
  called: "a BucketServerSideEncryptionConfiguration",
  companions: encryptionTypes,
  judge: (setting, bucket, stack) => {
    const rules = setting.items("rules");
    if (rules.some((rule) => rule.isUnknown)) return notKnownYet("rules");
    if (rules.length === 0) return violation("rules is empty", "a rule with sseAlgorithm aws:kms");
    const takesLogs = isLogTarget(stack, bucket);
    return rules.flatMap((rule) => {
      const algorithm = rule.at("applyServerSideEncryptionByDefault.sseAlgorithm");
      const byKms = isOneOf(algorithm, ["aws:kms", "aws:kms:dsse"]);
      if (takesLogs && algorithm.value.kind === "known" && algorithm.value.value === "AES256") return pass;
      return [byKms, isOurKey(setting, rule.at("applyServerSideEncryptionByDefault.kmsMasterKeyId"))];
    });
  },
});

/** S3 access logs and load balancers deliver only to buckets that encrypt with S3's own keys (AES256). */
function isLogTarget(stack: Stack, bucket: Resource): boolean {
  return (
    receives(stack, bucket, loggingTypes, "targetBucket") ||
    receives(stack, bucket, loadBalancerTypes, "accessLogs.bucket")
  );
}

function receives(stack: Stack, bucket: Resource, types: readonly string[], path: string): boolean {
  const { surely, perhaps } = stack.referring(types, path, bucket);
  return surely.length + perhaps.length > 0;
}

const accessBlockOfBuckets = bucketPolicy({
  id: "s3-bpa",
  title: "Every bucket blocks public access, in all four ways",
  severity: "critical",
  rationale: "one wrong statement in a bucket's policy would publish backups",
  remedy: "add a BucketPublicAccessBlock with all four flags true",
  controls: { fsbp: ["S3.1", "S3.8"], cisAws: ["2.1.4"] },
  called: "a BucketPublicAccessBlock",
  companions: accessBlockTypes,
  judge: blocksAll,
});

/** The block of the whole account, where there is one, is held to the same. */
const publicAccessBlocked: StackPolicy = {
  ...accessBlockOfBuckets,
  types: [...bucketTypes, accountBlockType],
  appliesTo: (stack) => stack.all(...bucketTypes, accountBlockType).length > 0,
  judge: (stack, settings) => [
    ...listed(accessBlockOfBuckets.judge(stack, settings)),
    ...stack.all(accountBlockType).flatMap((block) => blocksAll(block).map((verdict) => about(block, verdict))),
  ],
};

function blocksAll(block: Resource): readonly Verdict[] {
  return ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].map((flag) =>
    isTrue(block.at(flag)),
  );
}

const versioned = bucketPolicy({
  id: "s3-versioning",
  title: "Every bucket keeps the versions of its objects",
  severity: "medium",
  rationale: "what is overwritten or deleted by mistake, or by somebody's malice, can be had back",
  remedy: "add a BucketVersioning with versioningConfiguration.status Enabled",
  controls: { fsbp: ["S3.14"] },
  called: "a BucketVersioning",
  companions: versioningTypes,
  judge: (setting) => isOneOf(setting.at("versioningConfiguration.status"), ["Enabled"]),
});

const tlsOnly = bucketPolicy({
  id: "s3-tls-only",
  title: "Every bucket refuses requests without TLS",
  severity: "medium",
  rationale: "a presigned URL over plain HTTP hands the object to everybody on the way",
  remedy: "deny s3:* on the bucket and on its objects when aws:SecureTransport is false, in its BucketPolicy",
  controls: { fsbp: ["S3.5"], cisAws: ["2.1.1"] },
  called: "a BucketPolicy",
  companions: policyTypes,
  judge: (setting) => {
    const policy = setting.at("policy");
    const statements = statementsOf(policy);
    if (statements === "malformed" || statements.kind === "absent") {
      return violation("policy is no JSON document with statements", "an IAM policy document");
    }
    if (statements.kind === "unknown") return notKnownYet(policy.path);
    if (statements.value.some(deniesPlainHttp)) return pass;
    return violation("no statement denies what comes without TLS", "Deny s3:* with Bool aws:SecureTransport false");
  },
});

function deniesPlainHttp(statement: Statement): boolean {
  const { isAllow, resources, conditions } = statement;
  const [only, ...others] = conditions;
  const isForPlainHttp =
    others.length === 0 &&
    only?.operator === "Bool" &&
    only.key === "aws:securetransport" &&
    only.values.every((value) => value === "false");
  const coversBoth =
    resources.includes("*") ||
    (resources.some((arn) => arn.endsWith("/*")) && resources.some((arn) => !arn.endsWith("/*")));
  return !isAllow && namesEverybody(statement) && isForPlainHttp && covers(statement, "s3:*") && coversBoth;
}

const logged = bucketPolicy({
  id: "s3-logging",
  title: "Every bucket tells another one who touched it",
  severity: "medium",
  rationale: "without it nobody can tell what was read after a credential has leaked",
  remedy: "add a BucketLogging whose targetBucket is the bucket of access logs",
  controls: { fsbp: ["S3.9", "CloudTrail.7"], cisAws: ["3.4"] },
  called: "a BucketLogging",
  companions: loggingTypes,
  // A bucket that receives access logs of others and logged itself would write about its own writing for ever.
  needs: (bucket, stack) => {
    const { surely, perhaps } = stack.referring(loggingTypes, "targetBucket", bucket);
    const own = stack.referring(loggingTypes, "bucket", bucket).surely;
    return [...surely, ...perhaps].some((setting) => !own.includes(setting)) ? "no" : "yes";
  },
  judge: (setting, bucket) => {
    const target = setting.references("targetBucket", bucketTypes);
    // What is not in this stack is another one.
    if (target.kind === "open") {
      return setting.value("targetBucket").kind === "unknown" ? notKnownYet("targetBucket") : pass;
    }
    if (!target.resources.includes(bucket)) return pass;
    return violation("targetBucket is the bucket itself", "another bucket");
  },
});

const aclOff = bucketPolicy({
  id: "s3-acl-off",
  title: "Every bucket ignores access lists",
  severity: "medium",
  rationale: "an object's access list opens it past the bucket's policy, object by object",
  remedy: "add BucketOwnershipControls with objectOwnership BucketOwnerEnforced",
  controls: { fsbp: ["S3.12"] },
  called: "a BucketOwnershipControls",
  companions: ["aws:s3/bucketOwnershipControls:BucketOwnershipControls"],
  judge: (setting) => isOneOf(setting.at("rule.objectOwnership"), ["BucketOwnerEnforced"]),
});

const policyNotPublic = resourcePolicy({
  id: "s3-policy-not-public",
  title: "No bucket's policy lets everybody in",
  severity: "critical",
  rationale: "such a policy publishes the bucket as soon as somebody lifts the block on public access",
  remedy: "name the principals, or bind * by aws:SourceAccount or aws:PrincipalArn",
  controls: { fsbp: ["S3.2", "S3.3", "S3.6"] },
  types: policyTypes,
  check: (holder) =>
    judgeStatements(holder.at("policy"), (statement) =>
      isPublic(statement) ? violation("policy allows everybody", "named principals") : pass,
    ),
});

const inlineSettings = [
  "acl",
  "corsRules",
  "grants",
  "lifecycleRules",
  "logging",
  "objectLockConfiguration",
  "policy",
  "replicationConfiguration",
  "serverSideEncryptionConfiguration",
  "versioning",
  "website",
] as const;

const noInlineSettings = resourcePolicy({
  id: "s3-no-inline-config",
  title: "Settings of buckets are resources of their own",
  severity: "low",
  level: "advisory",
  rationale: "inline settings are deprecated, fight with the resources of the same name and hide from rules on those",
  remedy: "use aws.s3.Bucket with BucketVersioning, BucketPolicy and so on next to it",
  types: bucketTypes,
  check: (bucket) => {
    if (bucket.is("aws:s3/bucketV2:BucketV2")) return violation("it is a deprecated BucketV2", "an aws.s3.Bucket");
    const written = new Resource({ ...bucket.description, outputs: {} }, bucket.surroundings);
    return inlineSettings.map((setting) => isAbsent(written.at(setting), "a resource of its own"));
  },
});

const keptWhileFull = resourcePolicy({
  id: "s3-force-destroy-off",
  title: "A bucket with objects in it cannot be deleted",
  severity: "high",
  rationale: "with forceDestroy a deletion of the bucket begins by deleting every backup in it",
  remedy: "leave forceDestroy out",
  types: bucketTypes,
  check: (bucket) => isNotTrue(bucket.at("forceDestroy")),
});

const expires = bucketPolicy({
  id: "s3-lifecycle",
  title: "Every bucket says when objects go",
  severity: "low",
  level: "advisory",
  rationale: "logs and backups that nobody deletes are paid for, and answered for, for ever",
  remedy: "add a BucketLifecycleConfiguration with an enabled rule",
  controls: { fsbp: ["S3.13"] },
  called: "a BucketLifecycleConfiguration",
  companions: [
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
  ],
  judge: (setting) => {
    const rules = setting.items("rules");
    if (rules.length === 0) return violation("rules is empty", "an enabled rule");
    return either(rules.map((rule) => isOneOf(rule.at("status"), ["Enabled"])));
  },
});

const locked = companionPolicy({
  id: "s3-object-lock",
  title: "Backups cannot be deleted for a while, by anybody",
  severity: "medium",
  level: "advisory",
  rationale: "whoever takes over the account deletes the backups first",
  remedy: "add a BucketObjectLockConfiguration with a default retention",
  controls: { fsbp: ["S3.15"] },
  types: bucketTypes,
  by: "bucket",
  called: "a BucketObjectLockConfiguration",
  companions: ["aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"],
  // S3 delivers no access logs to a bucket with a default retention, so only backups can be held to it.
  needs: (bucket) => (/backup/.test(bucket.name) ? "yes" : "no"),
  judge: (setting) => isOneOf(setting.at("rule.defaultRetention.mode"), ["GOVERNANCE", "COMPLIANCE"]),
});

export const storagePolicies = [
  encrypted,
  publicAccessBlocked,
  versioned,
  tlsOnly,
  logged,
  aclOff,
  policyNotPublic,
  noInlineSettings,
  keptWhileFull,
  expires,
  locked,
] as const;
