import type { FurnishedAccount } from "./furnished-account";
import { testRules } from "./rule-cases";

const TRAIL = "aws:cloudtrail/trail:Trail";
const gone = "arn:aws:iam::111111111111:role/gone";

/** A key that no service may use by itself. */
const bareKey = (account: FurnishedAccount) => account.add("aws:kms/key:Key").outputs.arn;

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
