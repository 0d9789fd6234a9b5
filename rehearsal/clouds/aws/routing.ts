import type { Properties } from "../../../safes/plugin/provider";
import type { ResourceType, Rule, World } from "../resource-type";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { contains, parseCidr } from "./cidr";
import { checksum, ec2Id } from "./ids";
import { isSet, objects, text } from "./inputs";
import { siblings, vpcOfSubnet } from "./siblings";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";
const DEFAULT_ROUTE_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable";
const ROUTE = "aws:ec2/route:Route";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";

const destinations = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"] as const;
const inlineDestinations = ["cidrBlock", "ipv6CidrBlock", "destinationPrefixListId"] as const;
const targets = [
  "carrierGatewayId",
  "coreNetworkArn",
  "egressOnlyGatewayId",
  "gatewayId",
  "localGatewayId",
  "natGatewayId",
  "networkInterfaceId",
  "odbNetworkArn",
  "transitGatewayId",
  "vpcEndpointId",
  "vpcPeeringConnectionId",
] as const;

/** The VPC of a route table, be it made by the program or born with the VPC. */
function vpcOfRouteTable(world: World, routeTableId: string | undefined): string | undefined {
  if (routeTableId === undefined) return undefined;
  const made = world.get(ROUTE_TABLE, routeTableId);
  return made ? text(made.inputs, "vpcId") : world.findBy(VPC, "defaultRouteTableId", routeTableId)?.id;
}

const destinationOf = (inputs: Properties): string | undefined =>
  destinations.map((property) => text(inputs, property)).find((destination) => destination !== undefined);

const routeTableExists: Rule = {
  name: "route-table-exists",
  operation: "CreateRoute",
  on: ["create"],
  refuse({ world, inputs }) {
    const routeTableId = text(inputs, "routeTableId");
    if (vpcOfRouteTable(world, routeTableId)) return undefined;
    return { code: "InvalidRouteTableID.NotFound", message: `The routeTable ID '${routeTableId}' does not exist` };
  },
};

const routeTarget: Rule = {
  name: "route-one-target",
  operation: "CreateRoute",
  on: ["create", "update"],
  atPreview: true,
  refuse({ inputs }) {
    const set = targets.filter((property) => isSet(inputs, property));
    if (set.length === 1) return undefined;
    return {
      code: "InvalidParameterCombination",
      message: `A route needs exactly one target, got ${set.join(", ") || "none"}; one of ${targets.join(", ")}.`,
    };
  },
};

const routeDestination: Rule = {
  name: "route-one-destination",
  operation: "CreateRoute",
  on: ["create"],
  atPreview: true,
  refuse({ inputs }) {
    const set = destinations.filter((property) => isSet(inputs, property));
    if (set.length === 1) return undefined;
    return {
      code: "InvalidParameterCombination",
      message: `A route needs exactly one destination, got ${set.join(", ") || "none"}; one of ${destinations.join(", ")}.`,
    };
  },
};

const routeDuplicate: Rule = {
  name: "route-duplicate",
  operation: "CreateRoute",
  on: ["create"],
  refuse(request) {
    const { world, inputs } = request;
    const tableId = text(inputs, "routeTableId") ?? "";
    const destination = destinationOf(inputs);
    const elsewhere = siblings(request, ROUTE).some(
      (other) => other.inputs.routeTableId === tableId && destinationOf(other.inputs) === destination,
    );
    const table = world.get(ROUTE_TABLE, tableId) ?? world.get(DEFAULT_ROUTE_TABLE, tableId);
    const inline = objects(table?.inputs ?? {}, "routes").some((route) =>
      inlineDestinations.some((property) => text(route, property) === destination),
    );
    if (!elsewhere && !inline) return undefined;
    return { code: "RouteAlreadyExists", message: `The route identified by ${destination} already exists.` };
  },
};

const routeMoreSpecific: Rule = {
  name: "route-inside-vpc",
  operation: "CreateRoute",
  on: ["create"],
  refuse({ world, inputs }) {
    if (!text(inputs, "gatewayId") && !text(inputs, "natGatewayId")) return undefined;
    const destination = parseCidr(text(inputs, "destinationCidrBlock") ?? "");
    const vpc = world.get(VPC, vpcOfRouteTable(world, text(inputs, "routeTableId")) ?? "");
    const block = parseCidr(text(vpc?.inputs ?? {}, "cidrBlock") ?? "");
    if (!destination || !block || !contains(block, destination)) return undefined;
    return {
      code: "InvalidParameterValue",
      message:
        `Destination CIDR block ${text(inputs, "destinationCidrBlock")} is equal to or more specific than one of ` +
        "this VPC's CIDR blocks. This route can target only an interface or an instance.",
    };
  },
};

