import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { KubernetesSite } from "../resource-type";
import { addonConfiguration, latestAddonVersion } from "./addon";
import { awsAuthData, createAccessEntries, readsAccessEntries, readsConfigMap } from "./authentication";
import { checkClusterArguments } from "./cluster-arguments";
import { clusterNetwork, clusterSecurityGroup, mergeTags, skipsSecurityGroups } from "./cluster-networking";
import { createControlPlane } from "./control-plane";
import { type InstanceRoles, instanceRoles } from "./instance-roles";
import { kubeconfig } from "./kubeconfig";
import { createNodeSecurityGroup, type NodeSecurityGroup } from "./node-security-group";
import { createStorageClasses } from "./storage-classes";
import { VpcCniAddon } from "./vpc-cni";

/**
 * SHA-1 of the root certificate that all of EKS's issuers share. The real component reads it from the issuer over TLS,
 * which a rehearsal cannot reach; AWS no longer looks at it. Source: AWS IAM user guide, "Obtain the thumbprint".
 */
const issuerThumbprint = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280";

/**
 * `eks:index:Cluster`: registers the children of the component in pulumi-eks v4 under the same names, parents and inputs.
 * Source: pulumi/pulumi-eks, nodejs/eks/cluster/cluster.ts, `createCore` and `createCluster`.
 *
 * Differences from it:
 * - the kubeconfig's user names a token file instead of running `aws eks get-token`, and its server is the rehearsal's;
 * - it does not wait for `/healthz`: the API server behind the rehearsal's clusters runs before any of them exists;
 * - the OIDC provider's thumbprint is the known one, not read from the network;
 * - the default node group, Fargate and the kubeconfig method are not built, and asking for them is an error;
 * - a DNS suffix, partition or add-on version is asked for in the same way, from the aws stand-in.
 */
export class Cluster extends pulumi.ComponentResource {
  readonly state: pulumi.Inputs;

  constructor(
    private readonly clusterName: string,
    private readonly args: eks.ClusterArgs,
    opts: pulumi.ComponentResourceOptions,
    private readonly site: KubernetesSite,
  ) {
    super("eks:index:Cluster", clusterName, {}, opts);
    checkClusterArguments(clusterName, args);
    this.state = this.build();
    this.registerOutputs(this.state);
  }

