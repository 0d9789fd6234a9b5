import { beside, both, change, drop, type Edit, flip, gone, on, point, set, withItem } from "../edits";
import { added, type Mutant, mutants, one, type Pick } from "../mutant";

const vpc = one("ec2/Vpc");
const publicSubnet = one("ec2/Subnet", "public-us-east-1a");
const privateSubnet = one("ec2/Subnet", "private-us-east-1a");
const secondSubnet = one("ec2/Subnet", "private-us-east-1b");
const databaseSubnet = one("ec2/Subnet", "database-us-east-1c");
const flowLog = one("ec2/FlowLog");
const flows = one("cloudwatch/LogGroup", "logs-flows");
const endpoint = one("ec2/VpcEndpoint", "endpoint-kms");
const publicAcl = one("ec2/NetworkAcl", "acl-public");
const privateRoute = one("ec2/Route", "route-private-us-east-1a");
const nat = one("ec2/NatGateway", "us-east-1b");
const publicAccess = one("ec2/VpcBlockPublicAccessOptions");
const emptyVpc = added("aws:ec2/vpc:Vpc", "empty");
const defaultVpc = added("aws:ec2/defaultVpc:DefaultVpc", "adopted");

/** Of a block of /18 or smaller. */
const lastAddressOf = (subnet: Pick): Edit => ({
  path: "cidrBlock",
  apply: (state, subject) => {
    const [a, b, c, , prefix] = String(subnet(state).inputs?.cidrBlock).split(/[./]/).map(Number);
    const last = `${a}.${b}.${Number(c) + 2 ** (24 - Number(prefix)) - 1}.255/32`;
    return set("cidrBlock", last).apply(state, subject);
  },
});

const opening = (from: number, to = from) => ({
  ...{ action: "allow", cidrBlock: "0.0.0.0/0", fromPort: from, toPort: to, protocol: "tcp", ruleNo: 900 },
});

export const networkMutants: readonly Mutant[] = [
  ...mutants(
    "net-subnets-3az",
    databaseSubnet,
    { "a zone that the tier has already": set("availabilityZone", "us-east-1a") },
    {
      at: vpc,
      also: [
        ["rds-subnets-3az-private", one("rds/SubnetGroup")],
        ["rds-proxy-3az", one("rds/Proxy")],
      ],
      settled: "a zone that is known by its id, and one that nobody knows may be the third",
    },
  ),
  ...mutants(
    "net-subnets-3az",
    vpc,
    { "another VPC, without a subnet": beside("aws:ec2/vpc:Vpc", "empty", { cidrBlock: "10.99.0.0/16" }) },
    {
      at: emptyVpc,
      also: [
        ["net-flow-logs", emptyVpc],
        ["net-endpoints", emptyVpc],
        ["net-default-sg-closed", emptyVpc],
      ],
    },
  ),
  ...mutants("net-subnet-inside-vpc", privateSubnet, {
    "a block outside": set("cidrBlock", "192.168.0.0/24"),
    "a block next to the VPC's": set("cidrBlock", "10.21.0.0/18"),
    "no block at all": set("cidrBlock", "10.20.0.0"),
  }),
  ...mutants("net-subnets-no-overlap", secondSubnet, {
    "the block of its neighbour": point("cidrBlock", privateSubnet, "cidrBlock"),
    "the last address of its neighbour": lastAddressOf(privateSubnet),
  }),
  ...mutants(
    "net-nat-per-az",
    nat,
    { "the subnet of another zone": point("subnetId", publicSubnet) },
    { openAt: secondSubnet, only: "mainnet" },
  ),
  ...mutants("net-endpoints-3az", endpoint, {
    "a subnet fewer": change("subnetIds", (ids) => (Array.isArray(ids) ? ids.slice(1) : ids)),
    "no subnet": set("subnetIds", []),
  }),
  ...mutants("net-flow-logs", flowLog, {
    "refused traffic only": set("trafficType", "REJECT"),
    "no traffic named": drop("trafficType"),
  }),
  ...mutants("net-flow-logs", flowLog, { "another VPC's": set("vpcId", "vpc-1") }, { at: vpc }),
  ...mutants("net-flow-logs", vpc, { "no flow log": on(flowLog, gone) }, { also: [["stack-inventory", "stack"]] }),
  ...mutants(
    "net-flow-logs",
    flows,
    { "a log group without a key": drop("kmsKeyId") },
    { also: [["logs-retention-kms", flows]] },
  ),
  ...mutants("net-no-auto-public-ip", publicSubnet, { "addresses for all": flip("mapPublicIpOnLaunch") }),
  ...mutants("net-nacl-no-world-admin", publicAcl, {
    "SSH for the world": withItem("ingress", opening(22)),
    "SSH for the world by IPv6": withItem("ingress", { ...opening(22), cidrBlock: "", ipv6CidrBlock: "::/0" }),
    "the world spelled otherwise": withItem("ingress", { ...opening(22), cidrBlock: "", ipv6CidrBlock: "0:0::0/0" }),
    "a range that ends with remote desktop": withItem("ingress", opening(3000, 3389)),
    "a range that starts with remote desktop": withItem("ingress", opening(3389, 4000)),
    "every protocol": withItem("ingress", { ...opening(0), protocol: "-1" }),
  }),
  ...mutants(
    "net-no-default-vpc",
    publicSubnet,
    {
      "the default VPC adopted": beside("aws:ec2/defaultVpc:DefaultVpc", "adopted", ({ inputs }) => ({
        tagsAll: inputs?.tagsAll,
      })),
    },
    { at: defaultVpc },
  ),
  ...mutants(
    "net-private-no-igw",
    privateSubnet,
    {
      "a route to the internet gateway, in a tier that its tag names": both(
        set("tags.tier", "private"),
        on(privateRoute, both(drop("natGatewayId"), point("gatewayId", one("ec2/InternetGateway")))),
      ),
    },
    {
      also: [
        ["eks-nodes-3az-private", one("eks/NodeGroup", "stateless")],
        ["eks-nodes-3az-private", one("eks/NodeGroup", "stateful-us-east-1a")],
      ],
    },
  ),
  ...mutants("net-endpoints", vpc, {
    "no endpoint of KMS": on(endpoint, gone),
    "the endpoint of another service": on(endpoint, set("serviceName", "com.amazonaws.us-east-1.kms-fips")),
  }),
  ...mutants("net-peering-least-route", privateRoute, {
    "one bit too wide": both(set("vpcPeeringConnectionId", "pcx-1"), set("destinationCidrBlock", "10.0.0.0/19")),
  }),
  ...mutants("net-block-public-access", publicAccess, { off: set("internetGatewayBlockMode", "off") }),
  ...mutants("net-block-public-access", publicAccess, { "no options": gone }, { at: "stack" }),
];
