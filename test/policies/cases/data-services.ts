import { encryptedDatabases } from "../../../policies/data-services/encrypted-databases";
import { encryptedMessages } from "../../../policies/data-services/encrypted-messages";
import { encryptedStorage } from "../../../policies/data-services/encrypted-storage";
import { encryptedWorkloads } from "../../../policies/data-services/encrypted-workloads";
import type { Encrypted } from "../../../policies/data-services/encryption";
import { zonedStores } from "../../../policies/data-services/zoned-stores";
import { zonedWorkloads } from "../../../policies/data-services/zoned-workloads";
import type { Zoned } from "../../../policies/data-services/zones";
import { aws, type BadCase, type PolicyCases } from "../case";
import {
  encryptionFaults,
  encryptionUnknowns,
  type Fault,
  soundEncrypted,
  soundZoned,
  threeZones,
  unencrypted,
  unzoned,
  zoneFaults,
  zoneUnknowns,
} from "../data-service-faults";
import { type Described, later, ref, unknown } from "../engine-stub";
import { key, tier, vpc } from "./places";

const tables: Readonly<Record<string, readonly Encrypted[]>> = {
  databases: encryptedDatabases,
  storage: encryptedStorage,
  messages: encryptedMessages,
  workloads: encryptedWorkloads,
};

/** One stack with every fault of a table; each must be told of its own resource. */
function faulty(faults: readonly Fault[], around: readonly Described[]): BadCase {
  const each = faults.flatMap(({ described, found }) => found.map((said) => ({ described, said })));
  const told = each.map(({ described, said }) => {
    const words = `resource: ${described.name} (${described.type})\n  found: ${said}`;
    return `(?=[\\s\\S]*${words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")})`;
  });
  return {
    resources: [...around, ...faults.map(({ described }) => described)],
    found: new RegExp(`^${told.join("")}`),
  };
}

const places = [vpc, ...threeZones];

/** Of every row of the table, by itself in data-services.test.ts; here all at once, through the SDK's server. */
function zonedCases(policy: string, rows: readonly Zoned[]): PolicyCases {
  return {
    policy,
    good: {
      "all of them over the zones": [...places, ...rows.map((row) => soundZoned(row))],
      "those without a network of their own": [...places, ...rows.flatMap(unzoned)],
    },
    bad: { "each of them in one zone": faulty(rows.flatMap(zoneFaults), places) },
    unknown: { "what another resource computes": [...places, ...rows.flatMap(zoneUnknowns)] },
  };
}

const instance = (cluster: string, name: string, inputs: Record<string, unknown> = {}) =>
  aws(`${cluster}/ClusterInstance`, name, { clusterIdentifier: ref("cluster"), ...inputs });
/** Instances without a zone of their own, and where AWS puts them. */
const spread = (...zones: readonly string[]) => [
  aws("docdb/Cluster", "cluster", {}),
  ...zones.map((zone, index) => ({
    ...instance("docdb", `instance-${index}`),
    outputs: { availabilityZone: later(zone) },
  })),
];
const members = (...inputs: readonly Record<string, unknown>[]) => [
  aws("docdb/Cluster", "cluster", {}),
  ...inputs.map((one, index) => instance("docdb", `instance-${index}`, one)),
];
const fileSystem = aws("efs/FileSystem", "files", { encrypted: true, kmsKeyId: ref("key", "arn") }, { protect: true });
const mountTargets = (subnets: readonly unknown[]) =>
  subnets.map((subnetId, index) => aws("efs/MountTarget", `target-${index}`, { fileSystemId: ref("files"), subnetId }));
const inZones = (count: number) =>
  tier("zone")
    .slice(0, count)
    .map(({ name }) => ref(name));

export const dataServiceCases: readonly PolicyCases[] = [
  {
    policy: "data-encrypted-cmk",
    good: Object.fromEntries(
      Object.entries(tables).flatMap(([name, rows]) => [
        [`${name} under a key of the stack`, [key, ...rows.map((row, index) => soundEncrypted(row, `sound ${index}`))]],
        [`${name} that have nothing to encrypt`, [key, ...rows.flatMap(unencrypted)]],
      ]),
    ),
    bad: Object.fromEntries(
      Object.entries(tables).map(([name, rows]) => [
        `each fault of ${name}`,
        faulty(rows.flatMap(encryptionFaults), [key]),
      ]),
    ),
    unknown: Object.fromEntries(
      Object.entries(tables).map(([name, rows]) => [
        `what another resource computes of ${name}`,
        rows.flatMap(encryptionUnknowns),
      ]),
    ),
  },
  zonedCases("data-multi-az", zonedStores),
  zonedCases("compute-multi-az", zonedWorkloads),
  {
    policy: "data-cluster-instances",
    good: {
      "two instances that AWS spreads": members({}, {}),
      "two instances that AWS has spread": spread("us-east-1a", "us-east-1b"),
      "two instances in two zones": members({ availabilityZone: "us-east-1a" }, { availabilityZone: "us-east-1b" }),
      "one where AWS likes and one in a zone": members({ availabilityZone: "us-east-1a" }, {}),
      "a graph database": [
        aws("neptune/Cluster", "cluster", {}),
        instance("neptune", "one"),
        instance("neptune", "two"),
      ],
    },
    bad: {
      "a cluster without instances": { resources: members(), found: /found: 0 instances/ },
      "a writer alone": { resources: members({}), found: /found: 1 instances/ },
      "two instances in one zone": {
        resources: members({ availabilityZone: "us-east-1a" }, { availabilityZone: "us-east-1a" }),
        found: /all instances in us-east-1a/,
      },
      "two instances that AWS has put into one zone": {
        resources: spread("us-east-1a", "us-east-1a"),
        found: /all instances in us-east-1a/,
        onlyAt: "after",
      },
      "instances of another kind of cluster": {
        resources: [aws("neptune/Cluster", "cluster", {}), instance("docdb", "one"), instance("docdb", "two")],
        found: /found: 0 instances/,
      },
    },
    unknown: {
      "zones that another resource computes": members({ availabilityZone: unknown }, { availabilityZone: unknown }),
      "a zone that another resource computes beside one that is known": members(
        { availabilityZone: "us-east-1a" },
        { availabilityZone: unknown },
      ),
      "instances of which nobody knows the cluster": [
        aws("docdb/Cluster", "cluster", {}),
        instance("docdb", "one", { availabilityZone: "us-east-1a" }),
        instance("docdb", "two", { clusterIdentifier: unknown }),
      ],
    },
  },
  {
    policy: "efs-mount-targets-3az",
    good: { "a mount target in each zone": [...places, fileSystem, ...mountTargets(inZones(3))] },
    bad: {
      "a file system that nothing mounts": {
        resources: [...places, fileSystem],
        found: /its mount targets names 0 subnets/,
      },
      "two zones": {
        resources: [...places, fileSystem, ...mountTargets(inZones(2))],
        found: /its mount targets names 2 subnets in us-east-1a, us-east-1b/,
      },
    },
    unknown: {
      "a subnet that another resource computes": [...places, fileSystem, ...mountTargets([...inZones(2), unknown])],
      "a subnet that is one of two": [
        ...places,
        fileSystem,
        ...mountTargets([...inZones(2), later(inZones(3).slice(1))]),
      ],
      "a mount target of which nobody knows the file system": [
        ...places,
        fileSystem,
        aws("efs/MountTarget", "target", { fileSystemId: unknown, subnetId: ref("zone-0") }),
      ],
    },
  },
];
