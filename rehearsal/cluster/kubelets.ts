import type { V1ConfigMap, V1Container, V1Pod, V1Secret } from "@kubernetes/client-node";
import type { KubernetesApi } from "./api";
import { type Controller, NotYet, startController } from "./controller";
import { recordEvent } from "./events";

/** The pod condition by which stages.yaml knows that a pod may run; a kubelet sets it too. */
const condition = "PodReadyToStartContainers";

/**
 * What a kubelet checks before it starts containers and kwok does not: that the config maps and secrets exist which the
 * pod mounts or reads. Until they do, the pod waits with the reason and event that a kubelet gives.
 */
export async function startKubelets(api: KubernetesApi, log: (line: string) => void): Promise<Controller> {
  return startController<V1Pod>({ api, path: "/api/v1/pods", log, reconcile: (pod) => admitPod(api, pod) });
}

interface Need {
  readonly kind: "configmap" | "secret";
  readonly name: string;
  /** Key that has to be there. */
  readonly key?: string;
  /** Name of the volume that mounts it; absent when a container's environment reads it. */
  readonly volume?: string;
}

async function admitPod(api: KubernetesApi, pod: V1Pod): Promise<void> {
  const { metadata, spec, status } = pod;
  if (!spec?.nodeName || metadata?.deletionTimestamp || status?.phase !== "Pending") return;
  if (status.conditions?.some(({ type, status }) => type === condition && status === "True")) return;

  const path = `/api/v1/namespaces/${metadata?.namespace}/pods/${metadata?.name}/status`;
  const lacks = await firstLack(api, pod);
  if (lacks) {
    const mounting = lacks.need.volume !== undefined;
    const message = mounting
      ? `MountVolume.SetUp failed for volume "${lacks.need.volume}" : ${lacks.message}`
      : lacks.message;
    await recordEvent(api, pod, mounting ? "FailedMount" : "Failed", mounting ? message : `Error: ${message}`);
    const waiting = mounting ? { reason: "ContainerCreating" } : { reason: "CreateContainerConfigError", message };
    await api.patch(path, { status: { containerStatuses: waitingStatuses(spec.containers, waiting) } });
    throw new NotYet();
  }
  const now = new Date().toISOString();
  const others = status.conditions?.filter(({ type }) => type !== condition) ?? [];
  await api.patch(path, {
    status: { conditions: [...others, { type: condition, status: "True", lastTransitionTime: now }] },
  });
}

function waitingStatuses(containers: readonly V1Container[], waiting: { reason: string; message?: string }) {
  return containers.map(({ name, image }) => ({
    ...{ name, image, imageID: "", ready: false, restartCount: 0, started: false },
    state: { waiting },
  }));
}

async function firstLack(api: KubernetesApi, pod: V1Pod): Promise<{ need: Need; message: string } | undefined> {
  const { namespace } = pod.metadata ?? {};
  for (const need of needsOf(pod)) {
    const collection = need.kind === "secret" ? "secrets" : "configmaps";
    const source = await api.find<V1ConfigMap & V1Secret>(`/api/v1/namespaces/${namespace}/${collection}/${need.name}`);
    if (!source) return { need, message: `${need.kind} "${need.name}" not found` };
    const keys = { ...source.data, ...source.binaryData };
    if (need.key === undefined || need.key in keys) continue;
    const kind = need.kind === "secret" ? "Secret" : "ConfigMap";
    const message = need.volume
      ? `references non-existent ${need.kind === "secret" ? "secret" : "config"} key: ${need.key}`
      : `couldn't find key ${need.key} in ${kind} ${namespace}/${need.name}`;
    return { need, message };
  }
  return undefined;
}

function needsOf({ spec }: V1Pod): Need[] {
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  return [...(spec?.volumes ?? []).flatMap(volumeNeeds), ...containers.flatMap(environmentNeeds)];
}

type Volume = NonNullable<NonNullable<V1Pod["spec"]>["volumes"]>[number];

function volumeNeeds(volume: Volume): Need[] {
  const sources = [
    { configMap: volume.configMap, secret: volume.secret && { ...volume.secret, name: volume.secret.secretName } },
    ...(volume.projected?.sources ?? []),
  ];
  const need = (kind: Need["kind"], source: (typeof sources)[number]["configMap" | "secret"]): Need[] => {
    if (!source?.name || source.optional) return [];
    const whole: Need = { kind, name: source.name, volume: volume.name };
    return source.items?.length ? source.items.map(({ key }) => ({ ...whole, key })) : [whole];
  };
  return sources.flatMap(({ configMap, secret }) => [...need("configmap", configMap), ...need("secret", secret)]);
}

function environmentNeeds({ env, envFrom }: V1Container): Need[] {
  const variables = (env ?? []).flatMap(({ valueFrom }): Need[] => {
    const { configMapKeyRef: map, secretKeyRef: secret } = valueFrom ?? {};
    return [
      ...(map?.name && !map.optional ? [{ kind: "configmap", name: map.name, key: map.key } as const] : []),
      ...(secret?.name && !secret.optional ? [{ kind: "secret", name: secret.name, key: secret.key } as const] : []),
    ];
  });
  const whole = (envFrom ?? []).flatMap(({ configMapRef: map, secretRef: secret }): Need[] => [
    ...(map?.name && !map.optional ? [{ kind: "configmap", name: map.name } as const] : []),
    ...(secret?.name && !secret.optional ? [{ kind: "secret", name: secret.name } as const] : []),
  ]);
  return [...variables, ...whole];
}
