import { aws, type PolicyCases } from "../case";
import { later, ref, unknown } from "../engine-stub";
import { databaseOperationCases } from "./database-operation";
import { idsOf, key, routed, tier, vpc } from "./places";

const keyArn = ref("key", "arn");
const databaseTier = tier("database");
const instance = (inputs: Record<string, unknown>, name = "database") =>
  aws("rds/Instance", name, { instanceClass: "db.r6g.large", engine: "postgres", ...inputs }, { protect: true });
const replica = (inputs: Record<string, unknown> = {}) =>
  instance({ replicateSourceDb: ref("database", "identifier"), ...inputs }, "replica");
const cluster = (inputs: Record<string, unknown> = {}) =>
  aws("rds/Cluster", "cluster", { engine: "aurora-postgresql", ...inputs }, { protect: true });
const member = (name: string, inputs: Record<string, unknown> = {}) =>
  aws("rds/ClusterInstance", name, {
    clusterIdentifier: ref("cluster"),
    engine: "aurora-postgresql",
    instanceClass: "db.r6g.large",
    ...inputs,
  });
/** An instance without a zone of its own, and where RDS puts it. */
const placed = (name: string, zone: string) => ({ ...member(name), outputs: { availabilityZone: later(zone) } });
const subnetGroup = (subnetIds: unknown) => aws("rds/SubnetGroup", "group", { subnetIds });
const proxy = (vpcSubnetIds: unknown) =>
  aws("rds/Proxy", "proxy", { engineFamily: "POSTGRESQL", roleArn: "arn:aws:iam::1:role/p", vpcSubnetIds });
const parameters = (list: unknown) =>
  aws(
    "rds/ParameterGroup",
    "parameters",
    { family: "postgres17", parameters: list },
    { outputs: { name: "name-of-parameters" } },
  );
const named = { parameterGroupName: ref("parameters", "name") };

