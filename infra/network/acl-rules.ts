import type { types } from "@pulumi/aws";
import type { SubnetPlan, Tier } from "../subnet-plan";

type AclRule = types.input.ec2.NetworkAclIngress;

/** Rules of a network ACL, in both directions. */
export interface AclRules {
  readonly ingress: AclRule[];
  readonly egress: AclRule[];
}

interface Traffic {
  readonly protocol: "tcp" | "udp" | "-1";
  readonly ports: readonly [from: number, to: number];
  readonly blocks: readonly string[];
}

const WORLD = ["0.0.0.0/0"];
const HTTPS: readonly [number, number] = [443, 443];
const POSTGRES: readonly [number, number] = [5432, 5432];
/**
 * Network ACLs keep no state, so replies need a rule of their own. A NAT gateway and a load balancer take any port from
 * 1024 up. 3389 (remote desktop) is left out of what the world may send, as CIS AWS 5.2 wants it; the few connections
 * that a gateway opens from that very port are retried by their client.
 */
const REPLIES: readonly (readonly [number, number])[] = [
  [1024, 3388],
  [3390, 65_535],
];
const HIGH: readonly [number, number] = [1024, 65_535];

/**
 * What each tier may send and receive. Security groups decide in detail; the ACLs hold even if one of them is opened by
 * mistake, and the database tier's let nothing pass between it and the internet.
 */
export function aclRulesOf(tier: Tier, vpc: string, subnets: SubnetPlan): AclRules {
  switch (tier) {
    case "public":
      // 443 for the load balancer; what the private tier sends through the NAT gateways passes here too.
      return rules([within(vpc), tcp(HTTPS, WORLD), ...repliesFromWorld()], [within(vpc), ...toWorld()]);
    case "private":
      return rules([within(vpc), ...repliesFromWorld()], [within(vpc), ...toWorld()]);
    case "database":
      // Pods reach PostgreSQL and the proxy; the proxy reaches PostgreSQL inside the tier and gets its replies there.
      return rules(
        [tcp(POSTGRES, subnets.private), tcp(HIGH, subnets.database)],
        [tcp(HIGH, subnets.private), tcp(HIGH, subnets.database)],
      );
  }
}

/** HTTPS, and the high ports for peers of the p2p network (TCP, and UDP for discovery) and replies to clients. */
function toWorld(): Traffic[] {
  return [tcp(HTTPS, WORLD), tcp(HIGH, WORLD), { protocol: "udp", ports: HIGH, blocks: WORLD }];
}

function repliesFromWorld(): Traffic[] {
  return REPLIES.flatMap((ports) => [tcp(ports, WORLD), { protocol: "udp", ports, blocks: WORLD } as const]);
}

function within(vpc: string): Traffic {
  return { protocol: "-1", ports: [0, 0], blocks: [vpc] };
}

function tcp(ports: readonly [number, number], blocks: readonly string[]): Traffic {
  return { protocol: "tcp", ports, blocks };
}

function rules(ingress: readonly Traffic[], egress: readonly Traffic[]): AclRules {
  return { ingress: numbered(ingress), egress: numbered(egress) };
}

/** Numbers with gaps, so that a rule can be put between two others by hand in an incident. */
function numbered(traffic: readonly Traffic[]): AclRule[] {
  return traffic
    .flatMap(({ protocol, ports: [fromPort, toPort], blocks }) =>
      blocks.map((cidrBlock) => ({ protocol, fromPort, toPort, cidrBlock, action: "allow" })),
    )
    .map((rule, index) => ({ ruleNo: 100 + index * 10, ...rule }));
}
