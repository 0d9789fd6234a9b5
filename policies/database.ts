import { hasInstancesInTwoZones } from "./assessment/cluster-instances";
import { isAbsent, isAtLeast, isNotTrue, isOneOf, isOurKey, isTrue } from "./assessment/expectations";
import { resourcePolicy, stackPolicy } from "./assessment/policy";
import type { Resource } from "./assessment/resource";
import { noneIsPublic } from "./assessment/routing";
import { about, either, pass, undecided, type Verdict, violation, worst } from "./assessment/verdict";
import { spansZones, zonesForMajority } from "./assessment/zones";
import { databaseOperationPolicies } from "./database/operation";
import { clusterInstanceType, clusterType, instanceType, isOtherEngine, isReplica } from "./database/types";

const subnetGroupType = "aws:rds/subnetGroup:SubnetGroup";
const parameterGroupTypes = [
  "aws:rds/parameterGroup:ParameterGroup",
  "aws:rds/clusterParameterGroup:ClusterParameterGroup",
] as const;

const multiAz = resourcePolicy({
  id: "rds-multi-az",
  title: "The database has a standby in another availability zone",
  severity: "high",
  rationale: "without it the loss of a zone stops what depends on the database until a restore",
  remedy: "set multiAz to true; read replicas do not count as a standby and need none",
  controls: { fsbp: ["RDS.5"], cisAws: ["2.2.4"] },
  types: [instanceType],
  check: (instance) => (isReplica(instance) ? pass : isTrue(instance.at("multiAz"))),
});

const clusterInTwoZones = stackPolicy({
  id: "rds-cluster-multi-az",
  title: "A database cluster has instances in two availability zones",
  severity: "high",
  rationale: "a writer alone, or with its readers in the same zone, has nowhere to fail over to",
  remedy: "add a ClusterInstance in another availabilityZone, or set dbClusterInstanceClass for a Multi-AZ cluster",
  controls: { fsbp: ["RDS.15"], cisAws: ["2.2.4"] },
  types: [clusterType],
  check: (stack) =>
    stack.all(clusterType).map((cluster) =>
      // RDS makes the three instances of a Multi-AZ DB cluster itself.
      cluster.value("dbClusterInstanceClass").kind === "absent"
        ? hasInstancesInTwoZones(stack, cluster, clusterInstanceType)
        : pass,
    ),
});

const subnetGroupInThreeZones = stackPolicy({
  id: "rds-subnets-3az-private",
  title: "Database subnet groups span three availability zones, none with a way to the internet",
  severity: "high",
  rationale: "standby and a restore can only go where the group has a subnet; a public one is a misstep from exposure",
  remedy: "give the subnet group the database subnet of each of three zones",
  controls: { fsbp: ["RDS.46"] },
  types: [subnetGroupType],
  settings: { zones: zonesForMajority },
  check: (stack, { zones }) =>
    stack
      .all(subnetGroupType)
      .flatMap((group) => [
        about(group, spansZones(group, "subnetIds[]", zones)),
        ...noneIsPublic(stack, group, "subnetIds[]"),
      ]),
});

const proxyInThreeZones = resourcePolicy({
  id: "rds-proxy-3az",
  title: "The database proxy is in three availability zones",
  severity: "medium",
  rationale: "pods keep their connections to the database when a zone goes down only through a proxy in another",
  remedy: "give vpcSubnetIds a subnet of each of three zones",
  types: ["aws:rds/proxy:Proxy"],
  settings: { zones: zonesForMajority },
  check: (proxy, { zones }) => spansZones(proxy, "vpcSubnetIds[]", zones),
});

const encrypted = resourcePolicy({
  id: "rds-encrypted-cmk",
  title: "Databases are encrypted with a key of ours",
  severity: "high",
  rationale: "it cannot be turned on later: the database would have to be restored into a new one",
  remedy: "set storageEncrypted to true and kmsKeyId to the ARN of the database's KMS key",
  controls: { fsbp: ["RDS.3", "RDS.27"], cisAws: ["2.2.1"] },
  types: [instanceType, clusterType],
  check: (database) =>
    isReplica(database) ? pass : [isTrue(database.at("storageEncrypted")), isOurKey(database, database.at("kmsKeyId"))],
});

const insightsEncrypted = resourcePolicy({
  id: "rds-perf-insights-cmk",
  title: "Performance Insights is on, with a key of ours",
  severity: "medium",
  rationale: "it keeps the text of queries, which may hold personal data",
  remedy: "set performanceInsightsEnabled to true and performanceInsightsKmsKeyId",
  types: [instanceType],
  check: (database) => [
    isTrue(database.at("performanceInsightsEnabled")),
    isOurKey(database, database.at("performanceInsightsKmsKeyId")),
  ],
});

