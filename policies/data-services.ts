import { hasInstancesInTwoZones } from "./assessment/cluster-instances";
import { resourcePolicy, stackPolicy } from "./assessment/policy";
import type { Resource } from "./assessment/resource";
import type { Stack } from "./assessment/stack";
import { about, undecided, type Verdict } from "./assessment/verdict";
import { subnetType, zonesAreEnough, zonesForMajority } from "./assessment/zones";
import { encryptedDatabases } from "./data-services/encrypted-databases";
import { encryptedMessages } from "./data-services/encrypted-messages";
import { encryptedStorage } from "./data-services/encrypted-storage";
import { encryptedWorkloads } from "./data-services/encrypted-workloads";
import { type Encrypted, judgeEncrypted } from "./data-services/encryption";
import { zonedStores } from "./data-services/zoned-stores";
import { zonedWorkloads } from "./data-services/zoned-workloads";
import { judgeZoned } from "./data-services/zones";

export const encryptedTypes: readonly Encrypted[] = [
  ...encryptedDatabases,
  ...encryptedStorage,
  ...encryptedMessages,
  ...encryptedWorkloads,
];

/** The rows of a table by their type, of which there may be several. */
function byType<Row extends { readonly type: string }>(rows: readonly Row[]) {
  const found = new Map<string, Row[]>();
  for (const row of rows) found.set(row.type, [...(found.get(row.type) ?? []), row]);
  return { types: [...found.keys()], of: ({ type }: Resource): readonly Row[] => found.get(type) ?? [] };
}

const encryptedRows = byType(encryptedTypes);

const encrypted = resourcePolicy({
  id: "data-encrypted-cmk",
  title: "Whatever keeps data is encrypted with a key of ours",
  severity: "high",
  rationale: "with AWS's own key nobody can refuse a reader or see who read, and often it cannot be changed later",
  remedy: "set the properties that policies/data-services lists for the type",
  controls: {
    fsbp: [
      ...["APIGateway.5", "AppSync.6", "CodeBuild.3", "CodeBuild.7", "DataFirehose.1", "DocumentDB.1", "DynamoDB.3"],
      ...["EC2.173", "ES.1", "Neptune.1", "Opensearch.1", "Redshift.10", "RedshiftServerless.4"],
      ...["WorkSpaces.1", "WorkSpaces.2"],
    ],
  },
  types: encryptedRows.types,
  check: (resource) => encryptedRows.of(resource).flatMap((row) => judgeEncrypted(resource, row)),
});

const storeRows = byType(zonedStores);

const storesZoned = resourcePolicy({
  id: "data-multi-az",
  title: "Whatever keeps or carries data outlives an availability zone",
  severity: "high",
  rationale: "a zone fails as a whole; what is in one only is gone with it, and its data until it is back",
  remedy: "set the properties that policies/data-services lists for the type",
  controls: {
    fsbp: ["DMS.13", "ES.6", "FSx.3", "FSx.4", "FSx.5", "MQ.5", "Opensearch.6", "Redshift.18"],
  },
  types: storeRows.types,
  settings: { zones: zonesForMajority },
  check: (resource, { zones }) => storeRows.of(resource).flatMap((row) => judgeZoned(resource, row, zones)),
});

const workloadRows = byType(zonedWorkloads);

const workloadsZoned = resourcePolicy({
  id: "compute-multi-az",
  title: "Whatever computes or connects has a subnet in every zone",
  severity: "medium",
  rationale: "what has a subnet in one zone only stops with that zone, and takes along what depends on it",
  remedy: "name a subnet of each of three zones, or of two where AWS takes no more",
  controls: { fsbp: ["ELB.10", "Lambda.5", "NetworkFirewall.1"] },
  types: workloadRows.types,
  settings: { zones: zonesForMajority },
  check: (resource, { zones }) => workloadRows.of(resource).flatMap((row) => judgeZoned(resource, row, zones)),
});

/** Clusters whose members are resources of their own, and how members name them. */
const clusters = [
  { cluster: "aws:docdb/cluster:Cluster", member: "aws:docdb/clusterInstance:ClusterInstance" },
  { cluster: "aws:neptune/cluster:Cluster", member: "aws:neptune/clusterInstance:ClusterInstance" },
] as const;

const clusterMembers = stackPolicy({
  id: "data-cluster-instances",
  title: "Every database cluster has instances in two availability zones",
  severity: "high",
  rationale: "a writer alone, or with its readers in the same zone, has nowhere to fail over to",
  remedy: "add a ClusterInstance, and leave availabilityZone out or name another one",
  controls: { fsbp: ["Neptune.9"] },
  types: clusters.map(({ cluster }) => cluster),
  check: (stack) =>
    clusters.flatMap(({ cluster, member }) =>
      stack.all(cluster).map((subject) => hasInstancesInTwoZones(stack, subject, member)),
    ),
});

const fileSystemType = "aws:efs/fileSystem:FileSystem";

const fileSystemsReached = stackPolicy({
  id: "efs-mount-targets-3az",
  title: "Every file system is reached from three availability zones",
  severity: "medium",
  rationale: "machines of a zone without a mount target lose their files when another zone fails",
  remedy: "add a MountTarget in a subnet of each zone",
  types: [fileSystemType],
  settings: { zones: zonesForMajority },
  check: (stack, { zones }) => stack.all(fileSystemType).map((system) => about(system, mounted(stack, system, zones))),
});

function mounted(stack: Stack, system: Resource, minimum: number): Verdict {
  const { surely, perhaps } = stack.referring(["aws:efs/mountTarget:MountTarget"], "fileSystemId", system);
  if (perhaps.length > 0) return undecided("which mount targets are its own is known only after the update");
  const resources: Resource[] = [];
  for (const target of surely) {
    const subnets = target.references("subnetId", [subnetType]);
    if (subnets.kind !== "exactly") return undecided(`the subnet of ${target.name} is known only after the update`);
    resources.push(...subnets.resources);
  }
  return zonesAreEnough({ kind: "exactly", resources }, "its mount targets", minimum);
}

export const dataServicePolicies = [
  encrypted,
  storesZoned,
  workloadsZoned,
  clusterMembers,
  fileSystemsReached,
] as const;
