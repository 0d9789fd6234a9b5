import { contains, overlap, parseCidr, type Range } from "./assessment/cidr";
import { isNotTrue, isOneOf, isOurKey, notKnownYet } from "./assessment/expectations";
import { resourcePolicy, stackPolicy } from "./assessment/policy";
import type { Resource } from "./assessment/resource";
import { natGatewayOf, natGatewayType, tierOf, vpcOf, vpcType, zoneOfNatGateway } from "./assessment/routing";
import type { Stack } from "./assessment/stack";
import { knownText } from "./assessment/value";
import { about, pass, undecided, type Verdict, violation } from "./assessment/verdict";
import { spansZones, subnetType, zoneOf, zonesAreEnough, zonesForMajority } from "./assessment/zones";
import { pathPolicies } from "./network/paths";
import { securityGroupPolicies } from "./network/security-groups";

const endpointType = "aws:ec2/vpcEndpoint:VpcEndpoint";
const flowLogType = "aws:ec2/flowLog:FlowLog";
const logGroupType = "aws:cloudwatch/logGroup:LogGroup";
const secondaryBlockType = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation";

const subnetsInThreeZones = stackPolicy({
  id: "net-subnets-3az",
  title: "Every tier of every VPC has subnets in three availability zones",
  severity: "high",
  rationale: "what runs in fewer zones goes down, or loses its majority, with one of them",
  remedy: "give network.azs three zones and every tier a subnet in each",
  types: [vpcType, subnetType],
  settings: { zones: zonesForMajority },
  check: (stack, { zones }) => {
    const { tiers, unplaced } = subnetsByTier(stack);
    const verdicts = tiers.map(({ vpc, tier, subnets }) =>
      about(vpc, zonesAreEnough({ kind: "exactly", resources: subnets }, `the ${tier} tier`, zones)),
    );
    // A subnet of which it is not known where it lies may lie in a VPC that seems to have none.
    const empty = stack.all(vpcType).filter((vpc) => unplaced.length === 0 && !tiers.some((tier) => tier.vpc === vpc));
    const missing = empty.map((vpc) =>
      violation("a VPC without subnets", `subnets in at least ${zones} availability zones`, vpc),
    );
    return [...unplaced, ...verdicts, ...missing];
  },
});

interface Tier {
  readonly vpc: Resource;
  readonly tier: string;
  readonly subnets: Resource[];
}

/** Tiers by VPC, with a verdict on each subnet whose place could not be told. */
function subnetsByTier(stack: Stack): { readonly tiers: readonly Tier[]; readonly unplaced: readonly Verdict[] } {
  const tiers: Tier[] = [];
  const unplaced: Verdict[] = [];
  for (const subnet of stack.all(subnetType)) {
    const vpc = vpcOf(subnet);
    const tier = tierOf(stack, subnet);
    if ("open" in vpc) unplaced.push(undecided(vpc.open, subnet));
    else if ("open" in tier) unplaced.push(undecided(`its tier: ${tier.open}`, subnet));
    else {
      const known = tiers.find((candidate) => candidate.vpc === vpc.known && candidate.tier === tier.known);
      if (known) known.subnets.push(subnet);
      else tiers.push({ vpc: vpc.known, tier: tier.known, subnets: [subnet] });
    }
  }
  return { tiers, unplaced };
}

const subnetInsideVpc = stackPolicy({
  id: "net-subnet-inside-vpc",
  title: "Every subnet lies inside its VPC",
  severity: "high",
  rationale: "AWS refuses such a subnet, in the middle of an update that has changed other things already",
  remedy: "take the subnet's block from the VPC's, as infra/subnet-plan.ts does, or add the block to the VPC",
  types: [subnetType],
  check: (stack) => stack.all(subnetType).map((subnet) => about(subnet, insideVpc(stack, subnet))),
});

function insideVpc(stack: Stack, subnet: Resource): Verdict {
  const block = subnet.text("cidrBlock");
  if (block.kind === "unknown") return notKnownYet("cidrBlock");
  if (block.kind === "absent") return pass;
  const vpc = vpcOf(subnet);
  if ("open" in vpc) return undecided(vpc.open);
  const { name } = vpc.known;
  const blocks = blocksOf(stack, vpc.known);
  if (blocks.some((outer) => isInside(outer, block.value))) return pass;
  if (blocks.includes(undefined)) return undecided(`a block of ${name} is not known yet`);
  const written = blocks.join(", ");
  return violation(`cidrBlock is ${block.value}, the VPC ${name} has ${written}`, `an IPv4 block inside ${written}`);
}

/** The VPC's own block and those that were added to it, or may have been; undefined where a block is not known. */
function blocksOf(stack: Stack, vpc: Resource): readonly (string | undefined)[] {
  const added = stack.referring([secondaryBlockType], "vpcId", vpc);
  const known = [vpc, ...added.surely].map((holder) => knownText(holder.value("cidrBlock")));
  return [...known, ...added.perhaps.map(() => undefined)];
}

function isInside(outer: string | undefined, inner: string): boolean {
  const [outerRange, innerRange] = [parseCidr(`${outer}`), parseCidr(inner)];
  return outerRange !== undefined && innerRange !== undefined && contains(outerRange, innerRange);
}

