import { testRules } from "./rule-cases";

const CLUSTER = "aws:eks/cluster:Cluster";
const ADDON = "aws:eks/addon:Addon";
const ACCESS_ENTRY = "aws:eks/accessEntry:AccessEntry";
const ACCESS_POLICY = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";
const gone = "arn:aws:iam::111111111111:role/gone";

describe("add-ons and access", () => {
  testRules([
    {
      rule: "eks-addon-version",
      refuses: "an add-on version that is not for the cluster's version",
      code: "InvalidParameterException",
      type: ADDON,
      fine: { addonVersion: "v1.12.4-eksbuild.1" },
      wrong: { addonVersion: "v1.9.3-eksbuild.1" },
    },
    {
      rule: "eks-addon-version",
      refuses: "an add-on that EKS does not have",
      code: "InvalidParameterException",
      type: ADDON,
      wrong: { addonName: "core-dns" },
    },
    {
      rule: "eks-addon-configuration",
      refuses: "configuration values that are no JSON",
      code: "InvalidParameterException",
      type: ADDON,
      fine: { configurationValues: '{"replicaCount":3}' },
      wrong: { configurationValues: "{replicaCount: 3" },
    },
    {
      rule: "eks-addon-role",
      refuses: "an add-on role that does not exist",
      code: "InvalidParameterException",
      type: ADDON,
      wrong: { serviceAccountRoleArn: gone },
    },
    {
      rule: "access-entry-principal",
      refuses: "an access entry for a role that does not exist",
      code: "InvalidParameterException",
      type: ACCESS_ENTRY,
      fine: { principalArn: "arn:aws:iam::111111111111:role/deployer" },
      wrong: { principalArn: gone },
    },
    {
      rule: "access-entry-groups",
      refuses: "a Kubernetes group of the system",
      code: "InvalidParameterException",
      type: ACCESS_ENTRY,
      fine: { kubernetesGroups: ["operators"] },
      wrong: { kubernetesGroups: ["system:masters"] },
    },
    {
      rule: "access-entry-authentication-mode",
      refuses: "an access entry where only the config map counts",
      code: "InvalidRequestException",
      type: ACCESS_ENTRY,
      wrong: (account) => {
        account.add(CLUSTER, { name: "old", vpcConfig: { subnetIds: account.subnetIds } });
        return { clusterName: "old" };
      },
    },
    {
      rule: "access-policy-known",
      refuses: "an access policy that EKS does not have",
      code: "InvalidParameterException",
      type: ACCESS_POLICY,
      fine: { policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy" },
      wrong: { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    },
    {
      rule: "access-policy-needs-entry",
      refuses: "an access policy for a principal without an entry",
      code: "ResourceNotFoundException",
      type: ACCESS_POLICY,
      wrong: ({ strangeRole }) => ({ principalArn: strangeRole.outputs.arn }),
    },
    {
      rule: "access-policy-scope",
      refuses: "a namespace scope without namespaces",
      code: "InvalidParameterException",
      type: ACCESS_POLICY,
      fine: { accessScope: { type: "namespace", namespaces: ["jeju"] } },
      wrong: { accessScope: { type: "namespace" } },
    },
    {
      rule: "pod-identity-role",
      refuses: "a pod identity of a role that does not exist",
      code: "InvalidParameterException",
      type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
      wrong: { roleArn: gone },
    },
  ]);
});
