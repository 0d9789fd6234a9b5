import { beside, both, drop, gone, on, set, withItem } from "../edits";
import { added, type Mutant, mutants, one } from "../mutant";

const vpc = one("ec2/Vpc");
const defaultGroup = one("ec2/DefaultSecurityGroup");
const fromNodes = one("vpc/SecurityGroupIngressRule", "database-access-instances-from-nodes");
const fromCloudflare = one("vpc/SecurityGroupIngressRule", "from-cloudflare-https");
const instances = one("ec2/SecurityGroup", "database-access-instances");
const group = one("ec2/SecurityGroup", "network-endpoint-group");
const egress = one("vpc/SecurityGroupEgressRule", "proxy-to-instances");
const cloudflareRanges = one("ec2/ManagedPrefixList");
const balancer = one("lb/LoadBalancer");
const widened = added("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "wide");

const written = "what is not known yet is written all the same";
const world = (from: number, to = from) =>
  both(drop("referencedSecurityGroupId"), set("cidrIpv4", "0.0.0.0/0"), set("fromPort", from), set("toPort", to));
const inline = (rule: Readonly<Record<string, unknown>>) => ({
  ...{ protocol: "tcp", cidrBlocks: ["0.0.0.0/0"], description: "by hand", ...rule },
});

export const securityGroupMutants: readonly Mutant[] = [
  ...mutants("net-default-sg-closed", defaultGroup, {
    "a rule inwards": set("ingress", [{ protocol: "-1", self: true, fromPort: 0, toPort: 0 }]),
    "a rule outwards": set("egress", [{ protocol: "-1", cidrBlocks: ["0.0.0.0/0"], fromPort: 0, toPort: 0 }]),
  }),
  ...mutants(
    "net-default-sg-closed",
    vpc,
    { "not adopted": on(defaultGroup, gone) },
    { also: [["stack-inventory", "stack"]] },
  ),
  ...mutants(
    "net-sg-no-world-admin",
    fromNodes,
    { "SSH for the world": world(22), "a range around remote desktop": world(3388, 3390) },
    { also: [["net-sg-world-ports-allowlist", fromNodes]] },
  ),
  ...mutants(
    "net-sg-no-world-admin",
    group,
    { "the deprecated inline form": withItem("ingress", inline({ fromPort: 22, toPort: 22 })) },
    { also: [["net-sg-world-ports-allowlist", group]] },
  ),
  ...mutants("net-sg-world-ports-allowlist", fromNodes, {
    "one port below the allowed one": world(442),
    "one port above the allowed one": world(444),
    "a range that holds the allowed one": world(443, 444),
  }),
  ...mutants("net-sg-world-ports-allowlist", group, {
    "the deprecated inline form": withItem("ingress", inline({ fromPort: 8080, toPort: 8080 })),
  }),
  ...mutants(
    "net-sg-egress-data-tier",
    instances,
    {
      "every protocol to everywhere": on(
        egress,
        beside("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "wide", ({ inputs }) => ({
          ...{ ipProtocol: "-1", cidrIpv4: "0.0.0.0/0", description: "by hand" },
          securityGroupId: inputs?.securityGroupId,
        })),
      ),
    },
    { at: widened },
  ),
  ...mutants("net-sg-described", fromNodes, { "no description": drop("description") }, { settled: written }),
  ...mutants(
    "net-sg-described",
    group,
    { "the provider's own words": set("description", "Managed by Pulumi") },
    { settled: written },
  ),
  ...mutants("alb-only-from-cloudflare", fromCloudflare, {
    "a block of somebody else": both(drop("prefixListId"), set("cidrIpv4", "198.51.100.0/24")),
  }),
  ...mutants("alb-only-from-cloudflare", cloudflareRanges, {
    "a range that is not Cloudflare's": withItem("entries", { cidr: "198.51.100.0/24" }),
    "a range one bit wider than Cloudflare's": set("entries[0].cidr", "103.21.244.0/21"),
  }),
  ...mutants("alb-only-from-cloudflare", balancer, { "no group of its own": set("securityGroups", []) }),
];
