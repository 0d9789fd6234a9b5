import { isPresent, notKnownYet } from "../assessment/expectations";
import { resourcePolicy, stackPolicy } from "../assessment/policy";
import type { Resource } from "../assessment/resource";
import { vpcType } from "../assessment/routing";
import type { Stack } from "../assessment/stack";
import { knownText, type Located } from "../assessment/value";
import { about, either, pass, undecided, type Verdict, violation } from "../assessment/verdict";
import { CLOUDFLARE_IPV4_RANGES } from "./cloudflare-ranges";
import {
  egressRuleType,
  ingressRuleType,
  type Opening,
  openingsOf,
  type Ports,
  portsOf,
  ruleType,
  securityGroupType,
} from "./traffic";

const defaultGroupType = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
const prefixListType = "aws:ec2/managedPrefixList:ManagedPrefixList";
const ingressTypes = [securityGroupType, ruleType, ingressRuleType] as const;
const adminPorts = [22, 3389];

/** Judges the ports that everybody reaches. */
export function worldVerdict(opening: Opening, judge: (ports: Ports, block: string) => Verdict): Verdict {
  const ports = portsOf(opening);
  if (ports === "none") return pass;
  const world = opening.blocks.map(({ value }) => knownText(value)).find((block) => block?.endsWith("/0"));
  const verdict = ports === "unknown" ? notKnownYet(`${opening.prefix}ports`) : judge(ports, `${world}`);
  return either([verdict, isClosed(opening, world)]);
}

function isClosed({ blocks, prefix }: Opening, world: string | undefined): Verdict {
  if (world !== undefined) return violation(`${prefix}lets ${world} in`, "listed addresses only");
  return blocks.some(({ value }) => value.kind === "unknown") ? notKnownYet(`${prefix}blocks`) : pass;
}

export function noAdminPort(opening: Opening): Verdict {
  return worldVerdict(opening, ({ from, to }, block) => {
    const open = adminPorts.filter((port) => from <= port && port <= to);
    if (open.length === 0) return pass;
    return violation(`${opening.prefix}lets ${block} reach ${open.join(" and ")}`, "listed addresses only");
  });
}

const defaultGroupClosed = stackPolicy({
  id: "net-default-sg-closed",
  title: "The default security group of every VPC lets nothing pass",
  severity: "high",
  rationale: "whatever names no security group gets this one, which AWS makes with everything open inside it",
  remedy: "adopt it with a DefaultSecurityGroup that has neither ingress nor egress",
  controls: { fsbp: ["EC2.2"], cisAws: ["5.5"] },
  types: [vpcType],
  check: (stack) =>
    stack.all(vpcType).flatMap((vpc) => {
      const { surely, perhaps } = stack.referring([defaultGroupType], "vpcId", vpc);
      if (surely.length > 0) return surely.flatMap((group) => hasNoRules(group));
      if (perhaps.length > 0) return undecided("which VPC a default group belongs to is not known yet", vpc);
      return violation("no DefaultSecurityGroup names it", "one with its vpcId and without rules", vpc);
    }),
});

function hasNoRules(group: Resource): readonly Verdict[] {
  return (["ingress", "egress"] as const).map((direction) => {
    const rules = group.asWritten().at(direction);
    if (rules.value.kind === "unknown") return about(group, notKnownYet(direction));
    const count = group.asWritten().items(direction).length;
    return count === 0 ? pass : violation(`${direction} has ${count} rules`, `${direction} left out`, group);
  });
}

const noWorldAdmin = resourcePolicy({
  id: "net-sg-no-world-admin",
  title: "No security group lets everybody reach SSH or remote desktop",
  severity: "critical",
  rationale: "both are tried from everywhere, all the time",
  remedy: "use Session Manager, or name the addresses of the operators",
  controls: { fsbp: ["EC2.13", "EC2.14", "EC2.53", "EC2.54"], cisAws: ["5.3", "5.4"] },
  types: ingressTypes,
  check: (resource) => openingsOf(resource, "ingress").map(noAdminPort),
});

const worldPorts = resourcePolicy({
  id: "net-sg-world-ports-allowlist",
  title: "Everybody reaches listed ports only",
  severity: "high",
  rationale: "a port that is open to the world is scanned within minutes",
  remedy: "name the addresses or groups that need the port, or list it in policies/config",
  controls: { fsbp: ["EC2.18", "EC2.19"] },
  types: ingressTypes,
  settings: { ports: ["443"] },
  check: (resource, { ports }) =>
    openingsOf(resource, "ingress").map((opening) =>
      worldVerdict(opening, ({ from, to }, block) => {
        const listed = new Set(ports.map(Number).filter((port) => from <= port && port <= to));
        if (listed.size === to - from + 1) return pass;
        return violation(`${opening.prefix}lets ${block} reach ${from} to ${to}`, `ports ${ports.join(", ")} only`);
      }),
    ),
});

const dataTypes = [
  "aws:rds/instance:Instance",
  "aws:rds/cluster:Cluster",
  "aws:rds/proxy:Proxy",
  "aws:elasticache/replicationGroup:ReplicationGroup",
] as const;

