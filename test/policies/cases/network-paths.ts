import { aws, type PolicyCases } from "../case";
import { ref, unknown } from "../engine-stub";
import { routed, subnet, tier, vpc } from "./places";

const privateTier = tier("private");
const services = ["s3", "ecr.api", "ecr.dkr", "kms", "secretsmanager", "logs", "sts", "ec2"];
const endpoint = (service: string, inputs: Record<string, unknown> = {}) =>
  aws("ec2/VpcEndpoint", `endpoint-${service}`, {
    vpcId: ref("vpc"),
    serviceName: `com.amazonaws.us-east-1.${service}`,
    ...inputs,
  });
const acl = (rule: Record<string, unknown>) =>
  aws("ec2/NetworkAcl", "acl", {
    vpcId: ref("vpc"),
    ingress: [
      { action: "allow", protocol: "tcp", ruleNo: 1, cidrBlock: "0.0.0.0/0", fromPort: 1024, toPort: 3388, ...rule },
    ],
  });
const aclRule = (inputs: Record<string, unknown>) =>
  aws("ec2/NetworkAclRule", "rule", {
    networkAclId: "acl-1",
    ruleNumber: 1,
    ruleAction: "allow",
    protocol: "-1",
    cidrBlock: "0.0.0.0/0",
    ...inputs,
  });
const peering = (destinationCidrBlock: unknown) =>
  aws("ec2/Route", "route", { routeTableId: "rtb-1", vpcPeeringConnectionId: "pcx-1", destinationCidrBlock });
const block = (internetGatewayBlockMode: unknown) =>
  aws("ec2/VpcBlockPublicAccessOptions", "block", { internetGatewayBlockMode });

export const networkPathCases: readonly PolicyCases[] = [
  {
    policy: "net-nacl-no-world-admin",
    good: {
      "replies that leave remote desktop out": [acl({})],
      "SSH from inside": [acl({ fromPort: 22, toPort: 22, cidrBlock: "10.20.0.0/16" })],
      "SSH refused": [acl({ fromPort: 22, toPort: 22, action: "deny" })],
      "a rule outwards": [aclRule({ egress: true })],
      "a rule that refuses": [aclRule({ ruleAction: "deny" })],
      "a rule for one port of the web": [aclRule({ protocol: "tcp", fromPort: 443, toPort: 443, ruleAction: unknown })],
    },
    bad: {
      "a range that holds remote desktop": {
        resources: [acl({ toPort: 3389 })],
        found: /ingress\[0\] lets 0\.0\.0\.0\/0 reach 3389/,
      },
      "everything, in IPv6": {
        resources: [acl({ protocol: "-1", cidrBlock: undefined, ipv6CidrBlock: "::/0" })],
        found: /lets ::\/0 reach 22 and 3389/,
      },
      "a rule by itself": { resources: [aclRule({})], found: /found: lets 0\.0\.0\.0\/0 reach 22 and 3389/ },
      "a rule inwards, said to be one": {
        resources: [aclRule({ egress: false })],
        found: /lets 0\.0\.0\.0\/0 reach 22 and 3389/,
      },
      "a rule by itself, in IPv6, for one port": {
        resources: [
          aclRule({ cidrBlock: undefined, ipv6CidrBlock: "::/0", protocol: "tcp", fromPort: 22, toPort: 22 }),
        ],
        found: /lets ::\/0 reach 22$/m,
      },
    },
    unknown: {
      "a block that another resource computes": [acl({ toPort: 3389, cidrBlock: unknown })],
      "whether it refuses, which another resource computes": [acl({ toPort: 3389, action: unknown })],
      "whether a rule by itself refuses": [aclRule({ ruleAction: unknown })],
      "the direction of a rule by itself": [aclRule({ egress: unknown })],
    },
  },
  {
    policy: "net-no-default-vpc",
    good: { "a VPC of the stack": [vpc] },
    bad: {
      "the account's own": { resources: [aws("ec2/DefaultVpc", "default", {})], found: /the default VPC is adopted/ },
    },
    unknown: "whether there is one is known",
  },
  {
    policy: "net-private-no-igw",
    good: {
      "a private tier without a way in": [vpc, ...privateTier],
      "a public tier with one": [vpc, ...tier("public"), ...routed("public-0", { gatewayId: "igw-0123456789abcdef0" })],
    },
    bad: {
      "a private subnet that routes to the internet": {
        resources: [vpc, ...privateTier, ...routed("private-1", { gatewayId: "igw-0123456789abcdef0" })],
        found: /private-1[\s\S]*the private tier routes to an internet gateway/,
      },
    },
    unknown: {
      "a route that nothing in the stack tells of": [
        vpc,
        ...privateTier,
        ...routed("private-1", { gatewayId: unknown }),
      ],
      "a subnet of which nothing but such a route tells the tier": [
        vpc,
        subnet("nameless", "us-east-1a", "10.20.0.0/24"),
        ...routed("nameless", { gatewayId: unknown }),
      ],
    },
  },
  {
    policy: "net-endpoints",
    good: { "an endpoint for each service": [vpc, ...services.map((service) => endpoint(service))] },
    bad: {
      "no endpoints": { resources: [vpc], found: /no endpoint for s3, ecr\.api/ },
      "one that is missing": {
        resources: [vpc, ...services.filter((name) => name !== "kms").map((service) => endpoint(service))],
        found: /no endpoint for kms$/m,
      },
    },
    unknown: {
      "a service that another resource computes": [vpc, endpoint("s3", { serviceName: unknown })],
      "an endpoint of which nobody knows the VPC": [vpc, endpoint("s3", { vpcId: unknown })],
    },
  },
  {
    policy: "net-peering-least-route",
    good: {
      "a route to one subnet": [peering("10.30.0.0/20")],
      "a route to the peer's addresses of IPv6": [peering(undefined)],
      "a route to something else": [
        aws("ec2/Route", "route", { routeTableId: "rtb-1", gatewayId: "igw-1", destinationCidrBlock: "0.0.0.0/0" }),
      ],
    },
    bad: {
      "a route to the whole peer": {
        resources: [peering("10.30.0.0/19")],
        found: /destinationCidrBlock is 10\.30\.0\.0\/19/,
      },
    },
    unknown: { "a block that another resource computes": [peering(unknown)] },
  },
  {
    policy: "net-block-public-access",
    good: {
      "ways in blocked": [vpc, block("block-ingress")],
      "ways in and out blocked": [vpc, block("block-bidirectional")],
    },
    bad: {
      "nothing said": { resources: [vpc], found: /no VpcBlockPublicAccessOptions/ },
      "blocking off": { resources: [block("off")], found: /internetGatewayBlockMode is off/ },
    },
    unknown: { "a mode that another resource computes": [block(unknown)] },
  },
];
