import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { launchedChain } from "../../../infra/chain-files";
import { writeAddressBook } from "../../../infra/l2/address-book";
import { readStackExport } from "../../../infra/l2/stack-export";
import { writeChainFiles } from "../../../infra/l2/written-files";
import { addressOf, jeju } from "./chain-parameters";
import { jejuTestnet } from "./network-addresses";

const chain = {
  parameters: jeju,
  addresses: { network: jejuTestnet.network, l1: jejuTestnet.l1 },
  endpoints: { title: "Jeju Testnet", rpcUrl: "https://rpc.example", wsUrl: "wss://ws.example", isTestnet: true },
  artifacts: "@eth-optimism/contracts-bedrock 0.17.3",
};
const sent = (index: number) => ({
  hash: `0x${`${index}`.repeat(64)}`,
  description: "creates a contract",
  blockNumber: `${100 + index}`,
  gasUsed: "21000",
  feeWei: "42",
});
const urn = (type: string, name: string) => `urn:pulumi:testnet::jeju::${type}::${name}`;
const resource = (type: string, name: string, outputs: unknown) => ({ urn: urn(type, name), type, outputs });

/** As `pulumi stack export` prints it. */
const stack = {
  version: 3,
  deployment: {
    resources: [
      resource("pulumi:pulumi:Stack", "jeju-testnet", { chain, vpcId: "vpc-1" }),
      { urn: urn("pulumi:providers:safes", "jeju-testnet-l1"), type: "pulumi:providers:safes" },
      resource("safes:index:Contract", "jeju-testnet-contracts-system-config", {
        address: addressOf(2),
        codeHash: `0x${"c0".repeat(32)}`,
        transactions: [sent(1)],
      }),
      resource("safes:index:Call", "jeju-testnet-contracts-system-config-initialisation", { transactions: [sent(2)] }),
      resource("safes:index:Verification", "jeju-testnet-contracts-verification", { checks: [] }),
      resource("aws:ec2/vpc:Vpc", "jeju-testnet-network", { transactions: [sent(3)] }),
    ],
  },
};
const text = JSON.stringify(stack);

describe("the files of a stack's chain", () => {
  const { files, genesisHash } = writeChainFiles(readStackExport(text));

  it("are five, of one network", () => {
    expect(Object.keys(files)).toEqual([
      "rollup.json",
      "genesis.json",
      "addresses.json",
      "deployment.json",
      "jeju-testnet.ts",
    ]);
    const launched = launchedChain(jeju);
    expect(genesisHash).toBe(launched.genesisHash);
    expect(files["rollup.json"]).toBe(launched.rollup);
    expect(files["genesis.json"]).toBe(launched.genesis);
    expect(JSON.parse(files["addresses.json"] ?? "").l2.genesisHash).toBe(genesisHash);
    expect(files["jeju-testnet.ts"]).toContain(`jejuTestnetGenesisHash = "${genesisHash}"`);
  });

  it("record what the stack's resources on L1 have sent, and nobody else's", () => {
    const { contracts, transactions } = JSON.parse(files["deployment.json"] ?? "");
    expect(Object.keys(contracts)).toEqual(["jeju-testnet-contracts-system-config"]);
    expect(transactions.map((transaction: { resource: string }) => transaction.resource)).toEqual([
      "jeju-testnet-contracts-system-config",
      "jeju-testnet-contracts-system-config-initialisation",
    ]);
  });

  it("are refused of what is no exported stack, and of one without a chain", () => {
    expect(() => readStackExport("{}")).toThrow("standard input: got no exported stack");
    expect(() => readStackExport("nothing")).toThrow("expected what `pulumi stack export --stack <name>` prints");
    const early = { deployment: { resources: [resource("pulumi:pulumi:Stack", "jeju-testnet", { vpcId: "vpc-1" })] } };
    expect(() => readStackExport(JSON.stringify(early))).toThrow("got a stack without the output `chain`");
  });
});

describe("npm run chain-files", () => {
  const command = ["--require", "tsx/cjs", resolve("infra", "l2", "write-chain-files.ts")];
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "chain-files-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("writes the same bytes into a folder each time, and says the genesis hash", () => {
    const run = (folder: string) =>
      execFileSync(process.execPath, [...command, join(directory, folder)], { input: text, encoding: "utf8" });
    expect(run("first")).toContain(`genesis hash ${launchedChain(jeju).genesisHash}`);
    run("second");
    const names = readdirSync(join(directory, "first"));
    expect(names).toHaveLength(5);
    for (const name of names) {
      const [first, second] = ["first", "second"].map((folder) => readFileSync(join(directory, folder, name)));
      expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
    }
  });

  it("leaves a folder alone that holds the files of another chain", () => {
    const book = join(directory, "addresses.json");
    const others = writeAddressBook({ ...jejuTestnet, l2: { ...jejuTestnet.l2, chainId: 420691 } });
    writeFileSync(book, others);
    const { status, stderr } = spawnSync(process.execPath, [...command, directory], { input: text, encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toContain(`${book} > l2.chainId: got 420691, expected ${jeju.l2.chainId}, the chain of this stack`);
    expect(readdirSync(directory)).toEqual(["addresses.json"]);
    expect(readFileSync(book, "utf8")).toBe(others);
  });

  it("says what it needs, without a stack trace", () => {
    const { status, stderr } = spawnSync(process.execPath, command, { input: text, encoding: "utf8" });
    expect(status).toBe(1);
    expect(stderr).toBe(
      "The command chain-files has 1 problem:\n  arguments: got none, expected a folder, for example: pulumi stack export --stack testnet | npm run chain-files -- chain/testnet\n",
    );
  });
});
