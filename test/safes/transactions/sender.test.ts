import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HDNodeWallet, parseEther, Wallet } from "ethers";
import { openLocalSigner } from "../../../safes/signers/local";
import { ChainReader } from "../../../safes/transactions/reader";
import { Sender, type SenderOptions } from "../../../safes/transactions/sender";
import type { TransactionIntent } from "../../../safes/transactions/transaction";
import { startAnvil, type TestChain } from "../anvil";
import { type Fault, FaultyRpc } from "../faulty-rpc";

const chainId = 84532;

describe("sending transactions", () => {
  let chain: TestChain;
  let proxy: FaultyRpc;
  let journal: string;
  let wallet: HDNodeWallet;
  const senders: Sender[] = [];

  beforeAll(async () => {
    chain = await startAnvil(chainId);
    proxy = await FaultyRpc.start(chain.url);
  });
  afterAll(async () => {
    await proxy.stop();
    await chain.stop();
  });
  beforeEach(async () => {
    journal = mkdtempSync(join(tmpdir(), "jeju-journal-"));
    wallet = Wallet.createRandom();
    await chain.rpc("anvil_setBalance", wallet.address, `0x${parseEther("1").toString(16)}`);
    await chain.rpc("evm_setAutomine", true);
    await chain.rpc("anvil_mine", "0x2");
  });
  afterEach(() => {
    proxy.fault = () => undefined;
    for (const sender of senders.splice(0)) sender.close();
    rmSync(journal, { recursive: true, force: true });
  });

  const open = async (options: Partial<SenderOptions> = {}, urls = [chain.url, proxy.url]) => {
    process.env.JEJU_TEST_KEY = wallet.privateKey;
    const reader = await ChainReader.open({ chainId: BigInt(chainId), urls });
    const sender = await Sender.open({
      reader,
      signer: openLocalSigner("JEJU_TEST_KEY", true),
      journalDirectory: journal,
      confirmations: 1,
      feeCeilingWei: 10n ** 12n,
      pollMs: 20,
      ...options,
    });
    senders.push(sender);
    return sender;
  };
  /** One wei to an account of its own, so that its balance tells how often it was sent. */
  const payments = (count: number) => Array.from({ length: count }, () => payment(Wallet.createRandom().address));
  const payment = (to: string): TransactionIntent & { readonly balance: () => Promise<bigint> } => {
    const balance = async () => BigInt(await chain.rpc("eth_getBalance", to, "latest"));
    return {
      key: to,
      to,
      data: "0x",
      valueWei: 1n,
      description: "pays 1 wei",
      balance,
      isDone: async () => (await balance()) > 0n,
    };
  };
  const balancesOf = (intents: readonly ReturnType<typeof payment>[]) =>
    Promise.all(intents.map(({ balance }) => balance()));

  it("puts 20 of them into one block", async () => {
    await chain.rpc("evm_setAutomine", false);
    const sender = await open();
    const sending = sender.sendAll(payments(20));
    const pending = async () => Number(await chain.rpc("eth_getTransactionCount", wallet.address, "pending"));
    while ((await pending()) < 20) await new Promise((resolve) => setTimeout(resolve, 20));
    await chain.rpc("evm_mine");
    const sent = await sending;
    expect(new Set(sent.map(({ blockNumber }) => blockNumber)).size).toBe(1);
  });

  it("sends what is done already not at all", async () => {
    const sender = await open();
    const [intent] = payments(1) as [ReturnType<typeof payment>];
    expect(await sender.sendAll([intent])).toHaveLength(1);
    sender.close();
    const again = await (await open()).sendAll([intent]);
    expect(again).toHaveLength(1);
    expect(await intent.balance()).toBe(1n);
  });

  it("says at once why the chain refuses a transaction", async () => {
    const sender = await open();
    // A contract that reverts with whatever it is called: PUSH0 PUSH0 REVERT.
    const to = Wallet.createRandom().address;
    await chain.rpc("anvil_setCode", to, "0x5f5ffd");
    await expect(sender.sendAll([{ ...payment(to), data: "0x12345678" }])).rejects.toThrow(
      "the chain refuses a transaction: pays 1 wei",
    );
  }, 5_000);

  const once = (method: string, fault: Fault) => {
    let isOver = false;
    proxy.fault = (request) => {
      if (isOver || request.method !== method) return undefined;
      isOver = true;
      return fault;
    };
  };

  it.each<[string, string, Fault]>([
    ["is too busy", "eth_blockNumber", { kind: "status", status: 429 }],
    ["has an internal error", "eth_feeHistory", { kind: "status", status: 500 }],
    ["answers with a web page", "eth_getTransactionReceipt", { kind: "garbage" }],
    ["drops the connection", "eth_getBalance", { kind: "reset" }],
    ["loses the transaction", "eth_sendRawTransaction", { kind: "reset" }],
    ["takes the transaction and says nothing", "eth_sendRawTransaction", { kind: "lost" }],
    [
      "lags behind",
      "eth_blockNumber",
      { kind: "answer", change: (head) => `0x${(BigInt(String(head)) - 1n).toString(16)}` },
    ],
  ])("goes through when an endpoint %s", async (_what, method, fault) => {
    const sender = await open();
    once(method, fault);
    const intents = payments(3);
    expect(await sender.sendAll(intents)).toHaveLength(3);
    expect(await balancesOf(intents)).toEqual([1n, 1n, 1n]);
  });

  it("does not believe a receipt that one endpoint makes up", async () => {
    await chain.rpc("evm_setAutomine", false);
    const sender = await open();
    const invented = {
      status: "0x1",
      blockHash: `0x${"1".repeat(64)}`,
      blockNumber: "0x1",
      gasUsed: "0x1",
      effectiveGasPrice: "0x1",
    };
    proxy.fault = ({ method, params }) =>
      method === "eth_getTransactionReceipt"
        ? { kind: "answer", change: () => ({ ...invented, transactionHash: params[0] }) }
        : undefined;
    const sending = sender.sendAll(payments(1));
    await expect(
      Promise.race([sending, new Promise((resolve) => setTimeout(resolve, 1_000, "waiting"))]),
    ).resolves.toBe("waiting");
    proxy.fault = () => undefined;
    await chain.rpc("evm_mine");
    expect((await sending)[0]?.blockNumber).not.toBe("1");
  });

  it("names both endpoints when they disagree", async () => {
    const sender = await open();
    proxy.fault = ({ method }) =>
      method === "eth_getBalance" ? { kind: "answer", change: () => "0xffffffffffffffffff" } : undefined;
    await expect(sender.sendAll(payments(1))).rejects.toThrow(
      /the RPC endpoints disagree on eth_getBalance\n {2}got: .*says "0x.*; .* says "0xffffffffffffffffff"/,
    );
  });

  it("refuses an endpoint of another chain", async () => {
    proxy.fault = ({ method }) => (method === "eth_chainId" ? { kind: "answer", change: () => "0x1" } : undefined);
    await expect(open()).rejects.toThrow(
      /an RPC endpoint is of another chain .*\n {2}got: {6}chain id 1\n {2}expected: chain id 84532/,
    );
  });

  it("raises the price of one that no block takes", async () => {
    await chain.rpc("evm_setAutomine", false);
    const sender = await open({ stuckAfterMs: 200 });
    const sending = sender.sendAll(payments(1));
    const price = async () => {
      const { pending } = await chain.rpc<{ pending: Record<string, Record<string, { maxFeePerGas: string }>> }>(
        "txpool_content",
      );
      return BigInt(
        Object.values(pending[wallet.address.toLowerCase()] ?? pending[wallet.address] ?? {})[0]?.maxFeePerGas ?? 0,
      );
    };
    while ((await price()) === 0n) await new Promise((resolve) => setTimeout(resolve, 10));
    const first = await price();
    while ((await price()) === first) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(((await price()) * 100n) / first).toBeGreaterThanOrEqual(112n);
    await chain.rpc("evm_mine");
    expect(await sending).toHaveLength(1);
  });

  it("says who needs how much when the funds run out, and goes on after funding", async () => {
    await chain.rpc("anvil_setBalance", wallet.address, "0x10");
    const intents = payments(2);
    const poor = await open({ remainingCostWei: () => parseEther("0.5") });
    await expect(poor.sendAll(intents)).rejects.toThrow(
      [
        `the deployer cannot pay for this: pays 1 wei (${wallet.address})`,
        "  got:      a balance of 0.000000000000000016",
        "  expected: 0.5 for what remains, at the highest price",
        `  fix:      send 0.499999999999999984 or more to ${wallet.address} and run the command again; nothing is deployed twice`,
      ].join("\n"),
    );
    poor.close();
    await chain.rpc("anvil_setBalance", wallet.address, `0x${parseEther("1").toString(16)}`);
    await (await open()).sendAll(intents);
    expect(await balancesOf(intents)).toEqual([1n, 1n]);
  });

  it("finds after a reorganisation that its transaction is gone, and sends the same again", async () => {
    const sender = await open({ confirmations: 3, stuckAfterMs: 500 });
    const intents = payments(1);
    const sending = sender.sendAll(intents);
    const count = async () => Number(await chain.rpc("eth_getTransactionCount", wallet.address, "latest"));
    while ((await count()) < 1) await new Promise((resolve) => setTimeout(resolve, 10));
    await chain.rpc("anvil_reorg", 1, []);
    const mining = setInterval(() => void chain.rpc("evm_mine"), 100);
    const [sent] = await sending.finally(() => clearInterval(mining));
    const receipt = await chain.rpc<{ blockNumber: string }>("eth_getTransactionReceipt", sent?.hash);
    expect(BigInt(receipt.blockNumber)).toBe(BigInt(sent?.blockNumber ?? 0));
    expect(await balancesOf(intents)).toEqual([1n]);
  }, 20_000);

  it("refuses to send what it cannot write down", async () => {
    const sender = await open();
    rmSync(journal, { recursive: true, force: true });
    const intents = payments(1);
    await expect(sender.sendAll(intents)).rejects.toThrow(
      "the journal of transactions cannot be written, so nothing is sent",
    );
    expect(await balancesOf(intents)).toEqual([0n]);
  });
});
