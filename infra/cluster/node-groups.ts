import type { types } from "@pulumi/aws";
import * as ec2 from "@pulumi/aws/ec2";
import * as eks from "@pulumi/aws/eks";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { managedPolicyArn, policyDocument } from "../iam";
import { named, type Tags } from "../naming";

export interface NodeGroupsArgs {
  readonly clusterName: pulumi.Input<string>;
  /** Kubernetes version of the nodes. Source: `cluster.version`. */
  readonly version: string;
  /** Security group that EKS gives the control plane and the nodes. */
  readonly securityGroupId: pulumi.Input<string>;
  /** Availability zones. Source: `network.azs`. */
  readonly azs: readonly string[];
  /** Private subnets, one per zone and in their order. Source: {@link Network}. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Key of the nodes' volumes. Source: {@link Keys}. */
  readonly volumesKeyArn: pulumi.Input<string>;
  /** Nodes of pods that own a volume. Source: `cluster.stateful`. */
  readonly stateful: {
    readonly instanceType: string;
    readonly nodesPerAz: { readonly min: number; readonly max: number };
    readonly volumeSizeGb: number;
  };
  /** Nodes of everything else. Source: `cluster.stateless`. */
  readonly stateless: {
    readonly instanceTypes: readonly string[];
    readonly nodes: { readonly min: number; readonly desired: number; readonly max: number };
    readonly volumeSizeGb: number;
  };
  /** Tags of instances, volumes and interfaces: EC2 makes those, so the provider's default tags do not reach them. */
  readonly tags: Tags;
}

/** Label of a node that tells its pool; charts select it. */
export const POOL_LABEL = "jeju.network/pool";
/** Taint of the stateful pool, so that its nodes are free for pods that own a volume. */
export const STATEFUL_TAINT = "jeju.network/stateful";

interface Pool {
  readonly name: string;
  readonly pool: "stateful" | "stateless";
  readonly instanceTypes: readonly string[];
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly scaling: { readonly minSize: number; readonly desiredSize: number; readonly maxSize: number };
  readonly template: ec2.LaunchTemplate;
}

/**
 * The cluster's machines: a stateful group per zone, because an EBS volume cannot follow its pod into another one, and a
 * stateless group over all zones.
 *
 * They are plain `aws.eks.NodeGroup`s: `eks.ManagedNodeGroup` writes launch templates itself and cannot give their
 * volumes a key.
 *
 * @example
 * new NodeGroups("jeju-mainnet-cluster-nodes", { clusterName, version: "1.34", ... }, { parent: this });
 */
export class NodeGroups extends pulumi.ComponentResource {
  /** Names of the stateful groups' Auto Scaling groups, by zone. */
  readonly statefulAutoscalingGroups: Readonly<Record<string, pulumi.Output<string>>>;

  private readonly role: iam.Role;
  private readonly permissions: readonly pulumi.Resource[];

  constructor(
    private readonly name: string,
    private readonly args: NodeGroupsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:NodeGroups", name, args, opts);
    this.role = this.createRole();
    this.permissions = this.grant(this.role);
    this.statefulAutoscalingGroups = this.createStateful();
    this.createStateless();
    this.registerOutputs({ statefulAutoscalingGroups: this.statefulAutoscalingGroups });
  }

  private createRole(): iam.Role {
    const name = `${this.name}-role`;
    const trust = policyDocument({
      Effect: "Allow",
      Principal: { Service: "ec2.amazonaws.com" },
      Action: "sts:AssumeRole",
    });
    return new iam.Role(name, { name, assumeRolePolicy: trust }, { parent: this });
  }

