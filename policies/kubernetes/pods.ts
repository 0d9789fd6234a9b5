import { Item, type Resource } from "../assessment/resource";
import { type Located, locate } from "../assessment/value";

const templated = "spec.template.spec";

/** Where each kind keeps the specification of its pods. */
const podSpecs: Readonly<Record<string, string>> = {
  "kubernetes:core/v1:Pod": "spec",
  "kubernetes:apps/v1:Deployment": templated,
  "kubernetes:apps/v1:StatefulSet": templated,
  "kubernetes:apps/v1:DaemonSet": templated,
  "kubernetes:apps/v1:ReplicaSet": templated,
  "kubernetes:core/v1:ReplicationController": templated,
  "kubernetes:batch/v1:Job": templated,
  "kubernetes:batch/v1:CronJob": "spec.jobTemplate.spec.template.spec",
};

export const podTypes = Object.keys(podSpecs);

/** Kinds that keep so many pods alike. */
export const replicatedTypes = [
  "kubernetes:apps/v1:Deployment",
  "kubernetes:apps/v1:StatefulSet",
  "kubernetes:apps/v1:ReplicaSet",
  "kubernetes:core/v1:ReplicationController",
] as const;

/** Kinds whose pods come to an end by themselves. */
const jobTypes = ["kubernetes:batch/v1:Job", "kubernetes:batch/v1:CronJob"] as const;

function specOf(workload: Resource): string {
  return podSpecs[workload.type] ?? templated;
}

/** A property of the pods that a workload makes. */
export function podAt(workload: Resource, property: string): Located {
  return workload.at(`${specOf(workload)}.${property}`);
}

/** A property of their metadata, which is not the workload's own. */
export function podMetadataAt(workload: Resource, property: string): Located {
  return workload.at(`${specOf(workload).replace(/spec$/, "metadata")}.${property}`);
}

export function podItems(workload: Resource, list: string): readonly Item[] {
  return workload.items(`${specOf(workload)}.${list}`);
}

/** The lists of a pod's containers: the ones that run, the ones that prepare, the ones that debug. */
export const containerLists = ["containers", "initContainers", "ephemeralContainers"] as const;

export function containersOf(
  workload: Resource,
  lists: readonly (typeof containerLists)[number][] = containerLists,
): readonly Item[] {
  return lists.flatMap((list) => podItems(workload, list));
}

/** The elements of a list within an item; one unknown for a list that is unknown as a whole. */
export function elementsOf({ path, value }: Located): readonly Located[] {
  if (value.kind !== "known") return value.kind === "unknown" ? [{ path, value }] : [];
  return locate({ list: value.value }, "list[]").map((element) => ({
    path: element.path.replace(/^list/, path),
    value: element.value,
  }));
}

/** The same for a list of objects, each to be asked on its own. */
export function itemsOf(list: Located): readonly Item[] {
  return elementsOf(list).map(({ path, value }) => new Item(path, value));
}

/** Whether its pods run until somebody stops them; undefined while that is not known. */
export function runsForEver(workload: Resource): boolean | undefined {
  if (workload.is(...jobTypes)) return false;
  const { value } = podAt(workload, "restartPolicy");
  if (value.kind === "unknown") return undefined;
  return value.kind === "absent" || value.value === "Always";
}
