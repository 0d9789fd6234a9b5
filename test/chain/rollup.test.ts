import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Contract, getAddress, Interface, id, JsonRpcProvider } from "ethers";
import { type LaunchedChain, launchedChain } from "../../infra/chain-files";
import type { ChainParameters } from "../../infra/l2/parameters";
import { l2AliasOf, PREDEPLOYS, type PredeployName } from "../../infra/l2/predeploys";
import { type Rollup, type RollupOptions, startRollup } from "../../rehearsal/rollup";
import { callRpc } from "../../rehearsal/rpc";
import { prepareRollupPrograms, type RollupPrograms } from "../../rehearsal/toolchain";
import { accountOf, l1Arguments } from "../infra/l1-contracts/l1-parameters";
import { deploySet } from "../infra/l1-contracts/set-on-chain";
import { jeju } from "../infra/l2/chain-parameters";
import { startAnvil, type TestChain } from "../safes/anvil";
import { TestSession } from "../safes/provider/session";
import { artifactOf, depositThroughBridge, depositThroughPortal, user } from "./deposits";

/** Of the account that the deployed set has as its batcher. */
const batcherKey = id("jeju tests / batcher");

/** As the contracts of 0.17.3 say, by `version()`; the others have no such function. */
const versions: Partial<Record<PredeployName, string>> = {
  LegacyMessagePasser: "1.1.0",
  DeployerWhitelist: "1.1.0",
  WETH: "1.0.0",
  L2CrossDomainMessenger: "2.1.0",
  GasPriceOracle: "1.3.0",
  L2StandardBridge: "1.10.0",
  SequencerFeeVault: "1.4.1",
  OptimismMintableERC20Factory: "1.9.0",
  L1BlockNumber: "1.1.0",
  L2ERC721Bridge: "1.7.0",
  L1Block: "1.4.1-beta.1",
  L2ToL1MessagePasser: "1.1.0",
  OptimismMintableERC721Factory: "1.4.0",
  BaseFeeVault: "1.4.1",
  L1FeeVault: "1.4.1",
  SchemaRegistry: "1.3.0",
  EAS: "1.4.0",
};

interface SyncStatus {
  readonly unsafe_l2: { readonly number: number };
  readonly safe_l2: { readonly number: number };
}

