import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseEther, Wallet } from "ethers";
import type { SentTransaction } from "../../../safes/transactions/transaction";
import { ThrowawayStack } from "../../rehearsal/clouds/throwaway-stack";
import { LONG_BLOCK_SECONDS, startAnvil, type TestChain } from "../../safes/anvil";
import { runCli } from "../../safes/cli/run-cli";
import { artifactOf, ContractReader, sendMined } from "./chain-reader";
import { l1Program } from "./l1-program";

const root = resolve(__dirname, "../../..");
const deployer = Wallet.createRandom();

interface Resource {
  readonly type: string;
  readonly urn: string;
  readonly outputs?: { readonly transactions?: readonly SentTransaction[] };
}

describe("the contracts on L1 under the real engine", () => {
  let chain: TestChain;
  let stack: ThrowawayStack;
  const sent = async () => Number(await chain.rpc("eth_getTransactionCount", deployer.address, "latest"));
  const resources = (): readonly Resource[] => JSON.parse(stack.checkpoint()).checkpoint.latest.resources;

  beforeAll(async () => {
    chain = await startAnvil(84532);
    await chain.rpc("anvil_setBalance", deployer.address, `0x${parseEther("10").toString(16)}`);
    await chain.rpc("evm_mine");
    stack = await ThrowawayStack.create("", { JEJU_TEST_KEY: deployer.privateKey });
    mkdirSync(join(stack.directory, "program"));
    const provider = {
      chainId: 84532,
      rpcUrls: [chain.url, chain.url.replace("127.0.0.1", "localhost")],
      environment: "mainnet",
      signer: { kind: "local", keyVariable: "JEJU_TEST_KEY" },
    };
    writeFileSync(
      join(stack.directory, "program/index.js"),
      `require("tsx/cjs");\nmodule.exports = require(${JSON.stringify(l1Program)}).declare(${JSON.stringify(provider)});\n`,
    );
    writeFileSync(
      join(stack.directory, "Pulumi.yaml"),
      `name: tiny\nruntime: nodejs\nmain: program/index.js\nplugins:\n  providers:\n    - name: safes\n      path: ${join(root, "safes")}\n`,
    );
  }, 600_000);
  afterAll(async () => {
    stack?.remove();
    await chain.stop();
  });

  it("stop at preview where an artifact is not the pinned one, before anything is sent", async () => {
    const hash = `0x${"11".repeat(32)}`;
    await stack.run("config", "set", "systemConfigHash", hash);
    const { exitCode, all } = await stack.attempt("preview");
    await stack.run("config", "rm", "systemConfigHash");
    expect(exitCode).not.toBe(0);
    expect(all).toContain("the artifact is not the pinned one");
    expect(all).toContain("SystemConfig.sol/SystemConfig.json");
    expect(all).toContain(hash);
    expect(await sent()).toBe(0);
  });

  it("are foretold, created in at most 8 blocks, handed over and verified in one update", async () => {
    const preview = await stack.run("preview");
    await chain.rpc("evm_setAutomine", false);
    await chain.rpc("evm_setIntervalMining", LONG_BLOCK_SECONDS);
    await stack.up();
    await chain.rpc("evm_setIntervalMining", 0);
    await chain.rpc("evm_setAutomine", true);
    const addresses = Object.values((await stack.output("addresses")) as Record<string, string>);
    expect(addresses).toHaveLength(11);
    for (const address of addresses) expect(preview).toContain(address);
    expect(await stack.output("verified")).toBe("verified");
    const transactions = resources()
      .filter(({ urn }) => urn.includes("::contracts-"))
      .flatMap(({ outputs }) => outputs?.transactions ?? []);
    const blocks = new Set(transactions.map(({ blockNumber }) => blockNumber));
    console.log(`${transactions.length} transactions in ${blocks.size} blocks`);
    expect(transactions).toHaveLength(34);
    expect(blocks.size).toBeLessThanOrEqual(8);
  }, 180_000);

  it("are then as the program wants them, and as the state has them", async () => {
    const before = await sent();
    await stack.run("preview", "--expect-no-changes");
    await stack.run("refresh", "--preview-only", "--expect-no-changes");
    expect(await sent()).toBe(before);
  });

  it("are asked about by npm run verify, from the stack's state alone", async () => {
    const state = join(stack.directory, "state.json");
    await stack.run("stack", "export", "--file", state);
    const { code, out } = await runCli("check", "--state", state);
    expect(out).toMatch(/^verification: (\d+) of \1 checks hold on chain 84532 at block \d+$/);
    expect(code).toBe(0);
  });

  it("have their gas limit changed by the Operations Safe alone, and say so until it is", async () => {
    const before = await sent();
    await stack.run("config", "set", "gasLimit", "30000000");
    const up = await stack.up();
    expect(up).toContain("settings-gas-limit waits for the owners of");
    expect(up).toMatch(/SystemConfig\.gasLimit \(0x\w{40}\): expected 30000000, got 60000000: proposed/);
    expect(await stack.output("verified")).toBe("waits for owners");
    expect(await sent()).toBe(before);
    const { SystemConfig } = (await stack.output("addresses")) as Record<string, string>;
    const from = String(await new ContractReader(chain, String(SystemConfig), "SystemConfig").ask("owner"));
    const data = artifactOf("SystemConfig").abi.encodeFunctionData("setGasLimit", [30_000_000]);
    await chain.rpc("anvil_setBalance", from, "0xde0b6b3a7640000");
    await chain.rpc("anvil_impersonateAccount", from);
    await sendMined(chain, { from, to: String(SystemConfig), data });
    await stack.up();
    expect(await stack.output("verified")).toBe("verified");
    await stack.run("preview", "--expect-no-changes");
  }, 180_000);

  it("cannot be replaced by another deployment by mistake", async () => {
    await stack.run("config", "set", "deployment", "2");
    const { exitCode, all } = await stack.attempt("preview");
    expect(exitCode).not.toBe(0);
    expect(all).toContain("marked for protection");
  });
});
