import { setTimeout as pause } from "node:timers/promises";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ChainDescription } from "../chain-description";
import { type LaunchedChain, launchedChain } from "../chain-files";
import type { Cluster } from "../cluster";
import { POOL_LABEL, STATEFUL_TAINT } from "../cluster/node-groups";
import { type ConfigOf, subnetsOf } from "../config";
import { NODE_PORTS } from "../endpoints";
import type { Keys } from "../keys";
import { Namespaces } from "../namespaces";
import { prefixOf, tagsOf } from "../naming";
import { Volumes } from "../volumes";
import { Workloads } from "../workloads";

export interface NetworkPhaseGiven {
  readonly keys: Keys;
  readonly cluster: Cluster;
  /** Known once the contracts are deployed. */
  readonly chain: pulumi.Output<ChainDescription>;
}

/** The phase network: what runs in the cluster. */
export function enterNetwork(config: ConfigOf<"network">, { keys, cluster, chain }: NetworkPhaseGiven): Workloads {
  const prefix = prefixOf(config);
  const inCluster = { providers: { kubernetes: kubernetesProvider(prefix, cluster) } };
  const [l1RpcUrl] = config.l1.rpcUrls;
  if (l1RpcUrl === undefined) throw new RangeError("l1.rpcUrls is empty, though the schema let it pass");

  const namespaces = new Namespaces(`${prefix}-namespaces`, { kubernetesVersion: config.cluster.version }, inCluster);
  const volumes = new Volumes(`${prefix}-volumes`, { kmsKeyArn: keys.data.volumes, tags: tagsOf(config) }, inCluster);
  return new Workloads(
    `${prefix}-workloads`,
    {
      ...config.workloads,
      namespace: namespaces.chain,
      storageClassName: volumes.storageClassName,
      chain: launched(chain, cluster),
      l1RpcUrl,
      nodePorts: NODE_PORTS,
      clientCidrs: subnetsOf(config).public,
      nodeSelector: { [POOL_LABEL]: "stateful" },
      tolerations: [{ key: STATEFUL_TAINT, operator: "Exists", effect: "NoSchedule" }],
    },
    { ...inCluster, dependsOn: [namespaces, volumes] },
  );
}

/**
 * Its genesis keeps the program from everything else for a third of a second. So it waits for the control plane, which
 * the program has a part in, and for the engine to have got what can be made after that.
 */
function launched(chain: pulumi.Output<ChainDescription>, cluster: Cluster): pulumi.Output<LaunchedChain> {
  return pulumi.all([chain, cluster.controlPlane.urn]).apply(async ([{ parameters }]) => {
    await pause(100);
    return launchedChain(parameters);
  });
}

/** The name stands for the cluster: without it another kubeconfig for the same one would replace every object. */
function kubernetesProvider(prefix: string, cluster: Cluster): pulumi.ProviderResource {
  return new kubernetes.Provider(
    `${prefix}-kubernetes`,
    { kubeconfig: cluster.kubeconfig, clusterIdentifier: cluster.clusterName, enableServerSideApply: true },
    { dependsOn: cluster },
  );
}
