import { Wallet, ZeroAddress } from "ethers";
import { startAnvil, type TestChain } from "../anvil";
import { resourceOf, TestSession } from "./session";

const upgrades = resourceOf("Safe", "upgrades");
const timelock = resourceOf("Timelock", "timelock");
const operations = Wallet.createRandom().address;

describe("a timelock", () => {
  let chain: TestChain;
  let test: TestSession;
  let proposer: string;
  beforeAll(async () => {
    chain = await startAnvil(8453);
    test = await TestSession.open(chain);
    const owners = Array.from({ length: 3 }, () => Wallet.createRandom().address);
    proposer = (await test.create(upgrades, { owners, threshold: 2, saltNonce: "1" })).id;
  });
  afterAll(async () => {
    test.remove();
    await chain.stop();
  });
  const wish = () => ({
    minDelaySeconds: 172_800,
    proposers: [proposer],
    executors: [ZeroAddress],
    cancellers: [operations],
    salt: "1",
  });

  it("ends with the roles that were meant, and the deployer with none", async () => {
    const preview = await test.create(timelock, wish(), true);
    const created = await test.create(timelock, wish());
    expect(created.id).toBe(preview.outputs.address);
    expect(created.outputs.observed).toMatchObject({
      minDelaySeconds: 172_800,
      roles: {
        admin: [created.id],
        proposer: [proposer],
        executor: [ZeroAddress],
        canceller: [operations, proposer].sort(),
      },
    });
  });

  it("goes out in one block with its grants", async () => {
    const created = await test.create(resourceOf("Timelock", "second"), { ...wish(), salt: "2" });
    expect(created.outputs.transactions).toHaveLength(3);
  });

  it("is adopted where it is there already", async () => {
    const before = await test.sent();
    await test.configure();
    expect((await test.create(timelock, wish())).outputs.status).toBe("active");
    expect(await test.sent()).toBe(before);
  });

  it("turns another delay into a proposal for its proposer", async () => {
    const created = await test.create(timelock, wish());
    const news = { ...wish(), minDelaySeconds: 259_200 };
    const old = { id: created.id, inputs: wish(), outputs: created.outputs };
    const updated = await test.session.update(timelock, created.id, old, news, test.call());
    expect(updated.outputs).toMatchObject({ status: "proposed", proposal: { safe: proposer, nonce: "0" } });
    expect(test.messages.at(-1)).toContain("schedules in the timelock: delay 172800 s -> 259200 s");
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      "less than 48 h on mainnet",
      { minDelaySeconds: 3600 },
      "minDelaySeconds is 3600; on mainnet 172800 (48 h) or more",
    ],
    ["no proposer", { proposers: [] }, "proposers is empty: nobody could ever schedule anything"],
    ["no executor", { executors: [] }, "executors is empty"],
    [
      "a delay in the wrong unit",
      { minDelaySeconds: 172_800_000_000 },
      "minDelaySeconds is more than 100 years; the unit is seconds",
    ],
    [
      "anyone as a proposer",
      { proposers: [ZeroAddress] },
      "proposers[0] is the zero address: only an executor may be anyone",
    ],
  ])("is refused with %s", async (_what, change, reason) => {
    await test.configure({ environment: "mainnet" });
    await expect(test.create(timelock, { ...wish(), ...change }, true)).rejects.toThrow(reason);
  });
});
