import { typeOf } from "./account";
import { FurnishedAccount } from "./furnished-account";
import { testRules } from "./rule-cases";
import { sampleOf } from "./samples";

const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const gone = "arn:aws:iam::111111111111:role/gone";

const sizes = (minSize: number, desiredSize: number, maxSize: number) => ({
  scalingConfig: { minSize, desiredSize, maxSize },
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