  /** What a node needs to join and to pull images; what pods need, Pod Identity gives them. */
  private grant(role: iam.Role): pulumi.Resource[] {
    return ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"].map(
      (policy) =>
        new iam.RolePolicyAttachment(
          `${this.name}-role-${policy}`,
          { role: role.name, policyArn: managedPolicyArn(policy) },
          { parent: this },
        ),
    );
  }

  private createStateful(): Record<string, pulumi.Output<string>> {
    const { instanceType, nodesPerAz, volumeSizeGb } = this.args.stateful;
    const template = this.createTemplate("stateful", volumeSizeGb);
    const groups = this.args.azs.map((zone, index) => {
      const group = this.createGroup({
        name: `stateful-${zone}`,
        pool: "stateful",
        instanceTypes: [instanceType],
        subnetIds: this.args.subnetIds.slice(index, index + 1),
        scaling: { minSize: nodesPerAz.min, desiredSize: nodesPerAz.min, maxSize: nodesPerAz.max },
        template,
      });
      return [zone, group.resources.apply(autoscalingGroupOf)] as const;
    });
    return Object.fromEntries(groups);
  }

  private createStateless(): void {
    const { instanceTypes, nodes, volumeSizeGb } = this.args.stateless;
    this.createGroup({
      name: "stateless",
      pool: "stateless",
      instanceTypes,
      subnetIds: this.args.subnetIds,
      scaling: { minSize: nodes.min, desiredSize: nodes.desired, maxSize: nodes.max },
      template: this.createTemplate("stateless", volumeSizeGb),
    });
  }

  private createTemplate(pool: Pool["pool"], volumeSizeGb: number): ec2.LaunchTemplate {
    const name = `${this.name}-${pool}`;
    const tags = named(name, this.args.tags);
    return new ec2.LaunchTemplate(
      name,
      {
        name,
        updateDefaultVersion: true,
        metadataOptions: {
          httpEndpoint: "enabled",
          httpTokens: "required",
          // One hop: a pod that is not on the host's network cannot take the node's credentials.
          httpPutResponseHopLimit: 1,
        },
        blockDeviceMappings: [
          {
            deviceName: "/dev/xvda",
            ebs: {
              encrypted: "true",
              kmsKeyId: this.args.volumesKeyArn,
              volumeType: "gp3",
              volumeSize: volumeSizeGb,
              iops: 3000,
              throughput: 125,
              deleteOnTermination: "true",
            },
          },
        ],
        // With an interface of its own a template must name the group that EKS would have added.
        networkInterfaces: [
          {
            associatePublicIpAddress: "false",
            deleteOnTermination: "true",
            securityGroups: [this.args.securityGroupId],
          },
        ],
        tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({ resourceType, tags })),
        tags: named(name),
      },
      { parent: this },
    );
  }

  private createGroup({ name, pool, instanceTypes, subnetIds, scaling, template }: Pool): eks.NodeGroup {
    return new eks.NodeGroup(
      `${this.name}-${name}`,
      {
        clusterName: this.args.clusterName,
        // Its name is left to Pulumi, which makes it unique, so that a replacement can start before the old group drains.
        nodeRoleArn: this.role.arn,
        subnetIds: [...subnetIds],
        version: this.args.version,
        amiType: "AL2023_x86_64_STANDARD",
        capacityType: "ON_DEMAND",
        instanceTypes: [...instanceTypes],
        launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
        scalingConfig: scaling,
        updateConfig: { maxUnavailable: 1 },
        nodeRepairConfig: { enabled: true },
        labels: { [POOL_LABEL]: pool },
        taints: pool === "stateful" ? [{ key: STATEFUL_TAINT, value: "true", effect: "NO_SCHEDULE" }] : [],
        tags: named(`${this.name}-${name}`),
      },
      {
        parent: this,
        dependsOn: [...this.permissions],
        // The autoscaler moves it between the bounds.
        ignoreChanges: ["scalingConfig.desiredSize"],
      },
    );
  }
}

/** A managed node group has exactly one Auto Scaling group. */
function autoscalingGroupOf(resources: types.output.eks.NodeGroupResource[]): string {
  const name = resources[0]?.autoscalingGroups?.[0]?.name;
  if (name === undefined) throw new Error("EKS named no Auto Scaling group for a node group");
  return name;
}
