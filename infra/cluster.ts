import * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { type AddonVersions, addonVersionsFor } from "./cluster/addon-versions";
import { type AddonSpec, Addons, NODE_ADDONS, podAddons } from "./cluster/addons";
import { NodeGroups, type NodeGroupsArgs } from "./cluster/node-groups";
import { Logs } from "./logs";
import { named } from "./naming";

export interface ClusterArgs extends Pick<NodeGroupsArgs, "version" | "azs" | "stateful" | "stateless" | "tags"> {
  /** AWS account, 12 digits. Source: `accountId`. */
  readonly accountId: string;
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets, one per zone and in their order. Source: {@link Network}. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Who reaches the public endpoint; empty: there is none. Source: `cluster.publicAccessCidrs`. */
  readonly publicAccessCidrs: readonly string[];
  /** ARNs of the roles that administer the cluster. Source: `cluster.administrators`. */
  readonly administrators: readonly string[];
  /** Add-on versions other than the pinned ones. Source: `cluster.addonVersions`. */
  readonly addonVersions?: Partial<AddonVersions>;
  /** Keys of Kubernetes secrets, of volumes and of the log group. Source: {@link Keys}. */
  readonly keyArns: Readonly<Record<"cluster" | "volumes" | "logs", pulumi.Input<string>>>;
  /** Whether the cluster is protected against deletion. Source: `decommission`. */
  readonly protectData: boolean;
}

const CONTROL_PLANE_LOGS = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
const ADMIN_POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

/**
 * A Kubernetes cluster: the control plane by `@pulumi/eks`, node groups and add-ons of our own beside it.
 *
 * Rights come from access entries only (no aws-auth, nothing for its creator), secrets are encrypted with a key of their
 * own, and the API server answers inside the VPC unless somebody is let in. Blast radius: every workload; their volumes
 * survive it.
 *
 * @example
 * const cluster = new Cluster("jeju-mainnet-cluster", {
 *   ...config.cluster, vpcId: network.vpcId, subnetIds: network.subnetIds.private, keyArns: keys.data, ...
 * }, { providers: { aws } });
 */
export class Cluster extends pulumi.ComponentResource {
  /** Name of the cluster; known before anything exists. */
  readonly clusterName: string;
  /** Security group of the control plane and the nodes. */
  readonly nodeGroupId: pulumi.Output<string>;
  /** Names of the stateful groups' Auto Scaling groups, by zone. */
  readonly statefulAutoscalingGroups: NodeGroups["statefulAutoscalingGroups"];
  /** Kubeconfig as JSON, which asks the AWS CLI for a token; usable once nodes and add-ons are there. */
  readonly kubeconfig: pulumi.Output<string>;

  /** EKS's component, for those who wait until it is declared. */
  readonly controlPlane: eks.Cluster;

  constructor(
    private readonly name: string,
    private readonly args: ClusterArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:Cluster", name, args, opts);
    this.clusterName = name;
    this.controlPlane = this.createControlPlane(this.createLogs());
    this.nodeGroupId = this.controlPlane.eksCluster.vpcConfig.clusterSecurityGroupId;
    const nodeAddons = this.installAddons("node-addons", NODE_ADDONS);
    const nodes = this.createNodes(nodeAddons);
    this.statefulAutoscalingGroups = nodes.statefulAutoscalingGroups;
    this.installAddons("pod-addons", podAddons(args.keyArns.volumes), [nodes]);
    this.kubeconfig = this.controlPlane.kubeconfigJson;
    this.registerOutputs({ clusterName: this.clusterName, nodeGroupId: this.nodeGroupId, kubeconfig: this.kubeconfig });
  }

  private createLogs(): pulumi.Resource {
    return new Logs(
      `${this.name}-logs`,
      {
        groups: { controlPlane: `/aws/eks/${this.clusterName}/cluster` },
        logsKeyArn: this.args.keyArns.logs,
        protectData: this.args.protectData,
      },
      { parent: this },
    );
  }

  private createControlPlane(logs: pulumi.Resource): eks.Cluster {
    const { args } = this;
    const isPublic = args.publicAccessCidrs.length > 0;
    return new eks.Cluster(
      this.name,
      {
        name: this.clusterName,
        version: args.version,
        vpcId: args.vpcId,
        privateSubnetIds: [...args.subnetIds],
        authenticationMode: eks.AuthenticationMode.Api,
        accessEntries: this.accessEntries(),
        endpointPrivateAccess: true,
        endpointPublicAccess: isPublic,
        publicAccessCidrs: isPublic ? [...args.publicAccessCidrs] : undefined,
        encryptionConfigKeyArn: args.keyArns.cluster,
        enabledClusterLogTypes: CONTROL_PLANE_LOGS,
        deletionProtection: args.protectData,
        // The nodes use the group that EKS makes; the component's own would add rules for the whole internet.
        skipDefaultSecurityGroups: true,
        skipDefaultNodeGroup: true,
        createInstanceRole: false,
        // The add-ons are ours, with pinned versions and Pod Identity, which the component cannot give them.
        bootstrapSelfManagedAddons: false,
        useDefaultVpcCni: true,
        kubeProxyAddonOptions: { enabled: false },
        corednsAddonOptions: { enabled: false },
        tags: named(this.clusterName),
      },
      { parent: this, dependsOn: logs, transforms: [this.hardenControlPlane()] },
    );
  }

  /**
   * Changes the component's EKS cluster where it has no argument for it: whoever creates the cluster gets no rights by
   * that (CIS EKS 4.1.7), and Pulumi does not delete it by accident.
   */
  private hardenControlPlane(): pulumi.ResourceTransform {
    const { protectData } = this.args;
    return ({ type, props, opts }) => {
      if (type !== "aws:eks/cluster:Cluster") return undefined;
      const accessConfig = { ...props.accessConfig, bootstrapClusterCreatorAdminPermissions: false };
      return { props: { ...props, accessConfig }, opts: { ...opts, protect: protectData } };
    };
  }

  private accessEntries(): NonNullable<eks.ClusterArgs["accessEntries"]> {
    return Object.fromEntries(
      this.args.administrators.map((principalArn) => [
        principalArn.replace(/^.*:role\//, "").replaceAll("/", "-"),
        {
          principalArn,
          accessPolicies: { admin: { policyArn: ADMIN_POLICY, accessScope: { type: "cluster" } } },
        },
      ]),
    );
  }

  private installAddons(
    suffix: string,
    addons: readonly AddonSpec[],
    dependsOn: pulumi.Resource[] = [],
  ): pulumi.Resource {
    return new Addons(
      `${this.name}-${suffix}`,
      {
        accountId: this.args.accountId,
        clusterName: this.controlPlane.eksCluster.name,
        addons,
        versions: this.addonVersions(),
      },
      { parent: this, dependsOn },
    );
  }

  private addonVersions(): AddonVersions {
    // The configuration has made sure that every add-on has a version.
    return { ...addonVersionsFor(this.args.version), ...this.args.addonVersions } as AddonVersions;
  }

  private createNodes(nodeAddons: pulumi.Resource): NodeGroups {
    const { version, azs, subnetIds, stateful, stateless, tags, keyArns } = this.args;
    return new NodeGroups(
      `${this.name}-nodes`,
      {
        clusterName: this.controlPlane.eksCluster.name,
        securityGroupId: this.nodeGroupId,
        volumesKeyArn: keyArns.volumes,
        version,
        azs,
        subnetIds,
        stateful,
        stateless,
        tags,
      },
      { parent: this, dependsOn: nodeAddons },
    );
  }
}
