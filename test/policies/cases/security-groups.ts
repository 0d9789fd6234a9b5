import { aws, type PolicyCases } from "../case";
import { later, ref, unknown } from "../engine-stub";
import { vpc } from "./places";

const group = (inputs: Record<string, unknown> = {}) => aws("ec2/SecurityGroup", "group", inputs);
const inline = (rule: Record<string, unknown>) =>
  group({ ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"], ...rule }] });
const rule = (inputs: Record<string, unknown>) =>
  aws("vpc/SecurityGroupIngressRule", "rule", { securityGroupId: ref("group"), ipProtocol: "tcp", ...inputs });
const oldRule = (inputs: Record<string, unknown>) =>
  aws("ec2/SecurityGroupRule", "old-rule", {
    type: "ingress",
    securityGroupId: ref("group"),
    protocol: "tcp",
    cidrBlocks: ["0.0.0.0/0"],
    ...inputs,
  });
const outwards = (inputs: Record<string, unknown>) =>
  aws("vpc/SecurityGroupEgressRule", "outwards", { securityGroupId: ref("group"), ...inputs });
const closed = (inputs: Record<string, unknown> = {}) =>
  aws("ec2/DefaultSecurityGroup", "closed", { vpcId: ref("vpc"), ...inputs });
const database = aws("rds/Instance", "database", { instanceClass: "x", vpcSecurityGroupIds: [ref("group")] });
const balancer = (securityGroups: unknown = [ref("group")]) => aws("lb/LoadBalancer", "balancer", { securityGroups });
const list = (cidr: unknown) =>
  aws("ec2/ManagedPrefixList", "list", { addressFamily: "IPv4", maxEntries: 1, entries: [{ cidr }] });
const ports = (from: number, to = from) => ({ fromPort: from, toPort: to });
const world = { cidrIpv4: "0.0.0.0/0" };

export const securityGroupCases: readonly PolicyCases[] = [
  {
    policy: "net-default-sg-closed",
    good: { "an adopted group without rules": [vpc, closed()] },
    bad: {
      "a group that nobody adopted": { resources: [vpc], found: /no DefaultSecurityGroup names it/ },
      "a group with a rule": {
        resources: [vpc, closed({ ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }] })],
        found: /ingress has 1 rules/,
      },
    },
    unknown: {
      "rules that another resource computes": [vpc, closed({ egress: unknown })],
      "a VPC that nothing in the stack tells of": [vpc, closed({ vpcId: unknown })],
    },
  },
  {
    policy: "net-sg-no-world-admin",
    good: {
      "SSH from listed addresses": [inline({ cidrBlocks: ["198.51.100.7/32"] })],
      "another port for everybody": [group(), rule({ ...world, ...ports(443) })],
      "SSH outwards": [group(), oldRule({ type: "egress", ...ports(22) })],
      "ping from everybody": [group(), rule({ ...world, ipProtocol: "icmp", ...ports(-1) })],
      "another protocol over the same numbers": [group(), rule({ ...world, ipProtocol: "sctp", ...ports(22) })],
      "SSH from a block of zeros with a length": [group(), rule({ cidrIpv4: "10.0.0.0/01", ...ports(22) })],
      "a rule outwards, of its own kind": [group(), outwards({ ...world, ipProtocol: "-1" })],
    },
    bad: {
      "SSH for everybody as a second block": {
        resources: [inline({ cidrBlocks: ["198.51.100.7/32", "0.0.0.0/0"] })],
        found: /ingress\[0\] lets 0\.0\.0\.0\/0 reach 22/,
      },
      "SSH for everybody in IPv6, inside the group": {
        resources: [inline({ cidrBlocks: [], ipv6CidrBlocks: ["::/0"] })],
        found: /ingress\[0\] lets ::\/0 reach 22/,
      },
      "SSH for everybody in IPv6, by the older kind of rule": {
        resources: [group(), oldRule({ ...ports(22), cidrBlocks: undefined, ipv6CidrBlocks: ["::/0"] })],
        found: /found: lets ::\/0 reach 22/,
      },
      "no first port": {
        resources: [group(), rule({ ...world, toPort: 443 })],
        found: /found: lets 0\.0\.0\.0\/0 reach 22 and 3389/,
      },
      "no last port": { resources: [group(), rule({ ...world, fromPort: 443 })], found: /reach 22 and 3389/ },
      "no protocol": {
        resources: [group(), rule({ ...world, ipProtocol: undefined, ...ports(443) })],
        found: /reach 22 and 3389/,
      },
      "the protocol by its number": {
        resources: [group(), rule({ ...world, ipProtocol: "6", ...ports(22) })],
        found: /reach 22/,
      },
      "SSH for everybody": { resources: [inline({})], found: /ingress\[0\] lets 0\.0\.0\.0\/0 reach 22/ },
      "a range that holds remote desktop, in IPv6": {
        resources: [group(), rule({ cidrIpv6: "::/0", ...ports(3000, 4000) })],
        found: /lets ::\/0 reach 3389/,
      },
      "every protocol": { resources: [group(), rule({ ...world, ipProtocol: "-1" })], found: /reach 22 and 3389/ },
      "the older kind of rule": { resources: [group(), oldRule(ports(22))], found: /reach 22/ },
    },
    unknown: {
      "a block that another resource computes": [group(), rule({ cidrIpv4: unknown, ...ports(22) })],
      "ports that another resource computes": [group(), rule({ ...world, fromPort: unknown, toPort: unknown })],
      "a first port that another resource computes": [group(), rule({ ...world, fromPort: unknown, toPort: 443 })],
      "a last port that another resource computes": [group(), rule({ ...world, fromPort: 1, toPort: unknown })],
      "a protocol that another resource computes": [group(), rule({ ...world, ipProtocol: unknown, ...ports(22) })],
      "blocks inside the group that another resource computes": [inline({ cidrBlocks: unknown })],
    },
  },
  {
    policy: "net-sg-world-ports-allowlist",
    good: {
      "HTTPS for everybody": [group(), rule({ ...world, ...ports(443) })],
      "ping from everybody": [group(), rule({ ...world, ipProtocol: "icmp", ...ports(-1) })],
      "another port for a group": [group(), rule({ referencedSecurityGroupId: ref("group"), ...ports(5432) })],
    },
    bad: {
      "plain HTTP for everybody": {
        resources: [group(), rule({ ...world, ...ports(80) })],
        found: /lets 0\.0\.0\.0\/0 reach 80 to 80/,
      },
      "a port above the listed one": { resources: [inline(ports(8443))], found: /reach 8443 to 8443/ },
      "one port more than is listed": { resources: [inline(ports(443, 444))], found: /reach 443 to 444/ },
    },
    unknown: {
      "a block that another resource computes": [group(), rule({ cidrIpv4: unknown, ...ports(80) })],
      "ports that another resource computes": [group(), rule({ ...world, fromPort: unknown, toPort: 443 })],
    },
  },
  {
    policy: "net-sg-egress-data-tier",
    good: {
      "a database without a way out": [group(), database],
      "one protocol out, on every port": [group(), database, outwards({ ...world, ipProtocol: "tcp" })],
      "one port out, by a rule of which nobody knows the group": [
        group(),
        database,
        outwards({ ...world, ipProtocol: "tcp", ...ports(443), securityGroupId: unknown }),
      ],
      "everything in, by the older kind of rule": [group(), database, oldRule({ protocol: "-1" })],
      "one port out": [group(), database, outwards({ ...world, ipProtocol: "tcp", ...ports(443) })],
    },
    bad: {
      "everything out": {
        resources: [group(), database, outwards({ ...world, ipProtocol: "-1" })],
        found: /lets every protocol out to 0\.0\.0\.0\/0/,
      },
      "everything out of a cache": {
        resources: [
          group(),
          aws("elasticache/ReplicationGroup", "cache", { description: "Limits", securityGroupIds: [ref("group")] }),
          outwards({ ...world, ipProtocol: "-1" }),
        ],
        found: /lets every protocol out to 0\.0\.0\.0\/0/,
      },
      "everything out, inside the group": {
        resources: [
          group({ egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }] }),
          database,
        ],
        found: /egress\[0\] lets every protocol out/,
      },
    },
    unknown: {
      "a block that another resource computes": [group(), database, outwards({ cidrIpv4: unknown, ipProtocol: "-1" })],
      "a rule of a group that nothing in the stack tells of": [
        group(),
        database,
        outwards({ ...world, ipProtocol: "-1", securityGroupId: unknown }),
      ],
      "a group that nothing in the stack tells of": [
        aws("rds/Instance", "database", { instanceClass: "x", vpcSecurityGroupIds: unknown }),
      ],
    },
  },
  {
    policy: "net-sg-described",
    good: {
      "a group and a rule with a purpose": [
        group({ description: "Origin" }),
        rule({ ...ports(443), description: "Cloudflare" }),
      ],
      "a purpose that another resource names": [group({ description: later("Origin of the explorer") })],
    },
    bad: {
      "a group without one": { resources: [group()], found: /description is not set/ },
      "the words of the provider": {
        resources: [group({ description: "Managed by Pulumi" })],
        found: /description is not set/,
      },
      "a rule without one": { resources: [group({ description: "Origin" }), rule(ports(443))], found: /not set/ },
      "a rule inside a group without one": {
        resources: [group({ description: "Origin", ingress: [{ protocol: "tcp", ...ports(1) }] })],
        found: /ingress\[0\]\.description is not set/,
      },
      "a rule outwards inside a group without one": {
        resources: [group({ description: "Origin", egress: [{ protocol: "tcp", ...ports(1) }] })],
        found: /egress\[0\]\.description is not set/,
      },
    },
    unknown: "whether a description is written is known before its value",
  },
  {
    policy: "alb-only-from-cloudflare",
    good: {
      "a list of Cloudflare's ranges": [
        balancer(),
        group(),
        list("104.16.0.0/13"),
        rule({ prefixListId: ref("list"), ...ports(443) }),
      ],
      "one of Cloudflare's ranges": [balancer(), group(), rule({ cidrIpv4: "104.16.0.0/13", ...ports(443) })],
      "everybody inside": [
        aws("lb/LoadBalancer", "balancer", { securityGroups: [ref("group")], internal: true }),
        group(),
        rule({ ...world, ...ports(443) }),
      ],
    },
    bad: {
      everybody: { resources: [balancer(), group(), rule({ ...world, ...ports(443) })], found: /is 0\.0\.0\.0\/0/ },
      "a list with a range of somebody else": {
        resources: [balancer(), group(), list("198.51.100.0/24"), rule({ prefixListId: ref("list") })],
        found: /entries\[0\]\.cidr is 198\.51\.100\.0\/24/,
      },
      "everybody, said to be outside": {
        resources: [
          aws("lb/LoadBalancer", "balancer", { securityGroups: [ref("group")], internal: false }),
          group(),
          rule({ ...world, ...ports(443) }),
        ],
        found: /is 0\.0\.0\.0\/0/,
      },
      "everybody, before a load balancer of the older name": {
        resources: [
          aws("alb/LoadBalancer", "balancer", { securityGroups: [ref("group")] }),
          group(),
          rule({ ...world, ...ports(443) }),
        ],
        found: /is 0\.0\.0\.0\/0/,
      },
      "everybody, by the older kind of rule": {
        resources: [balancer(), group(), oldRule(ports(443))],
        found: /cidrBlocks\[0\] is 0\.0\.0\.0\/0/,
      },
      "everybody, inside the group": {
        resources: [balancer(), inline(ports(443))],
        found: /ingress\[0\]\.cidrBlocks\[0\] is 0\.0\.0\.0\/0/,
      },
      "a load balancer without a group": { resources: [balancer([])], found: /securityGroups is not set/ },
    },
    unknown: {
      "a block that another resource computes": [balancer(), group(), rule({ cidrIpv4: unknown })],
      "a rule of a group that nothing tells of": [
        balancer(),
        group(),
        rule({ ...world, ...ports(443), securityGroupId: unknown }),
      ],
      "a list outside the stack": [balancer(), group(), rule({ prefixListId: "pl-1" })],
      "groups that another resource computes": [balancer(unknown), group()],
    },
  },
];
