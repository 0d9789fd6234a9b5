// Loading the SDK registers its classes, by which references to clusters become objects with their outputs.
import "@pulumi/eks";
import type * as pulumi from "@pulumi/pulumi";
import type { ConstructResult } from "@pulumi/pulumi/provider";
import type { Provider, ProviderSession } from "../../../safes/plugin/provider";
import { waitForRPCs } from "../../../safes/plugin/pulumi-runtime";
import { checkInputs } from "../input-check";
import type { KubernetesSite } from "../resource-type";
import { SdkTypes } from "../sdk-types";
import { Addon } from "./addon";
import { Cluster } from "./cluster";
import { plainInputs } from "./input-values";
import { ManagedNodeGroup } from "./managed-node-group";
import { NodeGroupSecurityGroup } from "./node-security-group";
import { VpcCniAddon } from "./vpc-cni";

type Construct = (
  name: string,
  inputs: pulumi.Inputs,
  options: pulumi.ComponentResourceOptions,
  site: KubernetesSite,
) => ConstructResult;

const components: Readonly<Record<string, Construct>> = {
  "eks:index:Cluster": (name, inputs, options, site) => {
    const cluster = new Cluster(name, inputs, options, site);
    return { urn: cluster.urn, state: cluster.state };
  },
  "eks:index:ManagedNodeGroup": (name, inputs, options) => {
    const group = new ManagedNodeGroup(name, required(inputs), options);
    return { urn: group.urn, state: { nodeGroup: group.nodeGroup, placementGroupName: "" } };
  },
  "eks:index:Addon": (name, inputs, options) => ({ urn: new Addon(name, required(inputs), options).urn, state: {} }),
  "eks:index:VpcCniAddon": (name, inputs, options) => ({
    urn: new VpcCniAddon(name, required(inputs), options).urn,
    state: {},
  }),
  "eks:index:NodeGroupSecurityGroup": (name, inputs, options) => {
    const { urn, securityGroup, securityGroupRule } = new NodeGroupSecurityGroup(name, required(inputs), options);
    return { urn, state: { securityGroup, securityGroupRule } };
  },
};

/** Inputs whose required properties {@link checkInputs} has seen. */
function required<T extends object>(inputs: pulumi.Inputs): T & pulumi.Inputs {
  return inputs as T & pulumi.Inputs;
}

/** The stand-in for `@pulumi/eks`, whose clusters all lead to the one Kubernetes API server of the rehearsal. */
export function eksProvider(site: KubernetesSite): Provider {
  const sdk = new SdkTypes("eks");
  return {
    name: "eks",
    version: sdk.version,
    checkConfig: async () => [],
    diffConfig: async () => [],
    configure: async () => new EksSession(site, sdk),
  };
}

class EksSession implements ProviderSession {
  constructor(
    private readonly site: KubernetesSite,
    private readonly sdk: SdkTypes,
  ) {}

  async construct(
    name: string,
    type: string,
    inputs: pulumi.Inputs,
    options: pulumi.ComponentResourceOptions,
  ): Promise<ConstructResult> {
    const build = components[type];
    const declared = this.sdk.get(type);
    if (!build || !declared) throw unsupported(type);
    try {
      const failures = checkInputs(declared, await plainInputs(inputs));
      if (failures.length > 0) {
        const list = failures.map(({ property, reason }) => `${property}: ${reason}`).join("; ");
        throw new Error(`${type} "${name}": ${list}`);
      }
      return build(name, inputs, options, this.site);
    } catch (error) {
      // The runtime still asks the engine for the resources that the inputs name; hanging up on it would print its
      // complaints over this error.
      await waitForRPCs();
      throw error;
    }
  }

  check = refuse;
  diff = refuse;
  create = refuse;
  read = refuse;
  update = refuse;
  delete = refuse;
  invoke = async (token: string): Promise<never> => Promise.reject(unsupported(token));
}

async function refuse({ type }: { readonly type: string }): Promise<never> {
  throw unsupported(type);
}

function unsupported(token: string): Error {
  return new Error(
    `eks: the rehearsal does not know ${token}; it has ${Object.keys(components).join(", ")}. ` +
      "Extend rehearsal/clouds/eks/index.ts.",
  );
}
