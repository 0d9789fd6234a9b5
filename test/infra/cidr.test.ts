import fc from "fast-check";
import { blockAt, contains, formatBlock, type Ipv4Block, overlap, parseBlock, sizeOf } from "../../infra/cidr";

const blocks: fc.Arbitrary<Ipv4Block> = fc
  .tuple(fc.nat(2 ** 32 - 1), fc.integer({ min: 1, max: 32 }))
  .map(([address, prefix]) => ({ first: address - (address % sizeOf({ first: 0, prefix })), prefix }));

describe("a block of addresses", () => {
  it("is read as it is written", () => {
    fc.assert(
      fc.property(blocks, (block) => {
        expect(parseBlock(formatBlock(block))).toEqual(block);
      }),
    );
  });

  it.each(["10.0.0.1/16", "10.0.0.0", "10.0.0/16", "256.0.0.0/8", "10.0.0.0/33", "::/0", "10.0.0.0/16 "])(
    "is not %s",
    (text) => {
      expect(parseBlock(text)).toBeUndefined();
    },
  );

  it("holds its parts, and parts of the same size do not overlap", () => {
    fc.assert(
      fc.property(
        blocks.filter(({ prefix }) => prefix <= 24),
        fc.integer({ min: 1, max: 8 }),
        fc.nat(255),
        fc.nat(255),
        (outer, bits, one, other) => {
          const [first, second] = [one, other].map((index) => blockAt(outer, outer.prefix + bits, index % 2 ** bits));
          expect(first && second && contains(outer, first) && contains(outer, second)).toBe(true);
          expect(first && second && overlap(first, second)).toBe(one % 2 ** bits === other % 2 ** bits);
        },
      ),
    );
  });

  it("overlaps another exactly when one holds the other", () => {
    fc.assert(
      fc.property(blocks, blocks, (a, b) => {
        expect(overlap(a, b)).toBe(contains(a, b) || contains(b, a));
      }),
    );
  });

  it("has no part beyond its end", () => {
    expect(() => blockAt({ first: 0, prefix: 16 }, 18, 4)).toThrow("block 4 of /18 is not inside 0.0.0.0/16");
  });
});
