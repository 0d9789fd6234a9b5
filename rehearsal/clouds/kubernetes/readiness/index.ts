import { setTimeout as sleep } from "node:timers/promises";
import type { KubernetesObject } from "../../../cluster/api";
import { settingsOf } from "../annotations";
import type { Connection } from "../connection";
import { pathOf, type Resource } from "../discovery";
import { NeverReady, type Pending, type Readiness } from "./conditions";
import { readCondition } from "./custom";
import { diagnose } from "./diagnosis";
import {
  claimPending,
  definitionPending,
  ingressPending,
  quotaPending,
  secretPending,
  servicePending,
  volumePending,
} from "./others";
import {
  daemonSetPending,
  deploymentPending,
  jobPending,
  podPending,
  replicationControllerPending,
  statefulSetPending,
} from "./workloads";

/** The kinds that the real provider waits for; all others are ready once they exist. */
const rules: Readonly<Record<string, Readiness>> = {
  "apiextensions.k8s.io/v1/CustomResourceDefinition": definitionPending,
  "apps/v1/DaemonSet": daemonSetPending,
  "apps/v1/Deployment": deploymentPending,
  "apps/v1/StatefulSet": statefulSetPending,
  "batch/v1/Job": jobPending,
  "networking.k8s.io/v1/Ingress": ingressPending,
  "v1/PersistentVolume": volumePending,
  "v1/PersistentVolumeClaim": claimPending,
  "v1/Pod": podPending,
  "v1/ReplicationController": replicationControllerPending,
  "v1/ResourceQuota": quotaPending,
  "v1/Secret": secretPending,
  "v1/Service": servicePending,
};

/**
 * The real provider waits for ten minutes, because machines start and images travel. Here both take no time, so what is
 * not ready within this will not be.
 */
const defaultTimeoutMs = 60_000;
const firstPollMs = 50;
const slowestPollMs = 500;

export interface Outcome {
  /** The object as it was last seen. */
  readonly object: KubernetesObject;
  /** Why it is not ready; empty when it is. */
  readonly reasons: readonly string[];
}

/** Waits until the object is ready, the time is up, or it never will be. */
export async function awaitReady(
  connection: Connection,
  resource: Resource,
  applied: KubernetesObject,
  signal: AbortSignal,
): Promise<Outcome> {
  const { skipAwait, timeoutSeconds, waitFor } = settingsOf(applied);
  const rule = rules[`${applied.apiVersion}/${applied.kind}`];
  const readiness = waitFor.length > 0 ? waitFor.map(readCondition) : rule ? [rule] : [];
  if (skipAwait || readiness.length === 0) return { object: applied, reasons: [] };

  const timeoutMs = timeoutSeconds ? timeoutSeconds * 1000 : defaultTimeoutMs;
  const deadline = Date.now() + timeoutMs;
  let object = applied;
  for (let pollMs = firstPollMs; ; pollMs = Math.min(pollMs * 1.5, slowestPollMs)) {
    const pending = await firstPending(readiness, object, connection);
    if (pending === undefined) return { object, reasons: [] };
    if (typeof pending !== "string") return fail(connection, object, pending.never);
    if (signal.aborted) return fail(connection, object, `cancelled while ${pending}`);
    if (Date.now() > deadline) return fail(connection, object, `not ready within ${timeoutMs / 1000} s: ${pending}`);
    await sleep(pollMs);
    const found = await connection.api.find<KubernetesObject>(pathOf(resource, object));
    if (!found) return fail(connection, object, "somebody deleted it while it was being waited for");
    object = found;
  }
}

async function firstPending(
  readiness: readonly Readiness[],
  object: KubernetesObject,
  connection: Connection,
): Promise<Pending | { readonly never: string }> {
  try {
    for (const isPending of readiness) {
      const pending = await isPending(object, connection);
      if (pending !== undefined) return pending;
    }
    return undefined;
  } catch (error) {
    if (error instanceof NeverReady) return { never: error.message };
    throw error;
  }
}

async function fail(connection: Connection, object: KubernetesObject, reason: string): Promise<Outcome> {
  return { object, reasons: [reason, ...(await diagnose(connection, object))] };
}
