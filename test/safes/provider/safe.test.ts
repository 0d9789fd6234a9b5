import { Interface, Wallet, ZeroAddress } from "ethers";
import { SINGLETON_FACTORY } from "../../../safes/deployer";
import { safeContracts } from "../../../safes/safe/contracts";
import { startAnvil, type TestChain } from "../anvil";
import { resourceOf, TestSession } from "./session";

const owners = Array.from({ length: 5 }, () => Wallet.createRandom());
const addresses = owners.map(({ address }) => address);
const operations = resourceOf("Safe", "operations");
const wish = { owners: addresses, threshold: 3, saltNonce: "7" };

describe("a Safe on a chain that has nothing yet", () => {
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

  it("has its address and its cost at preview, and nothing is sent for it", async () => {
    const preview = await test.create(operations, wish, true);
    expect(preview.outputs.address).toMatch(/^0x/);
    expect(await test.sent()).toBe(0);
    expect(test.messages).toContainEqual(
      expect.stringMatching(/^creates the Safe operations: at most 0\.\d+ ETH, \d+ gas$/),
    );
    expect(test.messages.at(-1)).toMatch(/^planned so far on chain 84532: at most 0\.\d+ ETH$/);
  });

  it("is created there, Safe's own contracts before it at their canonical addresses", async () => {
    const preview = await test.create(operations, wish, true);
    const created = await test.create(operations, wish);
    expect(created.id).toBe(preview.outputs.address);
    expect(created.outputs.status).toBe("active");
    expect(created.outputs.observed).toMatchObject({
      owners: addresses,
      threshold: 3,
      guard: ZeroAddress,
      modules: [],
    });
    for (const { address } of [{ address: SINGLETON_FACTORY }, ...Object.values(safeContracts("1.4.1").contracts)]) {
      expect(await chain.rpc("eth_getCode", address, "latest")).not.toBe("0x");
    }
  });

  it("is adopted where it is there already, without a transaction", async () => {
    const before = await test.sent();
    const again = await test.create(operations, wish);
    expect(again.outputs.status).toBe("active");
    expect(await test.sent()).toBe(before);
    expect(test.messages).toContain(`operations: ${again.id} is there already and is adopted`);
  });

  it("becomes a proposal when its owners are to change, and nothing is sent", async () => {
    const created = await test.create(operations, wish);
    const news = { ...wish, owners: [...addresses.slice(1), Wallet.createRandom().address], threshold: 4 };
    const old = { id: created.id, inputs: wish, outputs: created.outputs };
    expect(await test.session.diff(operations, created.id, old, news, [])).toEqual({
      changes: { owners: "update", threshold: "update" },
    });
    const before = await test.sent();
    const updated = await test.session.update(operations, created.id, old, news, test.call());
    expect(updated.outputs).toMatchObject({ status: "proposed", proposal: { nonce: "0", safe: created.id } });
    expect(await test.sent()).toBe(before);
    const settled = { id: created.id, inputs: news, outputs: updated.outputs };
    expect(await test.session.diff(operations, created.id, settled, news, [])).toEqual({ changes: {} });
  });

  it("shows a drift of its owners at a refresh", async () => {
    const created = await test.create(resourceOf("Safe", "drifting"), { ...wish, saltNonce: "8" });
    const [, second] = addresses as [string, string];
    const data = new Interface([
      "function removeOwner(address prevOwner, address owner, uint256 threshold)",
    ]).encodeFunctionData("removeOwner", [addresses[0], second, 2]);
    await chain.rpc("anvil_impersonateAccount", created.id);
    await chain.rpc("anvil_setBalance", created.id, "0xde0b6b3a7640000");
    await chain.rpc("eth_sendTransaction", { from: created.id, to: created.id, data });
    const known = { inputs: { ...wish, saltNonce: "8" }, outputs: created.outputs };
    const found = await test.session.read(operations, created.id, known);
    expect(found?.inputs).toMatchObject({ threshold: 2, owners: addresses.filter((address) => address !== second) });
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      "a threshold above its owners",
      { threshold: 6 },
      "threshold is 6, but there are 5 owners: nobody could ever sign; lower it or add owners",
    ],
    [
      "an owner listed twice",
      { owners: [...addresses.slice(0, 4), addresses[0]] },
      `owners[4] is ${addresses[0]}, as owners[0]: the same one would count twice`,
    ],
    [
      "the zero address as an owner",
      { owners: [ZeroAddress, ...addresses.slice(1)] },
      `owners[0] is ${ZeroAddress}, which Safe refuses as an owner`,
    ],
    [
      "an address with a wrong checksum",
      { owners: ["0x71c7656EC7ab88b098defB751B7401B5f6d8976F", ...addresses] },
      "owners[0] is 0x71c7656EC7ab88b098defB751B7401B5f6d8976F, expected an address of 0x and 40 hex digits; its checksum would be 0x71C7656EC7ab88b098defB751B7401B5f6d8976F",
    ],
    ["a misspelt property", { treshold: 3 }, "treshold there is no such property"],
  ])("is refused with %s", async (_what, change, reason) => {
    await expect(test.create(operations, { ...wish, ...change }, true)).rejects.toThrow(reason);
  });

  it("is refused another salt nonce, which would be another Safe", async () => {
    const { failures } = await test.session.check(operations, wish, { ...wish, saltNonce: "9" }, Buffer.alloc(0));
    expect(failures).toEqual([
      { property: "saltNonce", reason: expect.stringContaining("that is another Safe at another address") },
    ]);
  });
});

describe("a Safe on a chain that nobody has signed Safe's factory for", () => {
  let chain: TestChain;
  beforeAll(async () => {
    chain = await startAnvil(420691);
  });
  afterAll(() => chain.stop());

  it("gets an address that the preview calls not canonical", async () => {
    const test = await TestSession.open(chain);
    const preview = await test.create(operations, wish, true);
    expect(test.messages[0]).toMatch(/^chain 420691 has no Safe singleton factory .* NOT the canonical ones$/);
    const created = await test.create(operations, wish);
    expect(created.id).toBe(preview.outputs.address);
    test.remove();
  });
});
