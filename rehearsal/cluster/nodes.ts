import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { V1Node } from "@kubernetes/client-node";
import { UserError } from "../../safes/user-error";
import type { NodeShape } from "../clouds/resource-type";
import { ApiError, type KubernetesApi } from "./api";
import { capacityOf } from "./instance-types";
import { ebsDriver, ebsZoneLabel } from "./volumes";

/** Label whose value stands for who asked for the node; owners are ARNs, which label values cannot hold. */
const ownerLabel = "jeju.rehearsal/owner";
const ownerAnnotation = "jeju.rehearsal/owner";
const fieldManager = "rehearsal-nodes";
const readyTimeoutMs = 30_000;
/** Volumes that a Nitro instance can hold beside its root volume and network interfaces. */
const attachableVolumes = 24;

/** Makes the owner's nodes exactly these, and waits until they are ready for pods. */
export async function reconcileNodes(api: KubernetesApi, owner: string, nodes: readonly NodeShape[]): Promise<void> {
  const label = createHash("sha256").update(owner).digest("hex").slice(0, 40);
  const existing = await api.get<{ items: V1Node[] }>("/api/v1/nodes", { labelSelector: `${ownerLabel}=${label}` });
  const wanted = new Set(nodes.map((node) => node.name));
  const superfluous = existing.items.map((node) => node.metadata?.name ?? "").filter((name) => !wanted.has(name));
  await Promise.all([
    ...superfluous.map((name) => removeNode(api, name)),
    ...nodes.map((node) => applyNode(api, owner, label, node)),
  ]);
  await Promise.all(nodes.map(({ name }) => waitUntilReady(api, name)));
}

async function applyNode(api: KubernetesApi, owner: string, label: string, shape: NodeShape): Promise<void> {
  const { name, zone, region, instanceType } = shape;
  const { architecture, capacity, allocatable } = capacityOf(instanceType);
  const instanceId = `i-0${createHash("sha256").update(name).digest("hex").slice(0, 16)}`;
  const path = `/api/v1/nodes/${name}`;
  const identity = { apiVersion: "v1", kind: "Node" };
  const node: V1Node = {
    ...identity,
    metadata: {
      name,
      annotations: { [ownerAnnotation]: owner },
      labels: {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": architecture,
        "node.kubernetes.io/instance-type": instanceType,
        "topology.kubernetes.io/region": region,
        "topology.kubernetes.io/zone": zone,
        [ebsZoneLabel]: zone,
        [ownerLabel]: label,
        ...shape.labels,
      },
    },
    spec: {
      providerID: `aws:///${zone}/${instanceId}`,
      taints: shape.taints.map(({ key, value, effect }) => ({ key, value, effect })),
    },
  };
  // Born with its size, as when a kubelet registers: kwok gives a node without one a size of its own.
  await createUnlessThere(api, "/api/v1/nodes", { ...identity, metadata: { name }, status: { capacity, allocatable } });
  const applied = await api.apply<V1Node>(path, node, fieldManager);
  await api.apply(
    `${path}/status`,
    { ...identity, metadata: { name }, status: { capacity, allocatable } },
    fieldManager,
  );
  await api.apply(
    `/apis/storage.k8s.io/v1/csinodes/${name}`,
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "CSINode",
      // Goes with its node, as the kubelet's does.
      metadata: { name, ownerReferences: [{ ...identity, name, uid: applied.metadata?.uid }] },
      spec: {
        drivers: [
          {
            name: ebsDriver,
            nodeID: instanceId,
            topologyKeys: [ebsZoneLabel],
            allocatable: { count: attachableVolumes },
          },
        ],
      },
    },
    fieldManager,
  );
}

async function createUnlessThere(api: KubernetesApi, collection: string, node: object): Promise<void> {
  await api.create(collection, node).catch((error) => {
    if (!(error instanceof ApiError && error.code === 409)) throw error;
  });
}

/** The pods of a node that is gone are deleted by the controller manager's garbage collection, but only after minutes. */
async function removeNode(api: KubernetesApi, name: string): Promise<void> {
  await api.delete(`/api/v1/nodes/${name}`);
  const pods = await api.get<{ items: { metadata: { name: string; namespace: string } }[] }>("/api/v1/pods", {
    fieldSelector: `spec.nodeName=${name}`,
  });
  await Promise.all(
    pods.items.map(({ metadata }) =>
      api.delete(`/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`, { gracePeriodSeconds: 0 }),
    ),
  );
}

async function waitUntilReady(api: KubernetesApi, name: string): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  for (;;) {
    const node = await api.get<V1Node>(`/api/v1/nodes/${name}`);
    const ready = node.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True");
    const tainted = node.spec?.taints?.some(({ key }) => key === "node.kubernetes.io/not-ready");
    if (ready && !tainted) return;
    if (Date.now() > deadline) {
      throw new UserError({
        what: `node ${name} was not ready within ${readyTimeoutMs / 1000} s`,
        got: JSON.stringify(node.status?.conditions?.find(({ type }) => type === "Ready") ?? "no Ready condition"),
        fix: "read kwok.log and kube-controller-manager.log in the cluster's logs folder",
      });
    }
    await sleep(50);
  }
}
