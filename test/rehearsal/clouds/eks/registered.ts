import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";
import type { KubernetesSite } from "../../../../rehearsal/clouds/resource-type";
import { waitForRPCs } from "../../../../safes/plugin/pulumi-runtime";

export const site: KubernetesSite = {
  endpoint: "https://127.0.0.1:6443",
  certificateAuthority: "Q0E=",
  tokenFile: "/state/token",
  reconcileNodes: async () => {},
};

export interface Registered extends MockResourceArgs {
  /** Name of the parent; empty below the stack. */
  parent: string;
}

/** Values that only a real cluster would give. */
const clusterOutputs = {
  endpoint: "https://ABC.gr7.us-east-1.eks.amazonaws.com",
  arn: "arn:aws:eks:us-east-1:111111111111:cluster/c",
  certificateAuthority: { data: "QVdT" },
  identities: [{ oidcs: [{ issuer: "https://oidc.eks.us-east-1.amazonaws.com/id/ABC" }] }],
};

const answers: Readonly<Record<string, Record<string, unknown>>> = {
  "aws:index/getPartition:getPartition": { partition: "aws", dnsSuffix: "amazonaws.com" },
  "aws:eks/getAddonVersion:getAddonVersion": { version: "v1.2.3-eksbuild.1" },
  "aws:ec2/getVpc:getVpc": { id: "vpc-default" },
  "aws:ec2/getSubnets:getSubnets": { ids: ["subnet-a", "subnet-b"] },
};

/**
 * Runs what registers resources and tells what it registered, in order.
 * @param preview Outputs of clusters and roles are unknown, as before the first `up`.
 */
export async function registeredBy(run: () => void, preview = false): Promise<Registered[]> {
  const registered: Registered[] = [];
  const parents = new Map<string, string>();
  await pulumi.runtime.setMocks(
    {
      newResource: (args) => {
        registered.push({ ...args, parent: "" });
        const computed = args.type === "aws:eks/cluster:Cluster" ? clusterState(args) : {};
        const state = { arn: `arn:aws:test:::${args.name}`, name: args.name, ...args.inputs, ...computed };
        return { id: preview ? undefined : `${args.name}-id`, state: preview ? args.inputs : state };
      },
      call: ({ token }) => answers[token] ?? {},
    },
    "jeju",
    "test",
    preview,
  );
  await pulumi.runtime.runInPulumiStack(async () => {
    const names = new Map<pulumi.Resource, string>();
    pulumi.runtime.registerStackTransformation(({ resource, type, name, opts }) => {
      names.set(resource, name);
      // A resource that is another's input is met again when the mocks read it back, then without its parent.
      if (!parents.has(`${type}::${name}`))
        parents.set(`${type}::${name}`, (opts.parent && names.get(opts.parent)) ?? "");
      return undefined;
    });
    run();
    return {};
  });
  await waitForRPCs();
  for (const resource of registered) resource.parent = parents.get(`${resource.type}::${resource.name}`) ?? "";
  return registered.filter(({ type }) => type !== "pulumi:pulumi:Stack");
}

function clusterState({ inputs }: MockResourceArgs): Record<string, unknown> {
  return {
    ...clusterOutputs,
    name: inputs.name ?? "auto-named",
    version: inputs.version ?? "1.34",
    accessConfig: inputs.accessConfig ?? { authenticationMode: "CONFIG_MAP" },
    vpcConfig: { ...inputs.vpcConfig, clusterSecurityGroupId: "sg-vendor" },
  };
}
