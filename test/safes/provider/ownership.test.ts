import { ZeroAddress } from "ethers";
import { type ResourceIdentity, UNKNOWN } from "../../../safes/plugin/provider";
import { startAnvil, type TestChain } from "../anvil";
import { bedrock, type DeployedContract, deployed, failureOf, fixtures, openZeppelin, withoutHex } from "./deployed";
import { resourceOf, TestSession } from "./session";

const somebody = "0x1111111111111111111111111111111111111111";
const mallory = "0x2222222222222222222222222222222222222222";

describe("a hand-over", () => {
  let chain: TestChain;
  let test: TestSession;
  let resource: ResourceIdentity;
  let count = 0;
  beforeAll(async () => {
    chain = await startAnvil(8453);
    test = await TestSession.open(chain);
  });
  afterAll(async () => {
    test.remove();
    await chain.stop();
  });
  beforeEach(() => {
    // What a resource has sent is known by its URN: each test has one of its own.
    const { urn, ...named } = resourceOf("Ownership", "hand-over");
    resource = { ...named, urn: `${urn}-${count++}` };
  });
  /** As a new run of the provider: it has planned and sent nothing yet. */
  const anew = async (config: Record<string, unknown> = {}) => {
    await test.configure(config);
    test.messages.length = 0;
  };
  const deploy = async (artifact: string, ...values: unknown[]) => {
    const contract = await deployed(test, `contract ${count++}`, artifact, ...values);
    await anew();
    return contract;
  };
  const ownable = () => deploy(`${fixtures}/Settings.json`, test.wallet.address);
  const made = async (inputs: Record<string, unknown>) => {
    const { id, outputs } = await test.create(resource, inputs);
    return { id, inputs, outputs };
  };
  type Recorded = Awaited<ReturnType<typeof made>>;
  const read = (old: Recorded) => test.session.read(resource, old.id, old);
  const update = (old: Recorded, news = old.inputs, preview = false) =>
    test.session.update(resource, old.id, old, news, test.call(preview));
  const refreshed = async (old: Recorded): Promise<Recorded> => ({
    ...old,
    outputs: (await read(old))?.outputs ?? {},
  });
  const diff = (old: Recorded, news = old.inputs) => test.session.diff(resource, old.id, old, news, []);

  describe("of an owner", () => {
    let settings: DeployedContract;
    beforeEach(async () => {
      settings = await ownable();
    });
    const toSomebody = () => ({ contract: settings.address, newOwner: somebody });

    it("costs what the preview said, is read back, and is not made a second time", async () => {
      const before = await test.sent();
      const preview = await test.create(resource, toSomebody(), true);
      expect(preview.outputs).toMatchObject({ holder: somebody, status: "handed over" });
      expect(test.messages[0]).toMatch(/^hand-over: ownership to 0x1{40}: at most 0\.\d+ ETH, \d+ gas$/);
      const old = await made(toSomebody());
      expect(old.outputs).toEqual({
        deployer: test.wallet.address,
        holder: somebody,
        status: "handed over",
        transactions: [expect.objectContaining({ description: `hand-over: ownership to ${somebody}` })],
      });
      expect(await settings.read("owner")).toBe(somebody);
      await anew();
      await made(toSomebody());
      expect(await test.sent()).toBe(before + 1);
      expect(await diff(old)).toEqual({ changes: {} });
      expect(await read(old)).toEqual(old);
    });

    it("names another owner at a refresh, and does not take back what it cannot", async () => {
      const old = await made(toSomebody());
      await settings.sendAs(somebody, "transferOwnership", mallory);
      const found = await refreshed(old);
      expect(found.outputs).toEqual({ ...old.outputs, holder: mallory, status: "not handed over" });
      expect(await diff(found)).toEqual({ changes: { status: "update" } });
      await anew();
      for (const preview of [true, false]) {
        const message = await update(found, found.inputs, preview).catch((error: Error) => error.message);
        expect(message).toContain(`got:      ownership is with ${mallory}`);
        expect(message).toContain(`expected: ${somebody}`);
        expect(withoutHex(String(message))).toMatchSnapshot();
      }
    });

    it("is handed over again when it is back with the deployer, and says so", async () => {
      const old = await made(toSomebody());
      await settings.sendAs(somebody, "transferOwnership", test.wallet.address);
      const found = await refreshed(old);
      await anew();
      await update(found, found.inputs, true);
      expect(test.messages[0]).toBe("hand-over: ownership is back with the deployer, and is handed over again");
      const { outputs } = await update(found);
      expect(outputs).toMatchObject({ holder: somebody, status: "handed over" });
      expect(outputs.transactions).toHaveLength(2);
    });

    it("cannot be given to another one once it is handed over", async () => {
      const old = await made(toSomebody());
      const news = { ...old.inputs, newOwner: mallory };
      expect(await diff(old, news)).toEqual({ changes: { newOwner: "update" } });
      await anew();
      expect(await failureOf(update(old, news, true))).toMatchSnapshot();
    });

    it("is the same when only the case of an address changes", async () => {
      const old = await made(toSomebody());
      expect(await diff(old, { contract: settings.address.toLowerCase(), newOwner: somebody })).toEqual({
        changes: {},
      });
    });

    it("is another one for another contract", async () => {
      const old = await made(toSomebody());
      expect(await diff(old, { ...old.inputs, contract: mallory })).toEqual({
        changes: { contract: "update-replace" },
      });
    });

    it("is not known while the contract or the owner is not", async () => {
      for (const key of ["contract", "newOwner"]) {
        const { outputs } = await test.create(resource, { ...toSomebody(), [key]: UNKNOWN }, true);
        expect(outputs.status).toBe(UNKNOWN);
      }
    });

    it("is refused when the deployer does not hold it", async () => {
      await settings.sendAs(test.wallet.address, "transferOwnership", mallory);
      for (const preview of [true, false]) {
        expect(await failureOf(test.create(resource, toSomebody(), preview))).toMatchSnapshot();
      }
    });

    it("is warned of, too, when the new owner is still to be created", async () => {
      await settings.sendAs(test.wallet.address, "transferOwnership", mallory);
      const safe = { owners: [somebody], threshold: 1, saltNonce: "55" };
      const { id } = await test.create(resourceOf("Safe", "owner"), safe, true);
      test.messages.length = 0;
      await test.create(resource, { contract: settings.address, newOwner: id }, true);
      expect(test.messages[0]).toContain(`ownership is with ${mallory}`);
    });

    it("is only a warning while something that is planned before it may change that", async () => {
      await settings.sendAs(test.wallet.address, "transferOwnership", mallory);
      const wish = { artifact: `${fixtures}/Sums.json`, salt: "1" };
      await test.create(resourceOf("Contract", "before"), wish, true);
      test.messages.length = 0;
      await test.create(resource, toSomebody(), true);
      expect(test.messages[0]).toContain("the deployer cannot hand over what it does not hold");
      expect(test.messages[0]).toContain("unless what is planned before it changes that");
    });
  });

  it("of a contract that is created in the same run is foretold without a word against it", async () => {
    await anew({ environment: "mainnet" });
    const artifact = `${fixtures}/Settings.json`;
    const wish = { artifact, constructorArguments: [test.wallet.address], salt: "123" };
    const planned = await test.create(resourceOf("Contract", "planned"), wish, true);
    const safe = { owners: [somebody], threshold: 1, saltNonce: "123" };
    const owner = await test.create(resourceOf("Safe", "owner"), safe, true);
    test.messages.length = 0;
    const wanted = { contract: planned.id, newOwner: owner.id };
    const preview = await test.create(resource, wanted, true);
    expect(preview.outputs).toMatchObject({ holder: owner.id, status: "handed over" });
    expect(test.messages.filter((message) => !message.includes("at most"))).toEqual([]);

    await test.create(resourceOf("Contract", "planned"), wish);
    await test.create(resourceOf("Safe", "owner"), safe);
    expect((await made(wanted)).outputs).toMatchObject({ holder: owner.id, status: "handed over" });
  });

  describe("on mainnet", () => {
    it.each<[string, string]>([
      ["an address without code", "0x"],
      ["an account with a key that lets a contract act for it (EIP-7702)", `0xef0100${"11".repeat(20)}`],
    ])("is refused to %s, at preview", async (_what, code) => {
      const settings = await ownable();
      await anew({ environment: "mainnet" });
      await chain.rpc("anvil_setCode", mallory, code);
      const wish = { contract: settings.address, newOwner: mallory };
      expect(await failureOf(test.create(resource, wish, true))).toMatchSnapshot();
      expect(await failureOf(test.create(resource, wish))).toContain("the new owner is no contract");
      expect(await settings.read("owner")).toBe(test.wallet.address);
      await chain.rpc("anvil_setCode", mallory, "0x");
    });
  });

  describe("of a contract that hands over in two steps", () => {
    it("waits until the new owner has accepted, says what that takes, and finds it out by itself", async () => {
      const careful = await deploy(`${fixtures}/Careful.json`, test.wallet.address);
      const wish = { contract: careful.address, newOwner: somebody };
      await test.create(resource, wish, true);
      expect(withoutHex(test.messages[0] ?? "")).toMatchSnapshot();
      const old = await made(wish);
      expect(old.outputs).toMatchObject({
        holder: test.wallet.address,
        status: "waits for the new owner to accept",
      });
      expect(await diff(old)).toEqual({ changes: {} });
      expect(await read(old)).toEqual(old);
      const sent = await test.sent();
      await anew();
      await update(old);
      expect(await test.sent()).toBe(sent);

      await careful.sendAs(somebody, "acceptOwnership");
      expect(await diff(old)).toEqual({ changes: { status: "update" } });
      await anew();
      const settled = await update(old);
      expect(settled.outputs).toEqual({ ...old.outputs, holder: somebody, status: "handed over" });
      expect((await refreshed(old)).outputs).toEqual(settled.outputs);
      expect(await test.sent()).toBe(sent);
    });

    it("is refused again when the offer was withdrawn and the contract went to another one", async () => {
      const careful = await deploy(`${fixtures}/Careful.json`, test.wallet.address);
      const old = await made({ contract: careful.address, newOwner: somebody });
      await careful.sendAs(test.wallet.address, "transferOwnership", mallory);
      await careful.sendAs(mallory, "acceptOwnership");
      expect(await diff(old)).toEqual({ changes: { status: "update" } });
      await anew();
      expect(await failureOf(update(old, old.inputs, true))).toContain("what was handed over is no longer there");
    });
  });

  describe("of a proxy's administration", () => {
    const administered = (contract: string) => ({ contract, right: "proxyAdmin", newOwner: somebody });

    it.each<[string, string]>([
      ["an ERC-1967 proxy of Optimism", "Proxy"],
      ["a ChugSplash proxy", "L1ChugSplashProxy"],
    ])("goes from the deployer: %s", async (_kind, artifact) => {
      const proxy = await deploy(`${bedrock}/${artifact}.sol/${artifact}.json`, test.wallet.address);
      await test.create(resource, administered(proxy.address), true);
      expect(test.messages[0]).toMatch(/^hand-over: proxy 0x\w{40} to the admin 0x1{40}: at most/);
      const old = await made(administered(proxy.address));
      expect(old.outputs).toMatchObject({ holder: somebody, status: "handed over" });
      const getter = artifact === "Proxy" ? "admin" : "getOwner";
      expect(await proxy.read(getter)).toBe(somebody);
      expect(await read(old)).toEqual(old);
    });

    it("goes through the ProxyAdmin that the deployer owns, whatever the proxy's kind", async () => {
      const admin = await deploy(`${bedrock}/ProxyAdmin.sol/ProxyAdmin.json`, test.wallet.address);
      const bridge = await deploy(`${bedrock}/L1ChugSplashProxy.sol/L1ChugSplashProxy.json`, admin.address);
      await admin.sendAs(test.wallet.address, "setProxyType", bridge.address, 1);
      const { outputs } = await made(administered(bridge.address));
      expect(outputs).toMatchObject({ holder: somebody, status: "handed over" });
      expect(await bridge.read("getOwner")).toBe(somebody);
    });

    it("is refused through OpenZeppelin's ProxyAdmin, which cannot, and names what can be done", async () => {
      const logic = await ownable();
      const artifact = `${openZeppelin}/TransparentUpgradeableProxy.json`;
      const proxy = await deploy(artifact, logic.address, test.wallet.address, "0x8da5cb5b");
      expect(await failureOf(test.create(resource, administered(proxy.address), true))).toMatchSnapshot();
    });

    it("is refused when its ProxyAdmin belongs to somebody else", async () => {
      const admin = await deploy(`${bedrock}/ProxyAdmin.sol/ProxyAdmin.json`, mallory);
      const proxy = await deploy(`${bedrock}/Proxy.sol/Proxy.json`, admin.address);
      expect(await failureOf(test.create(resource, administered(proxy.address), true))).toMatchSnapshot();
    });

    it("is refused where there is none", async () => {
      const settings = await ownable();
      expect(await failureOf(test.create(resource, administered(settings.address), true))).toMatchSnapshot();
    });
  });

  describe("of a role", () => {
    let roles: DeployedContract;
    beforeEach(async () => {
      roles = await deploy(`${fixtures}/Roles.json`, test.wallet.address);
    });
    const role = (right: string) => ({ contract: roles.address, right, newOwner: somebody });
    const admin = `0x${"00".repeat(32)}`;

    it("is granted, read back and given up, in this order", async () => {
      const old = await made(role("DEFAULT_ADMIN_ROLE"));
      expect(old.outputs).toMatchObject({ holder: somebody, status: "handed over" });
      const sent = old.outputs.transactions as { description: string; blockNumber: string }[];
      expect(sent.map(({ description }) => description)).toEqual([
        `hand-over: the role DEFAULT_ADMIN_ROLE to ${somebody}`,
        "hand-over: the deployer gives up the role DEFAULT_ADMIN_ROLE",
      ]);
      expect(Number(sent[1]?.blockNumber)).toBeGreaterThan(Number(sent[0]?.blockNumber));
      expect(await roles.read("hasRole", admin, somebody)).toBe(true);
      expect(await roles.read("hasRole", admin, test.wallet.address)).toBe(false);
      expect(await read(old)).toEqual(old);
    });

    it("that the deployer never had is granted alone, by its name or by its hash", async () => {
      const hash = await roles.read("PAUSER_ROLE");
      const old = await made(role("PAUSER_ROLE"));
      expect(old.outputs.transactions).toHaveLength(1);
      expect(await roles.read("hasRole", hash, somebody)).toBe(true);
      const sent = await test.sent();
      await anew();
      expect((await made(role(String(hash)))).outputs).toMatchObject({ status: "handed over" });
      expect(await test.sent()).toBe(sent);
    });

    it("names at a refresh who has it and who has not", async () => {
      const old = await made(role("DEFAULT_ADMIN_ROLE"));
      await roles.sendAs(somebody, "grantRole", admin, test.wallet.address);
      const both = await refreshed(old);
      expect(both.outputs).toMatchObject({
        holder: `${somebody}, and the deployer ${test.wallet.address} still`,
        status: "not handed over",
      });
      await anew();
      expect((await update(both)).outputs).toMatchObject({ holder: somebody, status: "handed over" });
      await roles.sendAs(somebody, "renounceRole", admin, somebody);
      expect((await refreshed(old)).outputs).toMatchObject({
        holder: `neither ${somebody} nor the deployer ${test.wallet.address}`,
        status: "not handed over",
      });
    });

    it("is refused when the deployer cannot grant it", async () => {
      await roles.sendAs(test.wallet.address, "renounceRole", admin, test.wallet.address);
      expect(await failureOf(test.create(resource, role("PAUSER_ROLE"), true))).toMatchSnapshot();
    });

    it("goes on where a run was killed between the two transactions", async () => {
      await roles.sendAs(test.wallet.address, "grantRole", admin, somebody);
      const { outputs } = await made(role("DEFAULT_ADMIN_ROLE"));
      expect(outputs).toMatchObject({ holder: somebody, status: "handed over" });
      expect(outputs.transactions).toHaveLength(1);
    });
  });

  it.each<[string, () => Promise<string>, Record<string, unknown>]>([
    ["a contract without an owner", async () => (await deploy(`${fixtures}/Roles.json`, mallory)).address, {}],
    ["a contract without roles", async () => (await ownable()).address, { right: "PAUSER_ROLE" }],
    ["no contract at all", async () => mallory, {}],
    ["the deployer as the new owner", async () => (await ownable()).address, { newOwner: "the deployer" }],
  ])("is refused with %s", async (_what, contract, change) => {
    const newOwner = change.newOwner ? test.wallet.address : somebody;
    const wish = { contract: await contract(), ...change, newOwner };
    expect(await failureOf(test.create(resource, wish))).toMatchSnapshot();
  });

  it.each<[string, Record<string, unknown>]>([
    ["the zero address as the new owner", { newOwner: ZeroAddress }],
    ["a right that is none", { right: "admin" }],
    ["a role of the wrong length", { right: "0x1234" }],
    ["an address that is none", { contract: "the proxy admin" }],
  ])("is refused with %s, without a chain", async (_what, change) => {
    const wish = { contract: mallory, newOwner: somebody, ...change };
    const { failures } = await test.session.check(resource, {}, wish, Buffer.alloc(0));
    expect(failures.map(({ property, reason }) => `${property} ${reason}`).join("\n")).toMatchSnapshot();
  });
});
