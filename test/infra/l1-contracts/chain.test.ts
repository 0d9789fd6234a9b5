import { gunzipSync } from "node:zlib";
import { getAddress, getBytes, keccak256, parseEther, ZeroAddress } from "ethers";
import { PROXIED_CONTRACTS, PROXIED_NAMES, type ProxiedName } from "../../../infra/l1-contracts/set";
import { type Deposit, decodeDeposit, encodeDeposit } from "../../../rehearsal/deposit";
import type { SentTransaction } from "../../../safes/transactions/transaction";
import { LONG_BLOCK_SECONDS, startAnvil, type TestChain } from "../../safes/anvil";
import { TestSession } from "../../safes/provider/session";
import { ADMIN_SLOT, artifactOf, ContractReader, IMPLEMENTATION_SLOT, sendMined } from "./chain-reader";
import { accountOf, l1Arguments } from "./l1-parameters";
import type { ProgramRun } from "./program";
import { deploySet, type SetOnChain } from "./set-on-chain";

let chain: TestChain;
let test: TestSession;
let preview: ProgramRun<SetOnChain>;
let run: ProgramRun<SetOnChain>;
let sentAtPreview: number;
beforeAll(async () => {
  chain = await startAnvil(84532);
  test = await TestSession.open(chain);
  preview = await deploySet(test, { preview: true });
  sentAtPreview = await test.sent();
  await chain.rpc("evm_setAutomine", false);
  await chain.rpc("evm_setIntervalMining", LONG_BLOCK_SECONDS);
  run = await deploySet(test);
  await chain.rpc("evm_setIntervalMining", 0);
  await chain.rpc("evm_setAutomine", true);
});
afterAll(async () => {
  test.remove();
  await chain.stop();
});

const proxy = (name: ProxiedName) => new ContractReader(chain, run.outputs.addresses[name], name);
const implementation = (name: ProxiedName) => new ContractReader(chain, run.outputs.implementations[name], name);
const proxyAdmin = () => new ContractReader(chain, run.outputs.addresses.ProxyAdmin, "ProxyAdmin");
const addressManager = () => new ContractReader(chain, run.outputs.addresses.AddressManager, "AddressManager");
const transactionsOf = (name: string) =>
  (run.states.get(name)?.outputs.transactions ?? []) as readonly SentTransaction[];

describe("the contracts on a chain that has nothing yet", () => {
  it("have the addresses that their preview told, when nothing had been sent", () => {
    expect(sentAtPreview).toBe(0);
    expect(preview.outputs).toEqual(run.outputs);
    const { addresses, implementations } = run.outputs;
    expect(new Set([...Object.values(addresses), ...Object.values(implementations)]).size).toBe(20);
  });

  it("are there after at most 8 blocks", () => {
    const sent = [...run.states.keys()].filter((name) => name.startsWith("l1-")).flatMap(transactionsOf);
    const blocks = new Set(sent.map(({ blockNumber }) => blockNumber));
    const gas = sent.reduce((sum, { gasUsed }) => sum + BigInt(gasUsed), 0n);
    console.log(`${sent.length} transactions in ${blocks.size} blocks, ${gas} gas`);
    expect(sent).toHaveLength(34);
    expect(blocks.size).toBeLessThanOrEqual(8);
  });

  it("are sent nothing when they are there already, from the same state or from none", async () => {
    const before = await test.sent();
    await test.configure();
    expect((await deploySet(test)).outputs).toEqual(run.outputs);
    expect(await test.sent()).toBe(before);
  });
});

