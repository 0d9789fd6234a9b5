import { aws, type PolicyCases } from "../case";
import { ref, unknown } from "../engine-stub";
import { key } from "./places";

const instance = (inputs: Record<string, unknown> = {}, name = "database") =>
  aws("rds/Instance", name, { instanceClass: "db.r6g.large", engine: "postgres", ...inputs }, { protect: true });
const cluster = (inputs: Record<string, unknown> = {}) =>
  aws("rds/Cluster", "cluster", { engine: "aurora-postgresql", ...inputs }, { protect: true });
const replica = (inputs: Record<string, unknown> = {}) =>
  instance({ replicateSourceDb: ref("database", "identifier"), ...inputs }, "replica");
const vault = (inputs: Record<string, unknown> = { kmsKeyArn: ref("key", "arn") }) =>
  aws("backup/Vault", "vault", inputs);
const selection = (resources: unknown) =>
  aws("backup/Selection", "selection", { iamRoleArn: "arn:aws:iam::1:role/backups", planId: "plan", resources });

export const databaseOperationCases: readonly PolicyCases[] = [
  {
    policy: "rds-minor-upgrades",
    good: { "RDS's default": [instance()], "upgrades on": [instance({ autoMinorVersionUpgrade: true })] },
    bad: {
      "upgrades off": {
        resources: [instance({ autoMinorVersionUpgrade: false })],
        found: /autoMinorVersionUpgrade is false/,
      },
    },
    unknown: { "a flag that another resource computes": [instance({ autoMinorVersionUpgrade: unknown })] },
  },
  {
    policy: "rds-log-exports",
    good: {
      "both logs of an instance": [instance({ enabledCloudwatchLogsExports: ["postgresql", "upgrade"] })],
      "the log of a cluster": [cluster({ enabledCloudwatchLogsExports: ["postgresql"] })],
      "another engine": [instance({ engine: "mysql" })],
    },
    bad: {
      "no logs": { resources: [instance()], found: /lacks postgresql, upgrade/ },
      "one of two": {
        resources: [instance({ enabledCloudwatchLogsExports: ["postgresql"] })],
        found: /enabledCloudwatchLogsExports lacks upgrade/,
      },
      "a cluster without its log": { resources: [cluster()], found: /lacks postgresql/ },
      "a database that says no engine": { resources: [instance({ engine: undefined })], found: /lacks postgresql/ },
    },
    unknown: {
      "a list that another resource computes": [instance({ enabledCloudwatchLogsExports: unknown })],
      "an engine that another resource computes": [instance({ engine: unknown })],
    },
  },
  {
    policy: "rds-enhanced-monitoring",
    good: { "a figure each minute": [instance({ monitoringInterval: 60 })] },
    bad: {
      "monitoring off": { resources: [instance({ monitoringInterval: 0 })], found: /monitoringInterval is 0/ },
      "nothing said": { resources: [instance()], found: /monitoringInterval is not set/ },
    },
    unknown: { "an interval that another resource computes": [instance({ monitoringInterval: unknown })] },
  },
  {
    policy: "rds-iam-auth",
    good: {
      "IAM credentials taken, by a replica too": [instance({ iamDatabaseAuthenticationEnabled: true }), replica()],
    },
    bad: {
      "passwords only": { resources: [instance()], found: /iamDatabaseAuthenticationEnabled is not set/ },
      "a replica that refuses them": {
        resources: [replica({ iamDatabaseAuthenticationEnabled: false })],
        found: /iamDatabaseAuthenticationEnabled is false/,
      },
    },
    unknown: { "a flag that another resource computes": [instance({ iamDatabaseAuthenticationEnabled: unknown })] },
  },
  {
    policy: "rds-copy-tags",
    good: { "tags on snapshots": [instance({ copyTagsToSnapshot: true })] },
    bad: { "bare snapshots": { resources: [instance()], found: /copyTagsToSnapshot is not set/ } },
    unknown: { "a flag that another resource computes": [instance({ copyTagsToSnapshot: unknown })] },
  },
  {
    policy: "rds-admin-name",
    good: {
      "a name of its own": [instance({ username: "jeju_admin" }), cluster({ masterUsername: "jeju_admin" })],
      "a database from a snapshot, which has the snapshot's": [instance({ snapshotIdentifier: "snapshot" })],
      "a replica, whose name its source answers for": [
        { ...replica(), outputs: { username: "postgres" } },
        { ...replica(), name: "second", outputs: { username: unknown } },
      ],
    },
    bad: {
      "the usual name": { resources: [instance({ username: "postgres" })], found: /username is a usual name/ },
      "the usual name of a cluster": {
        resources: [cluster({ masterUsername: "root" })],
        found: /masterUsername is a usual name/,
      },
    },
    unknown: { "a name that another resource computes": [instance({ username: unknown })] },
  },
  {
    policy: "rds-port",
    good: { "no port named": [instance()], "the port of the rules": [instance({ port: 5432 })] },
    bad: { "another port": { resources: [instance({ port: 15432 })], found: /port is 15432/ } },
    unknown: { "a port that another resource computes": [instance({ port: unknown })] },
  },
  {
    policy: "rds-backup-plan",
    good: {
      "a database in a plan": [key, instance(), vault(), selection([ref("database", "arn")])],
      "a replica beside a database in a plan": [
        ...[key, instance(), replica(), vault()],
        selection([ref("database", "arn")]),
      ],
    },
    bad: {
      "no plan at all": { resources: [instance()], found: /no Selection of a backup plan names it/ },
      "a plan for another database": {
        resources: [key, instance(), instance({}, "other"), vault(), selection([ref("other", "arn")])],
        found: /database [\s\S]*no Selection/,
      },
      "a vault under AWS's key": {
        resources: [instance(), vault({}), selection([ref("database", "arn")])],
        found: /kmsKeyArn is not set/,
      },
    },
    unknown: { "resources that another resource computes": [key, instance(), vault(), selection(unknown)] },
  },
];
