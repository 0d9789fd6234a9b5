import * as backup from "@pulumi/aws/backup";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { managedPolicyArn, serviceTrust } from "./iam";
import { classified, holdingData, named } from "./naming";

export interface BackupsArgs {
  /** AWS account, 12 digits. Source: `accountId`. */
  readonly accountId: string;
  /** Days that recovery points are kept. Source: `backups.retentionDays`. */
  readonly retentionDays: number;
  /** Days in which no recovery point can be deleted. Source: `backups.objectLockDays`. */
  readonly objectLockDays: number;
  /** Key that encrypts the vault. Source: {@link Keys}. */
  readonly backupsKeyArn: pulumi.Input<string>;
  /** ARNs of what is backed up. */
  readonly resourceArns: readonly pulumi.Input<string>[];
  /** Topic that hears of failed jobs. Source: {@link Alarms}. */
  readonly alarmTopicArn: pulumi.Input<string>;
  /** Whether the vault is protected against deletion. Source: `decommission`. */
  readonly protectData: boolean;
}

/** Every day at 05:00 UTC, after RDS has taken its own snapshot (see Database). */
const SCHEDULE = "cron(0 5 * * ? *)";
const START_WITHIN_MINUTES = 60;
const COMPLETE_WITHIN_MINUTES = 360;

/**
 * A second line of backups beside those that RDS makes: daily snapshots in a vault of their own, with their own key,
 * which outlive the database and which its administrators cannot delete early.
 *
 * It takes snapshots only. Continuous backups would take over the retention that the database sets itself.
 *
 * @example
 * new Backups("jeju-mainnet-backups", { ..., resourceArns: [database.arn], alarmTopicArn: alarms.topicArn });
 */
export class Backups extends pulumi.ComponentResource {
  readonly vaultArn: pulumi.Output<string>;

  constructor(
    private readonly name: string,
    private readonly args: BackupsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:Backups", name, args, opts);
    const vault = this.createVault();
    const plan = this.createPlan(vault);
    this.select(plan, this.createRole());
    this.reportFailures(vault);
    this.vaultArn = vault.arn;
    this.registerOutputs({ vaultArn: this.vaultArn });
  }

  private createVault(): backup.Vault {
    const vault = new backup.Vault(
      this.name,
      { name: this.name, kmsKeyArn: this.args.backupsKeyArn, tags: named(this.name, classified("confidential")) },
      { parent: this, ...holdingData(this.args.protectData) },
    );
    new backup.VaultLockConfiguration(
      `${this.name}-lock`,
      // Without changeableForDays this is governance mode: who may change the lock is decided by IAM.
      { backupVaultName: vault.name, minRetentionDays: this.args.objectLockDays },
      { parent: this },
    );
    return vault;
  }

  private createPlan(vault: backup.Vault): backup.Plan {
    return new backup.Plan(
      `${this.name}-plan`,
      {
        name: `${this.name}-plan`,
        rules: [
          {
            ruleName: "daily",
            targetVaultName: vault.name,
            schedule: SCHEDULE,
            startWindow: START_WITHIN_MINUTES,
            completionWindow: COMPLETE_WITHIN_MINUTES,
            lifecycle: { deleteAfter: this.args.retentionDays },
          },
        ],
        tags: named(`${this.name}-plan`),
      },
      { parent: this },
    );
  }

  private createRole(): iam.Role {
    const name = `${this.name}-role`;
    const role = new iam.Role(
      name,
      { name, assumeRolePolicy: serviceTrust("backup.amazonaws.com", this.args.accountId) },
      { parent: this },
    );
    for (const does of ["Backup", "Restores"]) {
      new iam.RolePolicyAttachment(
        `${name}-${does.toLowerCase()}`,
        { role: role.name, policyArn: managedPolicyArn(`service-role/AWSBackupServiceRolePolicyFor${does}`) },
        { parent: this },
      );
    }
    return role;
  }

  private select(plan: backup.Plan, role: iam.Role): void {
    new backup.Selection(
      `${this.name}-selection`,
      {
        name: `${this.name}-selection`,
        planId: plan.id,
        iamRoleArn: role.arn,
        resources: [...this.args.resourceArns],
      },
      { parent: this },
    );
  }

  private reportFailures(vault: backup.Vault): void {
    new backup.VaultNotifications(
      `${this.name}-notifications`,
      {
        backupVaultName: vault.name,
        snsTopicArn: this.args.alarmTopicArn,
        backupVaultEvents: [
          "BACKUP_JOB_FAILED",
          "BACKUP_JOB_EXPIRED",
          "RESTORE_JOB_COMPLETED",
          "RECOVERY_POINT_MODIFIED",
        ],
      },
      { parent: this },
    );
  }
}
