import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Wallet } from "ethers";
import type { Fault } from "../faulty-rpc";
import { type Payment, Sending, until } from "./sending";

describe("sending transactions", () => {
  let test: Sending;
  beforeAll(async () => {
    test = await Sending.start();
  });
  afterAll(() => test.stop());
  beforeEach(() => test.begin());
  afterEach(() => test.end());

  it("puts 20 of them into one block", async () => {
    await test.chain.rpc("evm_setAutomine", false);
    const sender = await test.open();
    const sending = sender.sendAll(test.payments(20));
    await until(async () => (await test.count("pending")) === 20);
    await test.chain.rpc("evm_mine");
    const sent = await sending;
    expect(new Set(sent.map(({ blockNumber }) => blockNumber)).size).toBe(1);
  });

  it("sends what is done already not at all", async () => {
    const [intent] = test.payments(1) as [Payment];
    expect(await (await test.open()).sendAll([intent])).toHaveLength(1);
    test.kill();
    expect(await (await test.open()).sendAll([intent])).toHaveLength(1);
    expect(await test.count()).toBe(1);
  });

  it("sends again what somebody has undone", async () => {
    const [intent] = test.payments(1) as [Payment];
    const sender = await test.open();
    await sender.sendAll([intent]);
    await test.chain.rpc("anvil_setBalance", intent.to, "0x0");
    expect(await sender.sendAll([intent])).toHaveLength(2);
    expect(await intent.balance()).toBe(1n);
  });

  it("says at once why the chain refuses a transaction", async () => {
    const sender = await test.open();
    // A contract that reverts with whatever it is called: PUSH0 PUSH0 REVERT.
    const to = Wallet.createRandom().address;
    await test.chain.rpc("anvil_setCode", to, "0x5f5ffd");
    await expect(sender.sendAll([{ ...test.payment(to), data: "0x12345678" }])).rejects.toThrow(
      "the chain refuses a transaction: pays 1 wei",
    );
    expect(await test.count("pending")).toBe(0);
  });

  it("does not pay for a call of an address without code", async () => {
    const sender = await test.open();
    const [intent] = test.payments(1) as [Payment];
    await expect(sender.sendAll([{ ...intent, data: "0x12345678" }])).rejects.toThrow(
      /a transaction would do nothing: pays 1 wei .*\n {2}got: {6}an address without code/,
    );
    expect(await test.count("pending")).toBe(0);
  });

  it("waits with a call until the contract is there, and with what cannot be taken back until everything before it counts", async () => {
    await test.chain.rpc("evm_setAutomine", false);
    const sender = await test.open();
    const [first, last] = test.payments(2) as [Payment, Payment];
    const sending = sender.sendAll([first, { ...last, isIrrevocable: true }]);
    await until(async () => (await test.count("pending")) === 1);
    await sleep(200);
    expect(await test.count("pending")).toBe(1);
    await test.chain.rpc("evm_mine");
    await until(async () => (await test.count("pending")) === 2);
    await test.chain.rpc("evm_mine");
    expect(new Set((await sending).map(({ blockNumber }) => blockNumber)).size).toBe(2);
  });

  it("sends nothing behind one that is refused", async () => {
    const sender = await test.open();
    const [first, second] = test.payments(2) as [Payment, Payment];
    await expect(sender.sendAll([{ ...first, data: "0x12345678" }, second])).rejects.toThrow("would do nothing");
    expect(await test.count("pending")).toBe(0);
  });

  it("records one that was mined and failed, and tries it again in the next run", async () => {
    const sender = await test.open();
    const to = Wallet.createRandom().address;
    const [stop, invalid] = ["0x00", "0xfe"];
    await test.chain.rpc("anvil_setCode", to, stop);
    const intent = { ...test.payment(to), data: "0x12345678", valueWei: 0n, isDone: async () => false };
    await test.chain.rpc("evm_setAutomine", false);
    const failing = sender.sendAll([intent]);
    failing.catch(() => {});
    await until(async () => (await test.count("pending")) === 1);
    await test.chain.rpc("anvil_setCode", to, invalid);
    await test.chain.rpc("evm_mine");
    await expect(failing).rejects.toThrow(/a transaction was mined and failed: pays 1 wei .*\n {2}got: {6}status 0/);
    await test.chain.rpc("anvil_setCode", to, stop);
    await test.chain.rpc("evm_setAutomine", true);
    const sent = await sender.sendAll([intent]);
    expect(sent.map(({ description }) => description)).toEqual(["pays 1 wei (failed)", "pays 1 wei"]);
  });

  it("records what many need where it was sent first, and once", async () => {
    const sender = await test.open();
    const [shared, own] = test.payments(2) as [Payment, Payment];
    const [first, second] = await Promise.all([
      sender.sendAll([shared]),
      sender.sendAll([
        { ...shared, resource: "another" },
        { ...own, resource: "another" },
      ]),
    ]);
    expect([first.length, second.length]).toEqual([1, 1]);
    expect(await test.count()).toBe(2);
  });

  it.each<[string, string, Fault]>([
    ["is too busy", "eth_blockNumber", { kind: "status", status: 429 }],
    ["has an internal error", "eth_feeHistory", { kind: "status", status: 500 }],
    ["answers with a web page", "eth_getTransactionReceipt", { kind: "garbage" }],
    ["answers with nonsense", "eth_getTransactionReceipt", { kind: "answer", change: () => ({ status: "fine" }) }],
    ["drops the connection", "eth_getBalance", { kind: "reset" }],
    ["loses the transaction", "eth_sendRawTransaction", { kind: "reset" }],
    ["takes the transaction and says nothing", "eth_sendRawTransaction", { kind: "lost" }],
    [
      "lags behind",
      "eth_blockNumber",
      { kind: "answer", change: (head) => `0x${(BigInt(String(head)) - 1n).toString(16)}` },
    ],
  ])("goes through when an endpoint %s", async (_what, method, fault) => {
    const sender = await test.open();
    test.once(method, fault);
    const intents = test.payments(3);
    expect(await sender.sendAll(intents)).toHaveLength(3);
    expect(await test.balancesOf(intents)).toEqual([1n, 1n, 1n]);
  });

  it("goes on with two of three endpoints, without waiting for the third again and again", async () => {
    test.proxy.fault = ({ method }) => (method === "eth_chainId" ? undefined : { kind: "silence" });
    const sender = await test.open({}, [test.chain.url, test.other.url, test.proxy.url]);
    const intents = test.payments(2);
    await sender.sendAll(intents);
    expect(await test.balancesOf(intents)).toEqual([1n, 1n]);
  });

  it("does not believe a receipt that one endpoint makes up", async () => {
    await test.chain.rpc("evm_setAutomine", false);
    const sender = await test.open();
    const invented = {
      status: "0x1",
      blockHash: `0x${"1".repeat(64)}`,
      blockNumber: "0x1",
      gasUsed: "0x1",
      effectiveGasPrice: "0x1",
    };
    test.proxy.fault = ({ method, params }) =>
      method === "eth_getTransactionReceipt"
        ? { kind: "answer", change: () => ({ ...invented, transactionHash: params[0] }) }
        : undefined;
    const sending = sender.sendAll(test.payments(1));
    await until(async () => (await test.count("pending")) === 1);
    expect(await Promise.race([sending, sleep(500, "waiting")])).toBe("waiting");
    await test.chain.rpc("evm_mine");
    expect(await Promise.race([sending, sleep(500, "waiting")])).toBe("waiting");
    test.proxy.fault = () => undefined;
    expect((await sending)[0]?.blockNumber).not.toBe("1");
  });

  it("does not send again what one endpoint says is in no block", async () => {
    const sender = await test.open({ stuckAfterMs: 50, patienceMs: 1_000 });
    test.proxy.fault = ({ method }) =>
      method === "eth_getTransactionReceipt" ? { kind: "answer", change: () => null } : undefined;
    const [intent] = test.payments(1) as [Payment];
    await expect(sender.sendAll([intent])).rejects.toThrow(
      /the RPC endpoints do not agree on the receipt of a transaction: pays 1 wei/,
    );
    test.proxy.fault = () => undefined;
    expect(await sender.sendAll([intent])).toHaveLength(1);
    expect(await test.count()).toBe(1);
  });

  it("leaves no gap of nonces for an endpoint that counts too many transactions", async () => {
    const sender = await test.open({}, [test.chain.url, test.other.url, test.proxy.url]);
    test.proxy.fault = ({ method }) =>
      method === "eth_getTransactionCount" ? { kind: "answer", change: () => "0x40" } : undefined;
    const intents = test.payments(2);
    await sender.sendAll(intents);
    expect(await test.count()).toBe(2);
  });

  it("does not pay more because one endpoint says that it costs more", async () => {
    const prices = async () => {
      const [sent] = await (await test.open()).sendAll(test.payments(1));
      const { maxPriorityFeePerGas } = await test.chain.rpc<{ maxPriorityFeePerGas: string }>(
        "eth_getTransactionByHash",
        sent?.hash,
      );
      test.kill();
      return BigInt(maxPriorityFeePerGas);
    };
    const honest = await prices();
    const dear = { baseFeePerGas: Array(11).fill("0x5f5e100"), reward: Array(10).fill(["0x5f5e10000"]) };
    test.proxy.fault = ({ method }) =>
      method === "eth_feeHistory" ? { kind: "answer", change: () => dear } : undefined;
    expect(await prices()).toBeLessThanOrEqual(honest * 2n);
  });

  it("names both endpoints when they disagree", async () => {
    const sender = await test.open();
    test.proxy.fault = ({ method }) =>
      method === "eth_getBalance" ? { kind: "answer", change: () => "0xffffffffffffffffff" } : undefined;
    await expect(sender.sendAll(test.payments(1))).rejects.toThrow(
      /the RPC endpoints disagree on eth_getBalance\n {2}got: .*says \d+; .* says 4722366482869645213695/,
    );
  });

  it("refuses an endpoint of another chain", async () => {
    test.proxy.fault = ({ method }) => (method === "eth_chainId" ? { kind: "answer", change: () => "0x1" } : undefined);
    await expect(test.open()).rejects.toThrow(
      /an RPC endpoint is of another chain .*\n {2}got: {6}chain id 1\n {2}expected: chain id 84532/,
    );
  });

  it("finds after a reorganisation that its transaction is gone, and sends the same again", async () => {
    // At once, not only when it has been waited for as for one that is stuck.
    const sender = await test.open({ confirmations: 3, stuckAfterMs: 60_000 });
    const intents = test.payments(1);
    const sending = sender.sendAll(intents);
    const asked = () => test.proxy.seen.filter(({ method }) => method === "eth_getTransactionReceipt").length;
    const before = asked();
    await until(async () => asked() > before + 1);
    await test.chain.rpc("anvil_reorg", 1, []);
    const mining = setInterval(() => void test.chain.rpc("evm_mine"), 100);
    const [sent] = await sending.finally(() => clearInterval(mining));
    const receipt = await test.chain.rpc<{ blockNumber: string }>("eth_getTransactionReceipt", sent?.hash);
    expect(BigInt(receipt.blockNumber)).toBe(BigInt(sent?.blockNumber ?? 0));
    expect(await test.balancesOf(intents)).toEqual([1n]);
  });

  it("refuses to send what it cannot write down", async () => {
    const sender = await test.open();
    rmSync(test.journal, { recursive: true, force: true });
    const intents = test.payments(1);
    await expect(sender.sendAll(intents)).rejects.toThrow(
      "the journal of transactions cannot be written, so nothing is sent",
    );
    expect(await test.balancesOf(intents)).toEqual([0n]);
  });

  it("is one in a process, whoever asks for it", async () => {
    const [one, other] = await Promise.all([test.open(), test.open()]);
    const intents = test.payments(6);
    await Promise.all([one.sendAll(intents.slice(0, 3)), other.sendAll(intents.slice(3))]);
    expect(await test.balancesOf(intents)).toEqual(Array(6).fill(1n));
  });
});
