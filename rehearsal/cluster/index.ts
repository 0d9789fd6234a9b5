import type { KubernetesSite } from "../clouds/resource-type";
import { type ClusterPrograms, startControlPlane, stopParts } from "./control-plane";

/** A real Kubernetes control plane on loopback, with nodes and pods that kwok pretends to run. */
export interface Cluster extends KubernetesSite {
  /** The administrator's kubeconfig; it names the token's file. */
  readonly kubeconfigPath: string;
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
  const { endpoint, certificateAuthority, kubeconfigPath, tokenFile, parts } = await startControlPlane(
    directory,
    toolchain,
  );
  return {
    endpoint,
    certificateAuthority: Buffer.from(certificateAuthority).toString("base64"),
    tokenFile,
    kubeconfigPath,
    pids: parts.map((part) => part.pid),
    died: Promise.race(parts.map((part) => part.died)),
    reconcileNodes: async () => {},
    stop: () => stopParts(parts),
  };
}
