import { allow, type FurnishedAccount, policy } from "./furnished-account";
import { testRules } from "./rule-cases";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const SECRET = "aws:secretsmanager/secret:Secret";
const TOPIC = "aws:sns/topic:Topic";
const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
const PLAN = "aws:backup/plan:Plan";
const SELECTION = "aws:backup/selection:Selection";
const TRAIL = "aws:cloudtrail/trail:Trail";
const gone = "arn:aws:iam::111111111111:role/gone";

const nightly = (settings: object) => ({ rules: [{ ruleName: "nightly", targetVaultName: "daily", ...settings }] });
/** A key that no service may use by itself. */
const bareKey = (account: FurnishedAccount) => account.add("aws:kms/key:Key").outputs.arn;

describe("logs and alarms", () => {
  testRules([
    {
      rule: "log-group-name",
      refuses: "a log group name with a space",
      code: "InvalidParameterException",
      type: LOG_GROUP,
      fine: { name: "/aws/eks/jeju/cluster" },
      wrong: { name: "flow logs" },
    },
    {
      rule: "log-group-retention",
      refuses: "a retention that CloudWatch Logs does not offer",
      code: "InvalidParameterException",
      type: LOG_GROUP,
      fine: { retentionInDays: 400 },
      wrong: { retentionInDays: 45 },
    },
    {
      rule: "log-group-kms-key",
      refuses: "a key whose policy leaves out the logs service",
      code: "InvalidParameterException",
      type: LOG_GROUP,
      wrong: (account) => ({ kmsKeyId: bareKey(account) }),
    },
    {
      rule: "log-group-deletion-protection",
      refuses: "to delete a protected log group",
      code: "ValidationException",
      mayGo: ({ logGroup }) => logGroup,
      mayNot: (account) => account.add(LOG_GROUP, { deletionProtectionEnabled: true }),
    },
    {
      rule: "alarm-period",
      refuses: "a period that is no multiple of a minute",
      code: "ValidationError",
      type: ALARM,
      fine: { period: 60 },
      wrong: { period: 90 },
    },
    {
      rule: "alarm-datapoints",
      refuses: "more bad datapoints than there are periods",
      code: "ValidationError",
      type: ALARM,
      fine: { datapointsToAlarm: 3 },
      wrong: { datapointsToAlarm: 4 },
    },
    {
      rule: "alarm-statistic",
      refuses: "a statistic and a percentile at once",
      code: "InvalidParameterCombination",
      type: ALARM,
      fine: { statistic: undefined, extendedStatistic: "p99" },
      wrong: { extendedStatistic: "p99" },
    },
    {
      rule: "alarm-actions",
      refuses: "a topic that does not exist",
      code: "ValidationError",
      type: ALARM,
      wrong: { alarmActions: ["arn:aws:sns:us-east-1:111111111111:gone"] },
    },
    {
      rule: "dashboard-body",
      refuses: "a dashboard that is no JSON",
      code: "InvalidParameterInput",
      type: "aws:cloudwatch/dashboard:Dashboard",
      wrong: { dashboardBody: "widgets: []" },
    },
  ]);
});

