import { aws, type PolicyCases } from "../case";
import { ref, unknown } from "../engine-stub";
import { routed, subnet, tier, vpc, zones } from "./places";

const privateTier = tier("private");
const publicTier = tier("public", zones, 100);
const internet = aws("ec2/InternetGateway", "internet", { vpcId: ref("vpc") });

export const subnetCases: readonly PolicyCases[] = [
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
];