describe("the proxies", () => {
  it.each(PROXIED_NAMES)("have the implementation that was meant: %s", async (name) => {
    const { address } = proxy(name);
    expect(await proxyAdmin().ask("getProxyImplementation", address)).toBe(run.outputs.implementations[name]);
    expect(await proxyAdmin().ask("getProxyAdmin", address)).toBe(run.outputs.addresses.ProxyAdmin);
    const kind = PROXIED_CONTRACTS[name].proxy;
    expect(await proxyAdmin().ask("proxyType", address)).toBe({ ERC1967: 0n, CHUGSPLASH: 1n, RESOLVED: 2n }[kind]);
    // The messenger's proxy has the slots of neither kind: it asks the AddressManager.
    if (kind === "RESOLVED") {
      expect(await addressManager().ask("getAddress(string)", "OVM_L1CrossDomainMessenger")).toBe(
        run.outputs.implementations[name],
      );
    } else {
      expect(await proxy(name).addressAt(IMPLEMENTATION_SLOT)).toBe(run.outputs.implementations[name]);
      expect(await proxy(name).addressAt(ADMIN_SLOT)).toBe(run.outputs.addresses.ProxyAdmin);
    }
  });

  it.each(PROXIED_NAMES)("are initialised and so is what is behind them: %s", async (name) => {
    for (const contract of [proxy(name), implementation(name)]) {
      expect(await contract.byteOf("_initialized")).toBe(1);
      expect(await contract.byteOf("_initializing")).toBe(0);
    }
  });

  it.each(PROXIED_NAMES)("run the code of the artifact: %s", async (name) => {
    const code = await chain.rpc("eth_getCode", implementation(name).address, "latest");
    expect(keccak256(code)).toBe(keccak256(artifactOf(name).code));
  });
});

describe("the parameters", () => {
  it("of the SystemConfig are those of the configuration", async () => {
    const config = proxy("SystemConfig");
    expect({
      owner: await config.ask("owner"),
      scalar: await config.ask("scalar"),
      basefeeScalar: await config.ask("basefeeScalar"),
      blobbasefeeScalar: await config.ask("blobbasefeeScalar"),
      batcherHash: await config.ask("batcherHash"),
      gasLimit: await config.ask("gasLimit"),
      unsafeBlockSigner: await config.ask("unsafeBlockSigner"),
      resourceConfig: await config.ask("resourceConfig"),
      batchInbox: await config.ask("batchInbox"),
      portal: await config.ask("optimismPortal"),
      messenger: await config.ask("l1CrossDomainMessenger"),
      games: await config.ask("disputeGameFactory"),
      isCustomGasToken: await config.ask("isCustomGasToken"),
    }).toEqual({
      owner: run.outputs.safes.operations,
      scalar: (1n << 248n) | 684_000n,
      basefeeScalar: 684_000n,
      blobbasefeeScalar: 0n,
      batcherHash: `0x${"0".repeat(24)}${accountOf("batcher").slice(2).toLowerCase()}`,
      gasLimit: 60_000_000n,
      unsafeBlockSigner: accountOf("sequencer"),
      resourceConfig: [20_000_000n, 10n, 8n, 1_000_000_000n, 1_000_000n, 2n ** 128n - 1n],
      batchInbox: l1Arguments.batchInbox,
      portal: run.outputs.addresses.OptimismPortal,
      messenger: run.outputs.addresses.L1CrossDomainMessenger,
      games: ZeroAddress,
      isCustomGasToken: false,
    });
    const [sent] = transactionsOf("l1-system-config-initialisation");
    expect(await config.ask("startBlock")).toBe(BigInt(sent?.blockNumber ?? 0));
  });

  it("of the L2OutputOracle are those of the configuration, and it has no output yet", async () => {
    const oracle = proxy("L2OutputOracle");
    expect({
      interval: await oracle.ask("submissionInterval"),
      blockTime: await oracle.ask("l2BlockTime"),
      period: await oracle.ask("finalizationPeriodSeconds"),
      proposer: await oracle.ask("proposer"),
      challenger: await oracle.ask("challenger"),
      startingBlock: await oracle.ask("startingBlockNumber"),
      startingTime: await oracle.ask("startingTimestamp"),
      nextIndex: await oracle.ask("nextOutputIndex"),
      latestBlock: await oracle.ask("latestBlockNumber"),
      nextBlock: await oracle.ask("nextBlockNumber"),
    }).toEqual({
      interval: 1_800n,
      blockTime: 2n,
      period: 604_800n,
      proposer: accountOf("proposer"),
      challenger: run.outputs.safes.operations,
      startingBlock: 0n,
      startingTime: 1_700_000_000n,
      nextIndex: 0n,
      latestBlock: 0n,
      nextBlock: 1_800n,
    });
  });

  it("of the others name each other, and nothing is paused", async () => {
    const { addresses, safes, timelock } = run.outputs;
    expect({
      guardian: await proxy("SuperchainConfig").ask("guardian"),
      isPaused: await proxy("SuperchainConfig").ask("paused"),
      isPortalPaused: await proxy("OptimismPortal").ask("paused"),
      oracle: await proxy("OptimismPortal").ask("l2Oracle"),
      portalSender: await proxy("OptimismPortal").ask("l2Sender"),
      messengerPortal: await proxy("L1CrossDomainMessenger").ask("portal"),
      otherMessenger: await proxy("L1CrossDomainMessenger").ask("otherMessenger"),
      bridgeMessenger: await proxy("L1StandardBridge").ask("messenger"),
      otherBridge: await proxy("L1StandardBridge").ask("otherBridge"),
      erc721Messenger: await proxy("L1ERC721Bridge").ask("messenger"),
      otherErc721: await proxy("L1ERC721Bridge").ask("otherBridge"),
      factoryBridge: await proxy("OptimismMintableERC20Factory").ask("bridge"),
      versionsOwner: await proxy("ProtocolVersions").ask("owner"),
    }).toEqual({
      guardian: safes.operations,
      isPaused: false,
      isPortalPaused: false,
      oracle: addresses.L2OutputOracle,
      portalSender: "0x000000000000000000000000000000000000dEaD",
      messengerPortal: addresses.OptimismPortal,
      otherMessenger: "0x4200000000000000000000000000000000000007",
      bridgeMessenger: addresses.L1CrossDomainMessenger,
      otherBridge: "0x4200000000000000000000000000000000000010",
      erc721Messenger: addresses.L1CrossDomainMessenger,
      otherErc721: "0x4200000000000000000000000000000000000014",
      factoryBridge: addresses.L1StandardBridge,
      versionsOwner: timelock,
    });
  });
});

