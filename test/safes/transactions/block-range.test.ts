import fc from "fast-check";
import { inParts } from "../../../safes/transactions/block-range";

describe("a question over many blocks", () => {
  const asked = async (from: bigint, to: bigint, limit: bigint) => {
    const questions: (readonly [bigint, bigint])[] = [];
    const items = await inParts(from, to, async (first, last) => {
      questions.push([first, last]);
      if (last - first + 1n > limit) throw new Error(`at most ${limit} blocks`);
      return [`${first}`, `${last}`];
    });
    return { questions, items };
  };

  it("is one where the endpoints take it", async () => {
    const { questions, items } = await asked(5n, 1_000_000n, 10_000_000n);
    expect(questions).toEqual([[5n, 1_000_000n]]);
    expect(items).toEqual(["5", "1000000"]);
  });

  it("is asked in parts that lie end to end, whatever the limit", async () => {
    const numbers = (min: bigint, max: bigint) => fc.bigInt({ min, max });
    await fc.assert(
      fc.asyncProperty(
        numbers(0n, 10n ** 6n),
        numbers(0n, 10n ** 6n),
        numbers(500n, 20_000n),
        async (from, count, limit) => {
          const { questions } = await asked(from, from + count, limit);
          const taken = questions.filter(([first, last]) => last - first + 1n <= limit);
          expect(taken[0]?.[0]).toBe(from);
          expect(taken.at(-1)?.[1]).toBe(from + count);
          for (const [index, [first]] of taken.slice(1).entries()) expect(first).toBe((taken[index]?.[1] ?? 0n) + 1n);
          expect(questions.length - taken.length).toBeLessThan(13);
        },
      ),
    );
  });

  it("is none where the first block is still to come", async () => {
    expect((await asked(7n, 6n, 500n)).questions).toEqual([]);
  });

  it("fails with the endpoints' own reason where they refuse a few blocks too", async () => {
    await expect(asked(0n, 100_000n, 0n)).rejects.toThrow("at most 0 blocks");
  });
});
