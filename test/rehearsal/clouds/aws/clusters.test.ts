import type { FurnishedAccount } from "./furnished-account";
import { testRules } from "./rule-cases";

const CLUSTER = "aws:eks/cluster:Cluster";
const gone = "arn:aws:iam::111111111111:role/gone";

const zones = (account: FurnishedAccount, ...names: string[]) => ({
  vpcConfig: {
    subnetIds: names.map((name, index) => account.subnet(account.vpc, name, `10.0.${100 + index}.0/24`).id),
  },
});

describe("clusters", () => {
  testRules([
    {
      rule: "eks-cluster-name",
      refuses: "a name with a dot",
      code: "InvalidParameterException",
      type: CLUSTER,
      fine: { name: "jeju-mainnet-cluster" },
      wrong: { name: "jeju.mainnet" },
    },
    {
      rule: "eks-log-types",
      refuses: "a log type that EKS does not have",
      code: "InvalidParameterException",
      type: CLUSTER,
      fine: { enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"] },
      wrong: { enabledClusterLogTypes: ["kubelet"] },
    },
    {
      rule: "eks-version",
      refuses: "a Kubernetes version that EKS does not offer",
      code: "InvalidParameterException",
      type: CLUSTER,
      wrong: { version: "1.21" },
    },
    {
      rule: "eks-version-step",
      refuses: "to skip a minor version",
      code: "InvalidParameterException",
      type: CLUSTER,
      from: { version: "1.32" },
      fine: { version: "1.33" },
      wrong: { version: "1.34" },
    },
    {
      rule: "eks-two-zones",
      refuses: "subnets in a single zone",
      code: "InvalidParameterException",
      type: CLUSTER,
      wrong: (account) => zones(account, "us-east-1a", "us-east-1a"),
    },
    {
      rule: "eks-one-vpc",
      refuses: "subnets of two VPCs",
      code: "InvalidParameterException",
      type: CLUSTER,
      wrong: ({ subnetIds, otherSubnet }) => ({ vpcConfig: { subnetIds: [subnetIds[0], otherSubnet.id] } }),
    },
    {
      rule: "eks-zone-supported",
      refuses: "the zone of us-east-1 that has no room for control planes",
      code: "UnsupportedAvailabilityZoneException",
      type: CLUSTER,
      fine: (account) => zones(account, "us-east-1d", "us-east-1f"),
      wrong: (account) => zones(account, "us-east-1d", "us-east-1e"),
    },
    {
      rule: "eks-endpoint-access",
      refuses: "an endpoint that nobody reaches",
      code: "InvalidParameterException",
      type: CLUSTER,
      wrong: ({ subnetIds }) => ({
        vpcConfig: { subnetIds, endpointPrivateAccess: false, endpointPublicAccess: false },
      }),
    },
    {
      rule: "eks-authentication-mode",
      refuses: "the way back from access entries",
      code: "InvalidParameterException",
      type: CLUSTER,
      from: { accessConfig: { authenticationMode: "API_AND_CONFIG_MAP" } },
      fine: { accessConfig: { authenticationMode: "API" } },
      wrong: { accessConfig: { authenticationMode: "CONFIG_MAP" } },
    },
    {
      rule: "eks-encryption-kept",
      refuses: "to turn envelope encryption off",
      code: "InvalidParameterException",
      type: CLUSTER,
      from: ({ key }) => ({ encryptionConfig: { provider: { keyArn: key.outputs.arn }, resources: ["secrets"] } }),
      fine: {},
      wrong: { encryptionConfig: undefined },
    },
    {
      rule: "eks-deletion-protection",
      refuses: "to delete a protected cluster",
      code: "InvalidRequestException",
      mayGo: ({ cluster }) => cluster,
      mayNot: (account) => account.add(CLUSTER, { deletionProtection: true }),
    },
    {
      rule: "eks-cluster-role",
      refuses: "a cluster role that does not exist",
      code: "InvalidParameterException",
      type: CLUSTER,
      wrong: { roleArn: gone },
    },
    {
      rule: "eks-cluster-role-trust",
      refuses: "a cluster role that EKS may not assume",
      code: "InvalidParameterException",
      type: CLUSTER,
      wrong: ({ strangeRole }) => ({ roleArn: strangeRole.outputs.arn }),
    },
    {
      rule: "eks-cluster-security-groups",
      refuses: "a security group of another VPC",
      code: "InvalidParameterException",
      type: CLUSTER,
      fine: ({ subnetIds, group }) => ({ vpcConfig: { subnetIds, securityGroupIds: [group.id] } }),
      wrong: ({ subnetIds, otherGroup }) => ({ vpcConfig: { subnetIds, securityGroupIds: [otherGroup.id] } }),
    },
    {
      rule: "eks-cluster-kms-key",
      refuses: "an asymmetric key for envelope encryption",
      code: "InvalidParameterException",
      type: CLUSTER,
      fine: ({ key }) => ({ encryptionConfig: { provider: { keyArn: key.outputs.arn }, resources: ["secrets"] } }),
      wrong: ({ signingKey }) => ({
        encryptionConfig: { provider: { keyArn: signingKey.outputs.arn }, resources: ["secrets"] },
      }),
    },
  ]);
});
