import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { ServiceRole } from "./service-role";

export interface InstanceRoles {
  readonly roles: pulumi.Output<aws.iam.Role[]>;
  /** The one role that needs an access entry of its own for its nodes to join. */
  readonly defaultRole?: pulumi.Output<aws.iam.Role>;
}

/** Roles of the cluster's nodes: the program's, or one that is made where the component would make it. */
export function instanceRoles(
  name: string,
  args: eks.ClusterArgs,
  { partition, dnsSuffix }: { partition: pulumi.Input<string>; dnsSuffix: pulumi.Input<string> },
  parent: pulumi.Resource,
): InstanceRoles {
  if (args.instanceRoles) return { roles: pulumi.output(args.instanceRoles) };
  if (args.instanceRole) {
    const role = pulumi.output(args.instanceRole);
    return { roles: pulumi.all([role]), defaultRole: role };
  }
  if (!(args.createInstanceRole ?? !args.skipDefaultNodeGroup)) return { roles: pulumi.output([]) };

  const { readyRole } = new ServiceRole(
    `${name}-instanceRole`,
    {
      service: pulumi.interpolate`ec2.${dnsSuffix}`,
      managedPolicies: ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"],
      partition,
      tags: args.tags,
    },
    { parent },
  );
  const profile = args.instanceProfileName ?? args.nodeGroupOptions?.instanceProfileName;
  if (!profile) new aws.iam.InstanceProfile(`${name}-instanceProfile`, { role: readyRole }, { parent });
  return { roles: pulumi.all([readyRole]), defaultRole: readyRole };
}
