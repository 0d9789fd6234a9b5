import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";

/** How the cluster tells who may enter: by the aws-auth ConfigMap, by access entries, or by both. */
export type AuthenticationMode = "CONFIG_MAP" | "API" | "API_AND_CONFIG_MAP";

export function readsConfigMap(mode: string | undefined): boolean {
  return mode === undefined || mode === "CONFIG_MAP" || mode === "API_AND_CONFIG_MAP";
}

export function readsAccessEntries(mode: string | undefined): boolean {
  return mode === "API" || mode === "API_AND_CONFIG_MAP";
}

type AccessEntries = NonNullable<eks.ClusterArgs["accessEntries"]>;

/** Access entries with the policies associated to each, the latter children of their entry. */
export function createAccessEntries(
  name: string,
  cluster: aws.eks.Cluster,
  entries: AccessEntries,
  parent: pulumi.Resource,
): aws.eks.AccessEntry[] {
  return Object.entries(entries).map(([key, { accessPolicies, username, ...entry }]) => {
    const resource = new aws.eks.AccessEntry(
      `${name}-${key}`,
      { ...entry, clusterName: cluster.name, userName: username },
      { parent, dependsOn: [cluster] },
    );
    for (const [policy, association] of Object.entries(accessPolicies ?? {})) {
      const known = pulumi.output(association);
      new aws.eks.AccessPolicyAssociation(
        `${name}-${key}-${policy}`,
        {
          clusterName: cluster.name,
          principalArn: entry.principalArn,
          policyArn: known.policyArn,
          accessScope: known.accessScope,
        },
        { parent: resource, dependsOn: [resource] },
      );
    }
    return resource;
  });
}

interface Mapping {
  readonly username: string;
  readonly groups: readonly string[];
}

/** Data of the aws-auth ConfigMap: nodes by their roles, then the roles and users of the program. */
export function awsAuthData(
  instanceRoles: pulumi.Output<aws.iam.Role[]>,
  roleMappings: eks.ClusterArgs["roleMappings"],
  userMappings: eks.ClusterArgs["userMappings"],
): Record<string, pulumi.Output<string>> {
  const nodes = instanceRoles.apply((roles) => pulumi.all(roles.map(({ arn }) => arn)));
  const mapRoles = pulumi
    .all([roleMappings ?? [], nodes])
    .apply(([mappings, arns]) =>
      stringify([
        ...mappings.map((mapping) => ({ rolearn: mapping.roleArn, ...grants(mapping) })),
        ...arns.map((rolearn) => ({ rolearn, ...grants(nodeMapping) })),
      ]),
    );
  if (userMappings === undefined) return { mapRoles };
  const mapUsers = pulumi
    .output(userMappings)
    .apply((mappings) => stringify(mappings.map((mapping) => ({ userarn: mapping.userArn, ...grants(mapping) }))));
  return { mapRoles, mapUsers };
}

const nodeMapping: Mapping = {
  username: "system:node:{{EC2PrivateDNSName}}",
  groups: ["system:bootstrappers", "system:nodes"],
};

function grants({ username, groups }: Mapping): Mapping {
  return { username, groups };
}
