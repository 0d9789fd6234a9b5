import { testRules } from "./rule-cases";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const GATEWAY = "aws:ec2/internetGateway:InternetGateway";
const ROUTE = "aws:ec2/route:Route";
const ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const NAT = "aws:ec2/natGateway:NatGateway";
const NETWORK_ACL = "aws:ec2/networkAcl:NetworkAcl";
const NETWORK_ACL_RULE = "aws:ec2/networkAclRule:NetworkAclRule";

const entry = (ruleNo: number) => ({
  action: "allow",
  ruleNo,
  protocol: "-1",
  fromPort: 0,
  toPort: 0,
  cidrBlock: "0.0.0.0/0",
});

describe("VPCs and subnets", () => {
  testRules([
    {
      rule: "vpc-block-size",
      refuses: "a VPC larger than /16",
      code: "InvalidVpc.Range",
      type: VPC,
      fine: { cidrBlock: "10.20.0.0/28" },
      wrong: { cidrBlock: "10.0.0.0/15" },
    },
    {
      rule: "subnet-block-size",
      refuses: "a subnet smaller than /28",
      code: "InvalidSubnet.Range",
      type: SUBNET,
      fine: { cidrBlock: "10.0.9.0/28" },
      wrong: { cidrBlock: "10.0.9.0/29" },
    },
    {
      rule: "subnet-inside-vpc",
      refuses: "a subnet outside its VPC",
      code: "InvalidSubnet.Range",
      type: SUBNET,
      wrong: { cidrBlock: "10.1.9.0/24" },
    },
    {
      rule: "subnet-overlap",
      refuses: "a subnet that overlaps another one of the VPC",
      code: "InvalidSubnet.Conflict",
      type: SUBNET,
      fine: ({ otherVpc }) => ({ vpcId: otherVpc.id, cidrBlock: "10.1.2.0/24" }),
      wrong: { cidrBlock: "10.0.1.128/25" },
    },
    {
      rule: "subnet-zone",
      refuses: "an availability zone of another region",
      code: "InvalidParameterValue",
      type: SUBNET,
      wrong: { availabilityZone: "eu-west-1a" },
    },
    {
      rule: "subnet-zone",
      refuses: "an availability zone that does not exist",
      code: "InvalidParameterValue",
      type: SUBNET,
      fine: { availabilityZone: "us-east-1f" },
      wrong: { availabilityZone: "us-east-1g" },
    },
    {
      rule: "one-internet-gateway-per-vpc",
      refuses: "a second internet gateway for a VPC",
      code: "InvalidParameterValue",
      type: GATEWAY,
      wrong: ({ vpc }) => ({ vpcId: vpc.id }),
    },
    {
      rule: "internet-gateway-with-public-addresses",
      refuses: "to detach an internet gateway while a NAT gateway has a public address",
      code: "DependencyViolation",
      mayGo: (account) => account.add(GATEWAY, { vpcId: account.otherVpc.id }),
      mayNot: ({ gateway }) => gateway,
    },
  ]);
});

describe("blocking of public access", () => {
  const exclusion = "aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion";

  testRules([
    {
      rule: "public-access-block-mode",
      refuses: "a mode of blocking that there is not",
      code: "InvalidParameterValue",
      type: "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions",
      fine: { internetGatewayBlockMode: "block-bidirectional" },
      wrong: { internetGatewayBlockMode: "block-egress" },
    },
    {
      rule: "public-access-exclusion-mode",
      refuses: "a mode of exclusion that there is not",
      code: "InvalidParameterValue",
      type: exclusion,
      fine: { internetGatewayExclusionMode: "allow-egress" },
      wrong: { internetGatewayExclusionMode: "allow-ingress" },
    },
    {
      rule: "public-access-exclusion-one-target",
      refuses: "an exclusion of a VPC and of one of its subnets",
      code: "InvalidParameterCombination",
      type: exclusion,
      fine: ({ vpc }) => ({ vpcId: vpc.id, subnetId: undefined }),
      wrong: ({ vpc }) => ({ vpcId: vpc.id }),
    },
    {
      rule: "public-access-exclusion-one-target",
      refuses: "an exclusion of nothing",
      code: "InvalidParameterCombination",
      type: exclusion,
      wrong: { subnetId: undefined },
    },
  ]);
});

