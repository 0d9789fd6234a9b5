import { aws, type PolicyCases } from "../case";
import { ref, unknown } from "../engine-stub";
import { key } from "./places";

const bucket = (name = "bucket") => aws("s3/Bucket", name, {}, { protect: true });
const encryption = (byDefault: unknown, of: unknown = ref("bucket")) =>
  aws("s3/BucketServerSideEncryptionConfiguration", "encryption", {
    bucket: of,
    rules: [{ applyServerSideEncryptionByDefault: byDefault, bucketKeyEnabled: true }],
  });
const byOurKey = { sseAlgorithm: "aws:kms", kmsMasterKeyId: ref("key", "arn") };
const flags = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
const accessBlock = (inputs: Record<string, unknown>) =>
  aws("s3/BucketPublicAccessBlock", "block", { bucket: ref("bucket"), ...inputs });
const versioning = (status: unknown) =>
  aws("s3/BucketVersioning", "versioning", { bucket: ref("bucket"), versioningConfiguration: { status } });
const policy = (document: unknown) => aws("s3/BucketPolicy", "policy", { bucket: ref("bucket"), policy: document });
const denial = (changes: Record<string, unknown> = {}) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
        ...changes,
      },
    ],
  });

const { Statement: statements }: { readonly Statement: readonly unknown[] } = JSON.parse(denial());
const logging = (target: string) =>
  aws("s3/BucketLogging", "logging", { bucket: ref("bucket"), targetBucket: ref(target), targetPrefix: "" });
const ownership = (objectOwnership: unknown) =>
  aws("s3/BucketOwnershipControls", "ownership", { bucket: ref("bucket"), rule: { objectOwnership } });
const lifecycle = (status: unknown) =>
  aws("s3/BucketLifecycleConfiguration", "lifecycle", { bucket: ref("bucket"), rules: [{ id: "expire", status }] });
const lock = (mode: unknown) =>
  aws("s3/BucketObjectLockConfiguration", "lock", {
    bucket: ref("backups"),
    rule: { defaultRetention: { mode, days: 30 } },
  });

