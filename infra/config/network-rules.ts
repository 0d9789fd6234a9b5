import { contains, formatBlock, type Ipv4Block, overlap, parseBlock } from "../cidr";
import { planSubnets, TIERS } from "../subnet-plan";
import type { ConfigProblem } from "./problems";
import { entries, type Given, problem, type Rule } from "./rule";

/** RFC 1918. */
const PRIVATE_RANGES = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

const vpcIsPrivate: Rule = function* ({ config: { network } }) {
  const vpc = parseBlock(network?.cidr ?? "");
  if (vpc && !isPrivate(vpc)) {
    yield problem(["network", "cidr"], formatBlock(vpc), `a block inside ${PRIVATE_RANGES.join(", ")}`);
  }
};

const zonesAreOfTheRegion: Rule = function* ({ config: { network, region } }) {
  const seen = new Set<string>();
  for (const [index, zone] of entries(network?.azs)) {
    const path = ["network", "azs", index];
    if (region !== undefined && zone.slice(0, -1) !== region) {
      yield problem(path, zone, `a zone of the region ${region}`, `${region}${zone.at(-1)}`);
    }
    if (seen.has(zone)) yield { path, got: `${zone} a second time`, expected: "each zone once" };
    seen.add(zone);
  }
};

const oneSubnetPerZone: Rule = function* ({ config: { network } }) {
  const zones = network?.azs?.length;
  for (const tier of network?.subnets && zones ? TIERS : []) {
    const blocks = network?.subnets?.[tier];
    if (blocks && blocks.length !== zones) {
      yield problem(["network", "subnets", tier], `${blocks.length} blocks`, `${zones}, one for each zone in azs`);
    }
  }
};

const subnetsFitTheVpc: Rule = function* ({ config: { network } }) {
  const vpc = parseBlock(network?.cidr ?? "");
  if (!vpc) return;
  const right = planSubnets(vpc, 3);
  for (const { tier, index, block } of givenSubnets(network)) {
    const path = ["network", "subnets", tier, index];
    if (!contains(vpc, block)) {
      yield problem(path, formatBlock(block), `a block inside the VPC's ${formatBlock(vpc)}`, right[tier][index]);
    } else if (block.prefix < 16 || block.prefix > 28) {
      yield problem(path, formatBlock(block), "a block from /16 to /28, as AWS wants it", right[tier][index]);
    }
  }
};

const subnetsDoNotOverlap: Rule = function* ({ config: { network } }) {
  const earlier: ReturnType<typeof givenSubnets> = [];
  for (const subnet of givenSubnets(network)) {
    const clash = earlier.find((other) => overlap(other.block, subnet.block));
    if (clash) {
      const path = ["network", "subnets", subnet.tier, subnet.index];
      const other = `network.subnets.${clash.tier}[${clash.index}] (${formatBlock(clash.block)})`;
      yield { path, got: formatBlock(subnet.block), expected: `a block that does not overlap ${other}` };
    }
    earlier.push(subnet);
  }
};

function givenSubnets(network: Given["config"]["network"]) {
  return TIERS.flatMap((tier) =>
    [...entries(network?.subnets?.[tier])].flatMap(([index, text]) => {
      const block = parseBlock(text);
      return block ? [{ tier, index, block }] : [];
    }),
  );
}

const publicEndpointIsNarrow: Rule = function* ({ config: { cluster } }): Iterable<ConfigProblem> {
  for (const [index, text] of entries(cluster?.publicAccessCidrs)) {
    const path = ["cluster", "publicAccessCidrs", index];
    const block = parseBlock(text);
    if (!block) continue;
    if (block.prefix < 16) {
      yield problem(path, text, "a block of /16 or narrower: the API server is not for the whole internet");
    } else if (isPrivate(block)) {
      yield problem(path, text, "a public block: EKS refuses private ones, which the private endpoint serves anyway");
    }
  }
};

function isPrivate(block: Ipv4Block): boolean {
  return PRIVATE_RANGES.some((range) => {
    const outer = parseBlock(range);
    return outer !== undefined && contains(outer, block);
  });
}

export const networkRules: readonly Rule[] = [
  vpcIsPrivate,
  zonesAreOfTheRegion,
  oneSubnetPerZone,
  subnetsFitTheVpc,
  subnetsDoNotOverlap,
  publicEndpointIsNarrow,
];
