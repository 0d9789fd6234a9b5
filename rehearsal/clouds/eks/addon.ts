import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";

/** JSON with sorted keys, so that the same configuration is the same text. */
export function addonConfiguration(values: pulumi.Input<object> | undefined): pulumi.Output<string> | undefined {
  return values === undefined ? undefined : pulumi.output(values).apply((known) => JSON.stringify(sorted(known)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** The version that AWS recommends last for this Kubernetes version. */
export function latestAddonVersion(
  addonName: string,
  kubernetesVersion: pulumi.Input<string>,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  return aws.eks.getAddonVersionOutput({ addonName, kubernetesVersion, mostRecent: true }, { parent }).version;
}

/** `eks:index:Addon`, a child of its cluster. */
export class Addon extends pulumi.ComponentResource {
  constructor(name: string, args: eks.AddonArgs, opts: pulumi.ComponentResourceOptions) {
    const { cluster, configurationValues, tags, ...rest } = args;
    super("eks:index:Addon", name, {}, pulumi.Resource.isInstance(cluster) ? { ...opts, parent: cluster } : opts);
    const childArgs: aws.eks.AddonArgs = {
      ...rest,
      clusterName: pulumi.output(cluster).apply((known) => known.core.apply((core) => core.cluster.name)),
      configurationValues: addonConfiguration(configurationValues),
    };
    // The component declares a list of maps and hands it to a child that takes one map; the child refuses it, as it does
    // behind the real component.
    new aws.eks.Addon(name, Object.assign(childArgs, tags ? { tags } : {}), { parent: this });
    this.registerOutputs({});
  }
}
