import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { computeAddress, getAddress, id, parseEther, SigningKey, Wallet } from "ethers";
import type { ProxiedName } from "../../../infra/l1-contracts/set";
import { anotherBuild } from "../../../rehearsal/governance/another-build";
import { readProposal, replaceFile } from "../../../safes/proposal-folder";
import { writeProposal } from "../../../safes/proposals/proposal";
import type { Proposal } from "../../../safes/proposals/proposal-schema";
import { addSignature } from "../../../safes/proposals/signatures";
import { ThrowawayStack } from "../../rehearsal/clouds/throwaway-stack";
import { startAnvil, type TestChain } from "../../safes/anvil";
import { runCli } from "../../safes/cli/run-cli";

import { ContractReader, IMPLEMENTATION_SLOT } from "./chain-reader";
import { l1Program } from "./l1-program";

const root = resolve(__dirname, "../../..");
const deployer = Wallet.createRandom();
const hours = 3600;

/** One behind each kind of proxy. */
const changed = ["OptimismPortal", "L1StandardBridge", "L1CrossDomainMessenger"] as const;
/** Of the Upgrades Safe, as `governanceOwners` has them. */
const keys = Array.from({ length: 9 }, (_, index) => new SigningKey(id(`jeju tests / upgrades / ${index}`)));

