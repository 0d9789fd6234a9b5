import { testRules } from "./rule-cases";
import { sampleOf } from "./samples";

const INSTANCE = "aws:rds/instance:Instance";
const SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup";
const PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup";

describe("subnet and parameter groups", () => {
  testRules([
    {
      rule: "db-subnet-group-zones",
      refuses: "a subnet group in one zone",
      code: "DBSubnetGroupDoesNotCoverEnoughAZs",
      type: SUBNET_GROUP,
      wrong: ({ subnetIds }) => ({ subnetIds: subnetIds.slice(0, 1) }),
    },
    {
      rule: "db-subnet-group-one-vpc",
      refuses: "a subnet group over two VPCs",
      code: "InvalidParameterValue",
      type: SUBNET_GROUP,
      wrong: ({ subnetIds, otherSubnet }) => ({ subnetIds: [subnetIds[0], otherSubnet.id] }),
    },
    {
      rule: "db-parameter-family",
      refuses: "a parameter family that does not exist",
      code: "InvalidParameterValue",
      type: PARAMETER_GROUP,
      fine: { family: "mysql8.4" },
      wrong: { family: "postgresql17" },
    },
    {
      rule: "db-static-parameter",
      refuses: "to apply a static parameter at once",
      code: "InvalidParameterCombination",
      type: PARAMETER_GROUP,
      fine: { parameters: [{ name: "max_connections", value: "500", applyMethod: "pending-reboot" }] },
      wrong: { parameters: [{ name: "max_connections", value: "500" }] },
    },
    {
      rule: "db-parameter-group-in-use",
      refuses: "to delete the parameter group of an instance",
      code: "InvalidDBParameterGroupState",
      mayGo: ({ parameterGroup }) => parameterGroup,
      mayNot: (account) => {
        account.add(INSTANCE, sampleOf(INSTANCE, account));
        return account.parameterGroup;
      },
    },
  ]);
});

describe("instances", () => {
  testRules([
    {
      rule: "db-identifier",
      refuses: "an identifier with two hyphens in a row",
      code: "InvalidParameterValue",
      type: INSTANCE,
      fine: { identifier: "jeju-mainnet" },
      wrong: { identifier: "jeju--mainnet" },
    },
    {
      rule: "db-engine-version",
      refuses: "an engine version that RDS does not offer",
      code: "InvalidParameterCombination",
      type: INSTANCE,
      fine: { engineVersion: "17.5" },
      wrong: { engineVersion: "17.99" },
    },
    {
      rule: "db-engine-version",
      refuses: "an engine that RDS does not have",
      code: "InvalidParameterValue",
      type: INSTANCE,
      wrong: { engine: "postgresql" },
    },
    {
      rule: "db-instance-class",
      refuses: "an instance class that does not exist",
      code: "InvalidParameterValue",
      type: INSTANCE,
      fine: { instanceClass: "db.t4g.medium" },
      wrong: { instanceClass: "r7g.large" },
    },
    {
      rule: "db-storage",
      refuses: "less storage than the engine needs",
      code: "InvalidParameterValue",
      type: INSTANCE,
      fine: { allocatedStorage: 20 },
      wrong: { allocatedStorage: 10 },
    },
    {
      rule: "db-storage",
      refuses: "a storage ceiling right above the floor",
      code: "InvalidParameterCombination",
      type: INSTANCE,
      fine: { maxAllocatedStorage: 110 },
      wrong: { maxAllocatedStorage: 105 },
    },
    {
      rule: "db-backup-retention",
      refuses: "to keep backups for more than 35 days",
      code: "InvalidParameterValue",
      type: INSTANCE,
      fine: { backupRetentionPeriod: 35 },
      wrong: { backupRetentionPeriod: 36 },
    },
    {
      rule: "db-parameter-group-family",
      refuses: "a parameter group of another major version",
      code: "InvalidParameterCombination",
      type: INSTANCE,
      wrong: { engineVersion: "16" },
    },
    {
      rule: "db-parameter-group-exists",
      refuses: "a parameter group that does not exist",
      code: "DBParameterGroupNotFound",
      type: INSTANCE,
      fine: { parameterGroupName: "default.postgres17" },
      wrong: { parameterGroupName: "gone" },
    },
    {
      rule: "db-master-password",
      refuses: "a password beside a managed one",
      code: "InvalidParameterCombination",
      type: INSTANCE,
      fine: { manageMasterUserPassword: undefined, password: "correct horse battery staple" },
      wrong: { password: "correct horse battery staple" },
    },
    {
      rule: "db-master-password",
      refuses: "an instance without any password",
      code: "InvalidParameterValue",
      type: INSTANCE,
      wrong: { manageMasterUserPassword: undefined },
    },
    {
      rule: "db-master-username",
      refuses: "a user name that the engine reserves",
      code: "InvalidParameterValue",
      type: INSTANCE,
      wrong: { username: "admin" },
    },
    {
      rule: "db-log-exports",
      refuses: "a log that the engine does not write",
      code: "InvalidParameterCombination",
      type: INSTANCE,
      fine: { enabledCloudwatchLogsExports: ["postgresql", "upgrade"] },
      wrong: { enabledCloudwatchLogsExports: ["slowquery"] },
    },
    {
      rule: "db-performance-insights-retention",
      refuses: "to keep Performance Insights for 30 days",
      code: "InvalidParameterValue",
      type: INSTANCE,
      fine: { performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 31 },
      wrong: { performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 30 },
    },
    {
      rule: "db-monitoring-role",
      refuses: "enhanced monitoring by a role that RDS may not assume",
      code: "InvalidParameterCombination",
      type: INSTANCE,
      fine: ({ role }) => ({ monitoringInterval: 60, monitoringRoleArn: role.outputs.arn }),
      wrong: ({ strangeRole }) => ({ monitoringInterval: 60, monitoringRoleArn: strangeRole.outputs.arn }),
    },
    {
      rule: "db-security-groups",
      refuses: "a security group of another VPC than the subnet group's",
      code: "InvalidParameterValue",
      type: INSTANCE,
      wrong: ({ otherGroup }) => ({ vpcSecurityGroupIds: [otherGroup.id] }),
    },
    {
      rule: "db-kms-key",
      refuses: "to encrypt by a signing key",
      code: "KMSKeyNotAccessibleFault",
      type: INSTANCE,
      fine: { kmsKeyId: "arn:aws:kms:us-east-1:111111111111:alias/aws/rds" },
      wrong: ({ signingKey }) => ({ kmsKeyId: signingKey.outputs.arn }),
    },
    {
      rule: "db-deletion-protection",
      refuses: "to delete a protected instance",
      code: "InvalidParameterCombination",
      mayGo: (account) => account.add(INSTANCE, { identifier: "a", skipFinalSnapshot: true }),
      mayNot: (account) =>
        account.add(INSTANCE, { identifier: "a", deletionProtection: true, skipFinalSnapshot: true }),
    },
    {
      rule: "db-final-snapshot",
      refuses: "to delete an instance without naming its final snapshot",
      code: "InvalidParameterCombination",
      mayGo: (account) => account.add(INSTANCE, { identifier: "a", finalSnapshotIdentifier: "last" }),
      mayNot: (account) => account.add(INSTANCE, { identifier: "a" }),
    },
  ]);
});
