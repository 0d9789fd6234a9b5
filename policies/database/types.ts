import { notKnownYet } from "../assessment/expectations";
import type { Resource } from "../assessment/resource";
import { pass, type Verdict, violation } from "../assessment/verdict";

export const instanceType = "aws:rds/instance:Instance";
export const clusterType = "aws:rds/cluster:Cluster";
export const clusterInstanceType = "aws:rds/clusterInstance:ClusterInstance";

/** A replica is a second copy by itself, and takes encryption and credentials from its source. */
export function isReplica(instance: Resource): boolean {
  return ["replicateSourceDb", "replicationSourceIdentifier"].some((path) => instance.value(path).kind !== "absent");
}

/** For what is demanded of PostgreSQL only. */
export function isOtherEngine(database: Resource): Verdict {
  const engine = database.text("engine");
  if (engine.kind === "unknown") return notKnownYet("engine");
  const isPostgres = engine.kind === "absent" || engine.value.includes("postgres");
  return isPostgres ? violation("engine is PostgreSQL", "another engine") : pass;
}
