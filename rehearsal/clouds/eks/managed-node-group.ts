import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { amiTypeFor } from "./ami-types";
import { readsAccessEntries } from "./authentication";

type Args = eks.ManagedNodeGroupArgs;
type Core = eks.types.output.CoreData;

/** Arguments that the component turns into user data of the instances. */
const userDataArguments = [
  "bootstrapExtraArgs",
  "bottlerocketSettings",
  "kubeletExtraArgs",
  "nodeadmExtraOptions",
] as const satisfies readonly (keyof Args)[];

/** Arguments for which the component writes a launch template of its own. */
const templateArguments = [
  ...userDataArguments,
  "enableIMDSv2",
  "userData",
  "amiId",
  "enableEfaSupport",
] as const satisfies readonly (keyof Args)[];

/**
 * `eks:index:ManagedNodeGroup`: the node group, and the launch template where the arguments take one.
 * Source: pulumi/pulumi-eks, nodejs/eks/nodes/nodegroup.ts, `createManagedNodeGroup`.
 *
 * Not built, and refused: user data of any kind, an AMI of one's own, and EFA's placement group.
 */
export class ManagedNodeGroup extends pulumi.ComponentResource {
  readonly nodeGroup: aws.eks.NodeGroup;

  constructor(
    private readonly groupName: string,
    private readonly args: Args,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("eks:index:ManagedNodeGroup", groupName, {}, opts);
    checkManagedNodeGroup(groupName, args);
    const core = pulumi
      .output(args.cluster)
      .apply((cluster) => (eks.Cluster.isInstance(cluster) ? cluster.core : pulumi.output(cluster)));
    this.nodeGroup = this.createNodeGroup(core);
    this.registerOutputs({ nodeGroup: this.nodeGroup, placementGroupName: "" });
  }

  private createNodeGroup(core: pulumi.Output<Core>): aws.eks.NodeGroup {
    const { args, groupName } = this;
    const {
      cluster: _cluster,
      nodeRole: _nodeRole,
      nodeadmExtraOptions: _nodeadm,
      operatingSystem,
      gpu,
      enableIMDSv2,
      ignoreScalingChanges,
      ...rest
    } = args;
    const template = enableIMDSv2 === undefined ? undefined : this.createLaunchTemplate(enableIMDSv2);
    const clusterName = args.clusterName ?? core.apply(({ cluster }) => cluster.name);
    const version = args.launchTemplate ? args.version : (args.version ?? core.apply(({ cluster }) => cluster.version));
    return new aws.eks.NodeGroup(
      groupName,
      {
        ...rest,
        clusterName,
        version,
        nodeRoleArn: this.registeredRole(core),
        amiType: args.amiType ?? (operatingSystem && this.amiType(operatingSystem, gpu)),
        diskSize: template ? undefined : args.diskSize,
        scalingConfig: pulumi.output(args.scalingConfig).apply((given) => ({
          desiredSize: given?.desiredSize ?? 2,
          minSize: given?.minSize ?? 1,
          maxSize: given?.maxSize ?? 2,
        })),
        subnetIds: args.subnetIds ?? core.apply(subnetsOf),
        launchTemplate: template
          ? { id: template.id, version: template.latestVersion.apply((latest) => `${latest}`) }
          : args.launchTemplate,
      },
      {
        parent: this,
        dependsOn: core.apply(({ eksNodeAccess }) => (eksNodeAccess ? [eksNodeAccess] : [])),
        ...(ignoreScalingChanges ? { ignoreChanges: ["scalingConfig.desiredSize"] } : {}),
      },
    );
  }

