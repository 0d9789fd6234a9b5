import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Interface, parseEther, Wallet } from "ethers";
import { ThrowawayStack } from "../rehearsal/clouds/throwaway-stack";
import { startAnvil, type TestChain } from "./anvil";

const root = resolve(__dirname, "../..");
const deployer = Wallet.createRandom();
const owners = Array.from({ length: 3 }, () => Wallet.createRandom().address);

/** Everything that sdk.ts has, as small as it gets: a proxy, its admin, and a timelock behind a Safe that gets the admin. */
const program = (chain: TestChain) => `
require("tsx/cjs");
const pulumi = require("@pulumi/pulumi");
const { Call, Contract, Ownership, Provider, Safe, Timelock } = require(${JSON.stringify(join(root, "safes/sdk.ts"))});
const config = new pulumi.Config();
const provider = new Provider("l1", {
  chainId: ${chain.chainId},
  rpcUrls: [${JSON.stringify(chain.url)}, ${JSON.stringify(chain.url.replace("127.0.0.1", "localhost"))}],
  environment: "mainnet",
  signer: { kind: "local", keyVariable: "JEJU_TEST_KEY" },
});
const on = { provider };
const artifact = (name) => "node_modules/@eth-optimism/contracts-bedrock/forge-artifacts/" + name + ".sol/" + name + ".json";
const safe = new Safe("upgrades", { owners: ${JSON.stringify(owners)}, threshold: 2, saltNonce: "1" }, on);
const timelock = new Timelock("delay", {
  minDelaySeconds: 172800,
  proposers: [safe.address],
  executors: ["0x0000000000000000000000000000000000000000"],
  salt: "1",
}, on);
const admin = new Contract("proxy-admin", {
  artifact: artifact("ProxyAdmin"),
  constructorArguments: [${JSON.stringify(deployer.address)}],
  salt: config.get("salt") ?? "0",
}, on);
const manager = new Contract("address-manager", {
  artifact: artifact("AddressManager"),
  creatorCalls: [{ function: "function transferOwnership(address newOwner)", arguments: [admin.address] }],
}, on);
const proxy = new Contract("proxy", { artifact: artifact("Proxy"), constructorArguments: [admin.address] }, on);
const call = new Call("knows-address-manager", {
  to: admin.address,
  function: "function setAddressManager(address manager)",
  arguments: [manager.address],
  postCondition: { function: "function addressManager() view returns (address)", expected: manager.address },
}, on);
const handOver = new Ownership("admin-to-timelock", { contract: admin.address, newOwner: timelock.address }, {
  ...on,
  dependsOn: call,
});
exports.addresses = [safe, timelock, admin, manager, proxy].map(({ address }) => address);
exports.timelock = timelock.address;
exports.admin = admin.address;
exports.states = [call.status, handOver.status, handOver.holder];
exports.blocks = pulumi.all([safe, timelock, admin, manager, proxy, call, handOver].map(({ transactions }) => transactions))
  .apply((lists) => lists.flatMap((list) => list ?? []).map(({ blockNumber }) => Number(blockNumber)));
`;

describe("the provider under the real engine", () => {
  let chain: TestChain;
  let stack: ThrowawayStack;
  let outputs: {
    readonly addresses: readonly string[];
    readonly timelock: string;
    readonly admin: string;
    readonly states: readonly string[];
    readonly blocks: readonly number[];
  };
  const addressesIn = (text: string) => text.match(/0x[0-9a-fA-F]{40}\b/g) ?? [];

  beforeAll(async () => {
    chain = await startAnvil(84532);
    await chain.rpc("anvil_setBalance", deployer.address, `0x${parseEther("10").toString(16)}`);
    stack = await ThrowawayStack.create("", { JEJU_TEST_KEY: deployer.privateKey });
    // The program lies below the folder of Pulumi.yaml, from which the paths of artifacts are written.
    mkdirSync(join(stack.directory, "program"));
    writeFileSync(join(stack.directory, "program/index.js"), program(chain));
    writeFileSync(
      join(stack.directory, "Pulumi.yaml"),
      `name: tiny\nruntime: nodejs\nmain: program/index.js\nplugins:\n  providers:\n    - name: safes\n      path: ${join(root, "safes")}\n`,
    );
  }, 600_000);
  afterAll(async () => {
    stack?.remove();
    await chain.stop();
  });

  it("knows every address at preview, creates it all there, and then finds nothing to change", async () => {
    const preview = await stack.run("preview");
    expect(preview).toContain("+ 9 to create");
    await stack.up();
    outputs = JSON.parse(await stack.run("stack", "output", "--json"));
    const { addresses, timelock, states, blocks } = outputs;
    expect(new Set(addresses).size).toBe(5);
    const foretold = addressesIn(preview.slice(preview.indexOf("Outputs:")));
    for (const address of addresses) {
      expect(foretold).toContain(address);
      expect(await chain.rpc("eth_getCode", address, "latest")).not.toBe("0x");
    }
    expect(states).toEqual(["done", "handed over", timelock]);
    console.log(`${blocks.length} transactions of the resources in ${new Set(blocks).size} blocks`);
    await stack.run("preview", "--expect-no-changes");
    await stack.run("refresh", "--preview-only", "--expect-no-changes");
  });

  it("keeps no code in the checkpoint", () => {
    const { resources } = JSON.parse(stack.checkpoint()).checkpoint.latest;
    const contracts = resources.filter(({ type }: { type: string }) => type === "safes:index:Contract");
    expect(contracts).toHaveLength(3);
    for (const contract of contracts) expect(JSON.stringify(contract).length).toBeLessThan(3_000);
  });

  it("shows plainly that another contract is another one, and what gets its address", async () => {
    const preview = await stack.run("preview", "--diff", "--config", "salt=1");
    expect(preview).toMatch(/\+-safes:index:Contract: \(replace\)\s+\[id=0x\w{40}\]\s+\[urn=[^\]]*::proxy-admin\]/);
    expect(preview).toMatch(/~ salt: "0" => "1"/);
    const { admin } = outputs;
    const is = addressesIn(preview.slice(preview.indexOf("admin"))).find((address) => address !== admin);
    expect(preview).toContain(`"${admin}" => "${is}"`);
  });

  it("names the old and the new holder of what was handed over", async () => {
    const { timelock, admin } = outputs;
    const [mallory] = owners;
    const data = new Interface(["function transferOwnership(address)"]).encodeFunctionData("transferOwnership", [
      mallory,
    ]);
    await chain.rpc("anvil_impersonateAccount", timelock);
    await chain.rpc("anvil_setBalance", timelock, "0xde0b6b3a7640000");
    await chain.rpc("eth_sendTransaction", { from: timelock, to: admin, data });
    const drift = await stack.run("refresh", "--preview-only", "--diff");
    expect(drift).toContain(`admin-to-timelock: holder: recorded ${timelock}, found ${mallory}`);
  });
});