const dataTierStaysInside = stackPolicy({
  id: "net-sg-egress-data-tier",
  title: "Databases and caches cannot reach the whole internet",
  severity: "medium",
  level: "advisory",
  rationale: "a database that is taken over sends its contents away over the way out",
  remedy: "leave egress of the database's security group out, or name what it has to reach",
  types: dataTypes,
  check: (stack) => {
    const groups = new Set<Resource>();
    const verdicts: Verdict[] = [];
    for (const store of stack.all(...dataTypes)) {
      const path = store.is("aws:elasticache/replicationGroup:ReplicationGroup")
        ? "securityGroupIds[]"
        : "vpcSecurityGroupIds[]";
      const named = store.references(path, [securityGroupType]);
      if (named.kind === "open") verdicts.push(undecided(named.because, store));
      else for (const group of named.resources) groups.add(group);
    }
    return [...verdicts, ...[...groups].flatMap((group) => egressVerdicts(stack, group))];
  },
});

function egressVerdicts(stack: Stack, group: Resource): readonly Verdict[] {
  const rules = stack.referring([ruleType, egressRuleType], "securityGroupId", group);
  const holders = [group, ...rules.surely, ...rules.perhaps];
  return holders.flatMap((holder) =>
    openingsOf(holder, "egress").map((opening) => {
      const verdict = worldVerdict(opening, ({ isEveryProtocol }, block) =>
        isEveryProtocol
          ? violation(`${opening.prefix}lets every protocol out to ${block}`, "named blocks and ports")
          : pass,
      );
      const isPerhaps = rules.perhaps.includes(holder);
      return about(holder, isPerhaps ? either([verdict, notKnownYet("securityGroupId")]) : verdict);
    }),
  );
}

const described = resourcePolicy({
  id: "net-sg-described",
  title: "Security groups and their rules say what they are for",
  severity: "low",
  level: "advisory",
  rationale: "a rule that nobody can explain is never removed",
  remedy: "set description on the group and on each rule",
  types: [...ingressTypes, egressRuleType],
  check: (resource) => {
    const written = resource.asWritten();
    // The provider writes this where the program says nothing.
    const isOurs = knownText(resource.value("description")) !== "Managed by Pulumi";
    return [
      isOurs ? isPresent(resource.at("description")) : violation("description is not set", "description set"),
      ...[...written.items("ingress"), ...written.items("egress")].map((rule) => isPresent(rule.at("description"))),
    ];
  },
});

const balancerTypes = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"] as const;

const fromCloudflareOnly = stackPolicy({
  id: "alb-only-from-cloudflare",
  title: "Only Cloudflare reaches the public load balancer",
  severity: "high",
  rationale: "whoever reaches the origin directly goes round the edge's firewall and limits",
  remedy: "name a prefix list of Cloudflare's ranges, or a security group, in each ingress rule; no block",
  types: balancerTypes,
  settings: { ranges: CLOUDFLARE_IPV4_RANGES },
  check: (stack, { ranges }) =>
    stack.all(...balancerTypes).flatMap((balancer) => {
      if (knownText(balancer.value("internal")) === "true") return pass;
      const groups = balancer.references("securityGroups[]", [securityGroupType]);
      if (groups.kind === "open") return undecided(groups.because, balancer);
      if (groups.resources.length === 0) return violation("securityGroups is not set", "a group of its own", balancer);
      return groups.resources.flatMap((group) => ingressVerdicts(stack, group, ranges));
    }),
});

function ingressVerdicts(stack: Stack, group: Resource, ranges: readonly string[]): readonly Verdict[] {
  const rules = stack.referring([ruleType, ingressRuleType], "securityGroupId", group);
  const holders = [group, ...rules.surely];
  const blocks = holders.flatMap((holder) =>
    openingsOf(holder, "ingress").flatMap((opening) =>
      opening.blocks.map((block) => about(holder, isListedBlock(block, ranges))),
    ),
  );
  const lists = rules.surely.flatMap((rule) => {
    const named = rule.references("prefixListId", [prefixListType]);
    if (named.kind === "open") return undecided(named.because, rule);
    return named.resources.flatMap((list) =>
      list.items("entries").map((entry) => about(list, isListedBlock(entry.at("cidr"), ranges))),
    );
  });
  return [...blocks, ...lists, ...rules.perhaps.map((rule) => about(rule, notKnownYet("securityGroupId")))];
}

function isListedBlock({ path, value }: Located, ranges: readonly string[]): Verdict {
  if (value.kind === "unknown") return notKnownYet(path);
  if (value.kind === "absent" || ranges.includes(String(value.value))) return pass;
  return violation(`${path} is ${value.value}`, "one of Cloudflare's ranges");
}

export const securityGroupPolicies = [
  defaultGroupClosed,
  noWorldAdmin,
  worldPorts,
  dataTierStaysInside,
  described,
  fromCloudflareOnly,
] as const;