  /** Where only the aws-auth ConfigMap tells who may join, the cluster has to know the role beforehand. */
  private registeredRole(core: pulumi.Output<Core>): pulumi.Output<string> {
    const { args, groupName } = this;
    const arn = roleArn(args);
    const mode: pulumi.Output<string> = core.apply(({ cluster }) => cluster.accessConfig.authenticationMode);
    const known: pulumi.Output<string[]> = core.apply(({ instanceRoles }) =>
      pulumi.all((instanceRoles ?? []).map((role) => role.arn)),
    );
    return pulumi.all([arn, mode, known]).apply(([wanted, authenticationMode, registered]): string => {
      if (readsAccessEntries(authenticationMode) || registered.includes(wanted)) return wanted;
      throw new Error(
        `eks:index:ManagedNodeGroup "${groupName}": nodeRole: ${wanted} is not among the cluster's instanceRoles, ` +
          "so that its nodes could not join; add it there or use authenticationMode API",
      );
    });
  }

  private amiType(operatingSystem: NonNullable<Args["operatingSystem"]>, gpu: Args["gpu"]): pulumi.Output<string> {
    return pulumi
      .all([operatingSystem, this.args.instanceTypes ?? [], gpu ?? false])
      .apply(([system, types, accelerated]) => amiTypeFor(system, types, accelerated));
  }

  private createLaunchTemplate(enableIMDSv2: boolean): aws.ec2.LaunchTemplate {
    const { args, groupName } = this;
    const deviceName = pulumi
      .all([args.amiType ?? "", args.operatingSystem ?? ""])
      .apply(([type, system]) => (/bottlerocket/i.test(`${type}${system}`) ? "/dev/xvdb" : "/dev/xvda"));
    return new aws.ec2.LaunchTemplate(
      `${groupName}-launchTemplate`,
      {
        blockDeviceMappings: args.diskSize ? [{ deviceName, ebs: { volumeSize: args.diskSize } }] : undefined,
        metadataOptions: {
          httpTokens: enableIMDSv2 ? "required" : "optional",
          httpPutResponseHopLimit: 2,
          httpEndpoint: "enabled",
        },
      },
      { parent: this },
    );
  }
}

function roleArn({ nodeRole, nodeRoleArn }: Args): pulumi.Output<string> {
  if (nodeRoleArn) return pulumi.output(nodeRoleArn);
  if (!nodeRole) throw new Error("nodeRole: is required, or else nodeRoleArn");
  return pulumi.output(nodeRole).apply((role) => role.arn);
}

function subnetsOf({ subnetIds, privateSubnetIds, publicSubnetIds }: Core): string[] {
  return subnetIds ?? privateSubnetIds ?? publicSubnetIds ?? [];
}

/**
 * Combinations that the component refuses, and what the rehearsal does not build.
 * @throws with all of them.
 */
export function checkManagedNodeGroup(name: string, args: Args): void {
  const problems: string[] = [];
  if (args.nodeRole && args.nodeRoleArn) problems.push("nodeRole: excludes nodeRoleArn; give one of them");
  if (!args.nodeRole && !args.nodeRoleArn) problems.push("nodeRole: is required, or else nodeRoleArn");
  for (const property of ["gpu", "amiType"] as const) {
    if (args.amiId && args[property]) problems.push(`amiId: excludes ${property}`);
  }
  const template = templateArguments.find((property) => args[property] !== undefined);
  if (args.launchTemplate && template) {
    problems.push(`launchTemplate: excludes ${template}; put it into the launch template`);
  }
  const userData = userDataArguments.find((property) => args[property] !== undefined);
  if (args.userData && userData) problems.push(`userData: excludes ${userData}; put it into the user data`);
  if (args.enableEfaSupport && !args.placementGroupAvailabilityZone) {
    problems.push("enableEfaSupport: takes placementGroupAvailabilityZone");
  }
  const unbuilt = ([...userDataArguments, "userData", "amiId", "enableEfaSupport"] as const).find((key) => args[key]);
  if (unbuilt && problems.length === 0) {
    problems.push(`${unbuilt}: the rehearsal does not build it; add it to rehearsal/clouds/eks/managed-node-group.ts`);
  }
  if (problems.length > 0) throw new Error(`eks:index:ManagedNodeGroup "${name}": ${problems.join("; ")}`);
}