describe("the deployer", () => {
  it("is in no storage of any contract on the chain", async () => {
    const dump = await chain.rpc("anvil_dumpState");
    const { accounts } = JSON.parse(gunzipSync(getBytes(dump)).toString()) as {
      accounts: Record<string, { storage: Record<string, string> }>;
    };
    const wanted = test.wallet.address.slice(2).toLowerCase();
    const slots = Object.entries(accounts).flatMap(([address, { storage }]) =>
      Object.entries(storage).map(([slot, word]) => ({
        address,
        slot,
        word: BigInt(word).toString(16).padStart(64, "0"),
      })),
    );
    expect(slots.length).toBeGreaterThan(100);
    expect(slots.filter(({ word }) => word.includes(wanted))).toEqual([]);
    // The same look finds whoever does own something.
    const operations = run.outputs.safes.operations.slice(2).toLowerCase();
    expect(slots.filter(({ word }) => word.includes(operations)).length).toBeGreaterThanOrEqual(3);
  });

  it("owns nothing: the timelock has the ProxyAdmin, and that has the AddressManager", async () => {
    expect(await proxyAdmin().ask("owner")).toBe(run.outputs.timelock);
    expect(await addressManager().ask("owner")).toBe(run.outputs.addresses.ProxyAdmin);
    expect(await proxyAdmin().ask("addressManager")).toBe(run.outputs.addresses.AddressManager);
  });

  it("is refused whatever only an owner may do", async () => {
    const from = test.wallet.address;
    const { addresses, implementations } = run.outputs;
    const refusals = await Promise.all([
      proxyAdmin().refusal(from, "upgrade", addresses.OptimismPortal, implementations.SystemConfig),
      proxyAdmin().refusal(from, "setAddress", "OVM_L1CrossDomainMessenger", from),
      proxyAdmin().refusal(from, "transferOwnership", from),
      addressManager().refusal(from, "setAddress", "OVM_L1CrossDomainMessenger", from),
      proxy("SystemConfig").refusal(from, "setGasLimit", 30_000_000),
      proxy("SuperchainConfig").refusal(from, "pause", "test"),
      proxy("ProtocolVersions").refusal(from, "setRequired", 1),
      proxy("L2OutputOracle").refusal(from, "deleteL2Outputs", 0),
    ]);
    expect(refusals).toEqual(refusals.map(() => expect.stringMatching(/revert/)));
  });
});

