import fc from "fast-check";
import { contains, type Ipv4Block, overlap, parseBlock, sizeOf } from "../../infra/cidr";
import { LONGEST_VPC_PREFIX, MAX_ZONES, MIN_ZONES, planSubnets, TIERS } from "../../infra/subnet-plan";

const vpcs: fc.Arbitrary<Ipv4Block> = fc
  .tuple(fc.nat(2 ** 32 - 1), fc.integer({ min: 16, max: LONGEST_VPC_PREFIX }))
  .map(([address, prefix]) => ({ first: address - (address % sizeOf({ first: 0, prefix })), prefix }));
const zoneCounts = fc.integer({ min: MIN_ZONES, max: MAX_ZONES });

function planned(vpc: Ipv4Block, zoneCount: number): Ipv4Block[] {
  const plan = planSubnets(vpc, zoneCount);
  return TIERS.flatMap((tier) => plan[tier]).map((text) => {
    const block = parseBlock(text);
    if (block === undefined) throw new Error(`${text} is no block`);
    return block;
  });
}

describe("the plan of subnets", () => {
  it("divides a /16 in three zones as the stack files' comments say", () => {
    expect(planSubnets({ first: 10 * 2 ** 24 + 20 * 2 ** 16, prefix: 16 }, 3)).toEqual({
      private: ["10.20.0.0/18", "10.20.64.0/18", "10.20.128.0/18"],
      public: ["10.20.192.0/20", "10.20.208.0/20", "10.20.224.0/20"],
      database: ["10.20.240.0/22", "10.20.244.0/22", "10.20.248.0/22"],
    });
  });

  it("gives every tier a subnet in every zone", () => {
    fc.assert(
      fc.property(vpcs, zoneCounts, (vpc, zoneCount) => {
        const plan = planSubnets(vpc, zoneCount);
        for (const tier of TIERS) expect(plan[tier]).toHaveLength(zoneCount);
      }),
    );
  });

  it("never leaves the VPC", () => {
    fc.assert(
      fc.property(vpcs, zoneCounts, (vpc, zoneCount) => {
        expect(planned(vpc, zoneCount).every((block) => contains(vpc, block))).toBe(true);
      }),
    );
  });

  it("never lets two subnets overlap", () => {
    fc.assert(
      fc.property(vpcs, zoneCounts, (vpc, zoneCount) => {
        const blocks = planned(vpc, zoneCount);
        const clashes = blocks.filter((a, i) => blocks.some((b, j) => i < j && overlap(a, b)));
        expect(clashes).toEqual([]);
      }),
    );
  });

  it("keeps to the sizes that AWS takes", () => {
    fc.assert(
      fc.property(vpcs, zoneCounts, (vpc, zoneCount) => {
        expect(planned(vpc, zoneCount).every(({ prefix }) => prefix >= 16 && prefix <= 28)).toBe(true);
      }),
    );
  });
});