describe("op-geth and op-node on the generated files", () => {
  let programs: RollupPrograms;
  let directory: string;
  let l1: TestChain;
  let session: TestSession;
  let parameters: ChainParameters;
  let chain: LaunchedChain;
  let rollup: Rollup;
  let l2: JsonRpcProvider;

  const options = (folder: string): RollupOptions => ({
    directory: join(directory, folder),
    programs,
    l1RpcUrl: l1.url,
    l1BlockTimeSeconds: parameters.l1.blockTimeSeconds,
    files: chain,
  });
  const syncStatus = () => callRpc<SyncStatus>(rollup.nodeRpcUrl, "optimism_syncStatus");
  const call = (name: PredeployName, signature: string, blockTag: number | "latest" = 0): Promise<unknown> => {
    const [, method = ""] = /^function (\w+)/.exec(signature) ?? [];
    return new Contract(PREDEPLOYS[name], [signature], l2).getFunction(method)({ blockTag });
  };

  // A machine that never did builds the three programs first.
  beforeAll(async () => {
    programs = await prepareRollupPrograms();
    directory = mkdtempSync(join(tmpdir(), "rollup-"));
    l1 = await startAnvil(8453, "--slots-in-an-epoch", "1");
    session = await TestSession.open(l1);
    const { outputs } = await deploySet(session);
    for (const account of [accountOf("batcher"), user.address]) {
      await l1.rpc("anvil_setBalance", account, `0x${(10n ** 19n).toString(16)}`);
    }
    const block = await l1.rpc<{ number: string; hash: string; timestamp: string }>(
      "eth_getBlockByNumber",
      "latest",
      false,
    );
    const vault = { recipient: outputs.safes.treasury, minimumWithdrawalWei: "5", network: "l1" } as const;
    const { gasLimit, feeScalars, depositGas, batchInbox } = l1Arguments;
    parameters = {
      l1: {
        chainId: 8453,
        blockTimeSeconds: 2,
        genesisBlock: { number: Number(block.number), hash: block.hash, timestampSeconds: Number(block.timestamp) },
      },
      l2: { ...jeju.l2, chainId: l1Arguments.l2ChainId, gasLimit, feeScalars },
      // All at once, as the configuration has it unless told otherwise.
      forks: { fjord: 6, granite: 6, holocene: 6, isthmus: 6 },
      contracts: outputs.addresses,
      depositGas,
      batcher: accountOf("batcher"),
      batchInbox,
      proxyAdminOwnerOnL1: outputs.timelock,
      feeVaults: {
        sequencerFee: vault,
        baseFee: { ...vault, network: "l2" },
        l1Fee: { ...vault, minimumWithdrawalWei: "7" },
      },
    };
    chain = launchedChain(parameters);
    await l1.rpc("evm_setIntervalMining", parameters.l1.blockTimeSeconds);
    rollup = await startRollup({ ...options("sequencer"), batcherKey });
    l2 = new JsonRpcProvider(rollup.rpcUrl, parameters.l2.chainId, { staticNetwork: true, cacheTimeout: -1 });
  }, 20 * 60_000);

  afterAll(async () => {
    l2?.destroy();
    await rollup?.stop();
    await l1?.stop();
    session?.remove();
    rmSync(directory, { recursive: true, force: true });
  });

  it("agree on the genesis hash that rollup.json promises", async () => {
    const rollupConfig = await callRpc<{ genesis: { l2: { hash: string } } }>(
      rollup.nodeRpcUrl,
      "optimism_rollupConfig",
    );
    const genesis = await l2.getBlock(0);
    expect(genesis?.hash).toBe(chain.genesisHash);
    expect(rollupConfig.genesis.l2.hash).toBe(chain.genesisHash);
    expect(JSON.parse(chain.rollup).genesis.l2.hash).toBe(chain.genesisHash);
    process.stdout.write(`op-geth and op-node agree on the genesis hash ${chain.genesisHash}\n`);
  });

  it.each(Object.entries(versions))("answer version() of %s with %s in the genesis", async (name, version) => {
    expect(await call(name as PredeployName, "function version() view returns (string)")).toBe(version);
  });

  it("are asked for the version of every predeploy that has one, but OP's token, which Jeju leaves out", () => {
    const versioned = Object.keys(PREDEPLOYS).filter((name) =>
      new Interface(artifactOf(name).abi).hasFunction("version"),
    );
    expect(Object.keys(versions).sort()).toEqual(versioned.sort());
    expect(versioned).not.toContain("GovernanceToken");
  });

  it("find every predeploy as the parameters say", async () => {
    const { contracts, feeVaults, proxyAdminOwnerOnL1 } = parameters;
    const address = (name: PredeployName, getter: string) => call(name, `function ${getter}() view returns (address)`);
    const number = (name: PredeployName, getter: string) => call(name, `function ${getter}() view returns (uint256)`);
    const vault = async (name: PredeployName) => ({
      recipient: await address(name, "RECIPIENT"),
      minimumWithdrawalWei: `${await number(name, "MIN_WITHDRAWAL_AMOUNT")}`,
      network: (await number(name, "WITHDRAWAL_NETWORK")) === 0n ? "l1" : "l2",
    });
    const messenger = getAddress(PREDEPLOYS.L2CrossDomainMessenger);
    expect({
      proxyAdminOwner: await address("ProxyAdmin", "owner"),
      l1Messenger: await address("L2CrossDomainMessenger", "l1CrossDomainMessenger"),
      standardBridge: [
        await address("L2StandardBridge", "messenger"),
        await address("L2StandardBridge", "otherBridge"),
      ],
      erc721Bridge: [await address("L2ERC721Bridge", "messenger"), await address("L2ERC721Bridge", "otherBridge")],
      erc20Factory: await address("OptimismMintableERC20Factory", "BRIDGE"),
      erc721Factory: [
        await address("OptimismMintableERC721Factory", "BRIDGE"),
        await number("OptimismMintableERC721Factory", "REMOTE_CHAIN_ID"),
      ],
      sequencerFee: await vault("SequencerFeeVault"),
      baseFee: await vault("BaseFeeVault"),
      l1Fee: await vault("L1FeeVault"),
      wrappedEther: await call("WETH", "function name() view returns (string)"),
      attestations: await call("EAS", "function getName() view returns (string)"),
      isEcotone: await call("GasPriceOracle", "function isEcotone() view returns (bool)"),
    }).toEqual({
      proxyAdminOwner: getAddress(l2AliasOf(proxyAdminOwnerOnL1)),
      l1Messenger: contracts.L1CrossDomainMessenger,
      standardBridge: [messenger, contracts.L1StandardBridge],
      erc721Bridge: [messenger, contracts.L1ERC721Bridge],
      erc20Factory: getAddress(PREDEPLOYS.L2StandardBridge),
      erc721Factory: [getAddress(PREDEPLOYS.L2ERC721Bridge), BigInt(parameters.l1.chainId)],
      ...feeVaults,
      wrappedEther: "Wrapped Ether",
      attestations: "EAS",
      isEcotone: true,
    });
  });

  it("mint on L2 what is deposited into the portal on L1", async () => {
    const recipient = "0x00000000000000000000000000000000000d0001";
    await depositThroughPortal(l1, parameters.contracts.OptimismPortal, recipient, 12_345n);
    await eventually(async () => (await l2.getBalance(recipient)) > 0n);
    expect(await l2.getBalance(recipient)).toBe(12_345n);
  });

  it("pass on what the bridge on L1 tells the bridge on L2", async () => {
    const recipient = "0x00000000000000000000000000000000000d0002";
    await depositThroughBridge(l1, parameters.contracts.L1StandardBridge, recipient, 54_321n);
    await eventually(async () => (await l2.getBalance(recipient)) > 0n);
    expect(await l2.getBalance(recipient)).toBe(54_321n);
  });

  it("make a block every two seconds, and no other", async () => {
    const before = await syncStatus();
    await sleep(6_000);
    const made = (await syncStatus()).unsafe_l2.number - before.unsafe_l2.number;
    expect(made).toBeGreaterThanOrEqual(2);
    expect(made).toBeLessThanOrEqual(4);
    const block = await l2.getBlock("latest");
    expect(block?.timestamp).toBe(parameters.l1.genesisBlock.timestampSeconds + 2 * (block?.number ?? 0));
  });

  it("derive L2 from the batches in the inbox", async () => {
    await eventually(async () => (await syncStatus()).safe_l2.number > 2);
    const { safe_l2 } = await syncStatus();
    expect(await l1.rpc("eth_getTransactionCount", parameters.batcher, "latest")).not.toBe("0x0");
    expect(safe_l2.number).toBeGreaterThan(2);
  });

  it("upgrade the contracts by themselves when a later fork begins", async () => {
    const first = 6 / parameters.l2.blockTimeSeconds;
    await eventually(async () => (await syncStatus()).unsafe_l2.number >= first);
    const isActive = (fork: string, block: number) =>
      call("GasPriceOracle", `function ${fork}() view returns (bool)`, block).catch(() => false);
    expect([await isActive("isFjord", first - 1), await isActive("isIsthmus", first - 1)]).toEqual([false, false]);
    expect([await isActive("isFjord", first), await isActive("isIsthmus", first)]).toEqual([true, true]);
    expect(await call("GasPriceOracle", "function version() view returns (string)", first)).toBe("1.4.0");
  });

  it("refuse a rollup.json that promises another genesis", async () => {
    const promised = chain.rollup.replaceAll(chain.genesisHash, `0x${"13".repeat(32)}`);
    const start = startRollup({ ...options("contradicted"), files: { ...chain, rollup: promised } });
    await expect(start).rejects.toThrow("expected L2 genesis hash to match L2 block");
  });

  it("refuse a genesis in a folder that holds another chain", async () => {
    const other = launchedChain({ ...parameters, l2: { ...parameters.l2, gasLimit: 30_000_000 } });
    await rollup.stop();
    await expect(startRollup({ ...options("sequencer"), files: other })).rejects.toThrow(
      "op-geth does not take the genesis",
    );
    for (const pid of rollup.pids) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });
});

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 25_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within 25 s: ${condition}`);
    await sleep(200);
  }
}
