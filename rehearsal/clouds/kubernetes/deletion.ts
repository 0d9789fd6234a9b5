import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../../safes/user-error";
import { ApiError, type KubernetesObject } from "../../cluster/api";
import { settingsOf } from "./annotations";
import type { Connection } from "./connection";
import { pathOf } from "./discovery";
import { formatId } from "./naming";
import { describeType } from "./object-type";
import { explainRefusal } from "./refusals";

const defaultTimeoutMs = 120_000;
const pollMs = 100;

/** Deletes the object and waits until it is gone; one that is gone already, with its kind or without, is fine. */
export async function deleteObject(
  { api, discovery }: Connection,
  object: KubernetesObject,
  signal: AbortSignal,
): Promise<void> {
  const resource = await discovery.find(object);
  if (!resource) return;
  const path = pathOf(resource, object);
  const { deletionPropagation, timeoutSeconds } = settingsOf(object);
  try {
    await api.delete(path, { propagationPolicy: deletionPropagation });
  } catch (error) {
    throw error instanceof ApiError ? explainRefusal(object, error) : error;
  }
  const deadline = Date.now() + (timeoutSeconds ? timeoutSeconds * 1000 : defaultTimeoutMs);
  for (;;) {
    const left = await api.find<KubernetesObject>(path);
    if (!left || left.metadata.uid !== (object.metadata.uid ?? left.metadata.uid)) return;
    if (Date.now() > deadline) throw stillThere(left);
    await sleep(pollMs, undefined, { signal });
  }
}

function stillThere(object: KubernetesObject): UserError {
  const finalizers = object.metadata.finalizers ?? [];
  return new UserError({
    what: "the object was told to go and is still there",
    where: `${describeType(object)} ${formatId(object.metadata)}`,
    got:
      finalizers.length > 0
        ? `it waits for its finalizers: ${finalizers.join(", ")}`
        : JSON.stringify(object.status ?? {}),
    fix: "see what holds it with `kubectl describe`, then run the command again",
  });
}
