import type { Resource } from "../assessment/resource";

export const instanceType = "aws:rds/instance:Instance";
export const clusterType = "aws:rds/cluster:Cluster";
export const clusterInstanceType = "aws:rds/clusterInstance:ClusterInstance";

/** A replica is a second copy by itself, and takes encryption and credentials from its source. */
export function isReplica(instance: Resource): boolean {
  return ["replicateSourceDb", "replicationSourceIdentifier"].some((path) => instance.value(path).kind !== "absent");
}
