import { AccountDefaults } from "../../infra/account-defaults";
import { Alarms } from "../../infra/alarms";
import { Backups } from "../../infra/backups";
import { ComponentRecording, statementsOf } from "./component-recording";

const accountId = "111111111111";

describe("the backup plan", () => {
  let backups: ComponentRecording;
  beforeAll(async () => {
    backups = await ComponentRecording.of((opts) => {
      new Backups(
        "jeju-test-backups",
        {
          accountId,
          retentionDays: 90,
          objectLockDays: 30,
          backupsKeyArn: "key/backups",
          resourceArns: ["arn:aws:rds:us-east-1:111111111111:db:jeju-test-database"],
          alarmTopicArn: "topic",
          protectData: true,
        },
        opts,
      );
    });
  });

  it("keeps recovery points in a protected vault with a key of its own", () => {
    const vault = backups.only("aws:backup/vault:Vault");
    expect(vault.inputs.kmsKeyArn).toBe("key/backups");
    expect(vault.options).toMatchObject({ protect: true, retainOnDelete: true });
  });

  it("lets nobody delete one early", () => {
    expect(backups.inputs("aws:backup/vaultLockConfiguration:VaultLockConfiguration")).toMatchObject({
      backupVaultName: "jeju-test-backups",
      minRetentionDays: 30,
    });
  });

  it("makes one a day and deletes it after the configured time", () => {
    expect(backups.inputs("aws:backup/plan:Plan").rules).toEqual([
      expect.objectContaining({ schedule: "cron(0 5 * * ? *)", lifecycle: { deleteAfter: 90 } }),
    ]);
  });

  it("covers the database", () => {
    expect(backups.inputs("aws:backup/selection:Selection").resources).toEqual([
      "arn:aws:rds:us-east-1:111111111111:db:jeju-test-database",
    ]);
  });

  it("tells somebody when a backup fails", () => {
    const { backupVaultEvents, snsTopicArn } = backups.inputs("aws:backup/vaultNotifications:VaultNotifications");
    expect(snsTopicArn).toBe("topic");
    expect(backupVaultEvents).toEqual(expect.arrayContaining(["BACKUP_JOB_FAILED", "BACKUP_JOB_EXPIRED"]));
  });
});

describe("the alarms", () => {
  it("reach a person through an encrypted topic that only this account publishes to", async () => {
    const alarms = await ComponentRecording.of((opts) => {
      new Alarms(
        "jeju-test-alarms",
        { accountId, region: "us-east-1", email: "oncall@example.org", alarmsKeyArn: "key/alarms" },
        opts,
      );
    });
    expect(alarms.inputs("aws:sns/topic:Topic").kmsMasterKeyId).toBe("key/alarms");
    expect(alarms.inputs("aws:sns/topicSubscription:TopicSubscription")).toMatchObject({
      protocol: "email",
      endpoint: "oncall@example.org",
    });
    const statements = statementsOf(alarms.inputs("aws:sns/topicPolicy:TopicPolicy").policy);
    expect(statements.map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { "aws:SourceAccount": accountId } },
    ]);
  });
});

describe("the account's defaults", () => {
  it("leave no bucket and no snapshot public, and no volume unencrypted", async () => {
    const defaults = await ComponentRecording.of((opts) => {
      new AccountDefaults("jeju-test-account", { accountId, volumesKeyArn: "key/volumes" }, opts);
    });
    expect(defaults.inputs("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock")).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(defaults.inputs("aws:ebs/encryptionByDefault:EncryptionByDefault")).toEqual({ enabled: true });
    expect(defaults.inputs("aws:ebs/defaultKmsKey:DefaultKmsKey")).toEqual({ keyArn: "key/volumes" });
    expect(defaults.inputs("aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess")).toEqual({
      state: "block-all-sharing",
    });
  });
});