const subnetsDoNotOverlap = stackPolicy({
  id: "net-subnets-no-overlap",
  title: "No two subnets of a VPC overlap",
  severity: "high",
  rationale: "AWS refuses the second one, in the middle of an update that has changed other things already",
  remedy: "give each subnet a block of its own, as infra/subnet-plan.ts does",
  types: [subnetType],
  check: (stack) => {
    const placed: { readonly subnet: Resource; readonly vpc: Resource; readonly range: Range }[] = [];
    const verdicts: Verdict[] = [];
    for (const subnet of stack.all(subnetType)) {
      const block = subnet.text("cidrBlock");
      const vpc = vpcOf(subnet);
      if (block.kind === "unknown") verdicts.push(about(subnet, notKnownYet("cidrBlock")));
      if ("open" in vpc) verdicts.push(undecided(vpc.open, subnet));
      const range = parseCidr(`${knownText(block)}`);
      if (!range || "open" in vpc) continue;
      const clash = placed.find((other) => other.vpc === vpc.known && overlap(range, other.range));
      if (clash) {
        const [own, taken] = [subnet, clash.subnet].map((each) => knownText(each.value("cidrBlock")));
        const found = `cidrBlock ${own} overlaps ${taken} of ${clash.subnet.name}`;
        verdicts.push(violation(found, `a block that no other subnet of ${vpc.known.name} uses`, subnet));
      }
      placed.push({ subnet, vpc: vpc.known, range });
    }
    return verdicts;
  },
});

const natGatewayPerZone = stackPolicy({
  id: "net-nat-per-az",
  title: "Every subnet leaves through a NAT gateway in its own availability zone",
  severity: "high",
  rationale: "a zone that goes down takes the way out of all others with it; traffic between zones is charged besides",
  remedy: "set network.natGateways to per-az; a private route table per zone, each to its own NAT gateway",
  types: [natGatewayType],
  check: (stack) => {
    const elsewhere = new Map<Resource, { own: string; zones: Set<string> }>();
    const verdicts: Verdict[] = [];
    for (const subnet of stack.all(subnetType)) {
      const gateway = natGatewayOf(stack, subnet);
      if ("open" in gateway) verdicts.push(undecided(gateway.open, subnet));
      else if (gateway.known && !isRegional(gateway.known)) {
        const own = zoneOfNatGateway(gateway.known);
        const zone = zoneOf(subnet);
        if ("open" in own) verdicts.push(undecided(own.open, subnet));
        else if (zone.kind !== "known") verdicts.push(about(subnet, notKnownYet("availabilityZone")));
        else if (zone.value !== own.known) {
          const entry = elsewhere.get(gateway.known) ?? { own: own.known, zones: new Set() };
          entry.zones.add(zone.value);
          elsewhere.set(gateway.known, entry);
        }
      }
    }
    for (const [gateway, { own, zones }] of elsewhere) {
      const found = `it lies in ${own} and serves subnets in ${[...zones].sort().join(", ")}`;
      verdicts.push(violation(found, "a NAT gateway in each of these zones", gateway));
    }
    return verdicts;
  },
});

/** A regional NAT gateway spreads over zones by itself. */
function isRegional(gateway: Resource): boolean {
  return knownText(gateway.value("availabilityMode")) === "regional";
}

const endpointsInThreeZones = resourcePolicy({
  id: "net-endpoints-3az",
  title: "Interface endpoints are in three availability zones",
  severity: "medium",
  rationale:
    "without the endpoint of its own zone a node cannot pull images, fetch secrets or sign once that zone is cut off",
  remedy: "give the endpoint one private subnet of each zone in subnetIds",
  types: [endpointType],
  settings: { zones: zonesForMajority },
  check: (endpoint, { zones }) => {
    const kind = endpoint.value("vpcEndpointType");
    if (kind.kind === "unknown") return notKnownYet("vpcEndpointType");
    return knownText(kind) === "Interface" ? spansZones(endpoint, "subnetIds[]", zones) : pass;
  },
});

const flowLogs = stackPolicy({
  id: "net-flow-logs",
  title: "Every VPC logs all its traffic to an encrypted target",
  severity: "medium",
  rationale: "without them nobody can tell afterwards who reached what",
  remedy: "add a FlowLog with trafficType ALL to the VPC, into a log group with kmsKeyId",
  controls: { fsbp: ["EC2.6"], cisAws: ["3.7"] },
  types: [vpcType],
  check: (stack) =>
    stack.all(vpcType).flatMap((vpc) => {
      const logs = stack.referring([flowLogType], "vpcId", vpc);
      if (logs.surely.length > 0) return logs.surely.flatMap((log) => flowLogVerdicts(log).map((v) => about(log, v)));
      if (logs.perhaps.length > 0)
        return undecided("which VPC a flow log belongs to is known only after the update", vpc);
      return violation("no flow log names it", "a FlowLog with its vpcId", vpc);
    }),
});

function flowLogVerdicts(log: Resource): readonly Verdict[] {
  const traffic = isOneOf(log.at("trafficType"), ["ALL"]);
  const destination = log.text("logDestinationType");
  if (destination.kind === "known" && destination.value !== "cloud-watch-logs") return [traffic];
  const groups = log.references("logDestination", [logGroupType]);
  if (groups.kind === "open") return [traffic, undecided(groups.because)];
  return [traffic, ...groups.resources.map((group) => about(group, isOurKey(group, group.at("kmsKeyId"))))];
}

const noAutomaticPublicAddress = resourcePolicy({
  id: "net-no-auto-public-ip",
  title: "No subnet gives public addresses by itself",
  severity: "high",
  rationale: "whatever is started there by mistake is on the internet at once",
  remedy: "leave mapPublicIpOnLaunch out; what must be public gets its address explicitly",
  controls: { fsbp: ["EC2.15"] },
  types: [subnetType],
  check: (subnet) => isNotTrue(subnet.at("mapPublicIpOnLaunch")),
});

export const networkPolicies = [
  subnetsInThreeZones,
  subnetInsideVpc,
  subnetsDoNotOverlap,
  natGatewayPerZone,
  endpointsInThreeZones,
  flowLogs,
  noAutomaticPublicAddress,
  ...pathPolicies,
  ...securityGroupPolicies,
] as const;
