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

test("a component among the dependencies leaves the question open, with a provider of Pulumi's own or without one", () => {
  const component = described("jeju:infra:Network", "network");
  expect(named(sentinel, ["a", "network"], [component])).toMatch(/comes from network \(jeju:infra:Network\)/);
  const provider = { urn: "urn:pulumi", type: "pulumi:providers:pulumi", name: "pulumi", properties: {} };
  const reference = described("pulumi:pulumi:StackReference", "network", { provider });
  expect(named(sentinel, ["a", "network"], [reference])).toMatch(/comes from network \(pulumi:/);
});

test("where ids are known, what else the property depends on does not matter", () => {
  const nameless = described(subnetType, "d", { outputs: { cidrBlock: "10.20.0.0/24" } });
  const reference = described("pulumi:pulumi:StackReference", "network");
  expect(named(["subnet-d"], ["d", "network"], [nameless, reference])).toEqual(["exactly", ["d"]]);
});

test("a list that is unknown as a whole may name its one dependency, or nothing", () => {
  expect(named(sentinel, ["a"])).toEqual(["at-most", ["a"]]);
});

test("an element that is unknown as a whole names one resource", () => {
  const group = described("aws:rds/subnetGroup:SubnetGroup", "group", {
    inputs: { places: [sentinel] },
    dependencies: new Map([["places", ["urn:a"]]]),
  });
  const references = new Stack([...subnets, group]).byUrn("urn:group")?.references("places[].subnetId", [subnetType]);
  expect(references && summary(references)).toEqual(["exactly", ["a"]]);
});

test("what the program does not write is what the cloud has chosen, once that is known", () => {
  const vpcType = "aws:ec2/vpc:Vpc";
  const chosen = (written: Record<string, unknown> | undefined, vpcId: unknown) => {
    const subnet = described(subnetType, "subnet", { ...(written && { inputs: written }), outputs: { vpcId } });
    const vpc = described(vpcType, "vpc", { outputs: { id: "vpc-1" } });
    const references = new Stack([vpc, subnet]).byUrn("urn:subnet")?.references("vpcId", [vpcType]);
    return references && summary(references);
  };
  for (const written of [{}, undefined]) expect(chosen(written, "vpc-1")).toEqual(["exactly", ["vpc"]]);
  expect(chosen({}, sentinel)).toEqual(["exactly", []]);
  expect(chosen({ vpcId: "vpc-2" }, "vpc-1")).toBe("vpcId names vpc-2, which is not in this stack");
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
  const both = { ...key, dependencies: new Map([["hostedZoneId", ["urn:zone", "urn:other"]]]) };
  const other = described(zoneType, "other", { outputs: { id: sentinel } });
  expect(signed(sentinel, "urn:key", [zone, other, both])).toMatch(/known only after the update/);
  const stray = described("aws:sns/topic:Topic", "topic", { inputs: { name: "topic" } });
  expect(signed(sentinel, "urn:topic", [zone, stray])).toMatch(/known only after the update/);
});

test("a property that another resource hands on is left open while it names several, or perhaps none", () => {
  const list = (name: string, subnetIds: unknown, ...dependsOn: readonly string[]) =>
    described("aws:rds/subnetGroup:SubnetGroup", name, {
      inputs: { subnetIds },
      dependencies: new Map([["subnetIds", dependsOn.map((each) => `urn:${each}`)]]),
    });
  const handedOn = (group: ResourceDescription) => named(sentinel, ["between"], [group]);
  const open = "subnetIds[] is known only after the update";
  expect(handedOn(list("between", ["subnet-a"], "a"))).toEqual(["at-most", ["a"]]);
  expect(handedOn(list("between", ["subnet-a", "subnet-b"], "a", "b"))).toBe(open);
  expect(handedOn(list("between", sentinel, "a"))).toBe(open);
});

test("a resource of the type itself is the one that is named, whomever it names in turn", () => {
  const type = "aws:rds/instance:Instance";
  const instance = (name: string, source?: string) =>
    described(type, name, {
      ...(source && { inputs: { replicateSourceDb: sentinel } }),
      ...(source && { dependencies: new Map([["replicateSourceDb", [`urn:${source}`]]]) }),
      outputs: { id: sentinel },
    });
  const stack = new Stack([instance("first"), instance("second", "first"), instance("third", "second")]);
  const references = stack.byUrn("urn:third")?.references("replicateSourceDb", [type]);
  expect(references && summary(references)).toEqual(["exactly", ["second"]]);
});
