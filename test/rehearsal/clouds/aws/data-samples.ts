import type { Properties } from "../../../../safes/plugin/provider";
import { allow, type FurnishedAccount, policy } from "./furnished-account";

const visibilityConfig = { cloudwatchMetricsEnabled: true, metricName: "m", sampledRequestsEnabled: true };
const bucket = { bucket: "jeju-backups" };

/** Samples of storage, secrets, notices and the firewall. */
export const dataSamples: Readonly<Record<string, Properties | ((account: FurnishedAccount) => Properties)>> = {
  "aws:s3/bucket:Bucket": { bucket: "jeju-archive" },
  "aws:s3/bucketObjectv2:BucketObjectv2": { ...bucket, key: "a", content: "b" },
  "aws:s3/bucketVersioning:BucketVersioning": { ...bucket, versioningConfiguration: { status: "Enabled" } },
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ({ key }) => ({
    ...bucket,
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.outputs.arn } }],
  }),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": { ...bucket, blockPublicPolicy: true },
  "aws:s3/bucketPolicy:BucketPolicy": ({ role }) => ({
    ...bucket,
    policy: policy(allow({ AWS: role.outputs.arn }, "s3:GetObject", "arn:aws:s3:::jeju-backups/*")),
  }),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
    ...bucket,
    rule: { objectOwnership: "BucketOwnerEnforced" },
  },
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": (account) => {
    account.add("aws:s3/bucketVersioning:BucketVersioning", {
      ...bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    return { ...bucket, rule: { defaultRetention: { mode: "GOVERNANCE", days: 30 } } };
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    ...bucket,
    rules: [
      {
        id: "age",
        status: "Enabled",
        transitions: [
          { days: 30, storageClass: "STANDARD_IA" },
          { days: 90, storageClass: "GLACIER" },
        ],
        expiration: { days: 365 },
      },
    ],
  },
  "aws:s3/bucketLogging:BucketLogging": { ...bucket, targetBucket: "jeju-logs", targetPrefix: "s3/" },
  "aws:s3/bucketAcl:BucketAcl": (account) => {
    account.add("aws:s3/bucketOwnershipControls:BucketOwnershipControls", {
      ...bucket,
      rule: { objectOwnership: "ObjectWriter" },
    });
    return { ...bucket, acl: "private" };
  },
  "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": { blockPublicAcls: true },
  "aws:wafv2/webAcl:WebAcl": ({ ipSet }) => ({
    scope: "REGIONAL",
    defaultAction: { block: {} },
    visibilityConfig,
    rules: [
      {
        name: "cloudflare",
        priority: 0,
        action: { allow: {} },
        statement: { ipSetReferenceStatement: { arn: ipSet.outputs.arn } },
        visibilityConfig,
      },
      {
        name: "common",
        priority: 1,
        overrideAction: { none: {} },
        statement: { managedRuleGroupStatement: { vendorName: "AWS", name: "AWSManagedRulesCommonRuleSet" } },
        visibilityConfig,
      },
    ],
  }),
  "aws:wafv2/ruleGroup:RuleGroup": {
    scope: "REGIONAL",
    capacity: 10,
    visibilityConfig,
    rules: [
      {
        name: "rate",
        priority: 0,
        action: { block: {} },
        statement: { rateBasedStatement: { limit: 100, aggregateKeyType: "IP", evaluationWindowSec: 60 } },
        visibilityConfig,
      },
    ],
  },
  "aws:wafv2/ipSet:IpSet": { ipAddressVersion: "IPV4", scope: "REGIONAL", addresses: ["198.51.100.0/24"] },
  "aws:wafv2/webAclAssociation:WebAclAssociation": ({ webAcl, balancer }) => ({
    webAclArn: webAcl.outputs.arn,
    resourceArn: balancer.id,
  }),
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": ({ webAcl, logGroup }) => ({
    resourceArn: webAcl.outputs.arn,
    logDestinationConfigs: [logGroup.outputs.arn],
  }),
  "aws:secretsmanager/secret:Secret": { name: "jeju/api" },
  "aws:secretsmanager/secretVersion:SecretVersion": ({ secret }) => ({ secretId: secret.id, secretString: "s" }),
  "aws:secretsmanager/secretRotation:SecretRotation": ({ secret }) => ({
    secretId: secret.id,
    rotationRules: { automaticallyAfterDays: 30 },
  }),
  "aws:secretsmanager/secretPolicy:SecretPolicy": ({ secret, role }) => ({
    secretArn: secret.id,
    policy: policy(allow({ AWS: role.outputs.arn }, "secretsmanager:GetSecretValue")),
  }),
  "aws:sns/topic:Topic": {},
  "aws:sns/topicSubscription:TopicSubscription": ({ topic }) => ({
    topic: topic.id,
    protocol: "email",
    endpoint: "oncall@jeju.network",
  }),
  "aws:sns/topicPolicy:TopicPolicy": ({ topic }) => ({
    arn: topic.id,
    policy: policy(allow({ Service: "cloudwatch.amazonaws.com" }, "sns:Publish", topic.id)),
  }),
  "aws:backup/vault:Vault": ({ key }) => ({ kmsKeyArn: key.outputs.arn }),
  "aws:backup/plan:Plan": {
    rules: [
      {
        ruleName: "nightly",
        targetVaultName: "daily",
        schedule: "cron(0 5 ? * * *)",
        lifecycle: { coldStorageAfter: 30, deleteAfter: 365 },
      },
    ],
  },
  "aws:backup/selection:Selection": ({ plan, role, database }) => ({
    planId: plan.id,
    iamRoleArn: role.outputs.arn,
    resources: [database.outputs.arn],
  }),
  "aws:backup/vaultLockConfiguration:VaultLockConfiguration": { backupVaultName: "daily", minRetentionDays: 7 },
  "aws:backup/vaultNotifications:VaultNotifications": ({ topic }) => ({
    backupVaultName: "daily",
    backupVaultEvents: ["BACKUP_JOB_FAILED"],
    snsTopicArn: topic.id,
  }),
  "aws:ecr/repository:Repository": {},
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": { repository: "op-node", policy: '{"rules":[]}' },
};
