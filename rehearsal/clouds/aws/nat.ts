import type { ResourceType, Rule } from "../resource-type";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { hostAt, parseCidr } from "./cidr";
import { ec2Id, hexFor, publicAddress } from "./ids";
import { isSet, text } from "./inputs";
import { siblings, vpcOfSubnet } from "./siblings";

const EIP = "aws:ec2/eip:Eip";
const SUBNET = "aws:ec2/subnet:Subnet";
const NAT_GATEWAY = "aws:ec2/natGateway:NatGateway";

const allocationNeeded: Rule = {
  name: "nat-allocation-needed",
  operation: "CreateNatGateway",
  on: ["create"],
  refuse({ inputs }) {
    if (text(inputs, "connectivityType") === "private" || isSet(inputs, "allocationId")) return undefined;
    return { code: "MissingParameter", message: "The request must contain the parameter AllocationId" };
  },
};

const addressFree: Rule = {
  name: "elastic-ip-associated-once",
  operation: "CreateNatGateway",
  on: ["create"],
  refuse(request) {
    const allocationId = text(request.inputs, "allocationId");
    const holder = siblings(request, NAT_GATEWAY).find(
      (nat) => allocationId && nat.inputs.allocationId === allocationId,
    );
    if (!holder) return undefined;
    return {
      code: "Resource.AlreadyAssociated",
      message: `Elastic IP address [${allocationId}] is already associated with ${holder.id}`,
    };
  },
};

const gatewayAttached: Rule = {
  name: "nat-needs-internet-gateway",
  operation: "CreateNatGateway",
  on: ["create"],
  refuse({ world, inputs }) {
    if (text(inputs, "connectivityType") === "private") return undefined;
    const vpcId = vpcOfSubnet(world, text(inputs, "subnetId"));
    if (!vpcId || world.findBy("aws:ec2/internetGateway:InternetGateway", "vpcId", vpcId)) return undefined;
    return { code: "Gateway.NotAttached", message: `Network ${vpcId} has no Internet gateway attached` };
  },
};

const dnsSuffix = (region: string) => (region === "us-east-1" ? "compute-1" : `${region}.compute`);

export const natTypes: readonly ResourceType[] = [
  awsType({
    type: EIP,
    service: "EC2",
    label: "EC2 EIP",
    replaceOn: ["address", "customerOwnedIpv4Pool", "domain", "ipamPoolId", "networkBorderGroup", "publicIpv4Pool"],
    id: (request) => ec2Id(request, "eipalloc"),
    arn: (request, id) => arn(request, "ec2", `elastic-ip/${id}`),
    computed(request, id) {
      const publicIp = text(request.inputs, "address") ?? publicAddress(request);
      return {
        allocationId: id,
        associationId: "",
        carrierIp: "",
        customerOwnedIp: "",
        domain: "vpc",
        networkBorderGroup: request.region,
        privateDns: "",
        privateIp: "",
        ptrRecord: "",
        publicDns: `ec2-${publicIp.replaceAll(".", "-")}.${dnsSuffix(request.region)}.amazonaws.com`,
        publicIp,
        publicIpv4Pool: "amazon",
      };
    },
  }),
  awsType({
    type: NAT_GATEWAY,
    service: "EC2",
    label: "EC2 NAT Gateway",
    replaceOn: [
      "allocationId",
      "availabilityMode",
      "connectivityType",
      "privateIp",
      "secondaryPrivateIpAddressCount",
      "subnetId",
      "vpcId",
    ],
    defaults: { connectivityType: "public" },
    id: (request) => ec2Id(request, "nat"),
    computed(request) {
      const { world, inputs } = request;
      const subnetId = text(inputs, "subnetId");
      const block = parseCidr(text(world.get(SUBNET, subnetId ?? "")?.inputs ?? {}, "cidrBlock") ?? "");
      const address = world.get(EIP, text(inputs, "allocationId") ?? "");
      // AWS keeps the first four addresses of a subnet and the last one.
      const offset = 4 + (Number.parseInt(hexFor(request, "private-ip", 4), 16) % 11);
      return {
        associationId: address ? ec2Id(request, "eipassoc") : "",
        autoProvisionZones: "",
        autoScalingIps: "",
        availabilityMode: "zonal",
        networkInterfaceId: ec2Id(request, "eni"),
        privateIp: block ? hostAt(block, offset) : "",
        publicIp: text(address?.outputs ?? {}, "publicIp") ?? "",
        regionalNatGatewayAddresses: [],
        regionalNatGatewayAutoMode: "",
        routeTableId: "",
        vpcId: vpcOfSubnet(world, subnetId) ?? "",
      };
    },
    references: [
      {
        property: "subnetId",
        to: [SUBNET],
        missing: "InvalidSubnetID.NotFound",
        blocksDeletion: "DependencyViolation",
      },
      {
        property: "allocationId",
        to: [EIP],
        missing: "InvalidAllocationID.NotFound",
        blocksDeletion: "InvalidIPAddress.InUse",
      },
    ],
    rules: [allocationNeeded, addressFree, gatewayAttached],
  }),
];
