import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Interface, keccak256 } from "ethers";
import { UNKNOWN } from "../../../safes/plugin/provider";
import { startAnvil, type TestChain } from "../anvil";
import calculator from "../contract/artifacts/Calculator.json";
import { bedrock, failureOf, fixtures, openZeppelin } from "./deployed";
import { resourceOf, TestSession } from "./session";

const somebody = "0x1111111111111111111111111111111111111111";

describe("a contract", () => {
  let chain: TestChain;
  let test: TestSession;
  beforeAll(async () => {
    chain = await startAnvil(8453);
    test = await TestSession.open(chain);
  });
  afterAll(async () => {
    test.remove();
    await chain.stop();
  });
  beforeEach(() => {
    test.messages.length = 0;
  });
  /** As a new run of the provider: it has planned nothing yet. */
  const anew = () => test.configure();
  const resource = (name: string) => resourceOf("Contract", name);
  const codeAt = (address: string) => chain.rpc("eth_getCode", address, "latest");

  it.each([
    ["Hardhat", { artifact: `${openZeppelin}/ProxyAdmin.json`, constructorArguments: [somebody] }],
    ["Foundry", { artifact: `${bedrock}/ProxyAdmin.sol/ProxyAdmin.json`, constructorArguments: [somebody] }],
  ])("is where the preview said, from an artifact of %s", async (format, wish) => {
    const preview = await test.create(resource(format), wish, true);
    expect(preview.outputs).toMatchObject({ address: preview.id, codeHash: UNKNOWN });
    expect(test.messages.at(-2)).toMatch(
      new RegExp(`^deploys ${format} at ${preview.id}: at most 0\\.\\d+ ETH, \\d+ gas$`),
    );
    const created = await test.create(resource(format), wish);
    expect(created.id).toBe(preview.id);
    expect(created.outputs.codeHash).toBe(keccak256(await codeAt(created.id)));
    const [transaction] = (created.outputs.transactions as { description: string }[]).slice(-1);
    expect(transaction?.description).toBe(`deploys ${format} at ${created.id}`);
  });

  it("is adopted where it is there already, without a transaction", async () => {
    const wish = { artifact: `${openZeppelin}/ProxyAdmin.json`, constructorArguments: [somebody] };
    const before = await test.sent();
    const again = await test.create(resource("another name"), wish);
    expect(await test.sent()).toBe(before);
    expect(test.messages).toEqual([`another name: ${again.id} is there already and is adopted`]);
  });

  it("is linked with libraries that are created with it, and calculates", async () => {
    const create = async (name: string) => {
      const { id } = await test.create(resource(name), { artifact: `${fixtures}/${name}.json` });
      return id;
    };
    const [sums, products] = await Promise.all([create("Sums"), create("Products")]);
    const file = join(test.directory, "Plain.json");
    writeFileSync(file, JSON.stringify({ abi: calculator.abi, bytecode: calculator.bytecode.object }));
    const linked = await test.create(resource("Calculator"), {
      artifact: `${fixtures}/Calculator.json`,
      constructorArguments: [7],
      libraries: { Sums: sums, Products: products },
    });
    const plain = await test.create(resource("plain"), {
      artifact: relative(process.cwd(), file),
      constructorArguments: ["7"],
      libraries: { "Fixtures.sol:Sums": sums, "Fixtures.sol:Products": products },
    });
    expect(plain.id).toBe(linked.id);
    const data = new Interface(calculator.abi).encodeFunctionData("calculate", [5, 6]);
    expect(BigInt(await test.read(linked.id, data))).toBe(37n);
  });

  it("has an address that is not known, instead of a wrong one, while an argument is not", async () => {
    const wish = { artifact: `${openZeppelin}/ProxyAdmin.json`, constructorArguments: [UNKNOWN] };
    const preview = await test.create(resource("unknown"), wish, true);
    expect(preview).toMatchObject({ id: "", outputs: { address: UNKNOWN } });
  });

  describe("whose constructor makes its creator the owner", () => {
    const manager = { artifact: `${bedrock}/AddressManager.sol/AddressManager.json` };
    const handedOn = {
      ...manager,
      creatorCalls: [{ function: "function transferOwnership(address)", arguments: [somebody] }],
    };

    it("is refused at preview, since the factory could do nothing with it", async () => {
      await anew();
      await test.create(resource("before"), { artifact: `${fixtures}/Sums.json`, salt: "4" }, true);
      expect(await failureOf(test.create(resource("address-manager"), manager, true))).toMatchSnapshot();
      expect(await failureOf(test.create(resource("address-manager"), manager))).toMatchSnapshot();
    });

    it("is handed on in the transaction that creates it, at an address that the preview knows", async () => {
      const preview = await test.create(resource("address-manager"), handedOn, true);
      const created = await test.create(resource("address-manager"), handedOn);
      expect(created.id).toBe(preview.id);
      expect(created.outputs.transactions).toHaveLength(1);
      expect(await test.read(created.id, "0x8da5cb5b")).toBe(`0x${"0".repeat(24)}${somebody.slice(2)}`);
    });

    it("is warned of where it is an administrator among others", async () => {
      await test.create(resource("roles"), { artifact: `${fixtures}/RolesOfCreator.json` }, true);
      expect(test.messages[0]).toMatch(/^roles: its constructor makes whoever creates it an administrator/);
    });
  });

  describe("whose creation fails", () => {
    const ownedByNobody = {
      artifact: `${openZeppelin}/ProxyAdmin.json`,
      constructorArguments: ["0x0000000000000000000000000000000000000000"],
    };

    it("says so at preview, with the constructor's own reason", async () => {
      await anew();
      expect(await failureOf(test.create(resource("proxy-admin"), ownedByNobody, true))).toMatchSnapshot();
    });

    it("warns only, where something that is planned before it may change that", async () => {
      await anew();
      await test.create(resource("before"), { artifact: `${fixtures}/Sums.json`, salt: "5" }, true);
      await test.create(resource("proxy-admin"), ownedByNobody, true);
      expect(test.messages.join("\n")).toContain("unless what is planned before it changes that");
    });

    it("says nothing while it needs a contract that is still to be created", async () => {
      await anew();
      const logic = await test.create(resource("logic"), { artifact: `${fixtures}/Sums.json`, salt: "6" }, true);
      const proxy = { artifact: `${openZeppelin}/ERC1967Proxy.json`, constructorArguments: [logic.id, "0x"] };
      await test.create(resource("proxy"), proxy, true);
      expect(test.messages.filter((message) => message.includes("cannot be created"))).toEqual([]);
    });

    it("names what is called in the same transaction when that fails", async () => {
      await anew();
      const wish = {
        artifact: `${bedrock}/AddressManager.sol/AddressManager.json`,
        creatorCalls: [
          {
            function: "function transferOwnership(address)",
            arguments: ["0x0000000000000000000000000000000000000000"],
          },
        ],
      };
      expect(await failureOf(test.create(resource("address-manager"), wish, true))).toMatchSnapshot();
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ["an artifact that is not the pinned one", { creationCodeHash: `0x${"11".repeat(32)}` }],
    [
      "a compiler that its artifact does not tell of",
      { compiler: { version: "0.8.31+commit.fd3a2265", evmVersion: "osaka", optimizerRuns: 200 } },
    ],
    ["a library that its code does not link", { libraries: { Sums: somebody } }],
    ["arguments that do not fit", { constructorArguments: [somebody, 1] }],
    ["a call that is no function", { creatorCalls: [{ function: "transferOwnership" }] }],
    ["a salt as a number", { salt: 1 }],
    ["an artifact that is not there", { artifact: "out/Nothing.json" }],
    ["a misspelt property", { constructorArgument: [] }],
  ])("is refused with %s", async (_what, change) => {
    const wish = { artifact: `${openZeppelin}/ProxyAdmin.json`, constructorArguments: [somebody] };
    const { failures } = await test.session.check(resource("refused"), {}, { ...wish, ...change }, Buffer.alloc(0));
    expect(
      failures
        .map(({ property, reason }) => `${property} ${reason}`)
        .join("\n")
        .replaceAll(process.cwd(), ""),
    ).toMatchSnapshot();
  });

  describe("that changes", () => {
    const wish = { artifact: `${openZeppelin}/ProxyAdmin.json`, constructorArguments: [somebody], salt: "9" };
    const checked = async (inputs: Record<string, unknown>) =>
      (await test.session.check(resource("changing"), {}, inputs, Buffer.alloc(0))).inputs;
    const diff = async (change: Record<string, unknown>) => {
      const inputs = await checked(wish);
      const created = await test.session.create(resource("changing"), inputs, test.call());
      const old = { id: created.id, inputs, outputs: created.outputs };
      return test.session.diff(resource("changing"), created.id, old, await checked({ ...wish, ...change }), []);
    };

    it.each<[string, Record<string, unknown>, string[]]>([
      ["the artifact", { artifact: `${bedrock}/ProxyAdmin.sol/ProxyAdmin.json` }, ["creationCodeHash"]],
      ["an argument", { constructorArguments: [somebody.replace("1", "2")] }, ["constructorArguments"]],
      ["the salt", { salt: "10" }, ["salt"]],
      ["an argument that is not known yet", { constructorArguments: [UNKNOWN] }, ["constructorArguments"]],
      ["a call of its creator", { creatorCalls: [{ function: "function renounceOwnership()" }] }, ["creatorCalls"]],
    ])("is another contract: %s", async (_what, change, keys) => {
      expect(await diff(change)).toEqual({
        changes: Object.fromEntries(keys.map((key) => [key, "update-replace"])),
      });
    });

    it("is the same contract when only the way to write it changes", async () => {
      const moved = relative(process.cwd(), join(test.directory, "Moved.json"));
      const { abi, bytecode } = require(`../../../${openZeppelin}/ProxyAdmin.json`);
      writeFileSync(moved, JSON.stringify({ abi, bytecode: { object: bytecode } }));
      expect(await diff({ artifact: moved })).toEqual({ changes: {} });
    });
  });

  describe("after it was created", () => {
    const wish = { artifact: `${openZeppelin}/ProxyAdmin.json`, constructorArguments: [somebody], salt: "20" };
    const create = async () => {
      const { inputs } = await test.session.check(resource("watched"), {}, wish, Buffer.alloc(0));
      const { id, outputs } = await test.session.create(resource("watched"), inputs, test.call());
      return { id, inputs, outputs };
    };

    it("takes next to nothing of the checkpoint, however large its code is", async () => {
      const portal = `${bedrock}/OptimismPortal.sol/OptimismPortal.json`;
      const { inputs } = await test.session.check(resource("portal"), {}, { artifact: portal }, Buffer.alloc(0));
      const { outputs } = await test.session.create(resource("portal"), inputs, test.call());
      expect((await codeAt(String(outputs.address))).length).toBeGreaterThan(40_000);
      expect(JSON.stringify({ inputs, outputs }).length).toBeLessThan(1_000);
    });

    it("shows no drift while its code is the same", async () => {
      const old = await create();
      expect(await test.session.read(resource("watched"), old.id, old)).toEqual(old);
    });

    it("names another code at a refresh, and stops the next preview", async () => {
      const old = await create();
      const code = await codeAt(old.id);
      await chain.rpc("anvil_setCode", old.id, "0x6001");
      const found = await test.session.read(resource("watched"), old.id, old);
      expect(found?.outputs).toEqual({ ...old.outputs, codeHash: keccak256("0x6001") });
      const drifted = { ...old, outputs: found?.outputs ?? {} };
      expect(await test.session.diff(resource("watched"), old.id, drifted, old.inputs, [])).toEqual({
        changes: { codeHash: "update" },
      });
      const update = test.session.update(resource("watched"), old.id, drifted, old.inputs, test.call(true));
      expect(await failureOf(update)).toMatchSnapshot();
      await chain.rpc("anvil_setCode", old.id, code);
    });

    it("is gone where the chain does not have it, so that the next update creates it again", async () => {
      const old = await create();
      await chain.rpc("anvil_setCode", old.id, "0x");
      expect(await test.session.read(resource("watched"), old.id, old)).toBeUndefined();
    });

    it("cannot be imported, and says how it is adopted", async () => {
      const read = test.session.read(resource("watched"), somebody, { inputs: {}, outputs: {} });
      expect(await failureOf(read)).toMatchSnapshot();
    });
  });
});
