import type { Properties } from "../../../safes/plugin/provider";
import type { Request, ResourceType, Rule } from "../resource-type";
import { roleExists, roleTrusts } from "./accounts";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { clusterVersions, defaultClusterVersion } from "./eks-versions";
import { ec2Id, hexFor, timestamp } from "./ids";
import { flag, isSet, object, text, texts, value } from "./inputs";
import { keyUsable } from "./key-use";
import { zoneIdOf } from "./regions";
import { securityGroupsExist } from "./security-groups";
import { vpcsOfSubnets, zoneOfSubnet, zonesOfSubnets } from "./siblings";

const CLUSTER = "aws:eks/cluster:Cluster";
const SUBNET = "aws:ec2/subnet:Subnet";

const clusterName: Rule = {
  name: "eks-cluster-name",
  operation: "CreateCluster",
  on: ["create"],
  atPreview: true,
  refuse({ inputs }) {
    const name = text(inputs, "name");
    if (name === undefined || /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/.test(name)) return undefined;
    return {
      code: "InvalidParameterException",
      message: `The name '${name}' must be 1 to 100 letters, digits, - and _, and begin with a letter or digit.`,
    };
  },
};

const versionOffered: Rule = {
  name: "eks-version",
  operation: "CreateCluster",
  on: ["create", "update"],
  refuse({ inputs }) {
    const version = text(inputs, "version");
    if (version === undefined || clusterVersions.some((offered) => offered === version)) return undefined;
    return {
      code: "InvalidParameterException",
      message: `unsupported Kubernetes version ${version}; EKS offers ${clusterVersions.join(", ")}.`,
    };
  },
};

const versionStep: Rule = {
  name: "eks-version-step",
  operation: "UpdateClusterVersion",
  on: ["update"],
  refuse({ inputs, before }) {
    const [from, to] = [text(before?.outputs ?? {}, "version"), text(inputs, "version")].map((version) =>
      Number(version?.split(".")[1] ?? Number.NaN),
    );
    if (from === undefined || to === undefined || !(to < from || to > from + 1)) return undefined;
    return {
      code: "InvalidParameterException",
      message: `Unsupported Kubernetes minor version update from 1.${from} to 1.${to}: up by one at a time.`,
    };
  },
};

const twoZones: Rule = {
  name: "eks-two-zones",
  operation: "CreateCluster",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const zones = zonesOfSubnets(world, texts(inputs, "vpcConfig.subnetIds"));
    if (zones.length >= 2) return undefined;
    return {
      code: "InvalidParameterException",
      message: `Subnets specified must be in at least two different AZs, got ${zones.join(", ") || "none"}.`,
    };
  },
};

const oneVpc: Rule = {
  name: "eks-one-vpc",
  operation: "CreateCluster",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const vpcs = vpcsOfSubnets(world, texts(inputs, "vpcConfig.subnetIds"));
    if (vpcs.length < 2) return undefined;
    return { code: "InvalidParameterException", message: `Subnets must be in one VPC, got ${vpcs.join(", ")}.` };
  },
};

/** Zones that have no room for control planes: EKS user guide, "network requirements". */
const withoutControlPlane = ["use1-az3", "usw1-az2", "cac1-az3"];

const zoneSupported: Rule = {
  name: "eks-zone-supported",
  operation: "CreateCluster",
  on: ["create", "update"],
  refuse({ world, region, inputs }) {
    const zone = texts(inputs, "vpcConfig.subnetIds")
      .map((subnetId) => zoneOfSubnet(world, subnetId))
      .find((name) => name && withoutControlPlane.includes(zoneIdOf(region, name) ?? ""));
    if (!zone) return undefined;
    return {
      code: "UnsupportedAvailabilityZoneException",
      message: `Cannot create cluster because ${zone}, the targeted availability zone, does not currently have sufficient capacity to support the cluster.`,
    };
  },
};

const endpointReachable: Rule = {
  name: "eks-endpoint-access",
  operation: "CreateCluster",
  on: ["create", "update"],
  refuse({ inputs }) {
    const isPublic = value(inputs, "vpcConfig.endpointPublicAccess") !== false;
    if (isPublic || flag(inputs, "vpcConfig.endpointPrivateAccess")) return undefined;
    return { code: "InvalidParameterException", message: "Private and public endpoint access cannot be both false." };
  },
};

const authenticationMode: Rule = {
  name: "eks-authentication-mode",
  operation: "UpdateClusterConfig",
  on: ["update"],
  refuse({ inputs, before }) {
    const order = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"];
    const [from, to] = [before?.outputs ?? {}, inputs].map((one) => text(one, "accessConfig.authenticationMode") ?? "");
    if (!from || !to || order.indexOf(to) >= order.indexOf(from)) return undefined;
    return {
      code: "InvalidParameterException",
      message: `Unsupported authentication mode update from ${from} to ${to}: the way leads only towards API.`,
    };
  },
};

const logTypes: Rule = {
  name: "eks-log-types",
  operation: "CreateCluster",
  on: ["create", "update"],
  atPreview: true,
  refuse({ inputs }) {
    const known = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
    const wrong = texts(inputs, "enabledClusterLogTypes").find((kind) => !known.includes(kind));
    if (!wrong) return undefined;
    return { code: "InvalidParameterException", message: `Invalid log type ${wrong}; one of ${known.join(", ")}.` };
  },
};

