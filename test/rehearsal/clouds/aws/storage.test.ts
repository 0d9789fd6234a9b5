import { allow, policy } from "./furnished-account";
import { testRules } from "./rule-cases";

const BUCKET = "aws:s3/bucket:Bucket";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";
const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";
const OBJECT_LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const bucket = "jeju-backups";
const own = "arn:aws:s3:::jeju-backups/*";

const rule = (id: string, transitions: object[], expirationDays?: number) => ({
  id,
  status: "Enabled",
  transitions,
  ...(expirationDays !== undefined && { expiration: { days: expirationDays } }),
});
const to = (storageClass: string, days: number) => ({ storageClass, days });

describe("buckets", () => {
  testRules([
    {
      rule: "bucket-name",
      refuses: "a name with capitals",
      code: "InvalidBucketName",
      type: BUCKET,
      wrong: { bucket: "Jeju-Backups" },
    },
    {
      rule: "bucket-name-taken",
      refuses: "a name that the account has already",
      code: "BucketAlreadyOwnedByYou",
      type: BUCKET,
      wrong: { bucket },
    },
    {
      rule: "bucket-name-taken",
      refuses: "a name that is taken in another region",
      code: "BucketAlreadyExists",
      type: BUCKET,
      region: "eu-west-1",
      wrong: { bucket },
    },
    {
      rule: "bucket-not-empty",
      refuses: "to delete a bucket that holds objects",
      code: "BucketNotEmpty",
      mayGo: (account) => {
        const forced = account.add(BUCKET, { bucket: "scratch", forceDestroy: true });
        account.add("aws:s3/bucketObjectv2:BucketObjectv2", { bucket: "scratch", key: "a" });
        return forced;
      },
      mayNot: (account) => {
        account.add("aws:s3/bucketObjectv2:BucketObjectv2", { bucket, key: "a" });
        return account.bucket;
      },
    },
    {
      rule: "object-lock-versioning",
      refuses: "object lock without versions",
      code: "InvalidBucketState",
      type: OBJECT_LOCK,
      fine: (account) => {
        account.add(BUCKET, { bucket: "locked", objectLockEnabled: true });
        return { bucket: "locked" };
      },
      wrong: { bucket: "jeju-logs" },
    },
    {
      rule: "object-lock-retention",
      refuses: "a retention in both days and years",
      code: "MalformedXML",
      type: OBJECT_LOCK,
      fine: { rule: { defaultRetention: { mode: "COMPLIANCE", years: 1 } } },
      wrong: { rule: { defaultRetention: { mode: "COMPLIANCE", days: 30, years: 1 } } },
    },
    {
      rule: "object-lock-keeps-versioning",
      refuses: "to suspend versions under object lock",
      code: "InvalidBucketState",
      type: VERSIONING,
      fine: (account) => {
        account.add(OBJECT_LOCK, { bucket });
        return {};
      },
      wrong: (account) => {
        account.add(OBJECT_LOCK, { bucket });
        return { versioningConfiguration: { status: "Suspended" } };
      },
    },
    {
      rule: "bucket-encryption-algorithm",
      refuses: "a KMS key with S3's own algorithm",
      code: "InvalidArgument",
      type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      fine: { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      wrong: ({ key }) => ({
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256", kmsMasterKeyId: key.id } }],
      }),
    },
    {
      rule: "bucket-policy-principals",
      refuses: "a policy for a role that does not exist",
      code: "MalformedPolicy",
      type: POLICY,
      wrong: { policy: policy(allow({ AWS: "arn:aws:iam::111111111111:role/gone" }, "s3:GetObject", own)) },
    },
    {
      rule: "bucket-policy-resources",
      refuses: "a policy that speaks of another bucket",
      code: "MalformedPolicy",
      type: POLICY,
      wrong: ({ role }) => ({
        policy: policy(allow({ AWS: role.outputs.arn }, "s3:GetObject", "arn:aws:s3:::jeju-backups-2/*")),
      }),
    },
    {
      rule: "bucket-policy-public",
      refuses: "a public policy where public access is blocked",
      code: "AccessDenied",
      type: POLICY,
      fine: (account) => {
        account.add("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", { bucket, blockPublicPolicy: true });
        const condition = { Bool: { "aws:SecureTransport": "false" } };
        return { policy: policy({ ...allow("*", "s3:*", own, { Condition: condition }), Effect: "Deny" }) };
      },
      wrong: (account) => {
        account.add("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", { bucket, blockPublicPolicy: true });
        return { policy: policy(allow("*", "s3:GetObject", own)) };
      },
    },
    {
      rule: "bucket-logging-target",
      refuses: "access logs to a bucket of another region",
      code: "InvalidTargetBucketForLogging",
      type: "aws:s3/bucketLogging:BucketLogging",
      wrong: (account) => ({ targetBucket: account.add(BUCKET, { bucket: "logs-eu" }, "eu-west-1").id }),
    },
    {
      rule: "bucket-acl-ownership",
      refuses: "an ACL where the bucket's owner is enforced",
      code: "AccessControlListNotSupported",
      type: "aws:s3/bucketAcl:BucketAcl",
      wrong: { bucket: "jeju-logs" },
    },
  ]);
});

describe("lifecycle rules", () => {
  testRules([
    {
      rule: "lifecycle-rule-ids",
      refuses: "two rules of one id",
      code: "InvalidArgument",
      type: LIFECYCLE,
      fine: { rules: [rule("a", [], 10), rule("b", [], 20)] },
      wrong: { rules: [rule("a", [], 10), rule("a", [], 20)] },
    },
    {
      rule: "lifecycle-infrequent-access",
      refuses: "infrequent access before the 30th day",
      code: "InvalidArgument",
      type: LIFECYCLE,
      fine: { rules: [rule("a", [to("GLACIER", 1)])] },
      wrong: { rules: [rule("a", [to("STANDARD_IA", 29)])] },
    },
    {
      rule: "lifecycle-transition-order",
      refuses: "a glacier sooner than 30 days after infrequent access",
      code: "InvalidArgument",
      type: LIFECYCLE,
      fine: { rules: [rule("a", [to("STANDARD_IA", 30), to("GLACIER", 60)])] },
      wrong: { rules: [rule("a", [to("STANDARD_IA", 30), to("GLACIER", 59)])] },
    },
    {
      rule: "lifecycle-expiration-last",
      refuses: "an expiration before the last transition",
      code: "InvalidArgument",
      type: LIFECYCLE,
      fine: { rules: [rule("a", [to("GLACIER", 90)], 91)] },
      wrong: { rules: [rule("a", [to("GLACIER", 90)], 90)] },
    },
  ]);
});
