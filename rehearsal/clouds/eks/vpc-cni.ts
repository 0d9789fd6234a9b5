import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { addonConfiguration, latestAddonVersion } from "./addon";

export type VpcCniArgs = Omit<eks.VpcCniAddonArgs, "tags"> & {
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
};

/** Environment of the `aws-node` containers as the component sets it when the program says nothing. */
const environmentDefaults = {
  AWS_VPC_CNI_NODE_PORT_SUPPORT: undefined,
  AWS_VPC_K8S_CNI_CONFIGURE_RPFILTER: undefined,
  AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "false",
  AWS_VPC_K8S_CNI_EXTERNALSNAT: "false",
  AWS_VPC_K8S_CNI_LOGLEVEL: "DEBUG",
  AWS_VPC_K8S_CNI_LOG_FILE: "/host/var/log/aws-routed-eni/ipamd.log",
  AWS_VPC_K8S_CNI_VETHPREFIX: "eni",
  AWS_VPC_K8S_PLUGIN_LOG_FILE: "/var/log/aws-routed-eni/plugin.log",
  AWS_VPC_K8S_PLUGIN_LOG_LEVEL: "DEBUG",
  AWS_VPC_ENI_MTU: "9001",
  ENABLE_POD_ENI: "false",
  ENABLE_PREFIX_DELEGATION: undefined,
  ENI_CONFIG_LABEL_DEF: undefined,
  WARM_ENI_TARGET: "1",
  WARM_IP_TARGET: undefined,
  WARM_PREFIX_TARGET: undefined,
} as const;

/** `eks:index:VpcCniAddon`: the managed VPC CNI add-on, configured through the containers' environment. */
export class VpcCniAddon extends pulumi.ComponentResource {
  readonly addon: aws.eks.Addon;

  constructor(name: string, args: VpcCniArgs, opts: pulumi.ComponentResourceOptions) {
    super("eks:index:VpcCniAddon", name, {}, opts);
    if (args.cniExternalSnat && args.externalSnat) {
      throw new Error(`${name}: cniExternalSnat and externalSnat mean the same; give one of them`);
    }
    this.addon = new aws.eks.Addon(
      name,
      {
        clusterName: args.clusterName,
        addonName: "vpc-cni",
        addonVersion: this.version(name, args),
        resolveConflictsOnCreate: args.resolveConflictsOnCreate ?? "OVERWRITE",
        resolveConflictsOnUpdate: args.resolveConflictsOnUpdate ?? "OVERWRITE",
        preserve: true,
        configurationValues: addonConfiguration(configuration(args)),
        serviceAccountRoleArn: args.serviceAccountRoleArn,
        tags: args.tags,
      },
      { parent: this },
    );
    if (args.securityContextPrivileged) this.patchDaemonSet(name, args.securityContextPrivileged);
    this.registerOutputs({ addon: this.addon });
  }

  private version(name: string, args: VpcCniArgs): pulumi.Input<string> {
    if (args.addonVersion) return args.addonVersion;
    if (args.clusterVersion) return latestAddonVersion("vpc-cni", args.clusterVersion, this);
    throw new Error(`${name}: give addonVersion, or clusterVersion from which the add-on's version follows`);
  }

  /** The add-on's configuration schema does not reach the container's security context. */
  private patchDaemonSet(name: string, privileged: pulumi.Input<boolean>): void {
    new kubernetes.apps.v1.DaemonSetPatch(
      name,
      {
        metadata: { name: "aws-node", namespace: "kube-system", annotations: { "pulumi.com/patchForce": "true" } },
        spec: { template: { spec: { containers: [{ name: "aws-node", securityContext: { privileged } }] } } },
      },
      { parent: this, dependsOn: [this.addon], retainOnDelete: true },
    );
  }
}

/** What the program configures wins over what the component derives. */
function configuration(args: VpcCniArgs): pulumi.Output<object> {
  return pulumi
    .all([
      environment(args),
      pulumi.output(args.disableTcpEarlyDemux),
      args.enableNetworkPolicy,
      args.configurationValues,
    ])
    .apply(([env, disableTcpEarlyDemux, enableNetworkPolicy, given = {}]) => {
      const init = { DISABLE_TCP_EARLY_DEMUX: `${disableTcpEarlyDemux ?? false}` };
      return {
        ...(enableNetworkPolicy === undefined ? {} : { enableNetworkPolicy: `${enableNetworkPolicy}` }),
        ...given,
        env: { ...env, ...given.env },
        init: { ...given.init, env: { ...init, ...given.init?.env } },
      };
    });
}

function environment(args: VpcCniArgs): pulumi.Output<Record<string, string>> {
  const given: Partial<Record<keyof typeof environmentDefaults, pulumi.Input<unknown>>> = {
    AWS_VPC_CNI_NODE_PORT_SUPPORT: args.nodePortSupport,
    AWS_VPC_K8S_CNI_CONFIGURE_RPFILTER: args.cniConfigureRpfilter,
    AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: args.cniCustomNetworkCfg,
    AWS_VPC_K8S_CNI_EXTERNALSNAT: args.externalSnat ?? args.cniExternalSnat,
    AWS_VPC_K8S_CNI_LOGLEVEL: args.logLevel,
    AWS_VPC_K8S_CNI_LOG_FILE: args.logFile,
    AWS_VPC_K8S_CNI_VETHPREFIX: args.vethPrefix,
    AWS_VPC_ENI_MTU: args.eniMtu,
    ENABLE_POD_ENI: args.enablePodEni,
    ENABLE_PREFIX_DELEGATION: args.enablePrefixDelegation,
    ENI_CONFIG_LABEL_DEF: args.eniConfigLabelDef,
    WARM_ENI_TARGET: args.warmEniTarget,
    WARM_IP_TARGET: args.warmIpTarget,
    WARM_PREFIX_TARGET: args.warmPrefixTarget,
  };
  return pulumi
    .output(given)
    .apply((known) =>
      Object.fromEntries(
        Object.entries({ ...environmentDefaults, ...withoutAbsent(known) }).flatMap(([key, value]) =>
          value === undefined ? [] : [[key, `${value}`]],
        ),
      ),
    );
}

function withoutAbsent(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));
}
