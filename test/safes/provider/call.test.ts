import { type ResourceIdentity, UNKNOWN } from "../../../safes/plugin/provider";
import { startAnvil, type TestChain } from "../anvil";
import { FaultyRpc } from "../faulty-rpc";
import { bedrock, type DeployedContract, deployed, failureOf, fixtures, openZeppelin, withoutHex } from "./deployed";
import { resourceOf, TestSession } from "./session";

const safe = "0x1111111111111111111111111111111111111111";
const number = "function number() view returns (uint256)";

describe("a call", () => {
  let chain: TestChain;
  let test: TestSession;
  let settings: DeployedContract;
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
  beforeEach(async () => {
    // What a resource has sent is known by its URN: each test has one of its own.
    const { urn, ...named } = resourceOf("Call", "configure");
    resource = { ...named, urn: `${urn}-${count}` };
    settings = await deployed(test, `settings ${count++}`, `${fixtures}/Settings.json`, test.wallet.address);
    await anew();
  });
  /** As a new run of the provider: it has planned and sent nothing yet. */
  const anew = async (config: Record<string, unknown> = {}) => {
    await test.configure(config);
    test.messages.length = 0;
  };

  const setNumber = (value: number, change: Record<string, unknown> = {}) => ({
    to: settings.address,
    function: "function setNumber(uint256 value)",
    arguments: [value],
    postCondition: { function: number, expected: `${value}` },
    ...change,
  });
  const made = async (inputs: Record<string, unknown>) => {
    const { id, outputs } = await test.create(resource, inputs);
    return { id, inputs, outputs };
  };
  const recorded = (old: { outputs: Record<string, unknown> }) => old.outputs.transactions as { hash: string }[];

  it("costs what the preview said, is made once, and is known to be done", async () => {
    const before = await test.sent();
    const preview = await test.create(resource, setNumber(5), true);
    expect(preview.outputs.status).toBe("done");
    expect(test.messages[0]).toMatch(/^configure: setNumber\(uint256 value\): at most 0\.\d+ ETH, \d+ gas$/);
    expect(await test.sent()).toBe(before);

    const { outputs } = await made(setNumber(5));
    expect(outputs).toEqual({ status: "done", transactions: [expect.objectContaining({ hash: expect.any(String) })] });
    expect(await settings.read("number")).toBe(5n);
    await anew();
    expect((await test.create(resource, setNumber(5), true)).outputs.transactions).toEqual([]);
    await made(setNumber(5));
    expect(await test.sent()).toBe(before + 1);
    expect(test.messages).toEqual([]);
  });

  describe("that the deployer never makes", () => {
    const governed = { by: safe, alone: true };

    it("is none while it is so from the start, and costs nothing at preview before the contract is there", async () => {
      await made(setNumber(5));
      const before = await test.sent();
      await anew();
      expect((await made(setNumber(5, { governed }))).outputs.status).toBe("done");
      expect(await test.sent()).toBe(before);

      await anew();
      const inputs = { artifact: `${fixtures}/Settings.json`, constructorArguments: [safe], salt: "987" };
      const { outputs } = await test.create(resourceOf("Contract", "to come"), inputs, true);
      test.messages.length = 0;
      const later = { ...setNumber(7, { governed }), to: outputs.address };
      expect((await test.create(resource, later, true)).outputs).toEqual({ status: "done", transactions: [] });
      expect(test.messages).toEqual([]);
    });

    it("is refused where it is not so and nobody who was named can make it, though the deployer could", async () => {
      const before = await test.sent();
      const refusal = async (preview: boolean) =>
        withoutHex(await failureOf(test.create(resource, setNumber(8, { governed }), preview)));
      expect(await refusal(false)).toMatchInlineSnapshot(`
"configure: what should have been so from the start is not, and who could change it does not govern the contract (0x...)
  got:      0
  expected: number() to give 8
  fix:      find out who governs the contract: 0x... cannot make this call"
`);
      expect(await refusal(true)).toBe(await refusal(false));
      expect(await test.sent()).toBe(before);
    });
  });

  it("sends value with it", async () => {
    await made(setNumber(6, { function: "function setNumber(uint256 value) payable", valueWei: "1000" }));
    expect(BigInt(await chain.rpc("eth_getBalance", settings.address, "latest"))).toBe(1000n);
  });

  it.each<[string, () => Record<string, unknown>, unknown]>([
    [
      "a tuple",
      () => ({
        function: "function setLimits((uint256 gas, bool isStrict, address[] exempt) limits)",
        arguments: [{ gas: "900", isStrict: true, exempt: [safe.toLowerCase()] }],
      }),
      {
        function: "function getLimits() view returns ((uint256 gas, bool isStrict, address[] exempt) limits)",
        expected: { isStrict: true, gas: 900, exempt: [safe] },
      },
    ],
    [
      "several values",
      () => ({
        function: "function setTexts(bytes32 digest, string title)",
        arguments: [`0x${"AB".repeat(32)}`, "Jeju"],
      }),
      { function: "function texts() view returns (bytes32, string)", expected: [`0x${"ab".repeat(32)}`, "Jeju"] },
    ],
    [
      "an address in another case",
      () => ({ function: "function transferOwnership(address owner)", arguments: [safe] }),
      { function: "function owner() view returns (address)", expected: safe.toUpperCase().replace("0X", "0x") },
    ],
  ])("knows that it is done by %s", async (_what, call, postCondition) => {
    const { outputs } = await made({ to: settings.address, ...call(), postCondition });
    expect(outputs.status).toBe("done");
    expect(recorded({ outputs })).toHaveLength(1);
    await anew();
    expect((await made({ to: settings.address, ...call(), postCondition })).outputs.status).toBe("done");
  });

  it("is not known to be done while something in it is not known", async () => {
    for (const inputs of [
      setNumber(1, { to: UNKNOWN }),
      setNumber(1, { arguments: [UNKNOWN] }),
      setNumber(1, { arguments: UNKNOWN }),
      setNumber(1, { postCondition: { function: number, expected: UNKNOWN } }),
    ]) {
      expect((await test.create(resource, inputs, true)).outputs.status).toBe(UNKNOWN);
    }
    expect(test.messages).toEqual([]);
  });

  describe("that goes through without effect", () => {
    const ignored = () => setNumber(7, { function: "function ignore(uint256 value)" });
    const attempt = () => test.create(resource, ignored()).catch((error) => error);

    it("is an error that stays in the checkpoint, and is not made a second time", async () => {
      const error = await attempt();
      expect(withoutHex(error.message)).toMatchSnapshot();
      expect(error).toMatchObject({ id: "configure", outputs: { status: "without effect", found: "0" } });
      const sent = await test.sent();
      await anew();
      const old = { id: "configure", inputs: ignored(), outputs: error.outputs };
      expect(await test.session.diff(resource, "configure", old, ignored(), [])).toEqual({
        changes: { status: "update" },
      });
      const again = test.session.update(resource, "configure", old, ignored(), test.call());
      expect(await failureOf(again)).toMatchSnapshot();
      expect((await test.session.read(resource, "configure", old))?.outputs.status).toBe("without effect");
      expect(await test.sent()).toBe(sent);
    });

    it("is done once the post-condition is the right one, without another transaction", async () => {
      const error = await attempt();
      const sent = await test.sent();
      await anew();
      const old = { id: "configure", inputs: ignored(), outputs: error.outputs };
      const news = { ...ignored(), postCondition: { function: number, expected: 0 } };
      const { outputs } = await test.session.update(resource, "configure", old, news, test.call());
      expect(outputs).toEqual({ status: "done", transactions: error.outputs.transactions });
      expect(await test.sent()).toBe(sent);
    });
  });

  it("shows at a refresh that it was undone, and is made again", async () => {
    const old = await made(setNumber(8));
    await settings.sendAs(test.wallet.address, "setNumber", 9);
    const found = await test.session.read(resource, "configure", old);
    expect(found?.outputs).toEqual({ ...old.outputs, status: "undone", found: "9" });
    const drifted = { ...old, outputs: found?.outputs ?? {} };
    expect(await test.session.diff(resource, "configure", drifted, old.inputs, [])).toEqual({
      changes: { status: "update" },
    });
    await anew();
    const { outputs } = await test.session.update(resource, "configure", drifted, old.inputs, test.call());
    expect(outputs.status).toBe("done");
    expect(new Set(recorded({ outputs }).map(({ hash }) => hash)).size).toBe(2);
    expect(await settings.read("number")).toBe(8n);
  });

  it("says who must make it again when the deployer has handed over", async () => {
    const old = await made(setNumber(8));
    await settings.sendAs(test.wallet.address, "setNumber", 9);
    await settings.sendAs(test.wallet.address, "transferOwnership", safe);
    const found = await test.session.read(resource, "configure", old);
    const drifted = { ...old, outputs: found?.outputs ?? {} };
    await anew();
    for (const preview of [true, false]) {
      const update = test.session.update(resource, "configure", drifted, old.inputs, test.call(preview));
      const message = await update.catch((error: Error) => error.message);
      expect(message).toContain(`only its owner ${safe} may: propose it there, to ${settings.address}, value 0 wei`);
      expect(withoutHex(String(message))).toMatchSnapshot();
    }
  });

  it("says which role it takes when the deployer does not have it", async () => {
    const roles = await deployed(test, "roles", `${fixtures}/Roles.json`, safe);
    await anew();
    const pause = {
      to: roles.address,
      function: "function pause()",
      postCondition: { function: "function paused() view returns (bool)", expected: true },
    };
    expect(await failureOf(test.create(resource, pause, true))).toMatchSnapshot();
  });

  it("says who administers a proxy that refuses the deployer", async () => {
    const artifact = `${openZeppelin}/TransparentUpgradeableProxy.json`;
    const ask = "0x8da5cb5b"; // owner(), since a proxy has to be initialised with something
    const proxy = await deployed(test, "proxy", artifact, settings.address, safe, ask);
    await anew();
    const upgrade = {
      to: proxy.address,
      function: "function upgradeToAndCall(address implementation, bytes data)",
      arguments: [settings.address, "0x"],
      postCondition: { function: "function version() view returns (string)", expected: "2" },
    };
    const message = await test.create(resource, upgrade, true).catch((error: Error) => error.message);
    expect(message).toMatch(/only its proxy's admin 0x[0-9a-fA-F]{40} may/);
  });

  it("says so too when it is about a contract that is still to be created", async () => {
    const admin = await deployed(test, "admin", `${bedrock}/ProxyAdmin.sol/ProxyAdmin.json`, safe);
    const proxy = await deployed(test, "upgraded", `${bedrock}/Proxy.sol/Proxy.json`, admin.address);
    await anew();
    const wish = { artifact: `${fixtures}/Sums.json`, salt: "31" };
    const planned = await test.create(resourceOf("Contract", "new implementation"), wish, true);
    test.messages.length = 0;
    const upgrade = {
      to: admin.address,
      function: "function upgrade(address proxy, address implementation)",
      arguments: [proxy.address, planned.id],
      postCondition: {
        function: "function getProxyImplementation(address proxy) view returns (address)",
        arguments: [proxy.address],
        expected: planned.id,
      },
    };
    await test.create(resource, upgrade, true);
    expect(test.messages[0]).toContain(`only its owner ${safe} may: propose it there, to ${admin.address}`);
  });

  describe("that the chain would refuse", () => {
    const beyond = () => ({
      to: settings.address,
      function: "function setTexts(bytes32 digest, string title)",
      arguments: [`0x${"00".repeat(32)}`, ""],
      postCondition: { function: "function title() view returns (string)", expected: "" },
    });
    const wanted = () => ({ ...beyond(), postCondition: { ...beyond().postCondition, expected: "x" } });

    it("stops the preview, with the contract's reason", async () => {
      expect(await failureOf(test.create(resource, wanted(), true))).toMatchSnapshot();
    });

    it("is a warning only while something that is planned before it may change that", async () => {
      await test.create(resourceOf("Call", "before"), setNumber(3), true);
      test.messages.length = 0;
      await test.create(resource, wanted(), true);
      expect(withoutHex(test.messages[0] ?? "")).toMatchSnapshot();
    });

    it("is not judged while it needs a contract that is still to be created", async () => {
      const artifact = `${fixtures}/Settings.json`;
      const wish = { artifact, constructorArguments: [test.wallet.address], salt: "77" };
      const planned = await test.create(resourceOf("Contract", "planned"), wish, true);
      test.messages.length = 0;
      await test.create(resource, { ...setNumber(3), to: planned.id }, true);
      expect(test.messages.filter((message) => !message.includes("at most"))).toEqual([]);
    });

    it("is refused before anything is sent", async () => {
      const sent = await test.sent();
      expect(await failureOf(test.create(resource, wanted()))).toContain("reverted with a title is needed");
      expect(await test.sent()).toBe(sent);
    });

    it("is done, all the same, when its post-condition holds", async () => {
      expect((await made(beyond())).outputs).toEqual({ status: "done", transactions: [] });
    });
  });

  it("is not made on the word of one endpoint", async () => {
    const liar = await FaultyRpc.start(chain.url);
    const told = `0x${"0".repeat(63)}5`;
    liar.fault = ({ method }) => (method === "eth_call" ? { kind: "answer", change: () => told } : undefined);
    await anew({ rpcUrls: JSON.stringify([chain.url, liar.url]) });
    const sent = await test.sent();
    // Nor is it taken for done: the liar says that the number is 5 already.
    for (const inputs of [setNumber(5), setNumber(6)]) {
      expect(await failureOf(test.create(resource, inputs))).toContain("the RPC endpoints disagree on eth_call");
    }
    expect(await test.sent()).toBe(sent);
    await anew();
    await liar.stop();
  });

  it("that the deployer cannot pay is not called one that the contract refuses", async () => {
    const wei = `${10n ** 20n}`;
    const inputs = setNumber(5, { function: "function setNumber(uint256 value) payable", valueWei: wei });
    await test.create(resource, inputs, true);
    expect(test.messages.filter((message) => message.includes("refuses"))).toEqual([]);
    expect(await failureOf(test.create(resource, inputs))).toMatch(/cannot pay|insufficient funds/i);
  });

  it("is refused where there is no contract, since it would do nothing there", async () => {
    const inputs = setNumber(1, { to: safe });
    await test.create(resource, inputs, true);
    expect(test.messages[0]).toContain("there is no contract to call");
    expect(await failureOf(test.create(resource, inputs))).toMatchSnapshot();
  });

  it.each<[string, Record<string, unknown>]>([
    ["arguments that do not fit", { arguments: ["five"] }],
    ["a function that is none", { function: "setNumber(uint256)" }],
    [
      "a post-condition that changes something",
      { postCondition: { function: "function a() returns (bool)", expected: true } },
    ],
    ["a post-condition that returns nothing", { postCondition: { function: "function a() view", expected: true } }],
    ["an expectation that does not fit", { postCondition: { function: number, expected: true } }],
    ["no expectation", { postCondition: { function: number } }],
    ["a value as a number", { valueWei: 5 }],
  ])("is refused with %s", async (_what, change) => {
    const { failures } = await test.session.check(resource, {}, setNumber(1, change), Buffer.alloc(0));
    expect(failures.map(({ property, reason }) => `${property} ${reason}`).join("\n")).toMatchSnapshot();
  });
});
