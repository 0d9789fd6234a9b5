import type { Resource } from "../../../policies/assessment/resource";
import {
  type Answer,
  leadsToInternetGateway,
  natGatewayOf,
  noneIsPublic,
  tierOf,
  vpcOf,
  zoneOfNatGateway,
} from "../../../policies/assessment/routing";
import type { Stack } from "../../../policies/assessment/stack";
import { aws } from "../case";
import { type Described, later, type Moment, ref, unknown } from "../engine-stub";
import { stackAt } from "../rules/pure-judge";

const subnet = (inputs: Described["inputs"] = {}) => aws("ec2/Subnet", "subnet", inputs);
const gateway = aws("ec2/InternetGateway", "internet", {});
const nat = (name = "nat") => aws("ec2/NatGateway", name, { subnetId: ref("outside") });
const outside = aws("ec2/Subnet", "outside", { availabilityZone: "us-east-1a" });
const table = (routes?: unknown, name = "table") => aws("ec2/RouteTable", name, { routes });
const route = (inputs: Described["inputs"], routeTableId: unknown = ref("table")) =>
  aws("ec2/Route", "route", { routeTableId, ...inputs });
const association = (routeTableId: unknown = ref("table"), subnetId: unknown = ref("subnet")) =>
  aws("ec2/RouteTableAssociation", "association", { subnetId, routeTableId });

/** What is asked of the resource called so: the answer, or why there is none yet. */
function asked<T>(
  question: (stack: Stack, resource: Resource) => Answer<T>,
  name: string,
  resources: readonly Described[],
  moment: Moment = "preview",
): unknown {
  const stack = stackAt(resources, moment);
  const resource = stack.resources.find((each) => each.name === name);
  if (!resource) throw new Error(`no ${name}`);
  const answer = question(stack, resource);
  if ("open" in answer) return answer.open;
  return answer.known && answer.known instanceof Object && "name" in answer.known ? answer.known.name : answer.known;
}

describe("the VPC of a subnet", () => {
  const [one, two] = ["one", "two"].map((name) => aws("ec2/Vpc", name, {})) as [Described, Described];
  const ofSubnet = (vpcId: unknown) => asked((_, resource) => vpcOf(resource), "subnet", [one, two, subnet({ vpcId })]);

  test("is the one that it names", () => {
    expect(ofSubnet(ref("two"))).toBe("two");
  });

  test.each([
    ["it names none", undefined, "vpcId is not set"],
    [
      "it comes from one of two",
      later([ref("one"), ref("two")]),
      "which VPC vpcId names is known only after the update",
    ],
    ["nothing tells of it", unknown, "vpcId is known only after the update"],
  ])("is open when %s", (_, vpcId, because) => {
    expect(ofSubnet(vpcId)).toBe(because);
  });
});

describe("the way to the internet", () => {
  const leads = (resources: readonly Described[], moment?: Moment) =>
    asked(leadsToInternetGateway, "subnet", [subnet(), gateway, ...resources], moment);

  test.each<[string, readonly Described[]]>([
    ["a route of its own", [table(), route({ gatewayId: ref("internet") }), association()]],
    ["a route in the table", [table([{ gatewayId: ref("internet") }]), association()]],
    ["a gateway that is there already", [table(), route({ gatewayId: "igw-1" }), association()]],
    ["the second of two routes", [table([{ gatewayId: unknown }, { gatewayId: "igw-1" }]), association()]],
  ])("goes over %s", (_, resources) => {
    expect(leads(resources)).toBe(true);
  });

  test.each<[string, readonly Described[]]>([
    ["no route table", []],
    ["a table without routes", [table(), association()]],
    ["a gateway of a VPN", [table(), route({ gatewayId: "vgw-1" }), association()]],
    ["no gateway", [table(), route({ natGatewayId: "nat-1" }), association()]],
    [
      "the table of another subnet",
      [table([{ gatewayId: "igw-1" }]), outside, association(ref("table"), ref("outside"))],
    ],
  ])("is closed with %s", (_, resources) => {
    expect(leads(resources)).toBe(false);
  });

  test.each<[string, readonly Described[], string]>([
    [
      "its association",
      [table(), outside, association(ref("table"), later([ref("subnet"), ref("outside")]))],
      "its route table is known only after the update",
    ],
    ["its route table", [association(unknown)], "the route table of association is not known yet"],
    [
      "which table a route is in",
      [table(), table([], "other"), route({}, later([ref("table"), ref("other")])), association()],
      "the routes of table are known only after the update",
    ],
    [
      "the gateway of a route",
      [table([{ gatewayId: unknown }]), association()],
      "the gateway of a route in table is known only after the update",
    ],
  ])("is open while nobody knows %s", (_, resources, because) => {
    expect(leads(resources)).toBe(because);
  });
});

