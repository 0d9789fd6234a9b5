import * as pulumi from "@pulumi/pulumi";
import { AUDIT_RETENTION_DAYS } from "./logs";
import { PrivateBucket } from "./storage/private-bucket";

export interface StorageArgs {
  /** AWS account, 12 digits. Source: `accountId`. */
  readonly accountId: string;
  /** Start of the environment's names, e.g. `jeju-mainnet`. */
  readonly prefix: string;
  /** Days that backups are kept. Source: `backups.retentionDays`. */
  readonly retentionDays: number;
  /** Days in which no backup can be deleted. Source: `backups.objectLockDays`. */
  readonly objectLockDays: number;
  /** Who may lift the lock early. Source: `backups.objectLockMode`. */
  readonly objectLockMode: "GOVERNANCE" | "COMPLIANCE";
  /** Key that encrypts the backups. Source: {@link Keys}. */
  readonly backupsKeyArn: pulumi.Input<string>;
  /** Whether the buckets are protected against deletion. Source: `decommission`. */
  readonly protectData: boolean;
}

/**
 * The bucket of backups, whose objects nobody can delete for a while, and the bucket that records who touched it.
 *
 * @example
 * const storage = new Storage("jeju-mainnet-storage", { ...config.backups, accountId, prefix, backupsKeyArn, protectData });
 */
export class Storage extends pulumi.ComponentResource {
  readonly backupsBucket: pulumi.Output<string>;
  readonly accessLogsBucket: pulumi.Output<string>;

  constructor(
    private readonly name: string,
    private readonly args: StorageArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:Storage", name, args, opts);
    const accessLogs = this.createAccessLogs();
    const backups = this.createBackups(accessLogs);
    this.accessLogsBucket = accessLogs.bucketName;
    this.backupsBucket = backups.bucketName;
    this.registerOutputs({ accessLogsBucket: this.accessLogsBucket, backupsBucket: this.backupsBucket });
  }

  private createAccessLogs(): PrivateBucket {
    const bucketName = this.bucketName("access-logs");
    return new PrivateBucket(
      `${this.name}-access-logs`,
      {
        bucketName,
        kmsKeyArn: undefined,
        dataClass: "internal",
        retentionDays: AUDIT_RETENTION_DAYS,
        statements: [
          {
            Sid: "DeliverAccessLogs",
            Effect: "Allow",
            Principal: { Service: "logging.s3.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: `arn:aws:s3:::${bucketName}/*`,
            Condition: {
              StringEquals: { "aws:SourceAccount": this.args.accountId },
              ArnLike: { "aws:SourceArn": `arn:aws:s3:::${this.args.prefix}-*` },
            },
          },
        ],
        protectData: this.args.protectData,
      },
      { parent: this },
    );
  }

  private createBackups(accessLogs: PrivateBucket): PrivateBucket {
    const { objectLockMode: mode, objectLockDays: days, retentionDays, backupsKeyArn, protectData } = this.args;
    return new PrivateBucket(
      `${this.name}-backups`,
      {
        bucketName: this.bucketName("backups"),
        kmsKeyArn: backupsKeyArn,
        dataClass: "confidential",
        retentionDays,
        objectLock: { mode, days },
        accessLogs: { bucket: accessLogs.bucketName, prefix: "backups/" },
        protectData,
      },
      { parent: this },
    );
  }

  /** Bucket names are shared by all accounts of AWS. */
  private bucketName(suffix: string): string {
    return `${this.args.prefix}-${suffix}-${this.args.accountId}`;
  }
}
