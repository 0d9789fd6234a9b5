import * as s3 from "@pulumi/aws/s3";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument, type Statement } from "../iam";
import { classified, type DataClass, holdingData, named } from "../naming";

export interface PrivateBucketArgs {
  /** Name of the bucket, unique in all of AWS: it ends in the account's number. */
  readonly bucketName: string;
  /**
   * Key that encrypts the objects. `undefined` only for a bucket into which S3 or a load balancer delivers access logs,
   * because both refuse a bucket with a customer key ("Enabling server access logging" in the S3 user guide); such a
   * bucket is encrypted with S3's own keys.
   */
  readonly kmsKeyArn: pulumi.Input<string> | undefined;
  readonly dataClass: DataClass;
  /** Days after which objects and old versions are deleted. */
  readonly retentionDays: number;
  /** Time in which no version can be deleted. Default: none. */
  readonly objectLock?: { readonly mode: "GOVERNANCE" | "COMPLIANCE"; readonly days: number };
  /** Bucket that receives the access log. Default: none. */
  readonly accessLogs?: { readonly bucket: pulumi.Input<string>; readonly prefix: string };
  /** What others may do with the bucket, e.g. deliver logs. Default: nothing. */
  readonly statements?: readonly Statement[];
  /** Whether the bucket is protected against deletion. Source: `decommission`. */
  readonly protectData: boolean;
}

/** Days after which S3 drops the parts of an upload that never ended. */
const ABORT_UPLOADS_AFTER_DAYS = 7;

/**
 * A bucket that only its account reads, over TLS, encrypted and versioned.
 *
 * @example
 * new PrivateBucket("jeju-mainnet-storage-backups", {
 *   bucketName: "jeju-mainnet-backups-222222222222", kmsKeyArn: keys.data.backups, dataClass: "confidential",
 *   retentionDays: 365, objectLock: { mode: "COMPLIANCE", days: 30 }, protectData: true,
 * });
 */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;

  private readonly bucket: s3.Bucket;

  constructor(
    private readonly name: string,
    private readonly args: PrivateBucketArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:PrivateBucket", name, args, opts);
    this.bucket = this.createBucket();
    const versioning = this.version();
    this.closeToThePublic();
    this.encrypt();
    this.restrict();
    this.expire(versioning);
    this.lock(versioning);
    this.logAccess();
    this.bucketName = this.bucket.bucket;
    this.arn = this.bucket.arn;
    this.registerOutputs({ bucketName: this.bucketName, arn: this.arn });
  }

  private createBucket(): s3.Bucket {
    const { bucketName, dataClass, objectLock, protectData } = this.args;
    return new s3.Bucket(
      this.name,
      {
        bucket: bucketName,
        objectLockEnabled: objectLock !== undefined,
        forceDestroy: false,
        tags: named(bucketName, classified(dataClass)),
      },
      { parent: this, ...holdingData(protectData) },
    );
  }

  private version(): s3.BucketVersioning {
    return new s3.BucketVersioning(
      `${this.name}-versioning`,
      { bucket: this.bucket.id, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
  }

  private closeToThePublic(): void {
    new s3.BucketOwnershipControls(
      `${this.name}-ownership`,
      { bucket: this.bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
      { parent: this },
    );
    new s3.BucketPublicAccessBlock(
      `${this.name}-public-access`,
      {
        bucket: this.bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent: this },
    );
  }

  private encrypt(): void {
    const { kmsKeyArn } = this.args;
    new s3.BucketServerSideEncryptionConfiguration(
      `${this.name}-encryption`,
      {
        bucket: this.bucket.id,
        rules: [
          kmsKeyArn === undefined
            ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
            : {
                applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn },
                // One request to KMS per bucket and hour instead of one per object.
                bucketKeyEnabled: true,
              },
        ],
      },
      { parent: this },
    );
  }

  private restrict(): void {
    const arn = `arn:aws:s3:::${this.args.bucketName}`;
    new s3.BucketPolicy(
      `${this.name}-policy`,
      { bucket: this.bucket.id, policy: policyDocument(...onlyOverTls(arn), ...(this.args.statements ?? [])) },
      { parent: this },
    );
  }

  private expire(versioning: s3.BucketVersioning): void {
    const { retentionDays } = this.args;
    new s3.BucketLifecycleConfiguration(
      `${this.name}-lifecycle`,
      {
        bucket: this.bucket.id,
        rules: [
          {
            id: "expire",
            status: "Enabled",
            filter: { prefix: "" },
            expiration: { days: retentionDays },
            noncurrentVersionExpiration: { noncurrentDays: retentionDays },
            abortIncompleteMultipartUpload: { daysAfterInitiation: ABORT_UPLOADS_AFTER_DAYS },
          },
        ],
      },
      // Rules on old versions are refused before the bucket keeps any.
      { parent: this, dependsOn: versioning },
    );
  }

  private lock(versioning: s3.BucketVersioning): void {
    const { objectLock } = this.args;
    if (objectLock === undefined) return;
    new s3.BucketObjectLockConfiguration(
      `${this.name}-lock`,
      {
        bucket: this.bucket.id,
        objectLockEnabled: "Enabled",
        rule: { defaultRetention: { mode: objectLock.mode, days: objectLock.days } },
      },
      { parent: this, dependsOn: versioning },
    );
  }

  private logAccess(): void {
    const { accessLogs } = this.args;
    if (accessLogs === undefined) return;
    new s3.BucketLogging(
      `${this.name}-logging`,
      { bucket: this.bucket.id, targetBucket: accessLogs.bucket, targetPrefix: accessLogs.prefix },
      { parent: this },
    );
  }
}

function onlyOverTls(arn: string): Statement[] {
  const everyone = { Effect: "Deny", Principal: { AWS: "*" }, Action: "s3:*", Resource: [arn, `${arn}/*`] } as const;
  return [
    { Sid: "OnlyOverTls", ...everyone, Condition: { Bool: { "aws:SecureTransport": "false" } } },
    { Sid: "OnlyTls12OrNewer", ...everyone, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
  ];
}
