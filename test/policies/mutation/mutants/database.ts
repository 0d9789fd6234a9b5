import { beside, change, drop, flip, gone, inItems, on, point, set, withoutItems } from "../edits";
import { added, type Mutant, mutants, one } from "../mutant";

const database = one("rds/Instance", "database");
const subnets = one("rds/SubnetGroup");
const proxy = one("rds/Proxy");
const parameters = one("rds/ParameterGroup");
const selection = one("backup/Selection");
const vault = one("backup/Vault", "backups");
const publicSubnet = one("ec2/Subnet", "public-us-east-1a");
const documents = one("docdb/Cluster", "documents");
const secondDocuments = one("docdb/ClusterInstance", "documents-1");
const memory = one("memorydb/Cluster", "memory");
const batches = one("batch/ComputeEnvironment", "batches");
const cluster = added("aws:rds/cluster:Cluster", "aurora");

const awsKey = "arn:aws:kms:us-east-1:222222222222:alias/aws/rds";
const fewer = (ids: unknown) => (Array.isArray(ids) ? ids.slice(1) : ids);

/** A cluster as it should be but for its instances. */
const aurora = beside("aws:rds/cluster:Cluster", "aurora", ({ inputs = {} }) => ({
  ...{ engine: "postgres", storageEncrypted: true, backupRetentionPeriod: 30, copyTagsToSnapshot: true },
  ...{ deletionProtection: true, skipFinalSnapshot: false, manageMasterUserPassword: true },
  ...{ enabledCloudwatchLogsExports: ["postgresql"], iamDatabaseAuthenticationEnabled: true, port: 5432 },
  ...{ kmsKeyId: inputs.kmsKeyId, masterUserSecretKmsKeyId: inputs.masterUserSecretKmsKeyId },
  ...{ dbClusterParameterGroupName: inputs.parameterGroupName, tagsAll: inputs.tagsAll },
}));

export const databaseMutants: readonly Mutant[] = [
  ...mutants("rds-multi-az", database, { "no standby": flip("multiAz"), "left out": drop("multiAz") }),
  ...mutants(
    "rds-cluster-multi-az",
    database,
    { "a cluster without instances": aurora },
    { at: cluster, also: [["rds-backup-plan", cluster]] },
  ),
  ...mutants("rds-subnets-3az-private", subnets, {
    "a subnet fewer": change("subnetIds", fewer),
    "a public subnet": point("subnetIds[0]", publicSubnet),
  }),
  ...mutants("rds-proxy-3az", proxy, { "a subnet fewer": change("vpcSubnetIds", fewer) }),
  ...mutants("rds-encrypted-cmk", database, {
    "in clear": flip("storageEncrypted"),
    "no key": drop("kmsKeyId"),
    "AWS's own key": set("kmsKeyId", awsKey),
  }),
  ...mutants("rds-perf-insights-cmk", database, {
    off: flip("performanceInsightsEnabled"),
    "no key": drop("performanceInsightsKmsKeyId"),
    "AWS's own key": set("performanceInsightsKmsKeyId", awsKey),
  }),
  ...mutants("rds-not-public", database, { "a public address": flip("publiclyAccessible") }),
  ...mutants("rds-deletion-protection", database, {
    off: flip("deletionProtection"),
    "left out": drop("deletionProtection"),
  }),
  ...mutants("rds-final-snapshot", database, { "no snapshot": flip("skipFinalSnapshot") }),
  ...mutants("rds-backup-30d", database, {
    "a day fewer": set("backupRetentionPeriod", 29),
    none: set("backupRetentionPeriod", 0),
    "left out": drop("backupRetentionPeriod"),
  }),
  ...mutants("rds-managed-password", database, {
    "a password of our own": set("password", "correct horse"),
    "a password that is only written": set("passwordWo", "correct horse"),
  }),
  ...mutants("rds-managed-password", database, { "not managed": flip("manageMasterUserPassword") }),
  ...mutants("rds-force-ssl", parameters, {
    "TLS as one likes": inItems("parameters", (each) =>
      each.name === "rds.force_ssl" ? { ...each, value: "0" } : each,
    ),
    "nothing said of TLS": withoutItems("parameters", ({ name }) => name === "rds.force_ssl"),
  }),
  ...mutants("rds-force-ssl", database, { "no group": drop("parameterGroupName") }),
  ...mutants("rds-minor-upgrades", database, { off: flip("autoMinorVersionUpgrade") }),
  ...mutants("rds-log-exports", database, {
    "no log of PostgreSQL": set("enabledCloudwatchLogsExports", ["upgrade"]),
    "no log of upgrades": set("enabledCloudwatchLogsExports", ["postgresql"]),
    none: drop("enabledCloudwatchLogsExports"),
  }),
  ...mutants("rds-enhanced-monitoring", database, {
    off: set("monitoringInterval", 0),
    "left out": drop("monitoringInterval"),
  }),
  ...mutants("rds-iam-auth", database, { off: flip("iamDatabaseAuthenticationEnabled") }),
  ...mutants("rds-copy-tags", database, { off: flip("copyTagsToSnapshot") }),
  ...mutants("rds-admin-name", database, { "the usual name": set("username", "postgres") }),
  ...mutants("rds-port", database, { "one above": set("port", 5433), "one below": set("port", 5431) }),
  ...mutants("rds-backup-plan", database, {
    "not selected": on(selection, set("resources", [])),
  }),
  ...mutants(
    "rds-backup-plan",
    database,
    { "no selection": on(selection, gone) },
    { also: [["stack-inventory", "stack"]] },
  ),
  ...mutants(
    "rds-backup-plan",
    vault,
    { "a vault without a key": drop("kmsKeyArn") },
    { also: [["backup-vault-cmk", vault]] },
  ),
  ...mutants("data-cluster-instances", documents, {
    "a single instance": on(secondDocuments, gone),
    "both in one zone": on(secondDocuments, set("availabilityZone", "us-east-1a")),
  }),
  // Each row of the tables has its faults in test/policies/data-services.test.ts.
  ...mutants("data-encrypted-cmk", memory, { "no key": drop("kmsKeyArn"), "AWS's own key": set("kmsKeyArn", awsKey) }),
  ...mutants("data-encrypted-cmk", documents, { "in clear": flip("storageEncrypted") }),
  ...mutants("data-multi-az", memory, { "a replica fewer": set("numReplicasPerShard", 0) }),
  ...mutants("compute-multi-az", batches, { "a subnet fewer": change("computeResources.subnets", fewer) }),
];
