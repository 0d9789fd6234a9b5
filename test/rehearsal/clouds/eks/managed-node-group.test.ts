import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { checkManagedNodeGroup, ManagedNodeGroup } from "../../../../rehearsal/clouds/eks/managed-node-group";
import { type Registered, registeredBy } from "./registered";

type Args = Omit<eks.ManagedNodeGroupArgs, "cluster">;

const role = "arn:aws:iam::111111111111:role/node";

async function build(args: Args, authenticationMode = "API"): Promise<Registered[]> {
  return registeredBy(() => {
    const cluster = new aws.eks.Cluster("c", {
      name: "jeju",
      version: "1.34",
      roleArn: "arn:cluster-role",
      accessConfig: { authenticationMode },
      vpcConfig: { subnetIds: [] },
    });
    const core = {
      cluster,
      clusterIamRole: new aws.iam.Role("r", { assumeRolePolicy: "{}" }),
      endpoint: "https://example",
      instanceRoles: [],
      nodeGroupOptions: {},
      provider: new kubernetes.Provider("k", {}),
      subnetIds: ["subnet-a", "subnet-b"],
      vpcId: "vpc-1",
    };
    new ManagedNodeGroup("g", { ...args, cluster: core }, {});
  });
}

function nodeGroup(registered: readonly Registered[]): Registered["inputs"] {
  return registered.find(({ type }) => type === "aws:eks/nodeGroup:NodeGroup")?.inputs;
}

it("takes version, subnets and sizes from the cluster and the component's defaults", async () => {
  const registered = await build({ nodeRoleArn: role, instanceTypes: ["m7g.large"], operatingSystem: "AL2023" });
  expect(nodeGroup(registered)).toEqual({
    clusterName: "jeju",
    version: "1.34",
    nodeRoleArn: role,
    amiType: "AL2023_ARM_64_STANDARD",
    instanceTypes: ["m7g.large"],
    scalingConfig: { desiredSize: 2, minSize: 1, maxSize: 2 },
    subnetIds: ["subnet-a", "subnet-b"],
  });
});

it("leaves version and disk to a launch template of the program's", async () => {
  const launchTemplate = { id: "lt-1", version: "3" };
  const inputs = nodeGroup(await build({ nodeRoleArn: role, launchTemplate }));
  expect(inputs.launchTemplate).toEqual(launchTemplate);
  expect(inputs).not.toHaveProperty("version");
});

it("writes a launch template for IMDSv2, which then carries the disk", async () => {
  const registered = await build({
    nodeRoleArn: role,
    enableIMDSv2: true,
    diskSize: 80,
    operatingSystem: "Bottlerocket",
  });
  const template = registered.find(({ type }) => type === "aws:ec2/launchTemplate:LaunchTemplate");
  expect(template).toMatchObject({ name: "g-launchTemplate", parent: "g" });
  expect(template?.inputs).toEqual({
    blockDeviceMappings: [{ deviceName: "/dev/xvdb", ebs: { volumeSize: 80 } }],
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2, httpEndpoint: "enabled" },
  });
  expect(nodeGroup(registered)).not.toHaveProperty("diskSize");
});

it("registers the node group under the component and the component under its parent", async () => {
  const registered = await build({ nodeRoleArn: role });
  expect(registered.find(({ type }) => type === "aws:eks/nodeGroup:NodeGroup")?.parent).toBe("g");
});

describe("refuses", () => {
  const cluster = pulumi.output({}) as pulumi.Output<never>;

  it.each<[string, Args, RegExp]>([
    ["a node group without a role", {}, /nodeRole: is required/],
    [
      "an AMI of one's own beside an AMI type",
      { nodeRoleArn: role, amiId: "ami-1", amiType: "X" },
      /amiId: excludes amiType/,
    ],
    [
      "a launch template beside what the component would put into one",
      { nodeRoleArn: role, launchTemplate: { version: "1" }, enableIMDSv2: true },
      /launchTemplate: excludes enableIMDSv2/,
    ],
    ["user data beside parts of it", { nodeRoleArn: role, userData: "x", kubeletExtraArgs: "y" }, /userData: excludes/],
    ["EFA without a zone", { nodeRoleArn: role, enableEfaSupport: true }, /placementGroupAvailabilityZone/],
    ["user data, naming the file to extend", { nodeRoleArn: role, userData: "x" }, /managed-node-group\.ts/],
  ])("%s", (_, args, message) => {
    expect(() => checkManagedNodeGroup("g", { ...args, cluster })).toThrow(message);
  });

  it("instance types of two architectures", async () => {
    const { amiTypeFor } = await import("../../../../rehearsal/clouds/eks/ami-types");
    expect(() => amiTypeFor("AL2023", ["m7g.large", "m7i.large"], false)).toThrow(/do not share one architecture/);
    expect(() => amiTypeFor("AL2023", ["large"], false)).toThrow(/expected an EC2 instance type/);
    expect(amiTypeFor("Bottlerocket", ["g5.xlarge"], true)).toBe("BOTTLEROCKET_x86_64_NVIDIA");
  });
});