export const storageCases: readonly PolicyCases[] = [
  {
    policy: "s3-sse-kms",
    good: {
      "a bucket under a key of the stack": [key, bucket(), encryption(byOurKey)],
      "a bucket encrypted twice": [key, bucket(), encryption({ ...byOurKey, sseAlgorithm: "aws:kms:dsse" })],
      "a bucket of a load balancer's logs under S3's own keys": [
        bucket(),
        encryption({ sseAlgorithm: "AES256" }),
        aws("lb/LoadBalancer", "balancer", { accessLogs: { bucket: ref("bucket"), enabled: true } }),
      ],
      "a log bucket under S3's own keys, which is all that log delivery can write": [
        key,
        bucket(),
        encryption({ sseAlgorithm: "AES256" }),
        bucket("source"),
        aws("s3/BucketServerSideEncryptionConfiguration", "source-encryption", {
          bucket: ref("source"),
          rules: [{ applyServerSideEncryptionByDefault: byOurKey }],
        }),
        aws("s3/BucketLogging", "logging", { bucket: ref("source"), targetBucket: ref("bucket"), targetPrefix: "" }),
      ],
    },
    bad: {
      "a bucket without the setting": {
        resources: [bucket()],
        found: /no a? ?BucketServerSideEncryptionConfiguration/,
      },
      "a bucket under S3's own keys": {
        resources: [bucket(), encryption({ sseAlgorithm: "AES256" })],
        found: /sseAlgorithm is AES256/,
      },
      "a bucket without a rule": {
        resources: [
          bucket(),
          aws("s3/BucketServerSideEncryptionConfiguration", "encryption", { bucket: ref("bucket"), rules: [] }),
        ],
        found: /rules is empty/,
      },
      "a bucket of logs that is encrypted by nothing we know": {
        resources: [
          bucket(),
          encryption({ sseAlgorithm: "none" }),
          aws("lb/LoadBalancer", "balancer", { accessLogs: { bucket: ref("bucket"), enabled: true } }),
        ],
        found: /sseAlgorithm is none/,
      },
      "a bucket under AWS's key": {
        resources: [bucket(), encryption({ sseAlgorithm: "aws:kms" })],
        found: /rules\[0\]\.applyServerSideEncryptionByDefault\.kmsMasterKeyId is not set/,
      },
    },
    unknown: {
      "a setting of a bucket that nothing tells of": [key, bucket(), encryption(byOurKey, unknown)],
      "rules that another resource computes": [
        bucket(),
        aws("s3/BucketServerSideEncryptionConfiguration", "encryption", { bucket: ref("bucket"), rules: unknown }),
      ],
      "a key that nothing in the stack tells of": [
        bucket(),
        encryption({ sseAlgorithm: "aws:kms", kmsMasterKeyId: unknown }),
      ],
    },
  },
  {
    policy: "s3-bpa",
    good: { "all four flags": [bucket(), accessBlock(flags)] },
    bad: {
      "a bucket without the setting": { resources: [bucket()], found: /BucketPublicAccessBlock names it/ },
      "a block of the account with three of the four": {
        resources: [aws("s3/AccountPublicAccessBlock", "account", { ...flags, blockPublicAcls: false })],
        found: /blockPublicAcls is false/,
      },
      "three of the four": {
        resources: [bucket(), accessBlock({ ...flags, ignorePublicAcls: false })],
        found: /ignorePublicAcls is false/,
      },
    },
    unknown: {
      "a flag that another resource computes": [bucket(), accessBlock({ ...flags, blockPublicPolicy: unknown })],
    },
  },
  {
    policy: "s3-versioning",
    good: { "versions kept": [bucket(), versioning("Enabled")] },
    bad: {
      "a bucket without the setting": { resources: [bucket()], found: /BucketVersioning names it/ },
      "versions suspended": { resources: [bucket(), versioning("Suspended")], found: /status is Suspended/ },
    },
    unknown: { "a status that another resource computes": [bucket(), versioning(unknown)] },
  },
  {
    policy: "s3-tls-only",
    good: {
      "a denial of what comes without TLS": [bucket(), policy(denial())],
      "a denial on everything": [bucket(), policy(denial({ Resource: "*" }))],
      "a denial among others": [
        bucket(),
        policy({ Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" }, ...statements] }),
      ],
    },
    bad: {
      "a bucket whose policy is left out": { resources: [bucket(), policy(undefined)], found: /no JSON document/ },
      ...Object.fromEntries(
        Object.entries({
          "a denial for the bucket only": { Resource: "arn:aws:s3:::bucket" },
          "a denial under no condition": { Condition: undefined },
          "a denial under two conditions": {
            Condition: { Bool: { "aws:SecureTransport": "false" }, StringEquals: { "aws:SourceVpc": "vpc-1" } },
          },
          "a denial by another operator": { Condition: { StringEquals: { "aws:SecureTransport": "false" } } },
          "a denial by another key": { Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } },
          "a denial of TLS itself": { Condition: { Bool: { "aws:SecureTransport": "true" } } },
          "a denial of both": { Condition: { Bool: { "aws:SecureTransport": ["false", "true"] } } },
        }).map(([called, changes]) => [
          called,
          { resources: [bucket(), policy(denial(changes))], found: /no statement denies what comes without TLS/ },
        ]),
      ),
      "a bucket without a policy": { resources: [bucket()], found: /BucketPolicy names it/ },
      "a denial for objects only": {
        resources: [bucket(), policy(denial({ Resource: "arn:aws:s3:::bucket/*" }))],
        found: /no statement denies what comes without TLS/,
      },
      "an allowance in place of a denial": {
        resources: [bucket(), policy(denial({ Effect: "Allow" }))],
        found: /no statement denies/,
      },
      "what is no policy": { resources: [bucket(), policy("{ not json")], found: /no JSON document/ },
    },
    unknown: { "a policy that another resource computes": [bucket(), policy(unknown)] },
  },
  {
    policy: "s3-logging",
    good: {
      "a bucket that tells another": [bucket(), bucket("logs"), logging("logs")],
      "a bucket that tells one of another stack": [
        bucket(),
        aws("s3/BucketLogging", "logging", { bucket: ref("bucket"), targetBucket: "logs", targetPrefix: "" }),
      ],
    },
    bad: {
      "a bucket that tells nobody": { resources: [bucket()], found: /no BucketLogging names it/ },
      "a bucket that tells itself": {
        resources: [bucket(), logging("bucket")],
        found: /targetBucket is the bucket itself/,
      },
    },
    unknown: {
      "a target that nothing tells of": [
        bucket(),
        aws("s3/BucketLogging", "logging", { bucket: ref("bucket"), targetBucket: unknown, targetPrefix: "" }),
      ],
      "logging of a bucket that nothing tells of": [
        bucket(),
        aws("s3/BucketLogging", "logging", { bucket: unknown, targetBucket: "logs", targetPrefix: "" }),
      ],
    },
  },
  {
    policy: "s3-acl-off",
    good: { "access lists ignored": [bucket(), ownership("BucketOwnerEnforced")] },
    bad: {
      "a bucket without the setting": { resources: [bucket()], found: /no BucketOwnershipControls names it/ },
      "access lists heeded": {
        resources: [bucket(), ownership("ObjectWriter")],
        found: /objectOwnership is ObjectWriter/,
      },
    },
    unknown: { "an ownership that another resource computes": [bucket(), ownership(unknown)] },
  },
  {
    policy: "s3-policy-not-public",
    good: { "a denial to everybody": [bucket(), policy(denial())] },
    bad: {
      "an allowance for everybody": {
        resources: [bucket(), policy(denial({ Effect: "Allow", Condition: {} }))],
        found: /policy allows everybody/,
      },
    },
    unknown: { "a policy that another resource computes": [bucket(), policy(unknown)] },
  },
  {
    policy: "s3-no-inline-config",
    good: { "a bucket with settings next to it": [bucket(), versioning("Enabled")] },
    bad: {
      "versions kept inline": {
        resources: [aws("s3/Bucket", "bucket", { versioning: { enabled: true } })],
        found: /versioning is set/,
      },
      "a bucket of the deprecated type": {
        resources: [aws("s3/BucketV2", "bucket", {})],
        found: /deprecated BucketV2/,
      },
    },
    unknown: { "a policy that another resource computes": [aws("s3/Bucket", "bucket", { policy: unknown })] },
  },
  {
    policy: "s3-force-destroy-off",
    good: { "a bucket that says nothing": [bucket()] },
    bad: {
      "a bucket that goes with its objects": {
        resources: [aws("s3/Bucket", "bucket", { forceDestroy: true })],
        found: /forceDestroy is true/,
      },
    },
    unknown: { "a flag that another resource computes": [aws("s3/Bucket", "bucket", { forceDestroy: unknown })] },
  },
  {
    policy: "s3-lifecycle",
    good: { "objects that go after a year": [bucket(), lifecycle("Enabled")] },
    bad: {
      "a bucket that keeps everything": {
        resources: [bucket()],
        found: /no BucketLifecycleConfiguration names it/,
      },
      "a rule that is turned off": { resources: [bucket(), lifecycle("Disabled")], found: /status is Disabled/ },
    },
    unknown: { "a status that another resource computes": [bucket(), lifecycle(unknown)] },
  },
  {
    policy: "s3-object-lock",
    good: { "backups under lock": [bucket("backups"), lock("COMPLIANCE")], "a bucket of something else": [bucket()] },
    bad: {
      "backups that anybody deletes": {
        resources: [bucket("backups")],
        found: /no BucketObjectLockConfiguration names it/,
      },
      "a lock without a retention": { resources: [bucket("backups"), lock(undefined)], found: /mode is not set/ },
    },
    unknown: { "a mode that another resource computes": [bucket("backups"), lock(unknown)] },
  },
];
