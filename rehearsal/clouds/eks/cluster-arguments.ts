import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { readsAccessEntries, readsConfigMap } from "./authentication";

type ClusterArgs = eks.ClusterArgs;

/** Arguments that describe the default node group one by one, where `nodeGroupOptions` does so at once. */
const singleNodeOptions = [
  "nodeSubnetIds",
  "nodeAssociatePublicIpAddress",
  "instanceType",
  "instanceProfileName",
  "nodePublicKey",
  "nodeRootVolumeSize",
  "nodeUserData",
  "minSize",
  "maxSize",
  "desiredCapacity",
  "nodeAmiId",
  "gpu",
] as const satisfies readonly (keyof ClusterArgs)[];

/**
 * Combinations that the component refuses, in `createCore` and `validateAuthenticationMode` of pulumi-eks. What is not
 * known yet cannot be judged and passes.
 * @throws with the argument's name and what to do.
 */
export function checkClusterArguments(name: string, args: ClusterArgs): void {
  const refuse = (property: string, reason: string): never => {
    throw new Error(`eks:index:Cluster "${name}": ${property}: ${reason}`);
  };

  checkAuthenticationMode(args, refuse);
  if (args.instanceRole && args.instanceRoles) {
    refuse("instanceRoles", "instanceRole and instanceRoles are mutually exclusive, and cannot both be set");
  }
  if (args.subnetIds && (args.publicSubnetIds || args.privateSubnetIds)) {
    refuse("subnetIds", "excludes publicSubnetIds and privateSubnetIds; choose one approach");
  }
  const single = singleNodeOptions.find((option) => args[option]);
  if (args.nodeGroupOptions && single) {
    refuse("nodeGroupOptions", `excludes ${single}; set it inside of nodeGroupOptions`);
  }
  if (args.autoMode?.enabled && !readsAccessEntries(args.authenticationMode)) {
    refuse("autoMode", "EKS Auto Mode takes access entries; use authenticationMode API or API_AND_CONFIG_MAP");
  }
  if (args.creationRoleProvider) {
    refuse("creationRoleProvider", "works in no program but one that embeds the component; use providerCredentialOpts");
  }
  if (args.publicAccessCidrs && args.endpointPublicAccess === false) {
    refuse("publicAccessCidrs", "can only be set when endpointPublicAccess is true");
  }
  checkBuildable(args, refuse);
}

type Refuse = (property: string, reason: string) => never;

function checkAuthenticationMode(args: ClusterArgs, refuse: Refuse): void {
  const mode: string | undefined = args.authenticationMode;
  if (mode !== undefined && !readsConfigMap(mode) && !readsAccessEntries(mode)) {
    refuse("authenticationMode", `got ${mode}, expected CONFIG_MAP, API or API_AND_CONFIG_MAP`);
  }
  if (!readsConfigMap(mode)) {
    for (const property of ["roleMappings", "userMappings", "instanceRoles"] as const) {
      if (!isEmpty(args[property]))
        refuse(property, `takes no values when authenticationMode is ${mode}; use accessEntries`);
    }
  }
  if (!readsAccessEntries(mode) && args.accessEntries) {
    refuse("accessEntries", `takes authenticationMode API or API_AND_CONFIG_MAP, which is ${mode ?? "not set"}`);
  }
}

/** What the real component builds and the rehearsal does not, said before anything is registered. */
function checkBuildable(args: ClusterArgs, refuse: Refuse): void {
  if (args.fargate) {
    refuse("fargate", "the rehearsal builds no Fargate profile; add it to rehearsal/clouds/eks/cluster.ts");
  }
  if (!args.skipDefaultNodeGroup && !args.autoMode?.enabled) {
    refuse(
      "skipDefaultNodeGroup",
      "the rehearsal builds no default node group; set skipDefaultNodeGroup and use ManagedNodeGroup, " +
        "or add it to rehearsal/clouds/eks/cluster.ts",
    );
  }
}

function isEmpty(value: pulumi.Input<unknown> | undefined): boolean {
  return value === undefined || pulumi.Output.isInstance(value) || (Array.isArray(value) && value.length === 0);
}
