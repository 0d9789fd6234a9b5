import { parseEther, ZeroAddress } from "ethers";
import type { State } from "../../../safes/plugin/provider";
import { startAnvil, type TestChain } from "../anvil";
import { governanceOwners } from "../prove/governance";
import { resourceOf, TestSession } from "./session";

describe("three Safes and a timelock", () => {
  let chain: TestChain;
  let test: TestSession;
  beforeEach(async () => {
    chain = await startAnvil(84532);
    test = await TestSession.open(chain);
  });
  afterEach(async () => {
    test.remove();
    await chain.stop();
  });

  /** As the engine would: the timelock when the Safes are there. */
  const create = async (preview: boolean): Promise<readonly State[]> => {
    const safes = await Promise.allSettled(
      governanceOwners.map(({ name, owners, threshold, saltNonce }) =>
        test.create(resourceOf("Safe", name), { owners, threshold, saltNonce }, preview),
      ),
    );
    const failed = safes.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
    const created = safes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    const [operations, upgrades] = created.map(({ id }) => id);
    const timelock = {
      minDelaySeconds: 172_800,
      proposers: [upgrades],
      executors: [ZeroAddress],
      cancellers: [operations],
      salt: "1",
    };
    return [...created, await test.create(resourceOf("Timelock", "timelock"), timelock, preview)];
  };
  const hashesOf = (created: readonly State[]) =>
    created.flatMap(({ outputs }) => (outputs.transactions as readonly { hash: string }[]).map(({ hash }) => hash));
  const fund = async (eth: number) => {
    await chain.rpc("anvil_setBalance", test.wallet.address, `0x${parseEther(eth.toFixed(18)).toString(16)}`);
    await chain.rpc("evm_mine");
  };
  const plannedEth = () => Number(test.messages.at(-1)?.match(/^planned so far .* at most ([\d.]+) ETH$/)?.[1]);
  const shortfall = (message: string) => {
    const [, needed] = /expected: ([\d.]+) ETH for all that remains/.exec(message) ?? [];
    const [, missing, address] = /send ([\d.]+) ETH or more to (0x\S+) and run/.exec(message) ?? [];
    return { needed: Number(needed), missing: Number(missing), address };
  };

  it("say what is missing when the funds are for a part of them, and then go on where they were", async () => {
    await create(true);
    const planned = plannedEth();
    await fund(planned * 0.2);
    const message = String(await create(false).catch((error) => error.message));
    expect(message).toContain("the deployer cannot pay for this: ");
    const sentBefore = await test.sent();
    expect(sentBefore).toBeGreaterThan(0);
    const { needed, missing, address } = shortfall(message);
    expect(address).toBe(test.wallet.address);
    // What has been paid for does not remain.
    expect(needed).toBeLessThan(planned);
    expect(needed).toBeGreaterThan(planned * 0.3);
    const [, balance] = /got: {6}a balance of ([\d.]+) ETH/.exec(message) ?? [];
    expect(missing).toBeCloseTo(needed - Number(balance), 15);

    // Exactly what the message asks for is enough.
    const left = BigInt(await chain.rpc("eth_getBalance", test.wallet.address, "latest"));
    await chain.rpc("anvil_setBalance", address, `0x${(left + parseEther(missing.toFixed(18))).toString(16)}`);
    await chain.rpc("evm_mine");
    await test.configure();
    const hashes = hashesOf(await create(false));
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes).toHaveLength(13);
    expect(await test.sent()).toBe(13);
  });

  it("say so too where nothing was previewed, as far as they know", async () => {
    await fund(0.000001);
    const message = String(await create(false).catch((error) => error.message));
    const { needed } = shortfall(message);
    await test.configure();
    await fund(10);
    await create(true);
    // The timelock has not been asked for yet, so it cannot be among what remains.
    expect(needed).toBeGreaterThan(plannedEth() * 0.7);
    expect(needed).toBeLessThan(plannedEth() * 1.2);
  });

  it("record every transaction once, also when they are created a second time", async () => {
    const created = await create(false);
    const hashes = hashesOf(created);
    expect(hashes).toHaveLength(13);
    expect(new Set(hashes).size).toBe(13);
    await test.configure();
    const again = await create(false);
    expect(hashesOf(again).sort()).toEqual([...hashes].sort());
    // Where the search for a timelock's events begins: not at the beginning of the chain.
    expect(Number(again.at(-1)?.outputs.firstBlock)).toBeGreaterThan(0);
    expect(await test.sent()).toBe(13);
  });

  it("begin from nothing on a local chain that begins from nothing, whatever the journal says", async () => {
    const first = (await create(false)).map(({ id }) => id);
    await chain.stop();
    chain = await startAnvil(84532);
    const again = await TestSession.open(chain, {
      journalDirectory: `${test.directory}/journal`,
      signer: JSON.stringify({ kind: "local", keyVariable: "JEJU_FIRST_KEY" }),
    });
    process.env.JEJU_FIRST_KEY = test.wallet.privateKey;
    test.session = again.session;
    await fund(10);
    const created = await create(false);
    again.remove();
    expect(created.map(({ id }) => id)).toEqual(first);
    expect(hashesOf(created)).toHaveLength(13);
  });
});
