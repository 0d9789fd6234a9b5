import { join } from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type ChainFiles, chainConfigMapData, sha256 } from "./chain-files";
import type { NodePorts } from "./endpoints";

/** An image that cannot change under its name. */
export interface PinnedImage {
  /** Repository without tag or digest. */
  readonly repository: string;
  /** Tag of a release, for people; the digest decides. */
  readonly tag: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
}

export interface Toleration {
  readonly key: string;
  readonly operator?: "Exists" | "Equal";
  readonly value?: string;
  readonly effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

/**
 * Everything that reaches the chart's values is a plain value, so that a preview shows the objects as they will be; what
 * only the cloud knows travels in config maps and secrets. The chain is known once its contracts are deployed, which is a
 * phase earlier.
 */
export interface WorkloadsArgs {
  /** Namespace of the workloads; it must exist. */
  namespace: string;
  /** Definition of the chain. A change replaces the config map and restarts the nodes one by one. */
  chain: pulumi.Input<ChainFiles>;
  /** URL of the L1 RPC endpoint, kept as a secret: providers put API keys into it. */
  l1RpcUrl: pulumi.Input<string>;
  /** Nodes that answer public RPC requests. */
  rpcReplicas: number;
  images: {
    /** op-reth. */
    readonly execution: PinnedImage;
    /** op-node. */
    readonly consensus: PinnedImage;
  };
  /** Class of the nodes' volumes. */
  storageClassName: string;
  /** Volume of each node in GiB. It cannot be changed later in place; expand the claims instead. */
  storageSizeGb: number;
  /** Ports on every machine at which the load balancer finds the nodes. */
  nodePorts: NodePorts;
  /** CIDRs of the load balancer's subnets: only from there are the RPC ports reached. */
  clientCidrs: readonly string[];
  /** URL of the sequencer, to which transactions are passed on. Default: none, the nodes only read. */
  sequencerUrl?: string;
  /** Labels of the machines that may carry the nodes. Default: any machine. */
  nodeSelector?: Readonly<Record<string, string>>;
  /** Taints that the nodes tolerate. Default none. */
  tolerations?: readonly Toleration[];
}

/**
 * The chain's workloads. For now the RPC nodes: each an op-reth and an op-node in one pod that follow the chain, one per
 * zone, and never sequence.
 *
 * @example
 * new Workloads("jeju-testnet", { namespace: namespaces.chain, chain, l1RpcUrl, ... }, { provider: cluster.provider });
 */
export class Workloads extends pulumi.ComponentResource {
  /** Host and port of the JSON-RPC service inside the cluster. */
  readonly rpcAddress: string;

  constructor(name: string, args: WorkloadsArgs, options?: pulumi.ComponentResourceOptions) {
    super("jeju:infra:Workloads", name, {}, options);

    const files = pulumi.output(args.chain);
    const mounted = files.apply(mountedChain);
    const chain = this.createChainConfigMap(name, args.namespace, files, mounted);
    const l1Rpc = this.createL1RpcSecret(name, args);
    this.deployRpcNodes(args, mounted, [chain, l1Rpc]);
    this.rpcAddress = `${rpcRelease}.${args.namespace}:8545`;

    this.registerOutputs({ rpcAddress: this.rpcAddress });
  }

  private createChainConfigMap(
    name: string,
    namespace: string,
    files: pulumi.Output<ChainFiles>,
    { configMap }: pulumi.Output<MountedChain>,
  ): kubernetes.core.v1.ConfigMap {
    const contents = files.apply(chainConfigMapData);
    return new kubernetes.core.v1.ConfigMap(
      `${name}-chain`,
      {
        metadata: { name: configMap, namespace },
        immutable: true,
        data: contents.data,
        binaryData: contents.binaryData,
      },
      // The name is a digest of the contents, so a change is a new object; another zlib that packs the same genesis into
      // other bytes is no change.
      { parent: this, ignoreChanges: ["binaryData"] },
    );
  }

  private createL1RpcSecret(name: string, { namespace, l1RpcUrl }: WorkloadsArgs): kubernetes.core.v1.Secret {
    return new kubernetes.core.v1.Secret(
      `${name}-l1-rpc`,
      { metadata: { name: l1RpcSecretName, namespace }, stringData: { url: pulumi.secret(l1RpcUrl) } },
      { parent: this },
    );
  }

  private deployRpcNodes(
    args: WorkloadsArgs,
    mounted: pulumi.Output<MountedChain>,
    dependsOn: pulumi.Resource[],
  ): void {
    new kubernetes.helm.v4.Chart(
      rpcRelease,
      {
        name: rpcRelease,
        namespace: args.namespace,
        chart: join(__dirname, "charts", "op-rpc"),
        values: mounted.apply((chain) => rpcValues(args, chain)),
      },
      { parent: this, dependsOn },
    );
  }
}

const rpcRelease = "op-rpc";
const l1RpcSecretName = "l1-rpc";

/** What the chart op-rpc knows of the chain's files. */
export interface MountedChain {
  /** Name of the config map that holds them. */
  readonly configMap: string;
  /** Of `genesis.json` as it is unpacked, in hex. */
  readonly genesisSha256: string;
}

export function mountedChain({ rollup, genesis }: ChainFiles): MountedChain {
  return { configMap: `chain-${sha256(rollup, genesis).slice(0, 12)}`, genesisSha256: sha256(genesis) };
}

/** Values of the chart op-rpc; its own `values.schema.json` refuses what is misspelt or missing. */
export function rpcValues(args: Omit<WorkloadsArgs, "chain">, chain: MountedChain): Record<string, unknown> {
  return {
    replicas: args.rpcReplicas,
    chain,
    l1: { rpcSecret: { name: l1RpcSecretName, key: "url" } },
    execution: { image: args.images.execution, sequencerUrl: args.sequencerUrl ?? "" },
    consensus: { image: args.images.consensus },
    storage: { className: args.storageClassName, size: `${args.storageSizeGb}Gi` },
    service: { nodePorts: args.nodePorts },
    networkPolicy: { clientCidrs: args.clientCidrs },
    nodeSelector: args.nodeSelector ?? {},
    tolerations: args.tolerations ?? [],
  };
}