it("a deposit through the portal is announced for L2 as it was meant", async () => {
  const [from = ""] = await chain.rpc<string[]>("eth_accounts");
  const portal = run.outputs.addresses.OptimismPortal;
  const value = parseEther("0.25");
  const meant: Deposit = {
    portal: portal.toLowerCase(),
    from: getAddress(from),
    to: accountOf("depositor"),
    mintWei: value,
    valueWei: value,
    gasLimit: 100_000n,
    isCreation: false,
    data: "0x1234",
  };
  const data = encodeDeposit(meant);
  const { logs } = await sendMined(chain, { from, to: portal, data, value: `0x${value.toString(16)}` });
  expect(logs.map(decodeDeposit)).toEqual([meant]);
});

describe("somebody who sends every creation first, on another chain", () => {
  let other: TestChain;
  let others: string[];
  const asAttacker = async (to: string, data: string) => {
    const [, from = ""] = await other.rpc<string[]>("eth_accounts");
    return sendMined(other, { from, to, data, gas: "0x7a1200" });
  };
  const createdBy = (name: string) =>
    transactionsOf(name).filter(({ description }) => description.startsWith("deploys"));
  beforeAll(async () => {
    other = await startAnvil(8453);
    await other.rpc("anvil_setBalance", test.wallet.address, `0x${parseEther("10").toString(16)}`);
    others = [...run.states.keys()].filter((name) => name.startsWith("l1-") && createdBy(name).length > 0);
    for (const name of others) {
      const [{ hash } = { hash: "" }] = createdBy(name);
      const { to, input } = await chain.rpc<{ to: string; input: string }>("eth_getTransactionByHash", hash);
      const code = await chain.rpc("eth_getCode", to, "latest");
      await other.rpc("anvil_setCode", to, code);
      await asAttacker(to, input);
    }
  });
  afterAll(() => other.stop());

  it("creates what would have been created, and cannot take it", async () => {
    expect(others).toHaveLength(20);
    const attacker = (await other.rpc<string[]>("eth_accounts"))[1] ?? "";
    const { addresses } = run.outputs;
    const admin = new ContractReader(other, addresses.ProxyAdmin, "ProxyAdmin");
    const manager = new ContractReader(other, addresses.AddressManager, "AddressManager");
    expect(await admin.ask("owner")).toBe(test.wallet.address);
    expect(await manager.ask("owner")).toBe(addresses.ProxyAdmin);
    const refusals = [
      await admin.refusal(attacker, "transferOwnership", attacker),
      await manager.refusal(attacker, "setAddress", "OVM_L1CrossDomainMessenger", attacker),
    ];
    for (const name of PROXIED_NAMES) {
      const initialisation = await transactionInput(`l1-${PROXIED_CONTRACTS[name].label}-initialisation`);
      const [, , data] = admin.artifact.abi.decodeFunctionData("upgradeAndCall", initialisation);
      const direct = other.rpc("eth_call", { from: attacker, to: addresses[name], data }, "latest");
      refusals.push(
        await direct.then(
          () => undefined,
          (error: Error) => error.message,
        ),
      );
    }
    expect(refusals).toEqual(refusals.map(() => expect.stringMatching(/revert/)));
  });

  it("has paid for the deployer, who only goes on", async () => {
    const rpcUrls = JSON.stringify([other.url, other.url.replace("127.0.0.1", "localhost")]);
    await test.configure({ chainId: "8453", rpcUrls });
    const resumed = await deploySet(test);
    expect(resumed.outputs).toEqual(run.outputs);
    for (const name of others) expect(resumed.states.get(name)?.outputs.transactions).toEqual([]);
    expect(await new ContractReader(other, resumed.outputs.addresses.ProxyAdmin, "ProxyAdmin").ask("owner")).toBe(
      resumed.outputs.timelock,
    );
  });

  async function transactionInput(name: string): Promise<string> {
    const hash = transactionsOf(name)[0]?.hash;
    return (await chain.rpc<{ input: string }>("eth_getTransactionByHash", hash)).input;
  }
});