describe("contracts of another build", () => {
  let chain: TestChain;
  let stack: ThrowawayStack;
  let addresses: Record<string, string>;
  const sent = async () => Number(await chain.rpc("eth_getTransactionCount", deployer.address, "latest"));
  const files = () => {
    const folder = join(stack.directory, "proposals");
    return readdirSync(folder).flatMap((safe) =>
      readdirSync(join(folder, safe))
        .filter((name) => name.endsWith(".proposal.json"))
        .map((name) => join(folder, safe, name)),
    );
  };
  const pay = (command: string, file: string) => {
    const endpoints = ["--rpc-url", chain.url, chain.url.replace("127.0.0.1", "localhost")];
    return runCli(command, file, ...endpoints, "--key-variable", "JEJU_TEST_KEY");
  };
  const implementationOf = (name: ProxiedName) =>
    new ContractReader(chain, String(addresses.ProxyAdmin), "ProxyAdmin").ask(
      "getProxyImplementation",
      addresses[name],
    );

  beforeAll(async () => {
    process.env.JEJU_TEST_KEY = deployer.privateKey;
    chain = await startAnvil(84532);
    await chain.rpc("anvil_setBalance", deployer.address, `0x${parseEther("10").toString(16)}`);
    await chain.rpc("evm_mine");
    stack = await ThrowawayStack.create("", { JEJU_TEST_KEY: deployer.privateKey });
    process.env.JEJU_JOURNAL = join(stack.directory, "operator");
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
    await stack.up();
    addresses = (await stack.output("addresses")) as Record<string, string>;
    const build = anotherBuild(join(stack.directory, "another-build"), changed);
    await stack.run("config", "set", "artifacts", JSON.stringify(build));
  }, 600_000);
  afterAll(async () => {
    delete process.env.JEJU_JOURNAL;
    stack?.remove();
    await chain.stop();
  });

  it("are three proposals at preview, and no proxy is touched", async () => {
    const before = await sent();
    const preview = await stack.run("preview");
    for (const name of changed) {
      expect(preview).toMatch(
        new RegExp(`schedules in the timelock: contracts-[\\w-]+-initialisation: upgrade\\(${addresses[name]}, 0x`),
      );
    }
    expect(preview).toMatch(/\+-3 to replace/);
    expect(preview).toMatch(/NOT simulated: 0x\w{40} is still to be created/);
    expect(await sent()).toBe(before);
  });

  it("are created and proposed by the update, and nothing else is sent", async () => {
    const before = await Promise.all(changed.map(implementationOf));
    const count = await sent();
    await stack.up();
    expect(await sent()).toBe(count + changed.length);
    expect(await stack.output("verified")).toBe("waits for owners");
    expect(await Promise.all(changed.map(implementationOf))).toEqual(before);
    expect(files()).toHaveLength(3);
    await stack.run("preview", "--expect-no-changes");
  }, 180_000);

  it("show their reviewers which slot leads where", async () => {
    const proposals = files().map(readProposal);
    const changes = proposals.flatMap(({ simulation }) => {
      if (simulation.outcome !== "success") throw new Error(JSON.stringify(simulation));
      return (simulation.scheduled ?? []).flatMap(({ stateChanges }) => stateChanges);
    });
    const leading = changes.filter(({ label }) => !label?.startsWith("_timestamps["));
    expect(leading.map(({ address, name, slot, label }) => ({ address, name, slot, label }))).toEqual(
      expect.arrayContaining([
        {
          address: addresses.OptimismPortal,
          name: "contracts-optimism-portal",
          slot: IMPLEMENTATION_SLOT,
          label: "implementation (EIP-1967)",
        },
        {
          address: addresses.L1StandardBridge,
          name: "contracts-l1-standard-bridge",
          slot: IMPLEMENTATION_SLOT,
          label: "implementation (EIP-1967)",
        },
        {
          address: addresses.AddressManager,
          name: "contracts-address-manager",
          slot: expect.any(String),
          label: `addresses[${id("OVM_L1CrossDomainMessenger")}]`,
        },
      ]),
    );
    expect(leading).toHaveLength(3);
    for (const name of changed) {
      const before = String(await implementationOf(name))
        .toLowerCase()
        .slice(2);
      expect(leading.filter((each) => each.before.endsWith(before))).toHaveLength(1);
    }
    for (const file of files()) {
      const { code, out } = await runCli("verify", file);
      expect(code).toBe(0);
      expect(out).toMatch(/carries out 0x[0-9a-f]{64}, on a fork of block \d+/);
    }
  });

  it("wait for five of nine owners, then for 48 h", async () => {
    const [first = ""] = files();
    sign(first, 4);
    expect(await pay("execute", first)).toMatchObject({ code: 2 });
    for (const file of files()) sign(file, 5);
    for (const file of files()) expect(await pay("execute", file)).toMatchObject({ code: 0, err: "" });
    await stack.up();
    expect(await stack.output("verified")).toBe("waits for owners");
    for (const file of files()) {
      expect(await pay("execute-scheduled", file)).toMatchObject({
        code: 2,
        err: expect.stringContaining("the timelock's delay is not over"),
      });
    }
    await stack.run("preview", "--expect-no-changes");
  }, 180_000);

  it("are behind the proxies once they are carried out, verified with all the rest", async () => {
    const wanted = files().flatMap((file) => upgradesOf(readProposal(file)));
    await chain.rpc("evm_increaseTime", 48 * hours);
    await chain.rpc("evm_mine");
    for (const file of files()) expect(await pay("execute-scheduled", file)).toMatchObject({ code: 0, err: "" });
    await stack.up();
    expect(await stack.output("verified")).toBe("verified");
    expect(await stack.output("addresses")).toEqual(addresses);
    expect((await Promise.all(changed.map(implementationOf))).sort()).toEqual(wanted.sort());
    await stack.run("preview", "--expect-no-changes");
    await stack.run("refresh", "--preview-only", "--expect-no-changes");
  }, 240_000);

  /** Until so many owners have. */
  function sign(file: string, count: number): void {
    const proposal = readProposal(file);
    const signed = proposal.signatures.map(({ owner }) => owner);
    const left = keys.filter((key) => !signed.includes(computeAddress(key))).slice(0, count - signed.length);
    const all = left.reduce((now, key) => addSignature(now, key.sign(proposal.safeTxHash).serialized), proposal);
    replaceFile(file, writeProposal(all));
  }
});

/** The new implementation of each. */
function upgradesOf({ simulation }: Proposal): string[] {
  if (simulation.outcome !== "success") return [];
  return (simulation.scheduled ?? []).flatMap(({ stateChanges }) =>
    stateChanges.flatMap(({ label, after }) => (label?.startsWith("_") ? [] : [getAddress(`0x${after.slice(-40)}`)])),
  );
}
