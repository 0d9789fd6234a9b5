import type { KubernetesObject, ObjectList } from "../../../cluster/api";
import type { Connection } from "../connection";
import { conditionOf, specOf, statusOf } from "./conditions";

interface ContainerStatus {
  readonly name: string;
  readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
}

interface Event {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject: { readonly kind?: string; readonly name?: string };
}

const maximumPods = 3;
const maximumEvents = 5;

/** Why an object does not become ready: which pods, which containers, and what the cluster last complained of. */
export async function diagnose({ api }: Connection, object: KubernetesObject): Promise<string[]> {
  const { namespace, name = "" } = object.metadata;
  if (!namespace) return [];
  const pods = await podsOf({ api }, object);
  const { items: events } = await api.get<ObjectList<Event>>(`/api/v1/namespaces/${namespace}/events`);
  // Replica sets, pods and claims of an object begin with its name.
  const complaints = events.filter(
    ({ type, involvedObject }) => type === "Warning" && involvedObject.name?.startsWith(name),
  );
  const lines = complaints.map(
    ({ reason, message, involvedObject }) => `${involvedObject.kind} ${involvedObject.name}: ${reason}: ${message}`,
  );
  return [...pods.flatMap(describePod).slice(0, maximumPods), ...new Set(lines.slice(-maximumEvents))];
}

async function podsOf({ api }: Pick<Connection, "api">, object: KubernetesObject): Promise<KubernetesObject[]> {
  if (object.kind === "Pod") return [object];
  const { selector } = specOf(object) as { selector?: { matchLabels?: Record<string, string> } };
  const labels = Object.entries(selector?.matchLabels ?? {});
  if (labels.length === 0) return [];
  const labelSelector = labels.map(([label, value]) => `${label}=${value}`).join();
  return (
    await api.get<ObjectList<KubernetesObject>>(`/api/v1/namespaces/${object.metadata.namespace}/pods`, {
      labelSelector,
    })
  ).items;
}

function describePod(pod: KubernetesObject): string[] {
  if (conditionOf(pod, "Ready")?.status === "True") return [];
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled?.status === "False") return [`pod ${pod.metadata.name}: ${scheduled.reason}: ${scheduled.message}`];
  const containers = (statusOf(pod).containerStatuses ?? []) as readonly ContainerStatus[];
  return containers.flatMap(({ name, state }) =>
    state?.waiting
      ? [
          `pod ${pod.metadata.name}, container ${name}: ${[state.waiting.reason, state.waiting.message].filter(Boolean).join(": ")}`,
        ]
      : [],
  );
}
