import { setTimeout as sleep } from "node:timers/promises";
import { type KubernetesObject, ListWatch, Watch } from "@kubernetes/client-node";
import type { KubernetesApi, ObjectList } from "./api";

export interface ControllerOptions<T> {
  readonly api: KubernetesApi;
  /** Collection over all namespaces, e.g. `/api/v1/persistentvolumeclaims`. */
  readonly path: string;
  /** Brings the world in line with the object; tried again when it throws, which is logged unless it is {@link NotYet}. */
  reconcile(object: T): Promise<void>;
  log(line: string): void;
}

/** Thrown by a reconciliation that waits for something else to appear. */
export class NotYet extends Error {}

export interface Controller {
  stop(): Promise<void>;
}

const retryDelayMs = 500;

/** Calls `reconcile` for every object now and after each change, for one object never twice at a time. */
export async function startController<T extends KubernetesObject>(options: ControllerOptions<T>): Promise<Controller> {
  const { api, path, log } = options;
  const list = async () => api.get<ObjectList<T>>(path);
  // The client's typed list carries fields that informers do not read.
  const informer = new ListWatch<T>(path, new Watch(api.kubeconfig), list as () => Promise<never>, false);
  const busy = new Map<string, "running" | "changed">();
  let stopped = false;

  const work = async (key: string, name: string, namespace: string | undefined) => {
    if (busy.has(key)) {
      busy.set(key, "changed");
      return;
    }
    do {
      busy.set(key, "running");
      const object = informer.get(name, namespace);
      if (!object || stopped) break;
      try {
        await options.reconcile(object);
      } catch (error) {
        if (stopped) break;
        if (!(error instanceof NotYet))
          log(`${path}: ${key}: ${error instanceof Error ? error.message : String(error)}`);
        await sleep(retryDelayMs);
        busy.set(key, "changed");
      }
    } while (busy.get(key) === "changed");
    busy.delete(key);
  };
  const onChange = ({ metadata }: T) => {
    const { name = "", namespace } = metadata ?? {};
    void work(`${namespace ?? ""}/${name}`, name, namespace);
  };
  informer.on("add", onChange);
  informer.on("update", onChange);
  informer.on("error", async (error) => {
    if (stopped) return;
    log(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    await sleep(retryDelayMs);
    if (!stopped) await informer.start();
  });
  await informer.start();
  return {
    stop: async () => {
      stopped = true;
      await informer.stop();
    },
  };
}
