import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { KubernetesSite } from "../clouds/resource-type";
import { KubernetesApi } from "./api";
import { type ClusterPrograms, type ControlPlane, startControlPlane, stopParts } from "./control-plane";
import type { Controller } from "./controller";
import { loadKubeconfig } from "./kubeconfig";
import { startKubelets } from "./kubelets";
import { startLoadBalancers } from "./load-balancers";
import { reconcileNodes } from "./nodes";
import { startVolumeProvisioner } from "./volumes";

/** A real Kubernetes control plane on loopback, with nodes and pods that kwok pretends to run. */
export interface Cluster extends KubernetesSite {
  /** The administrator's kubeconfig; it names the token's file. */
  readonly kubeconfigPath: string;
  /** Of etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok. */
  readonly pids: readonly number[];
  /** Resolves with what happened, and the log's tail, when a part ends without having been asked to. */
  readonly died: Promise<string>;
  /** Ends every part and waits until it is gone. */
  stop(): Promise<void>;
}

export interface ClusterOptions {
  /** Where etcd's data, keys and logs lie; a second start with the same directory goes on from there. */
  readonly directory: string;
  readonly toolchain: ClusterPrograms;
}

export async function startCluster({ directory, toolchain }: ClusterOptions): Promise<Cluster> {
  const plane = await startControlPlane(directory, toolchain);
  const api = new KubernetesApi(loadKubeconfig(plane.kubeconfigPath));
  const controllers = await startStandIns(api, join(directory, "logs", "stand-ins.log"), plane);
  return {
    endpoint: plane.endpoint,
    certificateAuthority: Buffer.from(plane.certificateAuthority).toString("base64"),
    tokenFile: plane.tokenFile,
    kubeconfigPath: plane.kubeconfigPath,
    pids: plane.parts.map((part) => part.pid),
    died: Promise.race(plane.parts.map((part) => part.died)),
    reconcileNodes: (owner, nodes) => reconcileNodes(api, owner, nodes),
    stop: async () => {
      await Promise.all(controllers.map((controller) => controller.stop()));
      api.close();
      await stopParts(plane.parts);
    },
  };
}

/** What runs on a real cluster's nodes or in its cloud, and here in this process. */
async function startStandIns(api: KubernetesApi, logFile: string, { parts }: ControlPlane): Promise<Controller[]> {
  const log = (line: string) => appendFileSync(logFile, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
  try {
    return await Promise.all([startVolumeProvisioner(api, log), startLoadBalancers(api, log), startKubelets(api, log)]);
  } catch (error) {
    await stopParts(parts);
    throw error;
  }
}
