import { isOneOf, isOurKey, isTrue, notKnownYet } from "./assessment/expectations";
import { type PolicyMetadata, type StackPolicy, stackPolicy } from "./assessment/policy";
import type { Resource } from "./assessment/resource";
import type { Stack } from "./assessment/stack";
import { about, pass, undecided, type Verdict, type Verdicts, violation } from "./assessment/verdict";

// Settings of a bucket are resources of their own since version 4 of the provider; inline ones are deprecated, and
// rules that looked for them there passed buckets that had none.
const bucketTypes = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] as const;
const encryptionTypes = [
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
] as const;
const accessBlockTypes = ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"] as const;
const versioningTypes = [
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:s3/bucketVersioningV2:BucketVersioningV2",
] as const;
const policyTypes = ["aws:s3/bucketPolicy:BucketPolicy"] as const;
const loggingTypes = ["aws:s3/bucketLogging:BucketLogging", "aws:s3/bucketLoggingV2:BucketLoggingV2"] as const;
const loadBalancerTypes = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"] as const;

interface BucketSetting {
  /** What the setting is called in messages. */
  readonly called: string;
  readonly settingTypes: readonly string[];
  judge(setting: Resource, bucket: Resource, stack: Stack): Verdicts;
}

/** A policy that demands a setting of every bucket: its absence is a violation. */
function bucketPolicy({
  called,
  settingTypes,
  judge,
  ...metadata
}: BucketSetting & Omit<PolicyMetadata, "types">): StackPolicy {
  return stackPolicy({
    ...metadata,
    types: bucketTypes,
    check: (stack) =>
      stack.all(...bucketTypes).flatMap((bucket): Verdict[] => {
        const settings = stack.referring(settingTypes, "bucket", bucket);
        const [setting] = settings.surely;
        if (setting) return [judge(setting, bucket, stack)].flat().map((verdict) => about(setting, verdict));
        if (settings.perhaps.length > 0)
          return [undecided(`whether it has ${called} is known only after the update`, bucket)];
        return [violation(`no ${called} names it`, called, bucket)];
      }),
  });
}

const encrypted = bucketPolicy({
  id: "s3-sse-kms",
  title: "Every bucket encrypts with a key of ours",
  severity: "high",
  rationale: "the key decides who can read, whatever the bucket's policy says",
  remedy: "add a BucketServerSideEncryptionConfiguration with sseAlgorithm aws:kms and kmsMasterKeyId",
  controls: { fsbp: ["S3.17"] },
  called: "a BucketServerSideEncryptionConfiguration",
  settingTypes: encryptionTypes,
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
  const names = (types: readonly string[], path: string) => {
    const { surely, perhaps } = stack.referring(types, path, bucket);
    return surely.length + perhaps.length > 0;
  };
  return names(loggingTypes, "targetBucket") || names(loadBalancerTypes, "accessLogs.bucket");
}

const publicAccessBlocked = bucketPolicy({
  id: "s3-bpa",
  title: "Every bucket blocks public access, in all four ways",
  severity: "critical",
  rationale: "one wrong statement in a bucket's policy would publish backups",
  remedy: "add a BucketPublicAccessBlock with all four flags true",
  controls: { fsbp: ["S3.1", "S3.8"], cisAws: ["2.1.4"] },
  called: "a BucketPublicAccessBlock",
  settingTypes: accessBlockTypes,
  judge: (setting) =>
    ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].map((flag) =>
      isTrue(setting.at(flag)),
    ),
});

const versioned = bucketPolicy({
  id: "s3-versioning",
  title: "Every bucket keeps the versions of its objects",
  severity: "medium",
  rationale: "what is overwritten or deleted by mistake, or by somebody's malice, can be had back",
  remedy: "add a BucketVersioning with versioningConfiguration.status Enabled",
  controls: { fsbp: ["S3.14"] },
  called: "a BucketVersioning",
  settingTypes: versioningTypes,
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
  settingTypes: policyTypes,
  judge: (setting) => {
    const policy = setting.value("policy");
    if (policy.kind === "unknown") return notKnownYet("policy");
    const statements = policy.kind === "known" ? statementsOf(policy.value) : undefined;
    if (!statements) return violation("policy is no JSON document with statements", "an IAM policy document");
    if (statements.some(deniesPlainHttp)) return pass;
    return violation("no statement denies what comes without TLS", "Deny s3:* with Bool aws:SecureTransport false");
  },
});

interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Principal?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: { readonly Bool?: Readonly<Record<string, unknown>> };
}

/** Statements of a policy document, written as JSON or as an object; undefined when it is neither. */
function statementsOf(document: unknown): readonly Statement[] | undefined {
  try {
    const { Statement } = typeof document === "string" ? JSON.parse(document) : Object(document);
    return Statement === undefined ? undefined : [Statement].flat();
  } catch {
    // The parser's words may quote the document, and the caller says what is wrong.
    return undefined;
  }
}

function deniesPlainHttp({ Effect, Action, Principal, Resource: resources, Condition }: Statement): boolean {
  const targets = [resources].flat().map(String);
  const isForAll = Principal === "*" || Object(Principal).AWS === "*";
  const isForPlainHttp = String(Condition?.Bool?.["aws:SecureTransport"]) === "false";
  const isForEveryAction = [Action].flat().some((action) => action === "s3:*" || action === "*");
  const coversBoth =
    targets.includes("*") || (targets.some((t) => t.endsWith("/*")) && targets.some((t) => !t.endsWith("/*")));
  return Effect === "Deny" && isForAll && isForPlainHttp && isForEveryAction && coversBoth;
}

export const storagePolicies = [encrypted, publicAccessBlocked, versioned, tlsOnly] as const;
