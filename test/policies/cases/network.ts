import { aws, type PolicyCases } from "../case";
import { ref, unknown } from "../engine-stub";
import { networkPathCases } from "./network-paths";
import { idsOf, key, routed, subnet, tier, vpc, zones } from "./places";
import { securityGroupCases } from "./security-groups";
import { subnetCases } from "./subnets";

const privateTier = tier("private");
const publicTier = tier("public", zones, 100);
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
  ...subnetCases,
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
  ...networkPathCases,
  ...securityGroupCases,
];
