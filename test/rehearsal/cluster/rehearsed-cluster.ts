import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, startCluster } from "../../../rehearsal/cluster";
import { KubernetesApi } from "../../../rehearsal/cluster/api";
import { loadKubeconfig } from "../../../rehearsal/cluster/kubeconfig";
import { prepareToolchain } from "../../../rehearsal/toolchain";

/** A control plane in a folder of its own, with the API as the administrator sees it. */
export interface RehearsedCluster {
  readonly directory: string;
  readonly cluster: Cluster;
  readonly api: KubernetesApi;
  stop(): Promise<void>;
}

export const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];

/** Building the programs takes minutes on a machine that never did. */
export const startTimeoutMs = 20 * 60_000;

export async function startRehearsedCluster(
  directory = mkdtempSync(join(tmpdir(), "cluster-")),
): Promise<RehearsedCluster> {
  const cluster = await startCluster({ directory, toolchain: await prepareToolchain() });
  const api = new KubernetesApi(loadKubeconfig(cluster.kubeconfigPath));
  return {
    directory,
    cluster,
    api,
    stop: async () => {
      api.close();
      await cluster.stop();
    },
  };
}

/** One node in each zone. */
export async function addNodes({ cluster }: RehearsedCluster, instanceType = "m7i.xlarge"): Promise<void> {
  const shape = { region: "us-east-1", instanceType, labels: {}, taints: [] };
  await cluster.reconcileNodes(
    "node-group/test",
    zones.map((zone) => ({ ...shape, name: `node-${zone}`, zone })),
  );
}

export function removeDirectory(directory: string) {
  rmSync(directory, { recursive: true, force: true });
}

/** Asks until the answer is there. */
export async function eventually<T>(ask: () => Promise<T | undefined | false>, timeoutMs = 20_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`no answer within ${timeoutMs} ms: ${ask}`);
    await sleep(50);
  }
}