  private build(): pulumi.Inputs {
    const { args, clusterName: name } = this;
    const partition = aws.getPartitionOutput({}, { parent: this });
    const naming = { partition: partition.partition, dnsSuffix: partition.dnsSuffix };
    const { vpcId, subnetIds } = clusterNetwork(args, this);
    const securityGroup = clusterSecurityGroup(name, args, vpcId, this);
    const controlPlane = createControlPlane(name, args, { subnetIds, securityGroup, ...naming }, this);
    const { cluster } = controlPlane;
    this.createKubeProxy(cluster);

    const config = kubeconfig(this.site, pulumi.all([cluster.name, cluster.endpoint, cluster.certificateAuthority]));
    const provider = new kubernetes.Provider(
      `${name}-eks-k8s`,
      { kubeconfig: pulumi.jsonStringify(config), enableConfigMapMutable: args.enableConfigMapMutable },
      { parent: this },
    );
    const instances = instanceRoles(name, args, naming, this);
    const access = this.grantAccess(cluster, provider, instances);
    const storageClasses = createStorageClasses(name, args.storageClasses ?? {}, {
      parent: this,
      provider,
      dependsOn: access.dependencies,
    });
    const vpcCni = this.createVpcCni(cluster, provider, access.dependencies);
    this.createCoreDns(cluster);
    const oidcProvider = this.createOidcProvider(cluster);
    const nodes = this.createNodeSecurityGroup(cluster, vpcId, securityGroup);

    const core = {
      vpcId: pulumi.output(vpcId),
      subnetIds: pulumi.output(subnetIds),
      publicSubnetIds: args.publicSubnetIds,
      privateSubnetIds: args.privateSubnetIds,
      cluster,
      clusterSecurityGroup: securityGroup,
      clusterIamRole: controlPlane.role,
      endpoint: cluster.endpoint,
      kubeconfig: config,
      provider,
      vpcCni,
      instanceRoles: instances.roles,
      nodeGroupOptions: {
        ...this.nodeGroupOptions(),
        nodeSecurityGroup: nodes?.group,
        clusterIngressRule: nodes?.clusterIngress,
      },
      nodeSecurityGroupTags: args.nodeSecurityGroupTags,
      eksNodeAccess: access.nodeAccess,
      storageClasses,
      oidcProvider,
      encryptionConfig: controlPlane.encryptionConfig,
      accessEntries: access.entries,
      tags: args.tags,
    };
    const vendorGroupId = cluster.vpcConfig.apply(({ clusterSecurityGroupId }) => clusterSecurityGroupId);
    const issuer = cluster.identities.apply((identities) => identities?.[0]?.oidcs?.[0]?.issuer ?? "");
    return {
      core,
      eksCluster: cluster,
      kubeconfig: config,
      kubeconfigJson: pulumi.jsonStringify(config),
      clusterSecurityGroup: securityGroup,
      clusterSecurityGroupId: securityGroup?.apply(({ id }) => id) ?? vendorGroupId,
      nodeSecurityGroup: nodes?.group,
      nodeSecurityGroupId: nodes?.group.id ?? vendorGroupId,
      eksClusterIngressRule: nodes?.clusterIngress,
      clusterIngressRuleId: nodes?.clusterIngress.securityGroupRuleId ?? "",
      instanceRoles: instances.roles,
      defaultNodeGroup: undefined,
      defaultNodeGroupAsgName: "",
      fargateProfileId: "",
      fargateProfileStatus: "",
      oidcProviderArn: oidcProvider?.arn ?? "",
      oidcProviderUrl: issuer,
      oidcIssuer: issuer.apply((url) => url.replace("https://", "")),
      autoModeNodeRoleName: controlPlane.autoModeRole?.name ?? "",
    };
  }

  private nodeGroupOptions(): pulumi.Inputs {
    const { args } = this;
    return (
      args.nodeGroupOptions ?? {
        nodeSubnetIds: args.nodeSubnetIds,
        nodeAssociatePublicIpAddress: args.nodeAssociatePublicIpAddress,
        instanceType: args.instanceType,
        nodePublicKey: args.nodePublicKey,
        nodeRootVolumeEncrypted: args.nodeRootVolumeEncrypted,
        nodeRootVolumeSize: args.nodeRootVolumeSize,
        nodeUserData: args.nodeUserData,
        minSize: args.minSize,
        maxSize: args.maxSize,
        desiredCapacity: args.desiredCapacity,
        amiId: args.nodeAmiId,
        gpu: args.gpu,
        version: args.version,
      }
    );
  }

  private grantAccess(
    cluster: aws.eks.Cluster,
    provider: kubernetes.Provider,
    { roles, defaultRole }: InstanceRoles,
  ): {
    readonly dependencies: pulumi.Resource[];
    readonly nodeAccess?: kubernetes.core.v1.ConfigMap;
    readonly entries: NonNullable<eks.ClusterArgs["accessEntries"]>[string][];
  } {
    const { args, clusterName: name } = this;
    const nodeAccess = readsConfigMap(args.authenticationMode)
      ? new kubernetes.core.v1.ConfigMap(
          `${name}-nodeAccess`,
          {
            apiVersion: "v1",
            immutable: false,
            metadata: {
              name: "aws-auth",
              namespace: "kube-system",
              annotations: { "pulumi.com/patchForce": "true" },
            },
            data: awsAuthData(roles, args.roleMappings, args.userMappings),
          },
          { parent: this, provider },
        )
      : undefined;
    const wanted = readsAccessEntries(args.authenticationMode)
      ? {
          ...(defaultRole
            ? {
                defaultNodeGroupInstanceRole: {
                  principalArn: defaultRole.apply(({ arn }) => arn),
                  type: "EC2_LINUX" as const,
                },
              }
            : {}),
          ...args.accessEntries,
        }
      : {};
    const created = createAccessEntries(name, cluster, wanted, this);
    return {
      dependencies: [...created, ...(nodeAccess ? [nodeAccess] : [])],
      nodeAccess,
      entries: Object.values(wanted),
    };
  }

