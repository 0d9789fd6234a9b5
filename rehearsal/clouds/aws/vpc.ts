import type { ResourceType, Rule } from "../resource-type";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { contains, overlaps, parseCidr } from "./cidr";
import { checksum, ec2Id, hexFor, sha256 } from "./ids";
import { text } from "./inputs";
import { zoneIdOf, zoneOfId, zonesOf } from "./regions";
import { siblings } from "./siblings";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway";

const vpcBlockSize: Rule = {
  name: "vpc-block-size",
  operation: "CreateVpc",
  on: ["create"],
  atPreview: true,
  refuse({ inputs }) {
    const notation = text(inputs, "cidrBlock");
    const block = notation === undefined ? undefined : parseCidr(notation);
    if (!block || (block.prefixLength >= 16 && block.prefixLength <= 28)) return undefined;
    return { code: "InvalidVpc.Range", message: `The CIDR '${notation}' is invalid: a VPC holds between /16 and /28.` };
  },
};

const subnetInsideVpc: Rule = {
  name: "subnet-inside-vpc",
  operation: "CreateSubnet",
  on: ["create"],
  refuse({ world, inputs }) {
    const notation = text(inputs, "cidrBlock") ?? "";
    const vpcNotation = text(world.get(VPC, text(inputs, "vpcId") ?? "")?.inputs ?? {}, "cidrBlock") ?? "";
    const [block, vpcBlock] = [parseCidr(notation), parseCidr(vpcNotation)];
    if (!block || !vpcBlock || contains(vpcBlock, block)) return undefined;
    return {
      code: "InvalidSubnet.Range",
      message: `The CIDR '${notation}' is invalid: it is not within ${vpcNotation}.`,
    };
  },
};

const subnetBlockSize: Rule = {
  name: "subnet-block-size",
  operation: "CreateSubnet",
  on: ["create"],
  refuse({ inputs }) {
    const notation = text(inputs, "cidrBlock") ?? "";
    const block = parseCidr(notation);
    if (!block || (block.prefixLength >= 16 && block.prefixLength <= 28)) return undefined;
    return {
      code: "InvalidSubnet.Range",
      message: `The CIDR '${notation}' is invalid: a subnet holds between /16 and /28.`,
    };
  },
};

const subnetOverlap: Rule = {
  name: "subnet-overlap",
  operation: "CreateSubnet",
  on: ["create"],
  refuse(request) {
    const notation = text(request.inputs, "cidrBlock") ?? "";
    const block = parseCidr(notation);
    const conflict = siblings(request, SUBNET).find((other) => {
      const taken = parseCidr(text(other.inputs, "cidrBlock") ?? "");
      return block && taken && other.inputs.vpcId === request.inputs.vpcId && overlaps(block, taken);
    });
    if (!conflict) return undefined;
    return {
      code: "InvalidSubnet.Conflict",
      message: `The CIDR '${notation}' conflicts with another subnet (${conflict.id}, ${text(conflict.inputs, "cidrBlock")}).`,
    };
  },
};

const subnetZone: Rule = {
  name: "subnet-zone",
  operation: "CreateSubnet",
  on: ["create"],
  refuse({ region, inputs }) {
    const zone = text(inputs, "availabilityZone");
    const zoneId = text(inputs, "availabilityZoneId");
    const known = zone ? zoneIdOf(region, zone) : zoneId ? zoneOfId(region, zoneId) : "chosen by AWS";
    if (known) return undefined;
    return {
      code: "InvalidParameterValue",
      message:
        `Value (${zone ?? zoneId}) for parameter availabilityZone is invalid. Subnets can currently only be created ` +
        `in the following availability zones: ${zonesOf(region).join(", ")}.`,
    };
  },
};

const oneGatewayPerVpc: Rule = {
  name: "one-internet-gateway-per-vpc",
  operation: "AttachInternetGateway",
  on: ["create", "update"],
  refuse(request) {
    const vpcId = text(request.inputs, "vpcId");
    const attached = siblings(request, INTERNET_GATEWAY).find((other) => vpcId && other.inputs.vpcId === vpcId);
    if (!attached) return undefined;
    return {
      code: "InvalidParameterValue",
      message: `Network ${vpcId} already has an internet gateway attached (${attached.id}).`,
    };
  },
};

