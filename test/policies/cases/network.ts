import { aws, type PolicyCases } from "../case";
import { ref, unknown } from "../engine-stub";
import { networkPathCases } from "./network-paths";
import { idsOf, key, routed, subnet, tier, vpc, zones } from "./places";
import { securityGroupCases } from "./security-groups";

const privateTier = tier("private");
const publicTier = tier("public", zones, 100);
const internet = aws("ec2/InternetGateway", "internet", { vpcId: ref("vpc") });
const nat = (index: number, inputs: Record<string, unknown> = {}) =>
  aws("ec2/NatGateway", `nat-${index}`, { subnetId: ref(`public-${index}`), ...inputs });
const endpoint = (inputs: Record<string, unknown>) =>
  aws("ec2/VpcEndpoint", "endpoint", { vpcId: ref("vpc"), serviceName: "com.amazonaws.us-east-1.kms", ...inputs });
const flowLog = (inputs: Record<string, unknown> = {}) =>
  aws("ec2/FlowLog", "flow-log", {
    vpcId: ref("vpc"),
    trafficType: "ALL",
    logDestination: ref("group", "arn"),
    ...inputs,
  });
const logGroup = (inputs: Record<string, unknown> = { kmsKeyId: ref("key", "arn") }) =>
  aws("cloudwatch/LogGroup", "group", inputs);

