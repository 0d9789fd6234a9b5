import { holdsAll, isAtLeast, isNotFalse, isOneOf, isOurKey, isTrue } from "../assessment/expectations";
import { resourcePolicy, stackPolicy } from "../assessment/policy";
import type { Resource } from "../assessment/resource";
import { about, either, pass, undecided, type Verdict, violation } from "../assessment/verdict";
import { clusterInstanceType, clusterType, instanceType, isOtherEngine, isReplica } from "./types";

const selectionType = "aws:backup/selection:Selection";
const vaultType = "aws:backup/vault:Vault";

const minorUpgrades = resourcePolicy({
  id: "rds-minor-upgrades",
  title: "Databases take minor versions by themselves",
  severity: "medium",
  rationale: "minor versions are how PostgreSQL ships security fixes",
  remedy: "leave autoMinorVersionUpgrade out or set it to true",
  controls: { fsbp: ["RDS.13", "RDS.35"], cisAws: ["2.2.2"] },
  types: [instanceType, clusterInstanceType],
  // RDS turns it on when nothing is said.
  check: (database) => isNotFalse(database.at("autoMinorVersionUpgrade")),
});

const logExports = resourcePolicy({
  id: "rds-log-exports",
  title: "Databases export their logs",
  severity: "medium",
  rationale: "logs on the instance are gone after days, and with the instance",
  remedy: "set enabledCloudwatchLogsExports to postgresql and, for an instance, upgrade",
  controls: { fsbp: ["RDS.9", "RDS.36", "RDS.37"] },
  types: [instanceType, clusterType],
  check: (database) => {
    const wanted = database.is(clusterType) ? ["postgresql"] : ["postgresql", "upgrade"];
    const path = "enabledCloudwatchLogsExports";
    return either([holdsAll(database.elements(`${path}[]`), path, wanted), isOtherEngine(database)]);
  },
});

const enhancedMonitoring = resourcePolicy({
  id: "rds-enhanced-monitoring",
  title: "Databases report what happens in their operating system",
  severity: "low",
  level: "advisory",
  rationale: "what starves a database, memory or disk, shows there and not in its own figures",
  remedy: "set monitoringInterval to 60 seconds or less, with monitoringRoleArn",
  controls: { fsbp: ["RDS.6"] },
  types: [instanceType, clusterInstanceType],
  check: (database) => isAtLeast(database.at("monitoringInterval"), 1),
});

const iamAuthentication = resourcePolicy({
  id: "rds-iam-auth",
  title: "Databases take IAM credentials",
  severity: "medium",
  level: "advisory",
  rationale: "a token that lives fifteen minutes need not be rotated and names its user in the audit log",
  remedy: "set iamDatabaseAuthenticationEnabled to true",
  controls: { fsbp: ["RDS.10", "RDS.12"] },
  types: [instanceType, clusterType],
  check: (database) =>
    isReplica(database) && database.value("iamDatabaseAuthenticationEnabled").kind === "absent"
      ? pass
      : isTrue(database.at("iamDatabaseAuthenticationEnabled")),
});

const copyTags = resourcePolicy({
  id: "rds-copy-tags",
  title: "Snapshots of a database carry its tags",
  severity: "low",
  level: "advisory",
  rationale: "a snapshot without owner and classification is neither deleted in time nor guarded",
  remedy: "set copyTagsToSnapshot to true",
  controls: { fsbp: ["RDS.16", "RDS.17"] },
  types: [instanceType, clusterType],
  check: (database) => isTrue(database.at("copyTagsToSnapshot")),
});

const guessedNames = ["postgres", "admin", "root", "master", "administrator", "awsuser"];

const adminName = resourcePolicy({
  id: "rds-admin-name",
  title: "The administrator of a database has a name of its own",
  severity: "low",
  level: "advisory",
  rationale: "the usual names are the first that an attacker tries",
  remedy: "set username (of a cluster: masterUsername) to another name than postgres, admin or root",
  controls: { fsbp: ["RDS.24", "RDS.25"] },
  types: [instanceType, clusterType],
  settings: { names: guessedNames },
  check: (database, { names }) => {
    const path = database.is(clusterType) ? "masterUsername" : "username";
    const isGuessed = isOneOf(database.at(path), names);
    // A replica has its source's.
    if (isReplica(database) || isGuessed.outcome === "violation") return pass;
    if (isGuessed.outcome === "undecided") return isGuessed;
    return violation(`${path} is a usual name`, `${path}: none of ${names.join(", ")}`);
  },
});

const port = resourcePolicy({
  id: "rds-port",
  title: "Databases listen on a port that the firewalls are written for",
  severity: "low",
  level: "advisory",
  // FSBP wants another than the default port. Here security groups and ACLs name the port; hiding it adds nothing.
  rationale: "rules of security groups and network ACLs name one port; a database on another is reached by neither",
  remedy: "leave port out or set it to 5432, or list the port in policies/config",
  controls: { fsbp: ["RDS.23"] },
  types: [instanceType, clusterType],
  settings: { ports: ["5432"] },
  check: (database, { ports }) => {
    const located = database.at("port");
    return located.value.kind === "absent" ? pass : isOneOf(located, ports);
  },
});

const backupPlan = stackPolicy({
  id: "rds-backup-plan",
  title: "Every database is in a backup plan whose vault has a key of ours",
  severity: "medium",
  level: "advisory",
  rationale: "automatic backups of RDS go with the instance; a locked vault outlives whoever deletes it",
  remedy: "name the database's ARN in the resources of a backup Selection, and give the vault kmsKeyArn",
  controls: { fsbp: ["RDS.26", "Backup.1"] },
  types: [instanceType, clusterType],
  check: (stack) => {
    const vaults = stack.all(vaultType).map((vault) => about(vault, isOurKey(vault, vault.at("kmsKeyArn"))));
    const databases = stack.all(instanceType, clusterType).filter((database) => !isReplica(database));
    return [...databases.map((database) => about(database, selected(stack.all(selectionType), database))), ...vaults];
  },
});

function selected(selections: readonly Resource[], database: Resource): Verdict {
  let open: string | undefined;
  for (const selection of selections) {
    const named = selection.references("resources[]", [instanceType, clusterType]);
    // A selection by pattern or tag covers what it matches, which only AWS tells.
    if (named.kind === "open") open = `${selection.name}: ${named.because}`;
    else if (named.resources.includes(database)) return pass;
  }
  if (open) return undecided(open);
  return violation("no Selection of a backup plan names it", "a Selection with its ARN in resources");
}

export const databaseOperationPolicies = [
  minorUpgrades,
  logExports,
  enhancedMonitoring,
  iamAuthentication,
  copyTags,
  adminName,
  port,
  backupPlan,
] as const;
