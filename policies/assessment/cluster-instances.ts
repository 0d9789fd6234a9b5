import type { Resource } from "./resource";
import type { Stack } from "./stack";
import type { Value } from "./value";
import { pass, undecided, type Verdict, violation } from "./verdict";

/** A database cluster has instances, which are resources of their own, in two availability zones. */
export function hasInstancesInTwoZones(stack: Stack, cluster: Resource, instanceType: string): Verdict {
  const { surely, perhaps } = stack.referring([instanceType], "clusterIdentifier", cluster);
  const count = surely.length + perhaps.length;
  if (count < 2) return violation(`${count} instances`, "two or more ClusterInstances", cluster);
  const zones = surely.map(zoneOf);
  const named = new Set(zones.flatMap((zone) => (zone.kind === "known" ? [zone.value] : [])));
  // AWS spreads instances for which no zone is named.
  const spread = zones.filter(({ kind }) => kind === "absent").length;
  if (named.size + spread >= 2) return pass;
  if (perhaps.length > 0 || zones.some(({ kind }) => kind === "unknown")) {
    return undecided("which zones its instances are in is known only after the update", cluster);
  }
  return violation(`all instances in ${[...named].join(", ")}`, "instances in two availability zones", cluster);
}

/** Where it is; while that is not known, where the program wants it. */
function zoneOf(instance: Resource): Value<string> {
  const zone = instance.text("availabilityZone");
  return zone.kind === "known" ? zone : instance.asWritten().text("availabilityZone");
}
