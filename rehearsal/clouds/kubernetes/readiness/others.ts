import { isDeepStrictEqual } from "node:util";
import type { KubernetesObject, ObjectList } from "../../../cluster/api";
import type { Connection } from "../connection";
import { conditionOf, type Pending, specOf, statusOf } from "./conditions";

/** As in the real provider, a service is ready when it leads somewhere, and has its address if it is to get one. */
export async function servicePending(service: KubernetesObject, { api }: Connection): Promise<Pending> {
  const { type, clusterIP } = specOf(service);
  if (type === "LoadBalancer" && !statusOf(service).loadBalancer?.ingress?.length) {
    return "no load balancer has been allocated";
  }
  if (type === "ExternalName" || clusterIP === "None") return undefined;
  const { namespace, name } = service.metadata;
  const slices = await api.get<ObjectList<{ endpoints?: unknown[] }>>(
    `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
    { labelSelector: `kubernetes.io/service-name=${name}` },
  );
  if (slices.items.some(({ endpoints }) => endpoints?.length)) return undefined;
  return "it targets no pods: they may not exist yet, or .spec.selector may not match their labels";
}

export function ingressPending(ingress: KubernetesObject): Pending {
  return statusOf(ingress).loadBalancer?.ingress?.length ? undefined : "no load balancer has been allocated";
}

export async function claimPending(claim: KubernetesObject, { api }: Connection): Promise<Pending> {
  const { phase } = statusOf(claim);
  if (phase === "Bound") return undefined;
  const name = specOf(claim).storageClassName;
  if (typeof name !== "string") return "it names no storage class, and there is no default one";
  const storageClass = await api.find<{ volumeBindingMode?: string }>(`/apis/storage.k8s.io/v1/storageclasses/${name}`);
  if (!storageClass) return `storage class "${name}" does not exist`;
  const waits = storageClass.volumeBindingMode === "WaitForFirstConsumer";
  return waits && phase === "Pending" ? undefined : `the claim is ${phase ?? "not seen yet"}`;
}

export function volumePending(volume: KubernetesObject): Pending {
  const { phase } = statusOf(volume);
  return phase === "Available" || phase === "Bound" ? undefined : `the volume is ${phase ?? "not seen yet"}`;
}

export function quotaPending(quota: KubernetesObject): Pending {
  return isDeepStrictEqual(specOf(quota).hard, statusOf(quota).hard) ? undefined : "the quota has not been counted yet";
}

export function secretPending(secret: KubernetesObject): Pending {
  if (secret.type !== "kubernetes.io/service-account-token") return undefined;
  return Object.keys((secret.data ?? {}) as object).length > 0 ? undefined : "no token has been issued";
}

export function definitionPending(definition: KubernetesObject): Pending {
  const established = conditionOf(definition, "Established");
  if (established?.status === "True") return undefined;
  return conditionOf(definition, "NamesAccepted")?.message || "the kind is not served yet";
}