  private createKubeProxy(cluster: aws.eks.Cluster): void {
    const { kubeProxyAddonOptions: options, autoMode } = this.args;
    if (options?.enabled ?? !autoMode?.enabled) this.createAddon(cluster, "kube-proxy", options ?? {});
  }

  /** Wanted explicitly, or where EKS runs it on nodes of the component's own making. */
  private createCoreDns(cluster: aws.eks.Cluster): void {
    const { corednsAddonOptions: options, autoMode, skipDefaultNodeGroup } = this.args;
    const explicit = options?.enabled === true || options?.configurationValues !== undefined;
    const hosted = !skipDefaultNodeGroup || autoMode?.enabled;
    if (explicit || (hosted && (options?.enabled ?? true))) this.createAddon(cluster, "coredns", options ?? {});
  }

  private createAddon(
    cluster: aws.eks.Cluster,
    addonName: string,
    options: NonNullable<eks.ClusterArgs["kubeProxyAddonOptions"]>,
  ): void {
    new aws.eks.Addon(
      `${this.clusterName}-${addonName}`,
      {
        clusterName: cluster.name,
        addonName,
        addonVersion: options.version ?? latestAddonVersion(addonName, cluster.version, this),
        preserve: true,
        resolveConflictsOnCreate: options.resolveConflictsOnCreate ?? "OVERWRITE",
        resolveConflictsOnUpdate: options.resolveConflictsOnUpdate ?? "OVERWRITE",
        configurationValues: addonConfiguration(options.configurationValues),
        tags: this.args.tags,
      },
      { parent: this },
    );
  }

  private createVpcCni(
    cluster: aws.eks.Cluster,
    provider: kubernetes.Provider,
    dependsOn: pulumi.Resource[],
  ): VpcCniAddon | undefined {
    const { useDefaultVpcCni, autoMode, vpcCniOptions, tags } = this.args;
    if (useDefaultVpcCni ?? autoMode?.enabled) return undefined;
    return new VpcCniAddon(
      `${this.clusterName}-vpc-cni`,
      { ...vpcCniOptions, clusterName: cluster.name, clusterVersion: cluster.version, tags },
      { parent: this, dependsOn, providers: { kubernetes: provider } },
    );
  }

  private createOidcProvider(cluster: aws.eks.Cluster): aws.iam.OpenIdConnectProvider | undefined {
    if (!this.args.createOidcProvider) return undefined;
    return new aws.iam.OpenIdConnectProvider(
      `${this.clusterName}-oidcProvider`,
      {
        clientIdLists: ["sts.amazonaws.com"],
        url: cluster.identities.apply((identities) => identities[0]?.oidcs?.[0]?.issuer ?? ""),
        thumbprintLists: [issuerThumbprint],
      },
      { parent: this },
    );
  }

  private createNodeSecurityGroup(
    cluster: aws.eks.Cluster,
    vpcId: pulumi.Input<string>,
    securityGroup: pulumi.Output<aws.ec2.SecurityGroup> | undefined,
  ): NodeSecurityGroup | undefined {
    if (skipsSecurityGroups(this.args) || !securityGroup) return undefined;
    return createNodeSecurityGroup(
      this.clusterName,
      {
        vpcId,
        clusterName: cluster.name,
        clusterSecurityGroupId: securityGroup.apply(({ id }) => id),
        tags: mergeTags(this.args.nodeSecurityGroupTags, this.args.tags),
      },
      this,
    );
  }
}
