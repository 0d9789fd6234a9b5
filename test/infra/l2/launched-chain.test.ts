import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { HDNodeWallet, Mnemonic } from "ethers";
import { chainConfigMapData, launchedChain } from "../../../infra/chain-files";
import type { ChainParameters } from "../../../infra/l2/parameters";
import { PREDEPLOYS } from "../../../infra/l2/predeploys";
import { PREINSTALLS } from "../../../infra/l2/preinstalls";
import { addressOf, jeju } from "./chain-parameters";

interface GenesisFile {
  readonly config: Record<string, unknown>;
  readonly timestamp: string;
  readonly gasLimit: string;
  readonly alloc: Readonly<
    Record<string, { readonly balance: string; readonly nonce?: string; readonly code?: string }>
  >;
}

const chain = launchedChain(jeju);
const genesis: GenesisFile = JSON.parse(chain.genesis);
const rollup = JSON.parse(chain.rollup);

describe("rollup.json", () => {
  it("has the fields that op-node reads, and no other", () => {
    expect(rollup).toEqual({
      genesis: {
        l1: { hash: jeju.l1.genesisBlock.hash, number: 34_000_000 },
        l2: { hash: chain.genesisHash, number: 0 },
        l2_time: 1_763_990_000,
        system_config: {
          batcherAddr: addressOf(6).toLowerCase(),
          overhead: `0x${"0".repeat(64)}`,
          // Version 1, then 4 bytes for blobs and 4 for the base fee: 684 000 is 0xa6fe0.
          scalar: `0x01${"00".repeat(23)}00000000000a6fe0`,
          gasLimit: 60_000_000,
        },
      },
      block_time: 2,
      max_sequencer_drift: 600,
      seq_window_size: 21_600,
      channel_timeout: 300,
      l1_chain_id: 84532,
      l2_chain_id: 420690,
      regolith_time: 0,
      canyon_time: 0,
      delta_time: 0,
      ecotone_time: 0,
      fjord_time: 1_763_990_000 + 86_400,
      granite_time: 1_763_990_000 + 86_400,
      holocene_time: 1_763_990_000 + 172_800,
      batch_inbox_address: "0xff00000000000000000000000000000000420690",
      deposit_contract_address: addressOf(1).toLowerCase(),
      l1_system_config_address: addressOf(2).toLowerCase(),
      chain_op_config: { eip1559Elasticity: 6, eip1559Denominator: 50, eip1559DenominatorCanyon: 250 },
    });
  });

  it("names the contract of protocol versions if there is one", () => {
    const contracts = { ...jeju.contracts, ProtocolVersions: addressOf(12) };
    const named = JSON.parse(launchedChain({ ...jeju, contracts }).rollup);
    expect(named.protocol_versions_address).toBe(addressOf(12).toLowerCase());
  });
});

