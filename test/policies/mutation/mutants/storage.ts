import { allowing, beside, drop, flip, gone, inDocument, inItems, on, point, set } from "../edits";
import { added, type Mutant, mutants, one, type SideEffect } from "../mutant";

const backups = one("s3/Bucket", "storage-backups");
const of = (type: string, name: string) => one(`s3/${type}`, `storage-backups-${name}`);
const encryption = of("BucketServerSideEncryptionConfiguration", "encryption");
const block = of("BucketPublicAccessBlock", "public-access");
const versioning = of("BucketVersioning", "versioning");
const policy = of("BucketPolicy", "policy");
const logging = of("BucketLogging", "logging");
const ownership = of("BucketOwnershipControls", "ownership");
const lifecycle = of("BucketLifecycleConfiguration", "lifecycle");
const lock = of("BucketObjectLockConfiguration", "lock");
const account = one("s3/AccountPublicAccessBlock");
const group = one("cloudwatch/LogGroup", "logs-flows");
const topic = one("sns/Topic", "alarms");
const vault = one("backup/Vault", "backups");
const secret = one("secretsmanager/Secret", "secret");
const rotation = one("secretsmanager/SecretRotation", "secret-rotation");
const secretPolicy = one("secretsmanager/SecretPolicy", "secret-policy");
const images = one("ecr/Repository", "images");
const records = one("kinesis/Stream", "records");
const table = one("dynamodb/Table", "table");
const cache = one("elasticache/ReplicationGroup", "cache");
const oldBucket = added("aws:s3/bucketV2:BucketV2", "old");

const awsKey = "arn:aws:kms:us-east-1:222222222222:alias/aws/s3";
const byDefault = "rules[0].applyServerSideEncryptionByDefault";
const flags = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
const everybody = { Principal: "*", Action: "s3:GetObject", Resource: "*" };
const denial = (how: (statement: Record<string, unknown>) => void) =>
  inDocument("policy", ({ Statement }) => {
    for (const statement of Statement) if (statement.Sid === "OnlyOverTls") how(statement);
  });
const without = (policy: string, setting: Parameters<typeof on>[0], also: readonly SideEffect[] = []) => [
  ...mutants(policy, backups, { "nothing said": on(setting, gone) }, { also }),
  ...mutants(policy, backups, { "said of another bucket": on(setting, set("bucket", "another")) }, { also }),
];

