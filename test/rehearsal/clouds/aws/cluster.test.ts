import { typeOf } from "./account";
import { FurnishedAccount } from "./furnished-account";
import { testRules } from "./rule-cases";
import { sampleOf } from "./samples";

const CLUSTER = "aws:eks/cluster:Cluster";
const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const ADDON = "aws:eks/addon:Addon";
const ACCESS_ENTRY = "aws:eks/accessEntry:AccessEntry";
const ACCESS_POLICY = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const VOLUME = "aws:ebs/volume:Volume";
const gone = "arn:aws:iam::111111111111:role/gone";

const zones = (account: FurnishedAccount, ...names: string[]) => ({
  vpcConfig: {
    subnetIds: names.map((name, index) => account.subnet(account.vpc, name, `10.0.${100 + index}.0/24`).id),
  },
});
const sizes = (minSize: number, desiredSize: number, maxSize: number) => ({
  scalingConfig: { minSize, desiredSize, maxSize },
});
const ebs = (settings: object) => ({ blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: settings }] });

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

describe("node groups", () => {
  testRules([
    {
      rule: "node-group-scaling",
      refuses: "a desired size over the maximum",
      code: "InvalidParameterException",
      type: NODE_GROUP,
      fine: sizes(0, 0, 1),
      wrong: sizes(1, 4, 3),
    },
    {
      rule: "node-group-scaling",
      refuses: "a desired size under the minimum",
      code: "InvalidParameterException",
      type: NODE_GROUP,
      wrong: sizes(3, 2, 6),
    },
    {
      rule: "node-group-taints",
      refuses: "a taint effect in Kubernetes' spelling",
      code: "InvalidParameterException",
      type: NODE_GROUP,
      fine: { taints: [{ key: "stateful", effect: "NO_SCHEDULE" }] },
      wrong: { taints: [{ key: "stateful", effect: "NoSchedule" }] },
    },
    {
      rule: "node-group-instance-types",
      refuses: "an instance type that does not exist",
      code: "InvalidParameterException",
      type: NODE_GROUP,
      wrong: { instanceTypes: ["m7i.huge"] },
    },
    {
      rule: "node-group-ami-architecture",
      refuses: "an ARM image on an Intel instance",
      code: "InvalidParameterException",
      type: NODE_GROUP,
      fine: { amiType: "AL2023_ARM_64_STANDARD", instanceTypes: ["m7g.xlarge"] },
      wrong: { amiType: "AL2023_ARM_64_STANDARD", instanceTypes: ["m7i.xlarge"] },
    },
    {
      rule: "node-group-launch-template",
      refuses: "a disk size beside a launch template",
      code: "InvalidParameterException",
      type: NODE_GROUP,
      fine: ({ launchTemplate }) => ({ launchTemplate: { id: launchTemplate.id, version: "1" } }),
      wrong: ({ launchTemplate }) => ({ launchTemplate: { id: launchTemplate.id, version: "1" }, diskSize: 100 }),
    },
    {
      rule: "node-group-launch-template",
      refuses: "a launch template that does not exist",
      code: "InvalidRequestException",
      type: NODE_GROUP,
      wrong: { launchTemplate: { id: "lt-00000000000000000", version: "1" } },
    },
    {
      rule: "node-group-version",
      refuses: "nodes newer than the control plane",
      code: "InvalidParameterException",
      type: NODE_GROUP,
      fine: { version: "1.31" },
      wrong: { version: "1.35" },
    },
    {
      rule: "node-group-vpc",
      refuses: "subnets outside the cluster's VPC",
      code: "InvalidParameterException",
      type: NODE_GROUP,
      wrong: ({ otherSubnet }) => ({ subnetIds: [otherSubnet.id] }),
    },
    {
      rule: "node-group-role",
      refuses: "a node role that does not exist",
      code: "InvalidParameterException",
      type: NODE_GROUP,
      wrong: { nodeRoleArn: gone },
    },
    {
      rule: "node-group-role-trust",
      refuses: "a node role that EC2 may not assume",
      code: "InvalidParameterException",
      type: NODE_GROUP,
      wrong: ({ strangeRole }) => ({ nodeRoleArn: strangeRole.outputs.arn }),
    },
    {
      rule: "autoscaling-attachment-group-exists",
      refuses: "an attachment to a group that does not exist",
      code: "ValidationError",
      type: "aws:autoscaling/attachment:Attachment",
      wrong: { autoscalingGroupName: "gone" },
    },
    {
      rule: "autoscaling-tag-group-exists",
      refuses: "a tag of a group that does not exist",
      code: "ValidationError",
      type: "aws:autoscaling/tag:Tag",
      wrong: { autoscalingGroupName: "gone" },
    },
  ]);

  it("gives the cluster as many nodes as desired, spread over the zones, and takes them away at the end", async () => {
    const account = new FurnishedAccount();
    const type = typeOf(NODE_GROUP);
    const inputs = {
      ...sampleOf(NODE_GROUP, account),
      labels: { role: "stateful" },
      taints: [{ key: "stateful", value: "yes", effect: "NO_SCHEDULE" }],
    };
    const request = account.request(NODE_GROUP, inputs);
    const { outputs } = type.create(request);
    await type.after?.("create", request, outputs);
    const nodes = account.nodes.get(request.urn) ?? [];
    expect(nodes.map(({ zone }) => zone)).toEqual(["us-east-1a", "us-east-1b", "us-east-1c"]);
    expect(new Set(nodes.map(({ name }) => name)).size).toBe(3);
    expect(nodes[0]).toMatchObject({
      instanceType: "m7i.xlarge",
      labels: { role: "stateful", "topology.kubernetes.io/zone": "us-east-1a", "kubernetes.io/arch": "amd64" },
      taints: [{ key: "stateful", value: "yes", effect: "NoSchedule" }],
    });
    await type.after?.("delete", request, outputs);
    expect(account.nodes.get(request.urn)).toEqual([]);
  });
});

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