const gatewayWithPublicAddresses: Rule = {
  name: "internet-gateway-with-public-addresses",
  operation: "DetachInternetGateway",
  on: ["delete"],
  refuse({ world, inputs }) {
    const vpcId = text(inputs, "vpcId");
    const mapped = world
      .all("aws:ec2/natGateway:NatGateway")
      .find((nat) => vpcId !== undefined && nat.outputs.vpcId === vpcId && text(nat.inputs, "allocationId"));
    if (!mapped) return undefined;
    return {
      code: "DependencyViolation",
      message: `Network ${vpcId} has some mapped public address(es) (${mapped.id}). Please unmap those before detaching the gateway.`,
    };
  },
};

export const vpcTypes: readonly ResourceType[] = [
  awsType({
    type: VPC,
    service: "EC2",
    label: "EC2 VPC",
    // instanceTenancy: only back to `default` happens in place, and nothing here uses another.
    replaceOn: ["cidrBlock", "instanceTenancy", "ipv4IpamPoolId", "ipv4NetmaskLength"],
    defaults: { enableDnsSupport: true, instanceTenancy: "default" },
    id: (request) => ec2Id(request, "vpc"),
    arn: (request, id) => arn(request, "ec2", `vpc/${id}`),
    computed(request) {
      const mainRouteTableId = ec2Id(request, "rtb");
      return {
        defaultNetworkAclId: ec2Id(request, "acl"),
        defaultRouteTableId: mainRouteTableId,
        defaultSecurityGroupId: ec2Id(request, "sg"),
        // One set per account and region, whatever the VPC.
        dhcpOptionsId: `dopt-0${sha256(`${request.world.accountId}/${request.region}`).slice(0, 16)}`,
        ipv6AssociationId: "",
        mainRouteTableId,
        ownerId: request.world.accountId,
      };
    },
    rules: [vpcBlockSize],
  }),
  awsType({
    type: SUBNET,
    service: "EC2",
    label: "EC2 Subnet",
    replaceOn: [
      "availabilityZone",
      "availabilityZoneId",
      "cidrBlock",
      "ipv4IpamPoolId",
      "ipv4NetmaskLength",
      "ipv6IpamPoolId",
      "ipv6Native",
      "ipv6NetmaskLength",
      "outpostArn",
      "vpcId",
    ],
    defaults: {
      assignIpv6AddressOnCreation: false,
      enableDns64: false,
      enableResourceNameDnsARecordOnLaunch: false,
      enableResourceNameDnsAaaaRecordOnLaunch: false,
      ipv6Native: false,
      mapPublicIpOnLaunch: false,
    },
    id: (request) => ec2Id(request, "subnet"),
    arn: (request, id) => arn(request, "ec2", `subnet/${id}`),
    computed({ world, region, inputs, ...request }) {
      const zones = zonesOf(region);
      const chosen = zones[checksum(hexFor(request, "zone", 8)) % zones.length] ?? "";
      const zoneId = text(inputs, "availabilityZoneId");
      const zone = text(inputs, "availabilityZone") ?? (zoneId && zoneOfId(region, zoneId)) ?? chosen;
      return {
        availabilityZone: zone,
        availabilityZoneId: zoneIdOf(region, zone),
        ipv6CidrBlockAssociationId: "",
        ownerId: world.accountId,
        privateDnsHostnameTypeOnLaunch: "ip-name",
      };
    },
    references: [
      { property: "vpcId", to: [VPC], missing: "InvalidVpcID.NotFound", blocksDeletion: "DependencyViolation" },
    ],
    rules: [subnetBlockSize, subnetInsideVpc, subnetOverlap, subnetZone],
  }),
  awsType({
    type: INTERNET_GATEWAY,
    service: "EC2",
    label: "EC2 Internet Gateway",
    replaceOn: [],
    id: (request) => ec2Id(request, "igw"),
    arn: (request, id) => arn(request, "ec2", `internet-gateway/${id}`),
    computed: ({ world }) => ({ ownerId: world.accountId }),
    references: [
      { property: "vpcId", to: [VPC], missing: "InvalidVpcID.NotFound", blocksDeletion: "DependencyViolation" },
    ],
    rules: [oneGatewayPerVpc, gatewayWithPublicAddresses],
  }),
  awsType({
    type: "aws:ec2/tag:Tag",
    service: "EC2",
    label: "EC2 Tag",
    replaceOn: ["key", "resourceId"],
    id: ({ inputs }) => `${text(inputs, "resourceId")},${text(inputs, "key")}`,
  }),
];
