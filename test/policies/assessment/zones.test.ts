import { Stack } from "../../../policies/assessment/stack";
import { zoneOf, zonesAreEnough } from "../../../policies/assessment/zones";

const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function subnets(...inputs: readonly Record<string, unknown>[]) {
  return new Stack(
    inputs.map((each, index) => ({
      ...{ urn: `urn:${index}`, type: "aws:ec2/subnet:Subnet", name: `${index}`, protect: false, inputs: each },
    })),
  ).resources;
}

const named = (...zones: readonly string[]) => subnets(...zones.map((availabilityZone) => ({ availabilityZone })));

test("a subnet lies in the zone of its name, or of its id when it has no name", () => {
  const zones = subnets(
    { availabilityZone: "a" },
    { availabilityZoneId: "use1-az1" },
    {},
    {
      availabilityZone: sentinel,
      availabilityZoneId: "use1-az2",
    },
  ).map(zoneOf);
  expect(zones).toEqual([
    { kind: "known", value: "a" },
    { kind: "known", value: "use1-az1" },
    { kind: "absent" },
    { kind: "unknown" },
  ]);
});

test("subnets of enough zones pass, once it is known which they are", () => {
  const three = named("a", "b", "c");
  expect(zonesAreEnough({ kind: "exactly", resources: three }, "subnetIds", 3)).toMatchObject({ outcome: "pass" });
  expect(zonesAreEnough({ kind: "at-most", resources: three }, "subnetIds", 3)).toEqual({
    ...{ outcome: "undecided", because: "which subnets subnetIds names is known only after the update" },
  });
  const hidden = subnets({ availabilityZone: "a" }, { availabilityZone: sentinel });
  expect(zonesAreEnough({ kind: "exactly", resources: hidden }, "subnetIds", 2)).toEqual({
    ...{ outcome: "undecided", because: "the zones of the subnets in subnetIds are known only after the update" },
  });
  expect(zonesAreEnough({ kind: "open", because: "nobody knows" }, "subnetIds", 2)).toEqual({
    ...{ outcome: "undecided", because: "nobody knows" },
  });
});

test("subnets of too few zones are refused, with the zones in their order", () => {
  const found = (resources: ReturnType<typeof named>) => zonesAreEnough({ kind: "at-most", resources }, "subnetIds", 3);
  expect(found(named("b", "a", "b"))).toMatchObject({ found: "subnetIds names 3 subnets in a, b" });
  expect(found(named("a"))).toMatchObject({ found: "subnetIds names 1 subnet in a" });
  expect(found([])).toMatchObject({ found: "subnetIds names 0 subnets in no availability zone" });
});
