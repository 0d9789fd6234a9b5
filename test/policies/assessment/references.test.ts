import { type References, Resource, type ResourceDescription } from "../../../policies/assessment/resource";
import { Stack } from "../../../policies/assessment/stack";

const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const subnetType = "aws:ec2/subnet:Subnet";

function described(type: string, name: string, rest: Partial<ResourceDescription> = {}): ResourceDescription {
  const provider = { urn: "urn:aws", type: "pulumi:providers:aws", name: "aws", properties: {} };
  return { urn: `urn:${name}`, type, name, protect: false, ...(type.startsWith("aws:") && { provider }), ...rest };
}

const subnets = ["a", "b", "c"].map((name) => described(subnetType, name, { outputs: { id: `subnet-${name}` } }));

/** What a group says of its subnets, given its inputs and what they depend on. */
function named(subnetIds: unknown, dependsOn: readonly string[], others: readonly ResourceDescription[] = []): unknown {
  const group = described("aws:rds/subnetGroup:SubnetGroup", "group", {
    inputs: { subnetIds },
    dependencies: new Map([["subnetIds", dependsOn.map((name) => `urn:${name}`)]]),
  });
  const references = new Stack([...subnets, ...others, group])
    .byUrn("urn:group")
    ?.references("subnetIds[]", [subnetType]);
  return references && summary(references);
}

function summary(references: References): unknown {
  if (references.kind === "open") return references.because;
  return [references.kind, references.resources.map(({ name }) => name)];
}

test("known ids name exactly their resources", () => {
  expect(named(["subnet-a", "subnet-c"], ["a", "c"])).toEqual(["exactly", ["a", "c"]]);
});

test("as many unknown elements as dependencies are exactly those", () => {
  expect(named([sentinel, sentinel], ["a", "b"])).toEqual(["exactly", ["a", "b"]]);
  expect(named(["subnet-a", sentinel], ["a", "b"])).toEqual(["exactly", ["a", "b"]]);
});

test("a list that is unknown as a whole names at most its dependencies", () => {
  expect(named(sentinel, ["a", "b", "c"])).toEqual(["at-most", ["a", "b", "c"]]);
});

test("fewer elements than dependencies are some of those", () => {
  expect(named([sentinel], ["a", "b"])).toEqual(["at-most", ["a", "b"]]);
});

test("an id from outside the stack leaves the question open", () => {
  expect(named(["subnet-z"], [])).toBe("subnetIds[] names subnet-z, which is not in this stack");
});

test("a dependency whose id the provider does not repeat is what a known id names", () => {
  const nameless = described(subnetType, "d", { outputs: { cidrBlock: "10.20.0.0/24" } });
  expect(named(["subnet-a", "subnet-d"], ["a", "d"], [nameless])).toEqual(["exactly", ["a", "d"]]);
  expect(named(["subnet-d", "subnet-e"], ["d"], [nameless])).toMatch(/names subnet-d, which is not in this stack/);
});

test("a resource that is still to be created is not what a known id names", () => {
  const future = described(subnetType, "d", { outputs: { id: sentinel } });
  expect(named(["subnet-z"], ["d"], [future])).toMatch(/names subnet-z, which is not in this stack/);
});

test("an unknown without a dependency of the type leaves the question open", () => {
  expect(named(sentinel, [])).toBe("subnetIds[] is known only after the update");
});

test("a stack reference among the dependencies leaves the question open", () => {
  const reference = described("pulumi:pulumi:StackReference", "network");
  expect(named(sentinel, ["a", "network"], [reference])).toMatch(/comes from network \(pulumi:pulumi:StackReference\)/);
});

test("before the stack is known, every question is open", () => {
  const subnet = new Resource(described(subnetType, "a", { inputs: { vpcId: "vpc-1" } }));
  expect(summary(subnet.references("vpcId", ["aws:ec2/vpc:Vpc"]))).toBe(
    "vpcId is judged once the whole stack is known",
  );
});

test("what the outputs leave unknown is read from the inputs, and the other way round", () => {
  const [both] = new Stack([
    described("aws:ec2/vpc:Vpc", "vpc", {
      inputs: { tags: { tier: "public", stamp: sentinel }, cidrBlock: sentinel },
      outputs: { tags: sentinel, cidrBlock: "10.20.0.0/16", arn: sentinel },
    }),
  ]).resources;
  expect(both?.value("tags.tier")).toEqual({ kind: "known", value: "public" });
  expect(both?.value("tags.stamp")).toEqual({ kind: "unknown" });
  expect(both?.value("cidrBlock")).toEqual({ kind: "known", value: "10.20.0.0/16" });
  expect(both?.value("arn")).toEqual({ kind: "unknown" });
  expect(both?.value("ipv6CidrBlock")).toEqual({ kind: "absent" });
  expect(both?.asWritten().value("arn")).toEqual({ kind: "absent" });
});

test("a property that another resource hands on names whom that one names", () => {
  const zoneType = "aws:route53/zone:Zone";
  const signed = (hostedZoneId: unknown, dependsOn: string, others: readonly ResourceDescription[]) => {
    const signing = described("aws:route53/hostedZoneDnsSec:HostedZoneDnsSec", "signing", {
      inputs: { hostedZoneId },
      dependencies: new Map([["hostedZoneId", [dependsOn]]]),
    });
    const references = new Stack([...others, signing]).byUrn("urn:signing")?.references("hostedZoneId", [zoneType]);
    return references && summary(references);
  };
  const zone = described(zoneType, "zone", { outputs: { id: sentinel } });
  const key = described("aws:route53/keySigningKey:KeySigningKey", "key", {
    inputs: { hostedZoneId: sentinel },
    dependencies: new Map([["hostedZoneId", ["urn:zone"]]]),
  });
  expect(signed(sentinel, "urn:key", [zone, key])).toEqual(["exactly", ["zone"]]);
  const stray = described("aws:sns/topic:Topic", "topic", { inputs: { name: "topic" } });
  expect(signed(sentinel, "urn:topic", [zone, stray])).toMatch(/known only after the update/);
});
