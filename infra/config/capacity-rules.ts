import { ADDONS, addonVersionsFor } from "../cluster/addon-versions";
import { entries, problem, type Rule } from "./rule";

const MIN_MAINNET_BACKUP_DAYS = 30;

const nodeCountsAreOrdered: Rule = function* ({ config: { cluster } }) {
  const perAz = cluster?.stateful?.nodesPerAz;
  if (perAz?.min !== undefined && perAz.max !== undefined && perAz.min > perAz.max) {
    yield problem(
      ["cluster", "stateful", "nodesPerAz", "max"],
      `${perAz.max}`,
      `min (${perAz.min}) or more`,
      `${perAz.min}`,
    );
  }
  const nodes = cluster?.stateless?.nodes;
  if (nodes?.min !== undefined && nodes.desired !== undefined && nodes.desired < nodes.min) {
    yield problem(
      ["cluster", "stateless", "nodes", "desired"],
      `${nodes.desired}`,
      `min (${nodes.min}) or more`,
      `${nodes.min}`,
    );
  }
  if (nodes?.desired !== undefined && nodes.max !== undefined && nodes.desired > nodes.max) {
    yield problem(
      ["cluster", "stateless", "nodes", "max"],
      `${nodes.max}`,
      `desired (${nodes.desired}) or more`,
      `${nodes.desired}`,
    );
  }
};

const statelessNodesSpanTheZones: Rule = function* ({ config: { cluster, network } }) {
  const min = cluster?.stateless?.nodes?.min;
  const zones = network?.azs?.length;
  if (min !== undefined && zones !== undefined && min < zones) {
    yield problem(
      ["cluster", "stateless", "nodes", "min"],
      `${min}`,
      `${zones} or more, one node in each zone`,
      `${zones}`,
    );
  }
};

const administratorsAreOfTheAccount: Rule = function* ({ config: { accountId, cluster } }) {
  const seen = new Set<string>();
  for (const [index, arn] of entries(cluster?.administrators)) {
    const path = ["cluster", "administrators", index];
    const [, , , , account, role] = arn.split(":");
    if (accountId !== undefined && account !== accountId) {
      yield problem(path, arn, `a role of the account ${accountId}`, `arn:aws:iam::${accountId}:${role}`);
    }
    if (seen.has(arn)) yield { path, got: `${arn} a second time`, expected: "each role once" };
    seen.add(arn);
  }
};

const addonsHaveVersions: Rule = function* ({ config: { cluster } }) {
  if (cluster?.version === undefined) return;
  const pinned = addonVersionsFor(cluster.version);
  const missing = ADDONS.filter(
    (addon) => pinned?.[addon] === undefined && cluster.addonVersions?.[addon] === undefined,
  );
  if (missing.length > 0) {
    yield problem(
      ["cluster", "addonVersions"],
      `no version of ${missing.join(", ")}`,
      `each one's version, as none is pinned for Kubernetes ${cluster.version}`,
      "vpc-cni: v1.21.1-eksbuild.1",
    );
  }
};

const databaseCanGrow: Rule = function* ({ config: { database } }) {
  const { allocatedStorageGb: start, maxAllocatedStorageGb: most } = database ?? {};
  // RDS wants the ceiling at least 10 % above the start: "Managing capacity automatically" in its user guide.
  if (start !== undefined && most !== undefined && most < start * 1.1) {
    yield problem(
      ["database", "maxAllocatedStorageGb"],
      `${most}`,
      `at least 10 % above allocatedStorageGb (${start}), or RDS cannot grow`,
      `${start * 2}`,
    );
  }
};

const lockEndsBeforeExpiry: Rule = function* ({ config: { backups } }) {
  const { retentionDays, objectLockDays } = backups ?? {};
  if (retentionDays !== undefined && objectLockDays !== undefined && objectLockDays > retentionDays) {
    yield problem(
      ["backups", "objectLockDays"],
      `${objectLockDays}`,
      `retentionDays (${retentionDays}) or less`,
      `${retentionDays}`,
    );
  }
};

const mainnetSurvivesAZone: Rule = function* ({ config: { environment, network, database } }) {
  if (environment !== "mainnet") return;
  if (network?.natGateways === "single") {
    yield problem(["network", "natGateways"], "single", "a NAT gateway per zone on mainnet");
  }
  const days = database?.backupRetentionDays;
  if (days !== undefined && days < MIN_MAINNET_BACKUP_DAYS) {
    yield problem(["database", "backupRetentionDays"], `${days}`, `${MIN_MAINNET_BACKUP_DAYS} days or more on mainnet`);
  }
};

export const capacityRules: readonly Rule[] = [
  nodeCountsAreOrdered,
  statelessNodesSpanTheZones,
  administratorsAreOfTheAccount,
  addonsHaveVersions,
  databaseCanGrow,
  lockEndsBeforeExpiry,
  mainnetSurvivesAZone,
];
