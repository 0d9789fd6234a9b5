import { ZeroAddress } from "ethers";
import type { State } from "../../safes/plugin/provider";
import { startAnvil, type TestChain } from "./anvil";
import { governanceOwners } from "./prove/governance";
import { resourceOf, TestSession } from "./provider/session";

describe("the costs that a preview shows", () => {
  let chain: TestChain;
  let test: TestSession;
  beforeAll(async () => {
    chain = await startAnvil(84532);
    test = await TestSession.open(chain);
  });
  afterAll(async () => {
    test.remove();
    await chain.stop();
  });

  const create = async (preview: boolean, names: readonly string[]): Promise<readonly State[]> => {
    const safes = await Promise.all(
      governanceOwners.map(({ name, owners, threshold, saltNonce }) =>
        names.includes(name)
          ? test.create(resourceOf("Safe", name), { owners, threshold, saltNonce }, preview)
          : undefined,
      ),
    );
    const created = safes.filter((state) => state !== undefined);
    if (!names.includes("timelock")) return created;
    const [operations, upgrades] = safes.map((safe) => safe?.outputs.address);
    const timelock = {
      minDelaySeconds: 172_800,
      proposers: [upgrades],
      executors: [ZeroAddress],
      cancellers: [operations],
      salt: "1",
    };
    return [...created, await test.create(resourceOf("Timelock", "timelock"), timelock, preview)];
  };
  const all = ["operations", "upgrades", "treasury", "timelock"];

  /** Of each transaction, and the last total. */
  const preview = async (names: readonly string[]) => {
    test.messages.length = 0;
    await test.configure();
    await create(true, names);
    const costs = test.messages.flatMap((message) => {
      const [, what, wei] = /^(.*): at most ([\d.]+) ETH, \d+ gas$/.exec(message) ?? [];
      return what ? [{ what, eth: Number(wei) }] : [];
    });
    const totals = test.messages.filter((message) => message.startsWith("planned so far on chain 84532: at most "));
    return { costs, total: Number(totals.at(-1)?.match(/[\d.]+(?= ETH)/)?.[0] ?? 0) };
  };
  const sum = (costs: readonly { readonly eth: number }[]) => costs.reduce((total, { eth }) => total + eth, 0);

  it("are those of every transaction on a chain that has nothing, what many need once, and their sum", async () => {
    const { costs, total } = await preview(all);
    expect(costs.map(({ what }) => what).sort()).toEqual([
      "creates the Safe operations",
      "creates the Safe treasury",
      "creates the Safe upgrades",
      "deploys Safe's CompatibilityFallbackHandler",
      "deploys Safe's MultiSend",
      "deploys Safe's MultiSendCallOnly",
      "deploys Safe's Safe",
      "deploys Safe's SafeL2",
      "deploys Safe's SafeProxyFactory",
      "deploys the timelock timelock",
      "funds the signer of the factory that contracts are created with",
      expect.stringMatching(/^timelock: 0x.* may cancel$/),
      "timelock: the deployer gives up its rights",
    ]);
    expect(total).toBeCloseTo(sum(costs), 12);
  });

  it("are the same when the same is previewed again, and less when less is planned", async () => {
    const [first, again] = [await preview(all), await preview(all)];
    expect(again.total).toBeCloseTo(first.total, 9);
    const { costs, total } = await preview(["operations"]);
    expect(costs).toHaveLength(8);
    expect(total).toBeLessThan(first.total);
  });

  it("are at least what each transaction comes to, and not much more", async () => {
    const { costs } = await preview(all);
    const created = await create(false, ["operations"]);
    await checkAgainst(costs, created);
  });

  it("are only those of what is missing on a chain that has a part", async () => {
    const { costs, total } = await preview(all);
    expect(costs.map(({ what }) => what).sort()).toEqual([
      "creates the Safe treasury",
      "creates the Safe upgrades",
      "deploys the timelock timelock",
      expect.stringMatching(/^timelock: 0x.* may cancel$/),
      "timelock: the deployer gives up its rights",
    ]);
    expect(total).toBeCloseTo(sum(costs), 12);
    await checkAgainst(costs, await create(false, all));
  });

  it("are none where everything is there, and then nobody has to be able to pay", async () => {
    expect(await preview(all)).toEqual({ costs: [], total: 0 });
    await test.configure({ signer: undefined });
    const [operations] = governanceOwners as [(typeof governanceOwners)[number]];
    const { owners, threshold, saltNonce } = operations;
    for (const isPreview of [true, false]) {
      const adopted = await test.create(resourceOf("Safe", "operations"), { owners, threshold, saltNonce }, isPreview);
      expect(adopted.outputs.status).toBe("active");
    }
  });

  /** Gas, since a base fee falls on an empty chain. */
  async function checkAgainst(costs: readonly { readonly what: string }[], created: readonly State[]): Promise<void> {
    const gasOf = (what: string) => {
      const message = test.messages.find((each) => each.startsWith(`${what}: at most `));
      return Number(message?.match(/(\d+) gas$/)?.[1]);
    };
    const sent = created.flatMap(
      ({ outputs }) => outputs.transactions as readonly { readonly description: string; readonly gasUsed: string }[],
    );
    const compared = sent.filter(({ description }) => costs.some(({ what }) => what === description));
    expect(compared.length).toBeGreaterThan(0);
    for (const { description, gasUsed } of compared) {
      const ratio = gasOf(description) / Number(gasUsed);
      expect({ description, isEnough: ratio >= 1, isClose: ratio < 7 }).toEqual({
        description,
        isEnough: true,
        isClose: true,
      });
    }
  }
});
