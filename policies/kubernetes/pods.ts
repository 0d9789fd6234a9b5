import type { Item, Resource } from "../assessment/resource";
import type { Located } from "../assessment/value";

const templated = "spec.template.spec";

/** Where each kind keeps the specification of its pods. */
const podSpecs: Readonly<Record<string, string>> = {
  "kubernetes:core/v1:Pod": "spec",
  "kubernetes:apps/v1:Deployment": templated,
  "kubernetes:apps/v1:StatefulSet": templated,
  "kubernetes:apps/v1:DaemonSet": templated,
  "kubernetes:batch/v1:Job": templated,
  "kubernetes:batch/v1:CronJob": "spec.jobTemplate.spec.template.spec",
};

export const podTypes = Object.keys(podSpecs);

function specOf(workload: Resource): string {
  return podSpecs[workload.type] ?? templated;
}

/** A property of the pods that a workload makes. */
export function podAt(workload: Resource, property: string): Located {
  return workload.at(`${specOf(workload)}.${property}`);
}

export function podItems(workload: Resource, list: string): readonly Item[] {
  return workload.items(`${specOf(workload)}.${list}`);
}

/** All containers: the ones that run, the ones that prepare, the ones that debug. */
export function containersOf(workload: Resource): readonly Item[] {
  return ["containers", "initContainers", "ephemeralContainers"].flatMap((list) => podItems(workload, list));
}

/** What holds for a container: its own setting or, when it has none, the pod's. */
export function effective(workload: Resource, container: Item, setting: string): Located {
  const own = container.at(`securityContext.${setting}`);
  return own.value.kind === "absent" ? podAt(workload, `securityContext.${setting}`) : own;
}
