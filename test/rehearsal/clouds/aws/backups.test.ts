import { testRules } from "./rule-cases";

const TOPIC = "aws:sns/topic:Topic";
const PLAN = "aws:backup/plan:Plan";
const SELECTION = "aws:backup/selection:Selection";
const gone = "arn:aws:iam::111111111111:role/gone";

const nightly = (settings: object) => ({ rules: [{ ruleName: "nightly", targetVaultName: "daily", ...settings }] });
describe("backups and images", () => {
  testRules([
    {
      rule: "backup-vault-name",
      refuses: "a vault name with a slash",
      code: "InvalidParameterValueException",
      type: "aws:backup/vault:Vault",
      wrong: { name: "jeju/daily" },
    },
    {
      rule: "backup-vault-kms-key",
      refuses: "a vault's key that is asymmetric",
      code: "InvalidParameterValueException",
      type: "aws:backup/vault:Vault",
      wrong: ({ signingKey }) => ({ kmsKeyArn: signingKey.outputs.arn }),
    },
    {
      rule: "backup-plan-vault",
      refuses: "a plan into a vault that does not exist",
      code: "ResourceNotFoundException",
      type: PLAN,
      wrong: nightly({ targetVaultName: "gone" }),
    },
    {
      rule: "backup-plan-lifecycle",
      refuses: "to delete sooner than 90 days after cold storage",
      code: "InvalidParameterValueException",
      type: PLAN,
      fine: nightly({ lifecycle: { coldStorageAfter: 30, deleteAfter: 120 } }),
      wrong: nightly({ lifecycle: { coldStorageAfter: 30, deleteAfter: 119 } }),
    },
    {
      rule: "backup-plan-lifecycle",
      refuses: "to keep continuous backups for more than 35 days",
      code: "InvalidParameterValueException",
      type: PLAN,
      fine: nightly({ enableContinuousBackup: true, lifecycle: { deleteAfter: 35 } }),
      wrong: nightly({ enableContinuousBackup: true, lifecycle: { deleteAfter: 36 } }),
    },
    {
      rule: "backup-plan-windows",
      refuses: "a completion window that closes with the start window",
      code: "InvalidParameterValueException",
      type: PLAN,
      fine: nightly({ startWindow: 60, completionWindow: 120 }),
      wrong: nightly({ startWindow: 60, completionWindow: 60 }),
    },
    {
      rule: "backup-plan-schedule",
      refuses: "a schedule in crontab's five fields",
      code: "InvalidParameterValueException",
      type: PLAN,
      wrong: nightly({ schedule: "cron(0 5 * * *)" }),
    },
    {
      rule: "backup-selection-resources",
      refuses: "a resource that is no ARN",
      code: "InvalidParameterValueException",
      type: SELECTION,
      fine: { resources: ["*"] },
      wrong: { resources: ["db-primary"] },
    },
    {
      rule: "backup-selection-role",
      refuses: "a backup role that does not exist",
      code: "InvalidParameterValueException",
      type: SELECTION,
      wrong: { iamRoleArn: gone },
    },
    {
      rule: "backup-selection-role-trust",
      refuses: "a role that AWS Backup may not assume",
      code: "InvalidParameterValueException",
      type: SELECTION,
      wrong: ({ strangeRole }) => ({ iamRoleArn: strangeRole.outputs.arn }),
    },
    {
      rule: "backup-vault-lock-days",
      refuses: "a lock with a grace time under three days",
      code: "InvalidParameterValueException",
      type: "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
      fine: { changeableForDays: 3 },
      wrong: { changeableForDays: 1 },
    },
    {
      rule: "backup-notifications-topic-policy",
      refuses: "a topic that AWS Backup may not publish to",
      code: "AccessDeniedException",
      type: "aws:backup/vaultNotifications:VaultNotifications",
      wrong: (account) => ({ snsTopicArn: account.add(TOPIC).id }),
    },
    {
      rule: "repository-name",
      refuses: "a repository name with capitals",
      code: "InvalidParameterException",
      type: "aws:ecr/repository:Repository",
      fine: { name: "jeju/op-node" },
      wrong: { name: "Jeju/op-node" },
    },
    {
      rule: "repository-kms-key",
      refuses: "a repository's key that does not exist",
      code: "KmsException",
      type: "aws:ecr/repository:Repository",
      fine: ({ key }) => ({ encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: key.outputs.arn }] }),
      wrong: { encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: "alias/gone" }] },
    },
    {
      rule: "repository-lifecycle-policy",
      refuses: "a repository's lifecycle policy that is no JSON",
      code: "InvalidParameterException",
      type: "aws:ecr/lifecyclePolicy:LifecyclePolicy",
      wrong: { policy: "rules: []" },
    },
  ]);
});
