import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { mergeTags } from "./cluster-networking";
import { ServiceRole } from "./service-role";

export interface ControlPlaneArgs {
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly securityGroup?: pulumi.Output<aws.ec2.SecurityGroup>;
  readonly partition: pulumi.Input<string>;
  readonly dnsSuffix: pulumi.Input<string>;
}

export interface ControlPlane {
  readonly cluster: aws.eks.Cluster;
  readonly role: pulumi.Output<aws.iam.Role>;
  /** Role of the nodes that EKS Auto Mode starts. */
  readonly autoModeRole?: aws.iam.Role;
  readonly encryptionConfig?: pulumi.Output<{ provider: { keyArn: string }; resources: string[] }>;
}

/** The `aws:eks/cluster:Cluster` with the roles it needs. */
export function createControlPlane(
  name: string,
  args: eks.ClusterArgs,
  surroundings: ControlPlaneArgs,
  parent: pulumi.Resource,
): ControlPlane {
  const serviceRole = args.serviceRole ? undefined : createServiceRole(name, args, surroundings.partition, parent);
  const nodeRole = createAutoModeRole(name, args, surroundings, parent);
  const role = pulumi.output(args.serviceRole ?? serviceRole?.role ?? missing("serviceRole"));
  const encryptionConfig = args.encryptionConfigKeyArn
    ? pulumi.output(args.encryptionConfigKeyArn).apply((keyArn) => ({ provider: { keyArn }, resources: ["secrets"] }))
    : undefined;
  const cluster = new aws.eks.Cluster(
    `${name}-eksCluster`,
    {
      name: args.name,
      roleArn: role.apply(({ arn }) => arn),
      version: args.version,
      ...autoModeConfig(args, nodeRole?.role),
      bootstrapSelfManagedAddons: args.autoMode?.enabled ? false : (args.bootstrapSelfManagedAddons ?? true),
      vpcConfig: {
        securityGroupIds: surroundings.securityGroup ? [surroundings.securityGroup.apply(({ id }) => id)] : undefined,
        subnetIds: surroundings.subnetIds,
        endpointPrivateAccess: args.endpointPrivateAccess,
        endpointPublicAccess: args.endpointPublicAccess,
        publicAccessCidrs: args.publicAccessCidrs,
      },
      enabledClusterLogTypes: args.enabledClusterLogTypes,
      encryptionConfig,
      accessConfig: args.authenticationMode
        ? { authenticationMode: args.authenticationMode, bootstrapClusterCreatorAdminPermissions: true }
        : undefined,
      upgradePolicy: args.upgradePolicy,
      deletionProtection: args.deletionProtection,
      tags: mergeTags({ Name: `${name}-eksCluster` }, args.clusterTags, args.tags),
    },
    {
      parent,
      // Both count at creation only, and upstream gives them defaults that change with its versions.
      ignoreChanges: ["accessConfig.bootstrapClusterCreatorAdminPermissions", "bootstrapSelfManagedAddons"],
      dependsOn: [serviceRole, nodeRole].flatMap((created) => (created ? [created.readyRole] : [])),
    },
  );
  return { cluster, role, autoModeRole: nodeRole?.role, encryptionConfig };
}

function createServiceRole(
  name: string,
  args: eks.ClusterArgs,
  partition: pulumi.Input<string>,
  parent: pulumi.Resource,
): ServiceRole {
  const autoModePolicies = [
    "AmazonEKSComputePolicy",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
  ];
  return new ServiceRole(
    `${name}-eksRole`,
    {
      service: "eks.amazonaws.com",
      description: "Allows EKS to manage clusters on your behalf.",
      managedPolicies: ["AmazonEKSClusterPolicy", ...(args.autoMode?.enabled ? autoModePolicies : [])],
      assumeRoleActions: ["sts:AssumeRole", "sts:TagSession"],
      partition,
      tags: args.tags,
    },
    { parent },
  );
}

function createAutoModeRole(
  name: string,
  args: eks.ClusterArgs,
  { partition, dnsSuffix }: ControlPlaneArgs,
  parent: pulumi.Resource,
): ServiceRole | undefined {
  if (!args.autoMode?.enabled || args.autoMode.createNodeRole === false) return undefined;
  return new ServiceRole(
    `${name}-nodeRole`,
    {
      service: pulumi.interpolate`ec2.${dnsSuffix}`,
      managedPolicies: ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"],
      partition,
      tags: args.tags,
    },
    { parent },
  );
}

/** Auto Mode is all or nothing: its three settings become known together. */
function autoModeConfig(
  args: eks.ClusterArgs,
  nodeRole: aws.iam.Role | undefined,
): Pick<aws.eks.ClusterArgs, "computeConfig" | "storageConfig" | "kubernetesNetworkConfig"> {
  const { autoMode, kubernetesServiceIpAddressRange, ipFamily } = args;
  const network = pulumi.all([kubernetesServiceIpAddressRange, ipFamily]).apply(([cidr, family = "ipv4"]) => ({
    serviceIpv4Cidr: family === "ipv4" ? cidr : undefined,
    ipFamily: family,
    elasticLoadBalancing: autoMode?.enabled ? { enabled: true } : undefined,
  }));
  if (!autoMode?.enabled) {
    return kubernetesServiceIpAddressRange || ipFamily ? { kubernetesNetworkConfig: network } : {};
  }
  const settings = pulumi.all([network, autoMode.computeConfig, nodeRole?.arn]);
  return {
    kubernetesNetworkConfig: settings.apply(([known]) => known),
    storageConfig: settings.apply(() => ({ blockStorage: { enabled: true } })),
    computeConfig: settings.apply(([, given, nodeRoleArn]) => ({
      enabled: true,
      nodeRoleArn,
      nodePools: ["general-purpose", "system"],
      ...given,
    })),
  };
}

function missing(role: string): never {
  throw new Error(`eks: no ${role} was given and none was made`);
}