const clusterProtected: Rule = {
  name: "eks-deletion-protection",
  operation: "DeleteCluster",
  on: ["delete"],
  refuse({ inputs, before }) {
    if (!flag(inputs, "deletionProtection")) return undefined;
    return {
      code: "InvalidRequestException",
      message: `Cluster ${before?.id} has deletion protection; turn deletionProtection off first.`,
    };
  },
};

/** What EKS completes in the program's own blocks. */
function completedBlocks(request: Request): Properties {
  const { world, inputs } = request;
  const vpcConfig = object(inputs, "vpcConfig");
  const publicCidrs = texts(vpcConfig, "publicAccessCidrs");
  const isPublic = vpcConfig.endpointPublicAccess !== false;
  const access = object(inputs, "accessConfig");
  return {
    accessConfig: {
      authenticationMode: access.authenticationMode ?? "CONFIG_MAP",
      bootstrapClusterCreatorAdminPermissions: access.bootstrapClusterCreatorAdminPermissions ?? true,
    },
    kubernetesNetworkConfig: {
      elasticLoadBalancing: { enabled: false },
      ipFamily: "ipv4",
      serviceIpv4Cidr: "172.20.0.0/16",
      serviceIpv6Cidr: "",
      ...object(inputs, "kubernetesNetworkConfig"),
    },
    vpcConfig: {
      ...vpcConfig,
      clusterSecurityGroupId: ec2Id(request, "sg", "cluster-security-group"),
      controlPlaneEgressMode: vpcConfig.controlPlaneEgressMode ?? "VPC",
      endpointPrivateAccess: vpcConfig.endpointPrivateAccess ?? false,
      endpointPublicAccess: isPublic,
      publicAccessCidrs: publicCidrs.length > 0 ? publicCidrs : isPublic ? ["0.0.0.0/0"] : [],
      vpcId: vpcsOfSubnets(world, texts(vpcConfig, "subnetIds"))[0] ?? "",
    },
  };
}

const issuerOf = (request: Request) =>
  `https://oidc.eks.${request.region}.amazonaws.com/id/${hexFor(request, "oidc", 32).toUpperCase()}`;

export const eksTypes: readonly ResourceType[] = [
  awsType({
    type: CLUSTER,
    service: "EKS",
    label: "EKS Cluster",
    replaceOn: [
      "accessConfig.bootstrapClusterCreatorAdminPermissions",
      "bootstrapSelfManagedAddons",
      "kubernetesNetworkConfig.ipFamily",
      "kubernetesNetworkConfig.serviceIpv4Cidr",
      "name",
      "outpostConfig",
      "roleArn",
    ],
    autoName: { property: "name", maxLength: 100 },
    defaults: { bootstrapSelfManagedAddons: true },
    id: ({ inputs }) => text(inputs, "name") ?? "",
    arn: (request, id) => arn(request, "eks", `cluster/${id}`),
    computed: (request) => ({
      certificateAuthority: { data: request.world.kubernetes.certificateAuthority },
      // Only a local cluster on Outposts has one.
      clusterId: "",
      computeConfig: { enabled: false },
      controlPlaneScalingConfig: { tier: "standard" },
      createdAt: timestamp(),
      endpoint: request.world.kubernetes.endpoint,
      identities: [{ oidcs: [{ issuer: issuerOf(request) }] }],
      kubeApiServerConfig: { eventTtl: "1h", serviceNodePortRange: { max: 32767, min: 30000 } },
      kubeControllerManagerConfig: { horizontalPodAutoscalerControllerConfig: {}, podGcControllerConfig: {} },
      kubeSchedulerConfig: { nodeResourcesFit: {} },
      platformVersion: "eks.9",
      status: "ACTIVE",
      storageConfig: { blockStorage: { enabled: false } },
      upgradePolicy: { supportType: "EXTENDED" },
      version: defaultClusterVersion,
    }),
    derived: completedBlocks,
    references: [
      {
        property: "vpcConfig.subnetIds[]",
        to: [SUBNET],
        missing: "InvalidParameterException",
        blocksDeletion: "DependencyViolation",
      },
    ],
    rules: [
      clusterName,
      logTypes,
      versionOffered,
      versionStep,
      twoZones,
      oneVpc,
      zoneSupported,
      endpointReachable,
      authenticationMode,
      clusterProtected,
      roleExists("eks-cluster", "CreateCluster", "roleArn", "InvalidParameterException"),
      roleTrusts("eks-cluster", "CreateCluster", "roleArn", "eks.amazonaws.com", "InvalidParameterException"),
      securityGroupsExist(
        "eks-cluster",
        "CreateCluster",
        "vpcConfig.securityGroupIds",
        ({ world, inputs }) => vpcsOfSubnets(world, texts(inputs, "vpcConfig.subnetIds"))[0],
        "InvalidParameterException",
      ),
      keyUsable({
        kind: "eks-cluster",
        operation: "CreateCluster",
        code: "InvalidParameterException",
        keys: ({ inputs }) => [text(inputs, "encryptionConfig.provider.keyArn")],
      }),
      {
        name: "eks-encryption-kept",
        operation: "AssociateEncryptionConfig",
        on: ["update"],
        refuse({ inputs, before }) {
          if (!before || !isSet(before.inputs, "encryptionConfig") || isSet(inputs, "encryptionConfig"))
            return undefined;
          return {
            code: "InvalidParameterException",
            message: "Envelope encryption cannot be turned off again; keep encryptionConfig or replace the cluster.",
          };
        },
      },
    ],
  }),
];