describe("routes", () => {
  testRules([
    {
      rule: "route-table-exists",
      refuses: "a route in a table that does not exist",
      code: "InvalidRouteTableID.NotFound",
      type: ROUTE,
      fine: ({ vpc }) => ({ routeTableId: vpc.outputs.defaultRouteTableId }),
      wrong: { routeTableId: "rtb-00000000000000000" },
    },
    {
      rule: "route-one-target",
      refuses: "a route with two targets",
      code: "InvalidParameterCombination",
      type: ROUTE,
      wrong: ({ nat }) => ({ natGatewayId: nat.id }),
    },
    {
      rule: "route-one-destination",
      refuses: "a route without a destination",
      code: "InvalidParameterCombination",
      type: ROUTE,
      wrong: { destinationCidrBlock: undefined },
    },
    {
      rule: "route-duplicate",
      refuses: "a second route to a destination",
      code: "RouteAlreadyExists",
      type: ROUTE,
      wrong: (account) => {
        account.add(ROUTE, { routeTableId: account.routeTable.id, destinationCidrBlock: "0.0.0.0/0" });
        return {};
      },
    },
    {
      rule: "route-inside-vpc",
      refuses: "a route that leads part of the VPC to a gateway",
      code: "InvalidParameterValue",
      type: ROUTE,
      wrong: { destinationCidrBlock: "10.0.3.0/24" },
    },
    {
      rule: "route-same-network",
      refuses: "a route to the internet gateway of another VPC",
      code: "InvalidParameterValue",
      type: ROUTE,
      wrong: (account) => ({ gatewayId: account.add(GATEWAY, { vpcId: account.otherVpc.id }).id }),
    },
    {
      rule: "route-table-association-once",
      refuses: "a second route table for a subnet",
      code: "Resource.AlreadyAssociated",
      type: ASSOCIATION,
      wrong: (account) => {
        account.add(ASSOCIATION, { routeTableId: account.routeTable.id, subnetId: account.subnetIds[0] });
        return {};
      },
    },
    {
      rule: "route-table-association-same-network",
      refuses: "a route table for a subnet of another VPC",
      code: "InvalidParameterValue",
      type: ASSOCIATION,
      wrong: ({ otherSubnet }) => ({ subnetId: otherSubnet.id }),
    },
  ]);
});

describe("NAT gateways", () => {
  testRules([
    {
      rule: "nat-allocation-needed",
      refuses: "a public NAT gateway without an address",
      code: "MissingParameter",
      type: NAT,
      fine: { connectivityType: "private", allocationId: undefined },
      wrong: { allocationId: undefined },
    },
    {
      rule: "elastic-ip-associated-once",
      refuses: "an Elastic IP that another NAT gateway has",
      code: "Resource.AlreadyAssociated",
      type: NAT,
      wrong: ({ address }) => ({ allocationId: address.id }),
    },
    {
      rule: "nat-needs-internet-gateway",
      refuses: "a NAT gateway in a VPC without an internet gateway",
      code: "Gateway.NotAttached",
      type: NAT,
      wrong: ({ otherSubnet }) => ({ subnetId: otherSubnet.id }),
    },
  ]);
});

describe("network ACLs", () => {
  testRules([
    {
      rule: "network-acl-inline-rule-numbers",
      refuses: "two inline rules of one number",
      code: "NetworkAclEntryAlreadyExists",
      type: NETWORK_ACL,
      fine: { ingress: [entry(100), entry(110)], egress: [entry(100)] },
      wrong: { ingress: [entry(100), entry(100)] },
    },
    {
      rule: "default-network-acl-inline-rule-numbers",
      refuses: "an inline rule number over 32766",
      code: "InvalidParameterValue",
      type: "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
      fine: { ingress: [entry(32766)] },
      wrong: { ingress: [entry(32767)] },
    },
    {
      rule: "network-acl-same-network",
      refuses: "a network ACL for a subnet of another VPC",
      code: "InvalidParameterValue",
      type: NETWORK_ACL,
      fine: ({ subnetIds }) => ({ subnetIds }),
      wrong: ({ otherSubnet }) => ({ subnetIds: [otherSubnet.id] }),
    },
    {
      rule: "network-acl-exists",
      refuses: "a rule of a network ACL that does not exist",
      code: "InvalidNetworkAclID.NotFound",
      type: NETWORK_ACL_RULE,
      fine: ({ vpc }) => ({ networkAclId: vpc.outputs.defaultNetworkAclId }),
      wrong: { networkAclId: "acl-00000000000000000" },
    },
    {
      rule: "network-acl-rule-number",
      refuses: "the rule number 0",
      code: "InvalidParameterValue",
      type: NETWORK_ACL_RULE,
      wrong: { ruleNumber: 0 },
    },
    {
      rule: "network-acl-rule-duplicate",
      refuses: "a second rule of one number and direction",
      code: "NetworkAclEntryAlreadyExists",
      type: NETWORK_ACL_RULE,
      fine: (account) => {
        account.add(NETWORK_ACL_RULE, { networkAclId: account.networkAcl.id, ruleNumber: 100, egress: true });
        return {};
      },
      wrong: (account) => {
        account.add(NETWORK_ACL_RULE, { networkAclId: account.networkAcl.id, ruleNumber: 100 });
        return {};
      },
    },
    {
      rule: "network-acl-association-same-network",
      refuses: "to associate a network ACL with a subnet of another VPC",
      code: "InvalidParameterValue",
      type: "aws:ec2/networkAclAssociation:NetworkAclAssociation",
      wrong: ({ otherSubnet }) => ({ subnetId: otherSubnet.id }),
    },
  ]);
});