describe("the NAT gateway of a subnet", () => {
  const natOf = (resources: readonly Described[]) =>
    asked(natGatewayOf, "subnet", [subnet(), outside, nat(), nat("second"), ...resources]);

  test("is that of the route, wherever the route stands", () => {
    expect(natOf([table(), route({ natGatewayId: ref("second") }), association()])).toBe("second");
    expect(natOf([table([{ natGatewayId: ref("nat") }]), association()])).toBe("nat");
  });

  test("is none without a route to one", () => {
    expect(natOf([table(), route({ gatewayId: "igw-1" }), association()])).toBeUndefined();
  });

  test.each<[string, readonly Described[], string]>([
    ["the route table", [association(unknown)], "the route table of association is not known yet"],
    [
      "the gateway",
      [table(), route({ natGatewayId: unknown }), association()],
      "natGatewayId is known only after the update",
    ],
    [
      "which of two gateways",
      [table(), route({ natGatewayId: later([ref("nat"), ref("second")]) }), association()],
      "the NAT gateway of route is known only after the update",
    ],
  ])("is open while nobody knows %s", (_, resources, because) => {
    expect(natOf(resources)).toBe(because);
  });
});

describe("the zone of a NAT gateway", () => {
  const zoneOfNat = (...resources: readonly Described[]) =>
    asked((_, resource) => zoneOfNatGateway(resource), "nat", resources);
  const inSubnet = (subnetId: unknown) => aws("ec2/NatGateway", "nat", { subnetId });

  test("is that of its subnet", () => {
    expect(zoneOfNat(outside, nat())).toBe("us-east-1a");
  });

  test("is open while its subnet, or that one's zone, is not known", () => {
    const because = "the subnet of nat is known only after the update";
    expect(zoneOfNat(outside, inSubnet(unknown))).toBe(because);
    expect(zoneOfNat(outside, inSubnet(undefined))).toBe(because);
    expect(zoneOfNat(outside, subnet(), inSubnet(later([ref("outside"), ref("subnet")])))).toBe(because);
    expect(zoneOfNat(aws("ec2/Subnet", "outside", {}), nat())).toBe("the zone of outside is not known");
  });
});

describe("the tier of a subnet", () => {
  const tier = (inputs: Described["inputs"], resources: readonly Described[] = [], outputs = {}) =>
    asked(tierOf, "subnet", [{ ...subnet(inputs), outputs }, gateway, outside, nat(), ...resources]);

  test("is its tag's, or the tag's of its provider", () => {
    expect(tier({ tags: { tier: "database" } }, [], { tagsAll: { tier: "other" } })).toBe("database");
    expect(tier({}, [], { tagsAll: { tier: "database" } })).toBe("database");
  });

  test.each<[string, readonly Described[]]>([
    ["public", [table(), route({ gatewayId: ref("internet") }), association()]],
    ["private", [table(), route({ natGatewayId: ref("nat") }), association()]],
    ["isolated", [table(), association()]],
  ])("is %s by its routes when no tag tells", (expected, resources) => {
    expect(tier({}, resources)).toBe(expected);
  });

  test("is open while its tag and its routes are not known", () => {
    expect(tier({ tags: { tier: unknown } }, [table([{ gatewayId: unknown }]), association()])).toMatch(
      /^the gateway of/,
    );
    expect(tier({}, [table(), route({ natGatewayId: unknown }), association()])).toMatch(/^natGatewayId is known only/);
  });
});

describe("subnets that a property names", () => {
  const group = (subnetIds: unknown) => aws("rds/SubnetGroup", "group", { subnetIds });
  const open = [table(), route({ gatewayId: ref("internet") }), association()];
  const judged = (subnetIds: unknown, routes: readonly Described[] = open) => {
    const stack = stackAt([subnet(), outside, gateway, ...routes, group(subnetIds)], "preview");
    const resource = stack.resources.find(({ name }) => name === "group");
    if (!resource) throw new Error("no group");
    return noneIsPublic(stack, resource, "subnetIds[]").map((verdict) => {
      if (verdict.outcome === "pass") return "pass";
      return `${verdict.outcome} ${verdict.resource?.name}: ${"found" in verdict ? verdict.found : verdict.because}`;
    });
  };
  const found = "subnetIds names subnet, which routes to an internet gateway";

  test("are refused when one of them is public, and left open while nobody knows whether it is one of them", () => {
    expect(judged([ref("outside"), ref("subnet")])).toEqual(["pass", `violation group: ${found}`]);
    expect(judged(later([ref("outside"), ref("subnet")]))).toEqual(["pass", `undecided group: ${found}`]);
  });

  test("are left open while nobody knows which they are, or where they lead", () => {
    expect(judged(unknown)).toEqual(["undecided group: subnetIds[] is known only after the update"]);
    expect(judged([ref("subnet")], [table([{ gatewayId: unknown }]), association()])).toEqual([
      "undecided group: whether subnet is public: the gateway of a route in table is known only after the update",
    ]);
  });
});
