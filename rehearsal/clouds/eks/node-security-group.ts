import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

type Tags = pulumi.Input<Record<string, pulumi.Input<string>>>;

export interface NodeSecurityGroupArgs {
  readonly vpcId: pulumi.Input<string>;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterSecurityGroupId: pulumi.Input<string>;
  readonly tags?: Tags;
}

export interface NodeSecurityGroup {
  readonly group: aws.ec2.SecurityGroup;
  /** Lets the nodes reach the cluster's API server. */
  readonly clusterIngress: aws.ec2.SecurityGroupRule;
}

const everything = { protocol: "-1", fromPort: 0, toPort: 0 } as const;

/** The nodes' security group and the five rules between nodes, control plane and internet. */
export function createNodeSecurityGroup(
  name: string,
  args: NodeSecurityGroupArgs,
  parent: pulumi.Resource,
): NodeSecurityGroup {
  const opts = { parent };
  const group = new aws.ec2.SecurityGroup(
    `${name}-nodeSecurityGroup`,
    {
      vpcId: args.vpcId,
      revokeRulesOnDelete: true,
      tags: pulumi.all([args.tags ?? {}, args.clusterName]).apply(([tags, cluster]) => ({
        Name: `${name}-nodeSecurityGroup`,
        [`kubernetes.io/cluster/${cluster}`]: "owned",
        ...tags,
      })),
    },
    opts,
  );
  const rule = (suffix: string, rest: aws.ec2.SecurityGroupRuleArgs) =>
    new aws.ec2.SecurityGroupRule(`${name}-${suffix}`, rest, opts);

  rule("eksNodeIngressRule", {
    ...everything,
    type: "ingress",
    description: "Allow nodes to communicate with each other",
    securityGroupId: group.id,
    self: true,
  });
  rule("eksNodeClusterIngressRule", {
    type: "ingress",
    description: "Allow worker Kubelets and pods to receive communication from the cluster control plane",
    protocol: "tcp",
    fromPort: 1025,
    toPort: 65535,
    securityGroupId: group.id,
    sourceSecurityGroupId: args.clusterSecurityGroupId,
  });
  rule("eksExtApiServerClusterIngressRule", {
    type: "ingress",
    description:
      "Allow pods running extension API servers on port 443 to receive communication from cluster control plane",
    protocol: "tcp",
    fromPort: 443,
    toPort: 443,
    securityGroupId: group.id,
    sourceSecurityGroupId: args.clusterSecurityGroupId,
  });
  rule("eksNodeInternetEgressRule", {
    ...everything,
    type: "egress",
    description: "Allow internet access.",
    cidrBlocks: ["0.0.0.0/0"],
    securityGroupId: group.id,
  });
  const clusterIngress = rule("eksClusterIngressRule", {
    type: "ingress",
    description: "Allow pods to communicate with the cluster API Server",
    protocol: "tcp",
    fromPort: 443,
    toPort: 443,
    securityGroupId: args.clusterSecurityGroupId,
    sourceSecurityGroupId: group.id,
  });
  return { group, clusterIngress };
}

/** `eks:index:NodeGroupSecurityGroup`. */
export class NodeGroupSecurityGroup extends pulumi.ComponentResource {
  readonly securityGroup: aws.ec2.SecurityGroup;
  readonly securityGroupRule: aws.ec2.SecurityGroupRule;

  constructor(
    name: string,
    args: {
      vpcId: pulumi.Input<string>;
      clusterSecurityGroup: pulumi.Input<aws.ec2.SecurityGroup>;
      eksCluster: pulumi.Input<aws.eks.Cluster>;
      tags?: Tags;
    },
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("eks:index:NodeGroupSecurityGroup", name, {}, opts);
    const { group, clusterIngress } = createNodeSecurityGroup(
      name,
      {
        vpcId: args.vpcId,
        clusterName: pulumi.output(args.eksCluster).apply((cluster) => cluster.name),
        clusterSecurityGroupId: pulumi.output(args.clusterSecurityGroup).apply((security) => security.id),
        tags: args.tags,
      },
      this,
    );
    this.securityGroup = group;
    this.securityGroupRule = clusterIngress;
    this.registerOutputs({ securityGroup: group, securityGroupRule: clusterIngress });
  }
}
