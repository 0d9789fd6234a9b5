import type { Properties } from "../../../safes/plugin/provider";
import type { Reference, Request, ResourceType, Rule } from "../resource-type";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { ec2Id, hexFor, lowerLetters, upperLetters } from "./ids";
import { flag, text, texts } from "./inputs";
import { factsOf } from "./regions";
import { securityGroupsExist } from "./security-groups";
import { siblings, vpcOfSubnet, zoneOfSubnet } from "./siblings";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const ROUTE_TABLE = "aws:ec2/routeTable:RouteTable";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

/** Services with an endpoint in every region of the table; `aws ec2 describe-vpc-endpoint-services`. */
const gatewayServices = ["dynamodb", "s3"];
const interfaceServices = [
  "acm",
  "application-autoscaling",
  "autoscaling",
  "backup",
  "backup-gateway",
  "cloudformation",
  "cloudtrail",
  "config",
  "ec2",
  "ec2messages",
  "ecr.api",
  "ecr.dkr",
  "eks",
  "eks-auth",
  "elasticfilesystem",
  "elasticloadbalancing",
  "events",
  "execute-api",
  "guardduty",
  "guardduty-data",
  "kinesis-firehose",
  "kinesis-streams",
  "kms",
  "lambda",
  "logs",
  "monitoring",
  "rds",
  "rds-data",
  "s3",
  "secretsmanager",
  "securityhub",
  "sns",
  "sqs",
  "ssm",
  "ssmmessages",
  "sts",
  "wafv2",
  "xray",
];

const kindOf = (inputs: Properties) => text(inputs, "vpcEndpointType") ?? "Gateway";

/** `s3` of `com.amazonaws.us-east-1.s3`; undefined for a service of another region or vendor. */
function serviceOf(serviceName: string, region: string): string | undefined {
  const prefix = `com.amazonaws.${region}.`;
  return serviceName.startsWith(prefix) ? serviceName.slice(prefix.length) : undefined;
}

const serviceKnown: Rule = {
  name: "endpoint-service",
  operation: "CreateVpcEndpoint",
  on: ["create"],
  refuse({ region, inputs }) {
    const serviceName = text(inputs, "serviceName") ?? "";
    // Endpoint services of other vendors (PrivateLink) cannot be judged here.
    if (serviceName.startsWith("com.amazonaws.vpce.")) return undefined;
    const service = serviceOf(serviceName, region) ?? "";
    const offered = kindOf(inputs) === "Gateway" ? gatewayServices : interfaceServices;
    if (offered.includes(service)) return undefined;
    return {
      code: "InvalidServiceName",
      message: `The Vpc Endpoint Service '${serviceName}' does not exist (type ${kindOf(inputs)}, region ${region})`,
    };
  },
};

const privateDnsOnce: Rule = {
  name: "endpoint-private-dns-conflict",
  operation: "CreateVpcEndpoint",
  on: ["create"],
  refuse(request) {
    const { inputs } = request;
    if (!flag(inputs, "privateDnsEnabled")) return undefined;
    const twin = siblings(request, ENDPOINT).find(
      ({ inputs: other }) =>
        other.vpcId === inputs.vpcId && other.serviceName === inputs.serviceName && flag(other, "privateDnsEnabled"),
    );
    if (!twin) return undefined;
    return {
      code: "InvalidParameter",
      message:
        `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ` +
        `${text(inputs, "serviceName")} in the VPC ${text(inputs, "vpcId")} (${twin.id})`,
    };
  },
};

const privateDnsNeedsVpcDns: Rule = {
  name: "endpoint-private-dns-needs-vpc-dns",
  operation: "CreateVpcEndpoint",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const vpc = world.get(VPC, text(inputs, "vpcId") ?? "");
    const dns = vpc && flag(vpc.outputs, "enableDnsHostnames") && vpc.outputs.enableDnsSupport !== false;
    if (!vpc || dns || !flag(inputs, "privateDnsEnabled")) return undefined;
    return {
      code: "InvalidParameter",
      message: `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpc.id}`,
    };
  },
};

const oneSubnetPerZone: Rule = {
  name: "endpoint-one-subnet-per-zone",
  operation: "CreateVpcEndpoint",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const zones = texts(inputs, "subnetIds").map((subnetId) => zoneOfSubnet(world, subnetId));
    const twice = zones.find((zone, index) => zone !== undefined && zones.indexOf(zone) !== index);
    if (!twice) return undefined;
    return {
      code: "DuplicateSubnetsInSameZone",
      message: `Found another VPC endpoint subnet in the availability zone ${twice}. VPC endpoint subnets should be in different availability zones supported by the VPC endpoint service.`,
    };
  },
};

const subnetsOfVpc: Rule = {
  name: "endpoint-same-network",
  operation: "CreateVpcEndpoint",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const vpcId = text(inputs, "vpcId");
    const foreign = texts(inputs, "subnetIds").find((subnetId) => {
      const other = vpcOfSubnet(world, subnetId);
      return other !== undefined && other !== vpcId;
    });
    if (!foreign) return undefined;
    return { code: "InvalidParameter", message: `The subnet ${foreign} does not belong to VPC ${vpcId}` };
  },
};