const routeSameNetwork: Rule = {
  name: "route-same-network",
  operation: "CreateRoute",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const tableId = text(inputs, "routeTableId");
    const targetId = text(inputs, "gatewayId") ?? text(inputs, "natGatewayId") ?? "";
    const gateway =
      world.get("aws:ec2/internetGateway:InternetGateway", targetId) ??
      world.get("aws:ec2/natGateway:NatGateway", targetId);
    const [vpcId, targetVpcId] = [vpcOfRouteTable(world, tableId), gateway && text(gateway.outputs, "vpcId")];
    if (!gateway || !vpcId || vpcId === targetVpcId) return undefined;
    return {
      code: "InvalidParameterValue",
      message: `route table ${tableId} and network gateway ${targetId} belong to different networks`,
    };
  },
};

const associationOnce: Rule = {
  name: "route-table-association-once",
  operation: "AssociateRouteTable",
  on: ["create"],
  refuse(request) {
    const { inputs } = request;
    const subnetId = text(inputs, "subnetId");
    const twin = siblings(request, ASSOCIATION).find((other) => subnetId && other.inputs.subnetId === subnetId);
    if (!twin) return undefined;
    return {
      code: "Resource.AlreadyAssociated",
      message: `the specified association for route table ${text(inputs, "routeTableId")} conflicts with an existing association (${twin.id})`,
    };
  },
};

const associationSameNetwork: Rule = {
  name: "route-table-association-same-network",
  operation: "AssociateRouteTable",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const [tableId, subnetId] = [text(inputs, "routeTableId"), text(inputs, "subnetId")];
    const [vpcId, subnetVpcId] = [vpcOfRouteTable(world, tableId), vpcOfSubnet(world, subnetId)];
    if (!vpcId || !subnetVpcId || vpcId === subnetVpcId) return undefined;
    return {
      code: "InvalidParameterValue",
      message: `route table ${tableId} and subnet ${subnetId} belong to different networks`,
    };
  },
};

export const routingTypes: readonly ResourceType[] = [
  awsType({
    type: ROUTE_TABLE,
    service: "EC2",
    label: "EC2 Route Table",
    replaceOn: ["vpcId"],
    id: (request) => ec2Id(request, "rtb"),
    arn: (request, id) => arn(request, "ec2", `route-table/${id}`),
    computed: ({ world }) => ({ ownerId: world.accountId }),
    references: [
      { property: "vpcId", to: [VPC], missing: "InvalidVpcID.NotFound", blocksDeletion: "DependencyViolation" },
    ],
  }),
  awsType({
    type: DEFAULT_ROUTE_TABLE,
    service: "EC2",
    label: "EC2 Default Route Table",
    replaceOn: ["defaultRouteTableId"],
    id: ({ inputs }) => text(inputs, "defaultRouteTableId") ?? "",
    arn: (request, id) => arn(request, "ec2", `route-table/${id}`),
    computed: ({ world }, id) => ({ ownerId: world.accountId, vpcId: vpcOfRouteTable(world, id) ?? "" }),
    references: [
      {
        property: "defaultRouteTableId",
        to: [VPC],
        by: "defaultRouteTableId",
        missing: "InvalidRouteTableID.NotFound",
      },
    ],
  }),
  awsType({
    type: ROUTE,
    service: "EC2",
    label: "EC2 Route",
    replaceOn: ["routeTableId", ...destinations],
    id: ({ inputs }) => `r-${text(inputs, "routeTableId")}${checksum(destinationOf(inputs) ?? "")}`,
    computed: () => ({
      instanceId: "",
      instanceOwnerId: "",
      origin: "CreateRoute",
      state: "active",
    }),
    references: [
      {
        property: "gatewayId",
        to: ["aws:ec2/internetGateway:InternetGateway"],
        missing: "InvalidGatewayID.NotFound",
      },
      { property: "natGatewayId", to: ["aws:ec2/natGateway:NatGateway"], missing: "InvalidNatGatewayID.NotFound" },
      { property: "vpcEndpointId", to: ["aws:ec2/vpcEndpoint:VpcEndpoint"], missing: "InvalidVpcEndpointId.NotFound" },
      {
        property: "destinationPrefixListId",
        to: ["aws:ec2/managedPrefixList:ManagedPrefixList"],
        missing: "InvalidPrefixListID.NotFound",
      },
    ],
    rules: [routeTableExists, routeTarget, routeDestination, routeDuplicate, routeMoreSpecific, routeSameNetwork],
  }),
  awsType({
    type: ASSOCIATION,
    service: "EC2",
    label: "EC2 Route Table Association",
    // The route table itself changes in place (ReplaceRouteTableAssociation).
    replaceOn: ["gatewayId", "subnetId"],
    id: (request) => ec2Id(request, "rtbassoc"),
    references: [
      {
        property: "routeTableId",
        to: [ROUTE_TABLE],
        missing: "InvalidRouteTableID.NotFound",
        blocksDeletion: "DependencyViolation",
      },
      { property: "subnetId", to: [SUBNET], missing: "InvalidSubnetID.NotFound" },
    ],
    rules: [associationOnce, associationSameNetwork],
  }),
];
