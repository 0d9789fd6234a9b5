import { Storage, type StorageArgs } from "../../infra/storage";
import { ComponentRecording, statementsOf } from "./component-recording";

const args: StorageArgs = {
  accountId: "111111111111",
  prefix: "jeju-test",
  retentionDays: 90,
  objectLockDays: 30,
  objectLockMode: "COMPLIANCE",
  backupsKeyArn: "arn:aws:kms:us-east-1:111111111111:key/backups",
  protectData: true,
};

const BUCKETS = ["access-logs", "backups"];

describe("the buckets", () => {
  let storage: ComponentRecording;
  beforeAll(async () => {
    storage = await ComponentRecording.of((opts) => {
      new Storage("jeju-test-storage", args, opts);
    });
  });

  const of = (part: string, bucket: string, suffix: string) => storage.inputs(`aws:s3/${part}`, `${bucket}-${suffix}`);

  it("have names that no other account has", () => {
    const names = storage.ofType("aws:s3/bucket:Bucket").map(({ inputs }) => inputs.bucket);
    expect(names.sort()).toEqual(["jeju-test-access-logs-111111111111", "jeju-test-backups-111111111111"]);
  });

  it("survive a mistake in the program", () => {
    for (const { options, inputs } of storage.ofType("aws:s3/bucket:Bucket")) {
      expect(options).toMatchObject({ protect: true, retainOnDelete: true });
      expect(inputs.forceDestroy).toBe(false);
    }
  });

  it.each(BUCKETS)("are closed to the public (%s)", (bucket) => {
    expect(of("bucketPublicAccessBlock:BucketPublicAccessBlock", bucket, "public-access")).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(of("bucketOwnershipControls:BucketOwnershipControls", bucket, "ownership")).toMatchObject({
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
  });

  it.each(BUCKETS)("refuse requests without TLS, to themselves and to their objects (%s)", (bucket) => {
    const statements = statementsOf(of("bucketPolicy:BucketPolicy", bucket, "policy").policy);
    const arn = `arn:aws:s3:::jeju-test-${bucket}-111111111111`;
    expect(statements).toContainEqual({
      Sid: "OnlyOverTls",
      Effect: "Deny",
      Principal: { AWS: "*" },
      Action: "s3:*",
      Resource: [arn, `${arn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
  });

  it.each(BUCKETS)("keep old versions, and not for ever (%s)", (bucket) => {
    expect(of("bucketVersioning:BucketVersioning", bucket, "versioning")).toMatchObject({
      versioningConfiguration: { status: "Enabled" },
    });
    const { rules } = of("bucketLifecycleConfiguration:BucketLifecycleConfiguration", bucket, "lifecycle");
    const days = bucket === "backups" ? 90 : 365;
    expect(rules).toEqual([
      expect.objectContaining({
        status: "Enabled",
        expiration: { days },
        noncurrentVersionExpiration: { noncurrentDays: days },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      }),
    ]);
  });

  it("encrypt backups with their own key, and access logs with S3's, since S3 delivers them into no other", () => {
    const algorithm = (bucket: string) =>
      of("bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", bucket, "encryption").rules;
    expect(algorithm("backups")).toMatchObject([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: args.backupsKeyArn } },
    ]);
    expect(algorithm("access-logs")).toMatchObject([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
  });

  it("lock backups as the configuration says", () => {
    expect(storage.inputs("aws:s3/bucket:Bucket", "storage-backups").objectLockEnabled).toBe(true);
    expect(of("bucketObjectLockConfiguration:BucketObjectLockConfiguration", "backups", "lock")).toMatchObject({
      rule: { defaultRetention: { mode: "COMPLIANCE", days: 30 } },
    });
  });

  it("record who touched the backups in the other bucket, which takes logs of this account's buckets only", () => {
    expect(of("bucketLogging:BucketLogging", "backups", "logging")).toMatchObject({
      targetBucket: "jeju-test-access-logs-111111111111",
    });
    const statements = statementsOf(of("bucketPolicy:BucketPolicy", "access-logs", "policy").policy);
    const allowed = statements.filter(({ Effect }) => Effect === "Allow");
    expect(allowed).toHaveLength(1);
    expect(allowed[0]).toMatchObject({
      Action: "s3:PutObject",
      Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } },
    });
  });
});