export const databaseCases: readonly PolicyCases[] = [
  {
    policy: "rds-multi-az",
    good: {
      "a database with a standby": [instance({ multiAz: true })],
      "a replica, which is a copy itself": [instance({ multiAz: true }), replica()],
    },
    bad: {
      "a database in a single zone": { resources: [instance({ multiAz: false })], found: /multiAz is false/ },
      "a database that says nothing": { resources: [instance({})], found: /multiAz is not set/ },
    },
    unknown: { "a flag that another resource computes": [instance({ multiAz: unknown })] },
  },
  {
    policy: "rds-cluster-multi-az",
    good: {
      "two instances that RDS spreads": [cluster(), member("one"), member("two")],
      "two instances that RDS has spread": [cluster(), placed("one", "us-east-1a"), placed("two", "us-east-1b")],
      "a Multi-AZ DB cluster": [cluster({ dbClusterInstanceClass: "db.r6gd.large" })],
    },
    bad: {
      "a single instance": { resources: [cluster(), member("one")], found: /1 instances/ },
      "two instances in one zone": {
        resources: [
          cluster(),
          member("one", { availabilityZone: "us-east-1a" }),
          member("two", { availabilityZone: "us-east-1a" }),
        ],
        found: /all instances in us-east-1a/,
      },
      "two instances that RDS has put into one zone": {
        resources: [cluster(), placed("one", "us-east-1a"), placed("two", "us-east-1a")],
        found: /all instances in us-east-1a/,
        onlyAt: "after",
      },
    },
    unknown: {
      "a zone that another resource computes": [
        cluster(),
        member("one", { availabilityZone: "us-east-1a" }),
        member("two", { availabilityZone: unknown }),
      ],
      "an instance of a cluster that nothing tells of": [
        cluster(),
        member("one", { availabilityZone: "us-east-1a" }),
        member("two", { clusterIdentifier: unknown }),
      ],
    },
  },
  {
    policy: "rds-subnets-3az-private",
    good: { "a subnet in each of three zones": [vpc, ...databaseTier, subnetGroup(idsOf(databaseTier))] },
    bad: {
      "subnets in two zones": {
        resources: [vpc, ...databaseTier, subnetGroup(idsOf(databaseTier.slice(1)))],
        found: /subnetIds\[\] names 2 subnets in us-east-1b, us-east-1c/,
      },
      "a subnet that routes to the internet": {
        resources: [
          vpc,
          ...databaseTier,
          ...routed("database-0", { gatewayId: "igw-0123456789abcdef0" }),
          subnetGroup(idsOf(databaseTier)),
        ],
        found: /subnetIds names database-0, which routes to an internet gateway/,
      },
    },
    unknown: { "a list that another resource computes": [vpc, ...databaseTier, subnetGroup(unknown)] },
  },
  {
    policy: "rds-proxy-3az",
    good: { "a subnet in each of three zones": [vpc, ...databaseTier, proxy(idsOf(databaseTier))] },
    bad: {
      "one zone": {
        resources: [vpc, ...databaseTier, proxy([ref("database-0")])],
        found: /vpcSubnetIds\[\] names 1 subnet in us-east-1a/,
      },
    },
    unknown: { "a list that another resource computes": [vpc, ...databaseTier, proxy(unknown)] },
  },
  {
    policy: "rds-encrypted-cmk",
    good: {
      "a database under a key of the stack": [key, instance({ storageEncrypted: true, kmsKeyId: keyArn })],
      "a replica, which takes its source's key": [
        key,
        instance({ storageEncrypted: true, kmsKeyId: keyArn }),
        replica(),
      ],
      "a cluster that copies another": [cluster({ replicationSourceIdentifier: "arn:aws:rds:eu-west-1:1:cluster:c" })],
    },
    bad: {
      "an unencrypted database": { resources: [instance({})], found: /storageEncrypted is not set/ },
      "an unencrypted cluster": {
        resources: [cluster({ storageEncrypted: false })],
        found: /storageEncrypted is false/,
      },
      "a database under AWS's key": {
        resources: [instance({ storageEncrypted: true, kmsKeyId: "alias/aws/rds" })],
        found: /kmsKeyId is the AWS-managed alias\/aws\/rds/,
      },
    },
    unknown: { "a key that nothing in the stack tells of": [instance({ storageEncrypted: true, kmsKeyId: unknown })] },
  },
  {
    policy: "rds-perf-insights-cmk",
    good: {
      "insights under a key of the stack": [
        key,
        instance({ performanceInsightsEnabled: true, performanceInsightsKmsKeyId: keyArn }),
      ],
    },
    bad: {
      "no insights": { resources: [instance({})], found: /performanceInsightsEnabled is not set/ },
      "insights without a key": {
        resources: [instance({ performanceInsightsEnabled: true })],
        found: /performanceInsightsKmsKeyId is not set/,
      },
    },
    unknown: {
      "a key that nothing in the stack tells of": [
        instance({ performanceInsightsEnabled: true, performanceInsightsKmsKeyId: unknown }),
      ],
    },
  },
  {
    policy: "rds-not-public",
    good: { "a database without a public address": [instance({})] },
    bad: {
      "a public database": { resources: [instance({ publiclyAccessible: true })], found: /publiclyAccessible is true/ },
    },
    unknown: { "a flag that another resource computes": [instance({ publiclyAccessible: unknown })] },
  },
  {
    policy: "rds-deletion-protection",
    good: { "a database that refuses to go": [instance({ deletionProtection: true })] },
    bad: {
      "a database that goes": { resources: [instance({})], found: /deletionProtection is not set/ },
      "a cluster that goes": {
        resources: [cluster({ deletionProtection: false })],
        found: /deletionProtection is false/,
      },
    },
    unknown: { "a flag that another resource computes": [instance({ deletionProtection: unknown })] },
  },
  {
    policy: "rds-final-snapshot",
    good: {
      "a database that leaves a snapshot": [instance({ skipFinalSnapshot: false })],
      "a replica without a final snapshot": [replica({ skipFinalSnapshot: true })],
    },
    bad: {
      "one that leaves nothing behind": {
        resources: [instance({ skipFinalSnapshot: true })],
        found: /skipFinalSnapshot is true/,
      },
    },
    unknown: { "a flag that another resource computes": [instance({ skipFinalSnapshot: unknown })] },
  },
  {
    policy: "rds-backup-30d",
    good: { "thirty days": [instance({ backupRetentionPeriod: 30 })], "a replica without backups": [replica()] },
    bad: { "a week": { resources: [instance({ backupRetentionPeriod: 7 })], found: /backupRetentionPeriod is 7/ } },
    unknown: { "a number that another resource computes": [instance({ backupRetentionPeriod: unknown })] },
  },
  {
    policy: "rds-managed-password",
    good: { "a password that RDS keeps": [instance({ manageMasterUserPassword: true })] },
    bad: {
      "a password in the program": {
        resources: [instance({ manageMasterUserPassword: true, password: "correct horse" })],
        found: /password is set/,
      },
      "a password that only the state leaves out": {
        resources: [instance({ manageMasterUserPassword: true, passwordWo: "correct horse" })],
        found: /passwordWo is set/,
      },
      "a password of a cluster": {
        resources: [cluster({ manageMasterUserPassword: true, masterPassword: "correct horse" })],
        found: /masterPassword is set/,
      },
      "a password of a cluster that only the state leaves out": {
        resources: [cluster({ manageMasterUserPassword: true, masterPasswordWo: "correct horse" })],
        found: /masterPasswordWo is set/,
      },
      "nothing said of a password": { resources: [cluster()], found: /manageMasterUserPassword is not set/ },
    },
    unknown: {
      "a password that another resource computes": [instance({ manageMasterUserPassword: true, password: unknown })],
    },
  },
  {
    policy: "rds-force-ssl",
    good: {
      "a group that demands TLS": [
        parameters([
          { name: "log_statement", value: "ddl" },
          { name: "rds.force_ssl", value: "1" },
        ]),
        instance(named),
      ],
      "another engine": [instance({ engine: "mysql" })],
      "another engine with a group of its own": [
        parameters([]),
        instance({ engine: "mysql", ...named }),
        { ...instance({ engine: "mysql", parameterGroupName: "default.mysql8.4" }), name: "other" },
      ],
      "a replica, which takes its source's engine and group": [
        { ...replica({ engine: undefined }), outputs: { engine: unknown } },
      ],
    },
    bad: {
      "no group": { resources: [instance({})], found: /parameterGroupName is not set/ },
      "a cluster without a group": { resources: [cluster()], found: /dbClusterParameterGroupName is not set/ },
      "a group that says nothing of TLS": {
        resources: [parameters([]), instance(named)],
        found: /does not set rds\.force_ssl/,
      },
      "a group that sets something else": {
        resources: [parameters([{ name: "log_statement", value: "ddl" }]), instance(named)],
        found: /does not set rds\.force_ssl/,
      },
      "a group that turns TLS off": {
        resources: [parameters([{ name: "rds.force_ssl", value: "0" }]), instance(named)],
        found: /parameters\[0\]\.value is 0/,
      },
    },
    unknown: {
      "a group outside the stack": [instance({ parameterGroupName: "default.postgres17" })],
      "an engine that another resource computes": [instance({ engine: unknown })],
      "a parameter of which nobody knows which": [parameters([{ name: unknown, value: "1" }]), instance(named)],
      "a value that another resource computes": [
        parameters([{ name: "rds.force_ssl", value: unknown }]),
        instance(named),
      ],
    },
  },
  ...databaseOperationCases,
];