describe("genesis.json", () => {
  it("goes with rollup.json in ids, times and gas", () => {
    expect(genesis.config).toMatchObject({
      chainId: rollup.l2_chain_id,
      bedrockBlock: 0,
      shanghaiTime: 0,
      cancunTime: 0,
      ecotoneTime: 0,
      fjordTime: rollup.fjord_time,
      graniteTime: rollup.granite_time,
      holoceneTime: rollup.holocene_time,
      optimism: rollup.chain_op_config,
    });
    expect(genesis.config).not.toHaveProperty("isthmusTime");
    expect(genesis.config).not.toHaveProperty("pragueTime");
    expect(Number(genesis.timestamp)).toBe(rollup.genesis.l2_time);
    expect(Number(genesis.gasLimit)).toBe(rollup.genesis.system_config.gasLimit);
  });

  it("brings Prague with Isthmus", () => {
    const forks = { ...jeju.forks, isthmus: 259_200 };
    const { config } = JSON.parse(launchedChain({ ...jeju, forks }).genesis) as GenesisFile;
    expect(config.pragueTime).toBe(config.isthmusTime);
    expect(config.isthmusTime).toBe(1_763_990_000 + 259_200);
  });

  it("has code at every address of the protocol, and at every preinstall", () => {
    const bare = Array.from({ length: 2_048 }, (_, index) => `0x4200${index.toString(16).padStart(36, "0")}`).filter(
      (address) => !genesis.alloc[address]?.code,
    );
    expect(bare).toEqual([PREDEPLOYS.GovernanceToken]);
    for (const address of Object.values(PREINSTALLS)) expect(genesis.alloc[address]).toMatchObject({ nonce: "0x1" });
  });

  it("gives nobody money: a wei to each precompile, and none to the keys that everyone knows", () => {
    const rich = Object.entries(genesis.alloc).filter(([, { balance }]) => balance !== "0x0");
    expect(rich.map(([address, { balance }]) => [Number(address), balance])).toEqual(
      Array.from({ length: 256 }, (_, index) => [index, "0x1"]),
    );
    const phrase = Mnemonic.fromPhrase("test test test test test test test test test test test junk");
    const known = Array.from({ length: 30 }, (_, index) =>
      HDNodeWallet.fromMnemonic(phrase, `m/44'/60'/0'/0/${index}`).address.toLowerCase(),
    );
    expect(known.filter((address) => address in genesis.alloc)).toEqual([]);
  });

  it("fits into a config map when it is packed", async () => {
    const packed = (await chainConfigMapData(chain)).binaryData["genesis.json.gz"] ?? "";
    expect(packed.length).toBeGreaterThan(50_000);
    expect(packed.length).toBeLessThan(300_000);
  });
});

describe("the chain's files", () => {
  it("are the same bytes every time, in every process", () => {
    const digest = digestOf(jeju);
    const program = `
      require("tsx/cjs");
      const { launchedChain } = require("./infra/chain-files");
      const { jeju } = require("./test/infra/l2/chain-parameters");
      const { rollup, genesis } = launchedChain(jeju);
      process.stdout.write(require("node:crypto").createHash("sha256").update(rollup).update(genesis).digest("hex"));
    `;
    expect(digestOf(jeju)).toBe(digest);
    expect(execFileSync(process.execPath, ["-e", program], { encoding: "utf8" })).toBe(digest);
  });

  it("have the hash that op-geth v1.101702.3 computed for them", () => {
    expect(chain.genesisHash).toBe("0x670ca72831c52b438e1a4dbd60186d243e3daa567227052d1c73d2a3312b1605");
  });

  it.each<[string, ChainParameters]>([
    ["the chain id", { ...jeju, l2: { ...jeju.l2, chainId: 420691 } }],
    ["L1's chain id", { ...jeju, l1: { ...jeju.l1, chainId: 8453 } }],
    ["the time of the starting block", withTime(1_763_990_002)],
    ["the gas limit", { ...jeju, l2: { ...jeju.l2, gasLimit: 30_000_000 } }],
    ["the bridge on L1", { ...jeju, contracts: { ...jeju.contracts, L1StandardBridge: addressOf(13) } }],
    ["who upgrades", { ...jeju, proxyAdminOwnerOnL1: addressOf(14) }],
    ["who gets fees", { ...jeju, feeVaults: { ...jeju.feeVaults, l1Fee: jeju.feeVaults.baseFee } }],
  ])("have another genesis hash when %s is another", (_, parameters) => {
    expect(launchedChain(parameters).genesisHash).not.toBe(chain.genesisHash);
  });

  it("keep their genesis hash when something changes that is not in the first block", () => {
    const later = { ...jeju, batcher: addressOf(15), forks: {}, l2: { ...jeju.l2, sequencerWindowL1Blocks: 43_200 } };
    expect(launchedChain(later).genesisHash).toBe(chain.genesisHash);
  });
});

function withTime(timestampSeconds: number): ChainParameters {
  return { ...jeju, l1: { ...jeju.l1, genesisBlock: { ...jeju.l1.genesisBlock, timestampSeconds } } };
}

function digestOf(parameters: ChainParameters): string {
  const { rollup, genesis } = launchedChain(parameters);
  return createHash("sha256").update(rollup).update(genesis).digest("hex");
}
