import { Stack } from "../../policies/assessment/stack";
import { policies } from "../../policies/registry";
import { type Finding, judge, later, type Moment, ref } from "./engine-stub";
import { foundation, foundationWith } from "./foundation";

const shortened = ({ policy, resource, level }: Finding) => `${level} ${policy} ${resource.split("::").pop()}`;

test.each<Moment>(["preview", "after", "without-ids"])(
  "the pack has nothing to say of a sound stack (%s)",
  async (moment) => {
    expect((await judge(policies, foundation, { moment })).map(shortened)).toEqual([]);
  },
);

test.each([
  [
    "a subnet outside the VPC",
    "private-1",
    { cidrBlock: "192.168.0.0/24" },
    ["mandatory net-subnet-inside-vpc private-1"],
  ],
  [
    "a tier in two zones",
    "database-2",
    { availabilityZone: "us-east-1a" },
    ["mandatory net-subnets-3az vpc", "mandatory rds-subnets-3az-private database-subnets"],
  ],
  ["a database in a single zone", "database", { multiAz: false }, ["mandatory rds-multi-az database"]],
  ["nodes in a single zone", "nodes", { subnetIds: [ref("private-0")] }, ["mandatory eks-nodes-3az-private nodes"]],
  [
    "unencrypted volumes of nodes",
    "nodes-template",
    { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "false" } }] },
    ["mandatory lt-volumes-cmk nodes-template", "mandatory lt-volumes-cmk nodes-template"],
  ],
  ["an unencrypted database", "database", { storageEncrypted: false }, ["mandatory rds-encrypted-cmk database"]],
  [
    "two subnets that overlap",
    "public-1",
    { cidrBlock: "10.20.0.128/25" },
    ["mandatory net-subnets-no-overlap public-1"],
  ],
  ["a NAT gateway in another zone", "nat-2", { subnetId: ref("public-0") }, ["mandatory net-nat-per-az nat-2"]],
])("at preview the pack refuses %s, and nothing else", async (_, name, inputs, expected) => {
  expect((await judge(policies, foundationWith(name, inputs))).map(shortened).sort()).toEqual(expected);
});

test.each([
  ["undecided when its sources span three zones", [0, 1, 2], ["advisory eks-nodes-3az-private nodes"]],
  ["refused when its sources cannot", [0, 1], ["mandatory eks-nodes-3az-private nodes"]],
])("a list of subnets that only the update knows is %s", async (_, indexes, expected) => {
  const subnetIds = later(indexes.map((index) => ref(`private-${index}`)));
  const findings = await judge(policies, foundationWith("nodes", { subnetIds }));
  expect(findings.map(shortened)).toEqual(expected);
});

test("resources are found by type, pattern, URN, id and ARN", () => {
  const described = foundation.map(({ type, name }) => ({
    urn: `urn:${name}`,
    type,
    name,
    protect: false,
    outputs: { id: `id-of-${name}`, arn: `arn-of-${name}` },
  }));
  const stack = new Stack(described);
  expect(stack.all("aws:ec2/natGateway:NatGateway").map(({ name }) => name)).toEqual(["nat-0", "nat-1", "nat-2"]);
  expect(stack.all("aws:rds/*").map(({ name }) => name)).toEqual([
    "database-subnets",
    "database-parameters",
    "database",
  ]);
  expect(stack.byUrn("urn:vpc")?.type).toBe("aws:ec2/vpc:Vpc");
  expect(stack.byIdentity(["aws:kms/key:Key"], "arn-of-key")?.name).toBe("key");
  expect(stack.byIdentity(["aws:kms/key:Key"], "arn-of-vpc")).toBeUndefined();
});