describe("launch templates and volumes", () => {
  testRules([
    {
      rule: "launch-template-volumes",
      refuses: "a volume type that does not exist",
      code: "InvalidParameterValue",
      type: TEMPLATE,
      fine: ebs({ volumeType: "gp3", volumeSize: 100, iops: 4000 }),
      wrong: ebs({ volumeType: "gp4", volumeSize: 100 }),
    },
    {
      rule: "launch-template-instance-type",
      refuses: "an instance type that does not exist",
      code: "InvalidInstanceType",
      type: TEMPLATE,
      fine: { instanceType: "c7gn.16xlarge" },
      wrong: { instanceType: "m5.3xlarge-fast" },
    },
    {
      rule: "launch-template-hop-limit",
      refuses: "a hop limit over 64",
      code: "InvalidParameterValue",
      type: TEMPLATE,
      wrong: { metadataOptions: { httpPutResponseHopLimit: 65 } },
    },
    {
      rule: "launch-template-user-data",
      refuses: "user data in plain text",
      code: "InvalidUserData.Malformed",
      type: TEMPLATE,
      fine: { userData: Buffer.from("#!/bin/sh").toString("base64") },
      wrong: { userData: "#!/bin/sh" },
    },
    {
      rule: "launch-template-security-groups",
      refuses: "a security group that does not exist",
      code: "InvalidGroup.NotFound",
      type: TEMPLATE,
      fine: ({ group }) => ({ vpcSecurityGroupIds: [group.id] }),
      wrong: { vpcSecurityGroupIds: ["sg-00000000000000000"] },
    },
    {
      rule: "launch-template-kms-key",
      refuses: "a key of another region",
      code: "InvalidKmsKeyId.NotFound",
      type: TEMPLATE,
      fine: ({ key }) => ebs({ encrypted: "true", kmsKeyId: key.outputs.arn }),
      wrong: (account) => ebs({ kmsKeyId: account.add("aws:kms/key:Key", {}, "eu-west-1").outputs.arn }),
    },
    {
      rule: "volume-limits",
      refuses: "IOPS for a volume type that has none to choose",
      code: "InvalidParameterValue",
      type: VOLUME,
      wrong: { type: "gp2", iops: 4000 },
    },
    {
      rule: "volume-zone",
      refuses: "a zone that does not exist",
      code: "InvalidZone.NotFound",
      type: VOLUME,
      wrong: { availabilityZone: "us-east-1z" },
    },
    {
      rule: "volume-kms-key",
      refuses: "a key that is disabled",
      code: "InvalidKmsKeyId.NotFound",
      type: VOLUME,
      fine: ({ key }) => ({ kmsKeyId: key.id }),
      wrong: (account) => ({ kmsKeyId: account.add("aws:kms/key:Key", { isEnabled: false }).id }),
    },
  ]);
});
