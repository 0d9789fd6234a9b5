import type { V1Node, V1PersistentVolume, V1PersistentVolumeClaim, V1StorageClass } from "@kubernetes/client-node";
import { ApiError, type KubernetesApi } from "./api";
import { type Controller, startController } from "./controller";
import { recordEvent } from "./events";

export const ebsDriver = "ebs.csi.aws.com";
/** Node label by which the driver says where a volume can be attached. */
export const ebsZoneLabel = "topology.ebs.csi.aws.com/zone";

const volumeTypes = ["gp2", "gp3", "io1", "io2", "sc1", "st1", "standard"];
const selectedNode = "volume.kubernetes.io/selected-node";

/** Stands in for the EBS CSI driver: provisions, resizes and deletes the volumes of its storage classes. */
export async function startVolumeProvisioner(api: KubernetesApi, log: (line: string) => void): Promise<Controller> {
  const controllers = await Promise.all([
    startController<V1PersistentVolumeClaim>({
      api,
      path: "/api/v1/persistentvolumeclaims",
      log,
      reconcile: async (claim) => (claim.spec?.volumeName ? resizeVolume(api, claim) : provisionVolume(api, claim)),
    }),
    startController<V1PersistentVolume>({
      api,
      path: "/api/v1/persistentvolumes",
      log,
      reconcile: (volume) => deleteReleasedVolume(api, volume),
    }),
  ]);
  return { stop: async () => void (await Promise.all(controllers.map((controller) => controller.stop()))) };
}

async function provisionVolume(api: KubernetesApi, claim: V1PersistentVolumeClaim): Promise<void> {
  const { metadata, spec } = claim;
  if (metadata?.deletionTimestamp || !spec?.storageClassName) return;
  const storageClass = await findStorageClass(api, spec.storageClassName);
  if (storageClass?.provisioner !== ebsDriver) return;
  const waits = storageClass.volumeBindingMode === "WaitForFirstConsumer";
  const node = metadata?.annotations?.[selectedNode];
  if (waits && node === undefined) return;

  const refusal = refuseClaim(claim, storageClass);
  if (refusal !== undefined) return recordEvent(api, claim, "ProvisioningFailed", refusal);
  const zone = node ? await zoneOf(api, node) : await anyZone(api, storageClass);
  if (zone === undefined)
    return recordEvent(api, claim, "ProvisioningFailed", "no node with a zone to put the volume in");
  await api.create("/api/v1/persistentvolumes", describeVolume(claim, storageClass, zone)).catch((error) => {
    if (!(error instanceof ApiError && error.code === 409)) throw error;
  });
}

/** What EBS itself refuses, in the driver's words. */
function refuseClaim({ spec }: V1PersistentVolumeClaim, { parameters }: V1StorageClass): string | undefined {
  const type = parameters?.type ?? "gp3";
  if (!volumeTypes.includes(type)) return `Could not create volume: invalid AWS VolumeType "${type}"`;
  const shared = (spec?.accessModes ?? []).find((mode) => mode !== "ReadWriteOnce" && mode !== "ReadWriteOncePod");
  if (shared && spec?.volumeMode !== "Block") {
    return `Volume capabilities ${shared} not supported. Only AccessModes[ReadWriteOnce] supported.`;
  }
  return undefined;
}

function describeVolume(
  claim: V1PersistentVolumeClaim,
  storageClass: V1StorageClass,
  zone: string,
): V1PersistentVolume {
  const { metadata, spec } = claim;
  const uid = metadata?.uid ?? "";
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: {
      name: `pvc-${uid}`,
      annotations: { "pv.kubernetes.io/provisioned-by": ebsDriver },
    },
    spec: {
      accessModes: spec?.accessModes,
      capacity: { storage: spec?.resources?.requests?.storage ?? "1Gi" },
      claimRef: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        name: metadata?.name,
        namespace: metadata?.namespace,
        uid,
      },
      csi: {
        driver: ebsDriver,
        fsType: storageClass.parameters?.["csi.storage.k8s.io/fstype"] ?? "ext4",
        volumeHandle: `vol-${uid.replaceAll("-", "").slice(0, 17).padStart(17, "0")}`,
      },
      mountOptions: storageClass.mountOptions,
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: ebsZoneLabel, operator: "In", values: [zone] }] }],
        },
      },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? "Delete",
      storageClassName: storageClass.metadata?.name,
      volumeMode: spec?.volumeMode,
    },
  };
}

/** The API server already refused a smaller size, and a larger one where the class does not allow expansion. */
async function resizeVolume(api: KubernetesApi, claim: V1PersistentVolumeClaim): Promise<void> {
  const requested = claim.spec?.resources?.requests?.storage;
  const { storage: held } = claim.status?.capacity ?? {};
  if (claim.status?.phase !== "Bound" || requested === undefined || requested === held) return;
  const path = `/api/v1/persistentvolumes/${claim.spec?.volumeName}`;
  const volume = await api.find<V1PersistentVolume>(path);
  if (volume?.spec?.csi?.driver !== ebsDriver) return;
  const { metadata } = claim;
  await api.patch(path, { spec: { capacity: { storage: requested } } });
  await api.patch(`/api/v1/namespaces/${metadata?.namespace}/persistentvolumeclaims/${metadata?.name}/status`, {
    status: { capacity: { storage: requested }, conditions: [] },
  });
}

async function deleteReleasedVolume(api: KubernetesApi, { metadata, spec, status }: V1PersistentVolume): Promise<void> {
  const ours = metadata?.annotations?.["pv.kubernetes.io/provisioned-by"] === ebsDriver;
  if (!ours || metadata?.deletionTimestamp) return;
  if (status?.phase !== "Released" || spec?.persistentVolumeReclaimPolicy !== "Delete") return;
  await api.delete(`/api/v1/persistentvolumes/${metadata?.name}`);
}

async function findStorageClass(api: KubernetesApi, name: string): Promise<V1StorageClass | undefined> {
  return api.find<V1StorageClass>(`/apis/storage.k8s.io/v1/storageclasses/${name}`);
}

async function zoneOf(api: KubernetesApi, node: string): Promise<string | undefined> {
  return (await api.find<V1Node>(`/api/v1/nodes/${node}`))?.metadata?.labels?.[ebsZoneLabel];
}

async function anyZone(api: KubernetesApi, { allowedTopologies }: V1StorageClass): Promise<string | undefined> {
  const allowed = allowedTopologies
    ?.flatMap((term) => term.matchLabelExpressions ?? [])
    .flatMap(({ values }) => values);
  const nodes = await api.get<{ items: V1Node[] }>("/api/v1/nodes");
  const zones = nodes.items.map((node) => node.metadata?.labels?.[ebsZoneLabel]);
  return zones.find((zone) => zone !== undefined && (!allowed?.length || allowed.includes(zone)));
}