const notPublic = resourcePolicy({
  id: "rds-not-public",
  title: "No database has a public address",
  severity: "critical",
  rationale: "a database on the internet is one password away from everybody",
  remedy: "leave publiclyAccessible out or set it to false",
  controls: { fsbp: ["RDS.2"], cisAws: ["2.2.3"] },
  types: [instanceType, clusterInstanceType],
  check: (database) => isNotTrue(database.at("publiclyAccessible")),
});

const deletionProtected = resourcePolicy({
  id: "rds-deletion-protection",
  title: "Databases refuse to be deleted",
  severity: "high",
  rationale: "a mistaken replacement would take the data with it",
  remedy: "set deletionProtection to true",
  controls: { fsbp: ["RDS.7", "RDS.8"] },
  types: [instanceType, clusterType],
  check: (database) => isTrue(database.at("deletionProtection")),
});

const finalSnapshot = resourcePolicy({
  id: "rds-final-snapshot",
  title: "A database that is deleted leaves a final snapshot",
  severity: "high",
  rationale: "what is deleted on purpose may be missed later; automatic backups go with the instance",
  remedy: "leave skipFinalSnapshot out or set it to false, and name finalSnapshotIdentifier",
  types: [instanceType, clusterType],
  // RDS takes no final snapshot of a replica.
  check: (database) => (isReplica(database) ? pass : isNotTrue(database.at("skipFinalSnapshot"))),
});

const backupsKept = resourcePolicy({
  id: "rds-backup-30d",
  title: "Automatic backups of a database are kept long enough",
  severity: "high",
  rationale: "damage that is found late can only be undone from a backup that is old enough",
  remedy: "set backupRetentionPeriod to 30 or more days",
  controls: { fsbp: ["RDS.11", "RDS.50"] },
  types: [instanceType, clusterType],
  settings: { days: 30 },
  check: (database, { days }) => (isReplica(database) ? pass : isAtLeast(database.at("backupRetentionPeriod"), days)),
});

const passwordManaged = resourcePolicy({
  id: "rds-managed-password",
  title: "RDS keeps the master password in Secrets Manager",
  severity: "high",
  rationale: "a password in the program is in the checkpoint as well, and nobody rotates it",
  remedy: "set manageMasterUserPassword to true and leave password and masterPassword out",
  types: [instanceType, clusterType],
  check: (database) =>
    isReplica(database)
      ? pass
      : [
          isTrue(database.at("manageMasterUserPassword")),
          ...["password", "passwordWo", "masterPassword", "masterPasswordWo"].map((path) =>
            isAbsent(database.at(path)),
          ),
        ],
});

const encryptedInTransit = resourcePolicy({
  id: "rds-force-ssl",
  title: "PostgreSQL refuses connections without TLS",
  severity: "high",
  rationale: "credentials and data cross the network between zones",
  remedy: 'attach a ParameterGroup that sets rds.force_ssl to "1"',
  controls: { fsbp: ["RDS.38"] },
  types: [instanceType, clusterType],
  check: (database) => {
    const path = database.is(clusterType) ? "dbClusterParameterGroupName" : "parameterGroupName";
    const isOther = isOtherEngine(database);
    if (database.value(path).kind === "absent") {
      // A replica takes engine and group from its source.
      if (isReplica(database)) return pass;
      return either([violation(`${path} is not set`, "a group with rds.force_ssl 1"), isOther]);
    }
    const groups = database.references(path, parameterGroupTypes);
    if (groups.kind === "open") return either([undecided(groups.because), isOther]);
    return groups.resources.map((group) => either([about(group, forcesTls(group)), isOther]));
  },
});

function forcesTls(group: Resource): Verdict {
  const none = violation("parameters does not set rds.force_ssl", "rds.force_ssl: 1");
  const named = group.items("parameters").flatMap((parameter) => {
    const isNamed = isOneOf(parameter.at("name"), ["rds.force_ssl"]);
    return isNamed.outcome === "violation" ? [] : [worst([isNamed, isOneOf(parameter.at("value"), ["1"])])];
  });
  return either([...named, none]);
}

export const databasePolicies = [
  multiAz,
  clusterInTwoZones,
  subnetGroupInThreeZones,
  proxyInThreeZones,
  encrypted,
  insightsEncrypted,
  notPublic,
  deletionProtected,
  finalSnapshot,
  backupsKept,
  passwordManaged,
  encryptedInTransit,
  ...databaseOperationPolicies,
] as const;
