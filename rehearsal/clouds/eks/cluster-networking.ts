import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";

export interface ClusterNetwork {
  readonly vpcId: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
}

/** VPC and subnets of the cluster; the account's default VPC when the program names none. */
export function clusterNetwork(args: eks.ClusterArgs, parent: pulumi.Resource): ClusterNetwork {
  const given = givenSubnets(args);
  if (args.vpcId) return { vpcId: args.vpcId, subnetIds: given ?? [] };
  const vpcId = aws.ec2.getVpcOutput({ default: true }, { parent }).id;
  const all = () => aws.ec2.getSubnetsOutput({ filters: [{ name: "vpc-id", values: [vpcId] }] }, { parent }).ids;
  return { vpcId, subnetIds: given ?? all() };
}

function givenSubnets(args: eks.ClusterArgs): ClusterNetwork["subnetIds"] | undefined {
  if (args.subnetIds !== undefined) return args.subnetIds;
  if (args.publicSubnetIds === undefined && args.privateSubnetIds === undefined) return undefined;
  return pulumi
    .all([args.publicSubnetIds ?? [], args.privateSubnetIds ?? []])
    .apply(([publicIds, privateIds]) => [...publicIds, ...privateIds]);
}

/** The control plane's security group with its way out; the program's own, or none, when it says so. */
export function clusterSecurityGroup(
  name: string,
  args: eks.ClusterArgs,
  vpcId: pulumi.Input<string>,
  parent: pulumi.Resource,
): pulumi.Output<aws.ec2.SecurityGroup> | undefined {
  if (args.clusterSecurityGroup) return pulumi.output(args.clusterSecurityGroup);
  if (skipsSecurityGroups(args)) return undefined;
  const group = new aws.ec2.SecurityGroup(
    `${name}-eksClusterSecurityGroup`,
    {
      vpcId,
      revokeRulesOnDelete: true,
      tags: mergeTags({ Name: `${name}-eksClusterSecurityGroup` }, args.clusterSecurityGroupTags, args.tags),
    },
    { parent },
  );
  new aws.ec2.SecurityGroupRule(
    `${name}-eksClusterInternetEgressRule`,
    {
      description: "Allow internet access.",
      type: "egress",
      fromPort: 0,
      toPort: 0,
      protocol: "-1",
      cidrBlocks: ["0.0.0.0/0"],
      securityGroupId: group.id,
    },
    { parent },
  );
  return pulumi.output(group);
}

export function skipsSecurityGroups(args: eks.ClusterArgs): boolean {
  return args.skipDefaultSecurityGroups ?? args.autoMode?.enabled ?? false;
}

type Tags = pulumi.Input<Record<string, pulumi.Input<string>>>;

/** Later tags win. */
export function mergeTags(...tags: readonly (Tags | undefined)[]): pulumi.Output<Record<string, string>> {
  return pulumi
    .all(tags.map((each) => each ?? {}))
    .apply((all) => Object.fromEntries(all.flatMap((each) => Object.entries(each))));
}
