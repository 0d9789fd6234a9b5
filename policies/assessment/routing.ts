import { type Resource, show } from "./resource";
import type { Stack } from "./stack";
import type { Path } from "./value";
import { pass, undecided, type Verdict, violation } from "./verdict";
import { subnetType, zoneOf } from "./zones";

export const vpcType = "aws:ec2/vpc:Vpc";
export const natGatewayType = "aws:ec2/natGateway:NatGateway";
const internetGatewayType = "aws:ec2/internetGateway:InternetGateway";
const routeTableTypes = ["aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable"] as const;
const routeType = "aws:ec2/route:Route";
const associationType = "aws:ec2/routeTableAssociation:RouteTableAssociation";

/** An answer that a preview may have to leave open, with the reason. */
export type Answer<T> = { readonly known: T } | { readonly open: string };

/** The VPC in which a resource lies, by its `vpcId`. */
export function vpcOf(resource: Resource): Answer<Resource> {
  const references = resource.references("vpcId", [vpcType]);
  if (references.kind === "open") return { open: references.because };
  const [vpc, ...others] = references.resources;
  if (!vpc) return { open: "vpcId is not set" };
  return others.length === 0 ? { known: vpc } : { open: "which VPC vpcId names is known only after the update" };
}

/** The subnet's tier: its `tier` tag, or what its routes make of it. */
export function tierOf(stack: Stack, subnet: Resource): Answer<string> {
  const tag = subnet.text(["tags", "tier"]);
  const inherited = tag.kind === "absent" ? subnet.text(["tagsAll", "tier"]) : tag;
  if (inherited.kind === "known") return { known: inherited.value };
  const internet = leadsToInternetGateway(stack, subnet);
  if ("open" in internet) return internet;
  if (internet.known) return { known: "public" };
  const nat = natGatewayOf(stack, subnet);
  if ("open" in nat) return nat;
  return { known: nat.known ? "private" : "isolated" };
}

/** What holds routes: a route table with its inline ones, or a single route resource. */
interface Exit {
  readonly holder: Resource;
  /** Path of the routes in their holder, to be put before a property's name. */
  readonly routes: "routes[]." | "";
}

function exitsOf(stack: Stack, subnet: Resource): Answer<readonly Exit[]> {
  const associations = stack.referring([associationType], "subnetId", subnet);
  if (associations.perhaps.length > 0) return { open: "its route table is known only after the update" };
  const exits: Exit[] = [];
  for (const association of associations.surely) {
    const tables = association.references("routeTableId", routeTableTypes);
    if (tables.kind !== "exactly") return { open: `the route table of ${association.name} is not known yet` };
    for (const table of tables.resources) {
      const routes = stack.referring([routeType], "routeTableId", table);
      if (routes.perhaps.length > 0) return { open: `the routes of ${table.name} are known only after the update` };
      exits.push({ holder: table.asWritten(), routes: "routes[]." });
      exits.push(...routes.surely.map((route): Exit => ({ holder: route, routes: "" })));
    }
  }
  return { known: exits };
}

/** Whether the subnet's route table has a route to an internet gateway. */
export function leadsToInternetGateway(stack: Stack, subnet: Resource): Answer<boolean> {
  const exits = exitsOf(stack, subnet);
  if ("open" in exits) return exits;
  let open: string | undefined;
  for (const { holder, routes } of exits.known) {
    for (const { value } of holder.elements(`${routes}gatewayId`)) {
      if (value.kind === "known" && String(value.value).startsWith("igw-")) return { known: true };
      if (value.kind !== "unknown") continue;
      const sources = holder.dependenciesOf(`${routes}gatewayId`) ?? [];
      if (sources.some((source) => source.is(internetGatewayType))) return { known: true };
      open = `the gateway of a route in ${holder.name} is known only after the update`;
    }
  }
  return open ? { open } : { known: false };
}

/** The NAT gateway through which the subnet reaches the internet; undefined when it does not. */
export function natGatewayOf(stack: Stack, subnet: Resource): Answer<Resource | undefined> {
  const exits = exitsOf(stack, subnet);
  if ("open" in exits) return exits;
  for (const { holder, routes } of exits.known) {
    const gateways = holder.references(`${routes}natGatewayId`, [natGatewayType]);
    if (gateways.kind === "open") return { open: gateways.because };
    const [gateway, ...others] = gateways.resources;
    if (others.length > 0) return { open: `the NAT gateway of ${holder.name} is known only after the update` };
    if (gateway) return { known: gateway };
  }
  return { known: undefined };
}

/** Zone in which a zonal NAT gateway lies. */
export function zoneOfNatGateway(gateway: Resource): Answer<string> {
  const subnets = gateway.references("subnetId", [subnetType]);
  const [subnet, ...others] = subnets.kind === "open" ? [] : subnets.resources;
  if (!subnet || others.length > 0) return { open: `the subnet of ${gateway.name} is known only after the update` };
  const zone = zoneOf(subnet);
  return zone.kind === "known" ? { known: zone.value } : { open: `the zone of ${subnet.name} is not known` };
}

/** None of the subnets that a property names has a way in from the internet. */
export function noneIsPublic(stack: Stack, resource: Resource, path: Path): readonly Verdict[] {
  const subnets = resource.references(path, [subnetType]);
  if (subnets.kind === "open") return [undecided(subnets.because, resource)];
  return subnets.resources.map((subnet): Verdict => {
    const isPublic = leadsToInternetGateway(stack, subnet);
    if ("open" in isPublic) return undecided(`whether ${subnet.name} is public: ${isPublic.open}`, resource);
    if (!isPublic.known) return pass;
    const found = `${show(path).replace("[]", "")} names ${subnet.name}, which routes to an internet gateway`;
    return subnets.kind === "exactly" ? violation(found, "private subnets only", resource) : undecided(found, resource);
  });
}
