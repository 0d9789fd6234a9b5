import { matchesType, Resource, show } from "../../../policies/assessment/resource";

const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const list = (inputs: unknown, outputs: unknown) =>
  new Resource({
    ...{ urn: "urn:one", type: "aws:eks/cluster:Cluster", name: "one", protect: false },
    inputs: { logs: inputs },
    outputs: { logs: outputs },
  })
    .elements("logs[]")
    .map(({ value }) => (value.kind === "known" ? value.value : value.kind));

test.each([
  ["the cloud's list, when it is known", ["a"], ["a", "b"], ["a", "b"]],
  ["the program's list, when the cloud's is not known yet", ["a", "b"], sentinel, ["a", "b"]],
  [
    "the program's list, when more of it is known",
    ["a", "b", sentinel],
    [sentinel, sentinel, "c"],
    ["a", "b", "unknown"],
  ],
  ["the program's list, when the cloud has none", ["a"], undefined, ["a"]],
  ["the cloud's list, when as much of it is known", ["a", sentinel], ["b", sentinel], ["b", "unknown"]],
  ["the cloud's list, when the program says nothing of it", [], sentinel, ["unknown"]],
  ["the cloud's list, when nothing of either is known", [sentinel], [sentinel, sentinel], ["unknown", "unknown"]],
])("elements are those of %s", (_, inputs, outputs, expected) => {
  expect(list(inputs, outputs)).toEqual(expected);
});

test("a type without a star is matched as a whole", () => {
  expect(matchesType("aws:ec2/vpc:Vpc", "aws:ec2/vpc:Vpc")).toBe(true);
  expect(matchesType("aws:ec2/vpc:Vpc", "aws:ec2/vpc:VpcIpv4")).toBe(false);
  expect(matchesType("aws:ec2/vpc:Vpc", "aws:ec2/vpc:Vpx")).toBe(false);
  expect(matchesType("aws:ec2/*", "aws:ec2/vpc:Vpc")).toBe(true);
  expect(matchesType("aws:ec2/*", "aws:ecs/service:Service")).toBe(false);
});

test("a path is shown as it is written, with quotes where a key has dots of its own", () => {
  expect(show("disks[].ebs.kmsKeyId")).toBe("disks[].ebs.kmsKeyId");
  expect(show(["metadata", "labels", "app.kubernetes.io/name"])).toBe('metadata.labels."app.kubernetes.io/name"');
});