describe("secrets and topics", () => {
  testRules([
    {
      rule: "secret-name",
      refuses: "a secret name with a colon",
      code: "ValidationException",
      type: SECRET,
      wrong: { name: "jeju:api" },
    },
    {
      rule: "secret-recovery-window",
      refuses: "a recovery window of three days",
      code: "InvalidParameterException",
      type: SECRET,
      fine: { recoveryWindowInDays: 0 },
      wrong: { recoveryWindowInDays: 3 },
    },
    {
      rule: "secret-scheduled-for-deletion",
      refuses: "the name of a secret that waits for its deletion",
      code: "InvalidRequestException",
      type: SECRET,
      fine: (account) => {
        account.remove(account.add(SECRET, { name: "jeju/api", recoveryWindowInDays: 0 }));
        return {};
      },
      wrong: (account) => {
        account.remove(account.add(SECRET, { name: "jeju/api" }));
        return {};
      },
    },
    {
      rule: "secret-kms-key",
      refuses: "a key that does not exist",
      code: "InvalidParameterException",
      type: SECRET,
      fine: { kmsKeyId: "alias/aws/secretsmanager" },
      wrong: { kmsKeyId: "alias/gone" },
    },
    {
      rule: "secret-version-value",
      refuses: "a version without a value",
      code: "InvalidParameterException",
      type: "aws:secretsmanager/secretVersion:SecretVersion",
      wrong: { secretString: undefined },
    },
    {
      rule: "secret-rotation-schedule",
      refuses: "two schedules of rotation",
      code: "InvalidParameterException",
      type: "aws:secretsmanager/secretRotation:SecretRotation",
      wrong: { rotationRules: { automaticallyAfterDays: 30, scheduleExpression: "rate(30 days)" } },
    },
    {
      rule: "secret-policy-principals",
      refuses: "a secret's policy for a role that does not exist",
      code: "MalformedPolicyDocumentException",
      type: "aws:secretsmanager/secretPolicy:SecretPolicy",
      wrong: { policy: policy(allow({ AWS: gone }, "secretsmanager:GetSecretValue")) },
    },
    {
      rule: "topic-name",
      refuses: "a FIFO topic without its suffix",
      code: "InvalidParameter",
      type: TOPIC,
      fine: { name: "alarms.fifo", fifoTopic: true },
      wrong: { name: "alarms-new", fifoTopic: true },
    },
    {
      rule: "topic-kms-key",
      refuses: "a topic's key that does not exist",
      code: "KMSNotFound",
      type: TOPIC,
      fine: ({ key }) => ({ kmsMasterKeyId: key.id }),
      wrong: { kmsMasterKeyId: "00000000-0000-4000-8000-000000000000" },
    },
    {
      rule: "subscription-protocol",
      refuses: "a protocol that SNS does not have",
      code: "InvalidParameter",
      type: SUBSCRIPTION,
      wrong: { protocol: "slack" },
    },
    {
      rule: "subscription-endpoint",
      refuses: "an address that is none",
      code: "InvalidParameter",
      type: SUBSCRIPTION,
      fine: { protocol: "https", endpoint: "https://events.pagerduty.com/x" },
      wrong: { endpoint: "oncall" },
    },
  ]);
});

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
      code: "InvalidParameterValueException",
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

describe("detection", () => {
  testRules([
    {
      rule: "detector-feature",
      refuses: "a feature that GuardDuty does not have",
      code: "BadRequestException",
      type: "aws:guardduty/detectorFeature:DetectorFeature",
      wrong: { name: "S3_LOGS" },
    },
    {
      rule: "trail-bucket-policy",
      refuses: "a trail into a bucket that does not let it in",
      code: "InsufficientS3BucketPolicyException",
      type: TRAIL,
      wrong: { s3BucketName: "jeju-backups" },
    },
    {
      rule: "trail-kms-key",
      refuses: "a trail's key whose policy leaves out CloudTrail",
      code: "InsufficientEncryptionPolicyException",
      type: TRAIL,
      wrong: (account) => ({ kmsKeyId: bareKey(account) }),
    },
    {
      rule: "trail-role",
      refuses: "a trail's role that does not exist",
      code: "InvalidCloudWatchLogsRoleArnException",
      type: TRAIL,
      fine: ({ role, logGroup }) => ({
        cloudWatchLogsGroupArn: `${String(logGroup.outputs.arn)}:*`,
        cloudWatchLogsRoleArn: role.outputs.arn,
      }),
      wrong: { cloudWatchLogsRoleArn: gone },
    },
    {
      rule: "trail-log-group-role",
      refuses: "a trail's log group without a role",
      code: "InvalidParameterCombinationException",
      type: TRAIL,
      wrong: ({ logGroup }) => ({ cloudWatchLogsGroupArn: `${String(logGroup.outputs.arn)}:*` }),
    },
    {
      rule: "recorder-role",
      refuses: "a recorder's role that does not exist",
      code: "InvalidRoleException",
      type: "aws:cfg/recorder:Recorder",
      wrong: { roleArn: gone },
    },
    {
      rule: "delivery-channel-needs-recorder",
      refuses: "a delivery channel before the recorder",
      code: "NoAvailableConfigurationRecorderException",
      type: "aws:cfg/deliveryChannel:DeliveryChannel",
      wrong: (account) => {
        for (const recorder of account.all("aws:cfg/recorder:Recorder")) account.remove(recorder);
        return {};
      },
    },
    {
      rule: "recorder-needs-delivery-channel",
      refuses: "to start a recorder before its delivery channel",
      code: "NoAvailableDeliveryChannelException",
      type: "aws:cfg/recorderStatus:RecorderStatus",
      wrong: (account) => {
        for (const channel of account.all("aws:cfg/deliveryChannel:DeliveryChannel")) account.remove(channel);
        return {};
      },
    },
    {
      rule: "standards-need-security-hub",
      refuses: "standards before Security Hub is on",
      code: "InvalidAccessException",
      type: "aws:securityhub/standardsSubscription:StandardsSubscription",
      wrong: (account) => {
        for (const hub of account.all("aws:securityhub/account:Account")) account.remove(hub);
        return {};
      },
    },
  ]);
});
