import { blockAt, formatBlock, type Ipv4Block } from "./cidr";

export const TIERS = ["public", "private", "database"] as const;
export type Tier = (typeof TIERS)[number];

/** CIDR blocks of the subnets, one per zone and in the zones' order. */
export type SubnetPlan = Readonly<Record<Tier, readonly string[]>>;

/** Fewest zones of an environment: what survives the loss of one keeps a majority. */
export const MIN_ZONES = 3;
/** Most zones for which the plan has room; no AWS region has more. */
export const MAX_ZONES = 6;
/** Longest VPC prefix that leaves each node subnet room for its pods, which take their addresses from it. */
export const LONGEST_VPC_PREFIX = 20;

/**
 * Divides a VPC so that pods get most of it: the private tier takes one large slot per zone, the public and the
 * database tier share the rest.
 *
 * For 10.20.0.0/16 in 3 zones: private 10.20.0.0/18, .64, .128; public 10.20.192.0/20, .208, .224; database
 * 10.20.240.0/22, .244, .248. With 4 to 6 zones the private tier takes /19, the others /22.
 *
 * The plan is contract: changing it would replace every subnet of a running environment.
 */
export function planSubnets(vpc: Ipv4Block, zoneCount: number): SubnetPlan {
  const slots = zoneCount <= 3 ? THREE_ZONES : SIX_ZONES;
  const zones = Array.from({ length: zoneCount }, (_, zone) => zone);
  const tier = ({ bits, from }: Slot) => zones.map((zone) => formatBlock(blockAt(vpc, vpc.prefix + bits, from + zone)));
  return { public: tier(slots.public), private: tier(slots.private), database: tier(slots.database) };
}

/** Blocks of the VPC's prefix plus `bits`, counted from number `from`. */
interface Slot {
  readonly bits: number;
  readonly from: number;
}

const THREE_ZONES: Record<Tier, Slot> = {
  private: { bits: 2, from: 0 },
  public: { bits: 4, from: 12 },
  database: { bits: 6, from: 60 },
};

const SIX_ZONES: Record<Tier, Slot> = {
  private: { bits: 3, from: 0 },
  public: { bits: 6, from: 48 },
  database: { bits: 6, from: 56 },
};