const gatewayTakesRouteTables: Rule = {
  name: "endpoint-gateway-arguments",
  operation: "CreateVpcEndpoint",
  on: ["create"],
  refuse({ inputs }) {
    const gateway = kindOf(inputs) === "Gateway";
    const wrong = gateway
      ? ["subnetIds", "securityGroupIds"].find((property) => texts(inputs, property).length > 0)
      : texts(inputs, "routeTableIds").length > 0 && "routeTableIds";
    if (!wrong) return undefined;
    return { code: "InvalidParameter", message: `${wrong} is not valid for endpoints of type ${kindOf(inputs)}` };
  },
};

function dnsEntries(request: Request, id: string): Properties[] {
  const service = serviceOf(text(request.inputs, "serviceName") ?? "", request.region);
  if (kindOf(request.inputs) !== "Interface" || !service) return [];
  const host = `${id}-${lowerLetters(request, "dns", 8)}`;
  const domain = `${service.split(".").reverse().join(".")}.${request.region}.vpce.amazonaws.com`;
  const hostedZoneId = `Z${upperLetters(request, "dns-zone", 13)}`;
  const zones = texts(request.inputs, "subnetIds").map((subnetId) => zoneOfSubnet(request.world, subnetId));
  const names = [`${host}.${domain}`, ...zones.map((zone) => `${host}-${zone}.${domain}`)];
  return names.map((dnsName) => ({ dnsName, hostedZoneId }));
}

function prefixListOf({ region, inputs }: Request): string {
  const service = serviceOf(text(inputs, "serviceName") ?? "", region);
  if (kindOf(inputs) !== "Gateway") return "";
  const lists: Readonly<Record<string, string>> = factsOf(region).prefixLists;
  return lists[service ?? ""] ?? "";
}

const routeTables = (property: string): Reference => ({
  property,
  to: [ROUTE_TABLE],
  missing: "InvalidRouteTableId.NotFound",
});

export const vpcEndpointTypes: readonly ResourceType[] = [
  awsType({
    type: ENDPOINT,
    service: "EC2",
    label: "EC2 VPC Endpoint",
    replaceOn: [
      "resourceConfigurationArn",
      "serviceName",
      "serviceNetworkArn",
      "serviceRegion",
      "vpcEndpointType",
      "vpcId",
    ],
    defaults: { vpcEndpointType: "Gateway" },
    id: (request) => ec2Id(request, "vpce"),
    arn: (request, id) => arn(request, "ec2", `vpc-endpoint/${id}`),
    computed(request, id) {
      const gateway = kindOf(request.inputs) === "Gateway";
      const subnetIds = texts(request.inputs, "subnetIds");
      return {
        // Blocks of a gateway endpoint's prefix list; S3 publishes its own at ip-ranges.amazonaws.com.
        cidrBlocks: gateway ? ["16.182.0.0/16", "3.5.0.0/19", "52.216.0.0/15", "54.231.0.0/16"] : [],
        dnsEntries: dnsEntries(request, id),
        dnsOptions: {
          dnsRecordIpType: gateway ? "service-defined" : "ipv4",
          privateDnsPreference: "",
          privateDnsSpecifiedDomains: [],
        },
        ipAddressType: "ipv4",
        networkInterfaceIds: subnetIds.map((subnetId) => `eni-0${hexFor(request, subnetId, 16)}`),
        ownerId: request.world.accountId,
        policy: JSON.stringify({
          Version: "2008-10-17",
          Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
        }),
        prefixListId: prefixListOf(request),
        requesterManaged: false,
        serviceRegion: request.region,
        state: "available",
      };
    },
    references: [
      { property: "vpcId", to: [VPC], missing: "InvalidVpcId.NotFound", blocksDeletion: "DependencyViolation" },
      {
        property: "subnetIds[]",
        to: [SUBNET],
        missing: "InvalidSubnetId.NotFound",
        blocksDeletion: "DependencyViolation",
      },
      routeTables("routeTableIds[]"),
    ],
    rules: [
      serviceKnown,
      gatewayTakesRouteTables,
      subnetsOfVpc,
      oneSubnetPerZone,
      privateDnsNeedsVpcDns,
      privateDnsOnce,
      securityGroupsExist("endpoint", "CreateVpcEndpoint", "securityGroupIds", ({ inputs }) => text(inputs, "vpcId")),
    ],
  }),
  ...(["RouteTable", "Subnet"] as const).map((kind) => {
    const property = kind === "RouteTable" ? "routeTableId" : "subnetId";
    return awsType({
      type: `aws:ec2/vpcEndpoint${kind}Association:VpcEndpoint${kind}Association`,
      service: "EC2",
      label: `EC2 VPC Endpoint ${kind} Association`,
      replaceOn: [property, "vpcEndpointId"],
      id: (request) => `a-${text(request.inputs, "vpcEndpointId")}${hexFor(request, "association", 10)}`,
      references: [
        { property: "vpcEndpointId", to: [ENDPOINT], missing: "InvalidVpcEndpointId.NotFound" },
        kind === "RouteTable"
          ? routeTables(property)
          : { property, to: [SUBNET], missing: "InvalidSubnetId.NotFound", blocksDeletion: "DependencyViolation" },
      ],
    });
  }),
  awsType({
    type: "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
    service: "EC2",
    label: "EC2 VPC Endpoint Policy",
    replaceOn: ["vpcEndpointId"],
    id: ({ inputs }) => text(inputs, "vpcEndpointId") ?? "",
    references: [{ property: "vpcEndpointId", to: [ENDPOINT], missing: "InvalidVpcEndpointId.NotFound" }],
  }),
];