export const networkCases: readonly PolicyCases[] = [
  {
    policy: "net-subnets-3az",
    good: {
      "a subnet of each tier in three zones": [vpc, ...privateTier, ...publicTier],
      "tiers that only their routes tell": [
        vpc,
        internet,
        ...zones.flatMap((zone, index) => [
          subnet(`open-${index}`, zone, `10.20.${index}.0/24`),
          ...routed(`open-${index}`, { gatewayId: ref("internet") }),
          subnet(`closed-${index}`, zone, `10.20.${index + 10}.0/24`),
        ]),
      ],
    },
    bad: {
      "a tier in two zones": {
        resources: [vpc, ...publicTier, ...tier("private", zones.slice(0, 2))],
        found: /private tier names 2 subnets in us-east-1a, us-east-1b/,
      },
      "three subnets in one zone": {
        resources: [vpc, ...tier("private", ["us-east-1a", "us-east-1a", "us-east-1a"])],
        found: /private tier names 3 subnets in us-east-1a/,
      },
      "a VPC without subnets": { resources: [vpc], found: /a VPC without subnets/ },
      "a tier in one zone beside the same tier of another VPC": {
        resources: [
          vpc,
          ...privateTier,
          aws("ec2/Vpc", "other", { cidrBlock: "10.30.0.0/16" }),
          subnet("alone", "us-east-1a", "10.30.0.0/24", { vpcId: ref("other"), tags: { tier: "private" } }),
        ],
        found: /resource: other[\s\S]*private tier names 1 subnet in us-east-1a/,
      },
      "one VPC without subnets beside another with them": {
        resources: [vpc, ...privateTier, aws("ec2/Vpc", "other", { cidrBlock: "10.30.0.0/16" })],
        found: /other[\s\S]*a VPC without subnets/,
      },
    },
    unknown: {
      "a zone that only AWS chooses": [
        vpc,
        ...tier("private", zones.slice(0, 2)),
        subnet("private-x", unknown, "10.20.9.0/24", { tags: { tier: "private" } }),
      ],
      "a subnet that may be the VPC's only one": [
        vpc,
        subnet("stray", "us-east-1a", "10.20.9.0/24", { vpcId: unknown, tags: { tier: "private" } }),
      ],
      "a tier that only an unknown route tells": [
        vpc,
        ...privateTier,
        subnet("nameless", "us-east-1a", "10.20.9.0/24"),
        ...routed("nameless", { gatewayId: unknown }),
      ],
      "a VPC that nothing in the stack tells of": [
        vpc,
        ...privateTier,
        subnet("stray", "us-east-1a", "10.20.9.0/24", { vpcId: unknown, tags: { tier: "private" } }),
      ],
    },
  },
  {
    policy: "net-subnet-inside-vpc",
    good: {
      "a subnet inside its VPC": [vpc, subnet("inside", "us-east-1a", "10.20.255.0/24")],
      "a subnet of IPv6 alone": [vpc, subnet("ipv6", "us-east-1a", undefined, { ipv6CidrBlock: "2600:1f18::/64" })],
      "a subnet inside a block that was added to the VPC": [
        vpc,
        aws("ec2/VpcIpv4CidrBlockAssociation", "block", { vpcId: ref("vpc"), cidrBlock: "100.64.0.0/16" }),
        subnet("inside", "us-east-1a", "100.64.1.0/24"),
      ],
    },
    bad: {
      "a subnet outside its VPC": {
        resources: [vpc, subnet("outside", "us-east-1a", "10.21.0.0/24")],
        found: /cidrBlock is 10\.21\.0\.0\/24, the VPC vpc has 10\.20\.0\.0\/16/,
      },
      "a subnet larger than its VPC": {
        resources: [vpc, subnet("outside", "us-east-1a", "10.0.0.0/8")],
        found: /cidrBlock is 10\.0\.0\.0\/8/,
      },
      "a block that only another VPC was given": {
        resources: [
          vpc,
          aws("ec2/Vpc", "other", { cidrBlock: "10.30.0.0/16" }),
          aws("ec2/VpcIpv4CidrBlockAssociation", "block", { vpcId: ref("other"), cidrBlock: "100.64.0.0/16" }),
          subnet("outside", "us-east-1a", "100.64.1.0/24"),
        ],
        found: /the VPC vpc has 10\.20\.0\.0\/16$/m,
      },
      "a block outside both of the VPC's": {
        resources: [
          vpc,
          aws("ec2/VpcIpv4CidrBlockAssociation", "block", { vpcId: ref("vpc"), cidrBlock: "100.64.0.0/16" }),
          subnet("outside", "us-east-1a", "192.168.0.0/24"),
        ],
        found: /the VPC vpc has 10\.20\.0\.0\/16, 100\.64\.0\.0\/16$/m,
      },
      "what is no block at all": {
        resources: [vpc, subnet("outside", "us-east-1a", "10.20.0.0/40")],
        found: /cidrBlock is 10\.20\.0\.0\/40/,
      },
    },
    unknown: {
      "a block that another resource computes": [vpc, subnet("computed", "us-east-1a", unknown)],
      "a second block that another resource computes": [
        vpc,
        aws("ec2/VpcIpv4CidrBlockAssociation", "block", { vpcId: ref("vpc"), cidrBlock: unknown }),
        subnet("outside", "us-east-1a", "192.168.0.0/24"),
      ],
      "a second block of which nobody knows the VPC": [
        vpc,
        aws("ec2/VpcIpv4CidrBlockAssociation", "block", { vpcId: unknown, cidrBlock: "192.168.0.0/16" }),
        subnet("outside", "us-east-1a", "192.168.0.0/24"),
      ],
      "a VPC that nothing in the stack tells of": [subnet("stray", "us-east-1a", "10.20.0.0/24", { vpcId: unknown })],
      "a VPC outside the stack": [subnet("stray", "us-east-1a", "10.20.0.0/24", { vpcId: "vpc-0123456789abcdef0" })],
    },
  },
  {
    policy: "net-subnets-no-overlap",
    good: {
      "subnets side by side": [vpc, ...privateTier, ...publicTier],
      "the same block in two VPCs": [
        vpc,
        aws("ec2/Vpc", "other", { cidrBlock: "10.20.0.0/16" }),
        subnet("here", "us-east-1a", "10.20.0.0/24"),
        subnet("there", "us-east-1a", "10.20.0.0/24", { vpcId: ref("other") }),
      ],
      "a subnet of IPv6 alone beside another": [
        vpc,
        subnet("here", "us-east-1a", "10.20.0.0/24"),
        subnet("ipv6", "us-east-1a", undefined, { ipv6CidrBlock: "2600:1f18::/64" }),
        subnet("ipv6-too", "us-east-1a", undefined, { ipv6CidrBlock: "2600:1f18:1::/64" }),
      ],
    },
    bad: {
      "a subnet inside another": {
        resources: [vpc, subnet("large", "us-east-1a", "10.20.0.0/20"), subnet("small", "us-east-1b", "10.20.15.0/24")],
        found: /cidrBlock 10\.20\.15\.0\/24 overlaps 10\.20\.0\.0\/20 of large/,
      },
    },
    unknown: {
      "a block that another resource computes": [
        vpc,
        subnet("known", "us-east-1a", "10.20.0.0/24"),
        subnet("computed", "us-east-1b", unknown),
      ],
      "a VPC that nothing in the stack tells of": [
        vpc,
        subnet("known", "us-east-1a", "10.20.0.0/24"),
        subnet("stray", "us-east-1b", "10.20.0.0/24", { vpcId: unknown }),
        subnet("stray-too", "us-east-1c", "10.20.0.0/24", { vpcId: unknown }),
      ],
    },
  },
  {
    policy: "net-nat-per-az",
    good: {
      "a NAT gateway in each zone": [
        vpc,
        ...publicTier,
        ...privateTier,
        ...[0, 1, 2].flatMap((index) => [
          nat(index),
          ...routed(`private-${index}`, { natGatewayId: ref(`nat-${index}`) }),
        ]),
      ],
      "a regional NAT gateway": [
        vpc,
        ...privateTier,
        aws("ec2/NatGateway", "regional", { vpcId: ref("vpc"), availabilityMode: "regional" }),
        ...[0, 1, 2].flatMap((index) => routed(`private-${index}`, { natGatewayId: ref("regional") })),
      ],
    },
    bad: {
      "one NAT gateway for all zones": {
        resources: [
          vpc,
          ...publicTier,
          ...privateTier.toReversed(),
          nat(0),
          ...[0, 1, 2].flatMap((index) => routed(`private-${index}`, { natGatewayId: ref("nat-0") })),
        ],
        found: /lies in us-east-1a and serves subnets in us-east-1b, us-east-1c/,
      },
      "one NAT gateway that is said to be zonal": {
        resources: [
          vpc,
          ...publicTier,
          ...privateTier,
          nat(0, { availabilityMode: "zonal" }),
          ...routed("private-1", { natGatewayId: ref("nat-0") }),
        ],
        found: /lies in us-east-1a and serves subnets in us-east-1b/,
      },
      "gateways crossed between zones, in routes inside the table": {
        resources: [
          vpc,
          ...publicTier,
          ...privateTier.slice(0, 1),
          nat(1),
          aws("ec2/RouteTable", "table", {
            vpcId: ref("vpc"),
            routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: ref("nat-1") }],
          }),
          aws("ec2/RouteTableAssociation", "association", { subnetId: ref("private-0"), routeTableId: ref("table") }),
        ],
        found: /lies in us-east-1b and serves subnets in us-east-1a/,
      },
    },
    unknown: {
      "a gateway that nothing in the stack tells of": [
        vpc,
        ...publicTier,
        ...privateTier,
        nat(0),
        ...routed("private-0", { natGatewayId: unknown }),
      ],
      "a gateway in a subnet that another resource computes": [
        vpc,
        ...privateTier,
        nat(0, { subnetId: unknown }),
        ...routed("private-0", { natGatewayId: ref("nat-0") }),
      ],
      "a zone that only AWS chooses": [
        vpc,
        ...publicTier,
        subnet("anywhere", unknown, "10.20.0.0/24"),
        nat(0),
        ...routed("anywhere", { natGatewayId: ref("nat-0") }),
      ],
    },
  },
  {
    policy: "net-endpoints-3az",
    good: {
      "an interface endpoint in three zones": [
        vpc,
        ...privateTier,
        endpoint({ vpcEndpointType: "Interface", subnetIds: idsOf(privateTier) }),
      ],
      "a gateway endpoint, which has no zones": [vpc, endpoint({ vpcEndpointType: "Gateway" })],
    },
    bad: {
      "an interface endpoint in one zone": {
        resources: [vpc, ...privateTier, endpoint({ vpcEndpointType: "Interface", subnetIds: [ref("private-1")] })],
        found: /subnetIds\[\] names 1 subnet in us-east-1b/,
      },
      "an interface endpoint without subnets": {
        resources: [vpc, endpoint({ vpcEndpointType: "Interface" })],
        found: /names 0 subnets in no availability zone/,
      },
    },
    unknown: {
      "a list that another resource computes": [
        vpc,
        ...privateTier,
        endpoint({ vpcEndpointType: "Interface", subnetIds: unknown }),
      ],
      "a kind of endpoint that another resource computes": [vpc, endpoint({ vpcEndpointType: unknown })],
      "a subnet outside the stack": [
        vpc,
        endpoint({ vpcEndpointType: "Interface", subnetIds: ["subnet-0123456789abcdef0"] }),
      ],
    },
  },
  {
    policy: "net-flow-logs",
    good: {
      "all traffic into an encrypted group": [vpc, key, logGroup(), flowLog()],
      "all traffic into a bucket": [vpc, flowLog({ logDestinationType: "s3", logDestination: "arn:aws:s3:::logs" })],
    },
    bad: {
      "a VPC without a flow log": { resources: [vpc], found: /no flow log names it/ },
      "a flow log of refused traffic only": {
        resources: [vpc, key, logGroup(), flowLog({ trafficType: "REJECT" })],
        found: /trafficType is REJECT/,
      },
      "a log group without a key": { resources: [vpc, logGroup({}), flowLog()], found: /kmsKeyId is not set/ },
      "a log group without a key, said to be the target": {
        resources: [vpc, logGroup({}), flowLog({ logDestinationType: "cloud-watch-logs" })],
        found: /kmsKeyId is not set/,
      },
      "refused traffic only, into a bucket": {
        resources: [
          vpc,
          flowLog({ logDestinationType: "s3", logDestination: "arn:aws:s3:::logs", trafficType: "REJECT" }),
        ],
        found: /trafficType is REJECT/,
      },
    },
    unknown: {
      "a destination that nothing in the stack tells of": [vpc, flowLog({ logDestination: unknown })],
      "a flow log of which nobody knows the VPC": [vpc, key, logGroup(), flowLog({ vpcId: unknown })],
    },
  },
  {
    policy: "net-no-auto-public-ip",
    good: {
      "a subnet that says nothing": [vpc, subnet("quiet", "us-east-1a", "10.20.0.0/24")],
      "a subnet that says no": [vpc, subnet("quiet", "us-east-1a", "10.20.0.0/24", { mapPublicIpOnLaunch: false })],
    },
    bad: {
      "a subnet that gives addresses": {
        resources: [vpc, subnet("loud", "us-east-1a", "10.20.0.0/24", { mapPublicIpOnLaunch: true })],
        found: /mapPublicIpOnLaunch is true/,
      },
    },
    unknown: {
      "a flag that another resource computes": [
        vpc,
        subnet("quiet", "us-east-1a", "10.20.0.0/24", { mapPublicIpOnLaunch: unknown }),
      ],
    },
  },
  ...networkPathCases,
  ...securityGroupCases,
];
