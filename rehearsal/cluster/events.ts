import { createHash } from "node:crypto";
import type { KubernetesObject as TypedObject } from "@kubernetes/client-node";
import { ApiError, type KubernetesApi } from "./api";

/** Tells the operator why an object does not get on, once for each reason and message, as `kubectl describe` shows it. */
export async function recordEvent(
  api: KubernetesApi,
  about: TypedObject,
  reason: string,
  message: string,
): Promise<void> {
  const { name = "", namespace = "default", uid = "" } = about.metadata ?? {};
  const digest = createHash("sha256").update(`${uid} ${reason} ${message}`).digest("hex").slice(0, 16);
  const now = new Date().toISOString();
  const event = {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${name}.${digest}`, namespace },
    type: "Warning",
    reason,
    message,
    involvedObject: { apiVersion: about.apiVersion, kind: about.kind, name, namespace, uid },
    source: { component: "rehearsal" },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  };
  await api.create(`/api/v1/namespaces/${namespace}/events`, event).catch((error) => {
    if (!(error instanceof ApiError && (error.code === 409 || error.code === 404))) throw error;
  });
}