export const storageMutants: readonly Mutant[] = [
  ...mutants("s3-sse-kms", encryption, {
    "S3's own key": set(`${byDefault}.sseAlgorithm`, "AES256"),
    "no key": drop(`${byDefault}.kmsMasterKeyId`),
    "AWS's own key": set(`${byDefault}.kmsMasterKeyId`, awsKey),
    "no rule": set("rules", []),
  }),
  ...without("s3-sse-kms", encryption),
  ...mutants("s3-bpa", block, Object.fromEntries(flags.map((flag) => [`no ${flag}`, flip(flag)]))),
  ...mutants("s3-bpa", block, { "a flag left out": drop("restrictPublicBuckets") }),
  ...mutants("s3-bpa", account, Object.fromEntries(flags.map((flag) => [`no ${flag} in the account`, flip(flag)]))),
  ...without("s3-bpa", block),
  ...mutants("s3-versioning", versioning, { suspended: set("versioningConfiguration.status", "Suspended") }),
  ...without("s3-versioning", versioning),
  ...mutants("s3-tls-only", policy, {
    "for some actions": denial((statement) => {
      statement.Action = "s3:GetObject";
    }),
    "for objects only": denial((statement) => {
      statement.Resource = "arn:aws:s3:::jeju/*";
    }),
    "for the bucket only": denial((statement) => {
      statement.Resource = "arn:aws:s3:::jeju";
    }),
    "for somebody": denial((statement) => {
      statement.Principal = { AWS: "arn:aws:iam::222222222222:role/reader" };
    }),
    "the other way round": denial((statement) => {
      statement.Condition = { Bool: { "aws:SecureTransport": "true" } };
    }),
    "under another condition too": denial((statement) => {
      statement.Condition = { Bool: { "aws:SecureTransport": "false" }, StringEquals: { "aws:SourceVpc": "vpc-1" } };
    }),
  }),
  ...without("s3-tls-only", policy),
  ...mutants("s3-logging", logging, { "into itself": point("targetBucket", backups, "bucket") }),
  ...without("s3-logging", logging),
  ...mutants("s3-acl-off", ownership, {
    "the writer's": set("rule.objectOwnership", "ObjectWriter"),
    "preferably ours": set("rule.objectOwnership", "BucketOwnerPreferred"),
  }),
  ...without("s3-acl-off", ownership),
  ...mutants("s3-policy-not-public", policy, {
    "everybody reads": allowing("policy", everybody),
    "every account reads": allowing("policy", { ...everybody, Principal: { AWS: ["*"] } }),
    "everybody but one": allowing("policy", { ...everybody, Principal: undefined, NotPrincipal: { AWS: "arn" } }),
    "a condition that binds nobody": allowing("policy", {
      ...everybody,
      Condition: { StringLike: { "aws:SourceArn": "*" } },
    }),
    "a condition of everybody's address": allowing("policy", {
      ...everybody,
      Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } },
    }),
  }),
  ...mutants(
    "s3-no-inline-config",
    backups,
    {
      "an inline policy": set("policy", "{}"),
      "inline versioning": set("versioning", { enabled: true }),
      "an inline rule of encryption": set("serverSideEncryptionConfiguration", { rule: {} }),
      "an access list": set("acl", "private"),
    },
    { settled: "the cloud answers these properties, and the program leaves them out" },
  ),
  ...mutants(
    "s3-no-inline-config",
    one("s3/Bucket", "access-logs"),
    {
      "a bucket of the old kind": beside("aws:s3/bucketV2:BucketV2", "old", ({ inputs }) => ({
        bucket: "old",
        tagsAll: inputs?.tagsAll,
      })),
    },
    {
      at: oldBucket,
      also: ["s3-sse-kms", "s3-bpa", "s3-versioning", "s3-tls-only", "s3-logging", "s3-acl-off", "s3-lifecycle"].map(
        (id) => [id, oldBucket],
      ),
    },
  ),
  ...mutants("s3-force-destroy-off", backups, { "deleted with what is in it": flip("forceDestroy") }),
  ...mutants("s3-lifecycle", lifecycle, {
    "every rule off": inItems("rules", (rule) => ({ ...rule, status: "Disabled" })),
    "no rule": set("rules", []),
  }),
  ...without("s3-lifecycle", lifecycle),
  ...mutants("s3-object-lock", lock, { "no mode": drop("rule.defaultRetention.mode"), "no retention": drop("rule") }),
  ...without("s3-object-lock", lock),
  ...mutants("logs-retention-kms", group, {
    "a day short of a year": set("retentionInDays", 364),
    "as AWS keeps it": drop("retentionInDays"),
  }),
  ...mutants("logs-retention-kms", one("cloudwatch/LogGroup", "dns-queries"), {
    "AWS's own key": set("kmsKeyId", awsKey),
  }),
  ...mutants("sns-cmk", topic, {
    "no key": drop("kmsMasterKeyId"),
    "AWS's own key": set("kmsMasterKeyId", "alias/aws/sns"),
  }),
  ...mutants("resource-policy-not-public", one("sns/TopicPolicy"), {
    everybody: allowing("policy", { Principal: "*", Action: "sns:Publish", Resource: "*" }),
  }),
  ...mutants("elasticache-nodes-multi-az", one("elasticache/Cluster", "nodes"), {
    "one zone": set("azMode", "single-az"),
    "as AWS takes it": drop("azMode"),
  }),
  ...mutants("sqs-cmk", one("sqs/Queue", "queue"), {
    "no key": drop("kmsMasterKeyId"),
    "AWS's own key": set("kmsMasterKeyId", "alias/aws/sqs"),
  }),
  ...mutants("ssm-parameter-cmk", one("ssm/Parameter", "parameter"), { "AWS's own key": drop("keyId") }),
  ...mutants("backup-vault-cmk", vault, { "no key": drop("kmsKeyArn") }, { also: [["rds-backup-plan", vault]] }),
  ...mutants("ecr-scan-immutable-cmk", images, {
    "no scan": flip("imageScanningConfiguration.scanOnPush"),
    "tags that move": set("imageTagMutability", "MUTABLE"),
    "AWS's own key": drop("encryptionConfigurations[0].kmsKey"),
    "S3's own key": set("encryptionConfigurations[0].encryptionType", "AES256"),
  }),
  ...mutants("kinesis-cmk", records, { "in clear": set("encryptionType", "NONE"), "no key": drop("kmsKeyId") }),
  ...mutants("dynamodb-cmk", table, {
    "not with KMS": flip("serverSideEncryption.enabled"),
    "no key": drop("serverSideEncryption.kmsKeyArn"),
  }),
  ...mutants("elasticache-cmk-multi-az", cache, {
    "in clear": flip("atRestEncryptionEnabled"),
    "no key": drop("kmsKeyId"),
    "no failover": flip("automaticFailoverEnabled"),
    "one zone": flip("multiAzEnabled"),
  }),
  ...mutants("sm-cmk", secret, {
    "no key": drop("kmsKeyId"),
    "AWS's own key": set("kmsKeyId", "alias/aws/secretsmanager"),
  }),
  ...mutants("sm-recovery-window", secret, {
    "a day too few": set("recoveryWindowInDays", 6),
    "at once": set("recoveryWindowInDays", 0),
  }),
  ...mutants("sm-rotation", rotation, {
    "a day too late": set("rotationRules.automaticallyAfterDays", 91),
    "no rule": drop("rotationRules"),
  }),
  ...mutants("sm-rotation", secret, { "no rotation": on(rotation, gone) }),
  ...mutants("sm-policy-not-public", secretPolicy, {
    everybody: allowing("policy", { Principal: "*", Action: "*", Resource: "*" }),
  }),
];
