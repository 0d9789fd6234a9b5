import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

export interface NamespacesArgs {
  /** Minor version of the cluster, e.g. `1.34`: Pod Security is pinned to it, so that an upgrade is a decision. */
  kubernetesVersion: string;
  /** What the chain's workloads may take together. Default {@link DEFAULT_QUOTA}. */
  quota?: NamespaceQuota;
}

export interface NamespaceQuota {
  /** Requested CPUs. */
  cpu: number;
  /** Requested memory in GiB; limits may be twice as much. */
  memoryGib: number;
  pods: number;
  /** Volume claims. */
  volumes: number;
  /** Storage of all claims in GiB. */
  storageGib: number;
}

/** Three sequencers, their batcher and proposer, and a dozen RPC nodes, twice. */
export const DEFAULT_QUOTA: NamespaceQuota = { cpu: 80, memoryGib: 320, pods: 60, volumes: 40, storageGib: 40_960 };

/**
 * The namespace of the chain's workloads, closed by default: Pod Security "restricted", no traffic that a policy does not
 * name, a quota, and limits for containers that set none.
 *
 * @example
 * new Namespaces("jeju-testnet", { kubernetesVersion: "1.34" }, { provider: cluster.provider });
 */
export class Namespaces extends pulumi.ComponentResource {
  /** Name of the namespace, known before it exists. */
  readonly chain = "chain";

  constructor(name: string, args: NamespacesArgs, options?: pulumi.ComponentResourceOptions) {
    super("jeju:infra:Namespaces", name, {}, options);

    const namespace = this.createNamespace(name, args.kubernetesVersion);
    const inside = { parent: this, dependsOn: [namespace] };
    this.createNetworkPolicies(name, inside);
    this.createLimits(name, args.quota ?? DEFAULT_QUOTA, inside);

    this.registerOutputs({ chain: this.chain });
  }

  private createNamespace(name: string, kubernetesVersion: string): kubernetes.core.v1.Namespace {
    const podSecurity = ["enforce", "audit", "warn"].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, "restricted"],
      [`pod-security.kubernetes.io/${mode}-version`, `v${kubernetesVersion}`],
    ]);
    return new kubernetes.core.v1.Namespace(
      `${name}-${this.chain}`,
      { metadata: { name: this.chain, labels: Object.fromEntries(podSecurity) } },
      { parent: this },
    );
  }

  private createNetworkPolicies(name: string, options: pulumi.CustomResourceOptions): void {
    new kubernetes.networking.v1.NetworkPolicy(
      `${name}-default-deny`,
      {
        metadata: { name: "default-deny", namespace: this.chain },
        spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
      },
      options,
    );
    new kubernetes.networking.v1.NetworkPolicy(
      `${name}-allow-dns`,
      {
        metadata: { name: "allow-dns", namespace: this.chain },
        spec: {
          podSelector: {},
          policyTypes: ["Egress"],
          egress: [
            {
              to: [
                {
                  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
                  podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
                },
              ],
              ports: [
                { port: 53, protocol: "UDP" },
                { port: 53, protocol: "TCP" },
              ],
            },
          ],
        },
      },
      options,
    );
  }

  private createLimits(name: string, quota: NamespaceQuota, options: pulumi.CustomResourceOptions): void {
    new kubernetes.core.v1.ResourceQuota(
      `${name}-quota`,
      {
        metadata: { name: "quota", namespace: this.chain },
        spec: {
          hard: {
            "requests.cpu": String(quota.cpu),
            "requests.memory": `${quota.memoryGib}Gi`,
            "limits.memory": `${quota.memoryGib * 2}Gi`,
            pods: String(quota.pods),
            persistentvolumeclaims: String(quota.volumes),
            "requests.storage": `${quota.storageGib}Gi`,
            // The one way in is the load balancer of the edge; a service must not open another.
            "services.loadbalancers": "0",
          },
        },
      },
      options,
    );
    new kubernetes.core.v1.LimitRange(
      `${name}-limits`,
      {
        metadata: { name: "limits", namespace: this.chain },
        spec: {
          limits: [
            {
              type: "Container",
              defaultRequest: { cpu: "100m", memory: "128Mi" },
              default: { cpu: "500m", memory: "512Mi" },
              max: { cpu: "16", memory: "64Gi" },
            },
          ],
        },
      },
      options,
    );
  }
}
