import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseEther } from "ethers";
import { ChainReader } from "../../../safes/transactions/reader";
import { chainId, type Payment, Sending, until } from "./sending";

describe("sending after a process that was killed", () => {
  let test: Sending;
  beforeAll(async () => {
    test = await Sending.start();
  });
  afterAll(() => test.stop());
  beforeEach(() => test.begin());
  afterEach(() => test.end());

  it("sends what was written down and never sent, in its place", async () => {
    const [first, second] = test.payments(2) as [Payment, Payment];
    await test.killBeforeBroadcast(first);
    expect(await test.count("pending")).toBe(0);
    const sender = await test.open();
    await sender.sendAll([second]);
    expect(await test.balancesOf([first, second])).toEqual([1n, 1n]);
    expect(await sender.sendAll([first, second])).toHaveLength(2);
    expect(await test.count()).toBe(2);
  });

  it("finds the receipt of what was sent and not heard of again", async () => {
    await test.chain.rpc("evm_setAutomine", false);
    const intents = test.payments(3);
    (await test.open()).sendAll(intents).catch(() => {});
    await until(async () => (await test.count("pending")) === 3);
    test.kill();
    await test.chain.rpc("evm_mine");
    const sent = await (await test.open()).sendAll(intents);
    expect(sent.map(({ description }) => description)).toEqual(Array(3).fill("pays 1 wei"));
    expect(await test.count()).toBe(3);
  });

  it("offers more for what has become too cheap meanwhile", async () => {
    const [intent] = test.payments(1) as [Payment];
    await test.killBeforeBroadcast(intent);
    await test.chain.rpc("anvil_setNextBlockBaseFeePerGas", "0x2540be400");
    await test.chain.rpc("evm_mine");
    expect(await (await test.open()).sendAll([intent])).toHaveLength(1);
    expect(await test.count()).toBe(1);
    await test.chain.rpc("anvil_setNextBlockBaseFeePerGas", "0xf4240");
    await test.chain.rpc("evm_mine");
  });

  it("says who needs how much when what was written down cannot be paid any more", async () => {
    const [intent] = test.payments(1) as [Payment];
    await test.killBeforeBroadcast(intent);
    await test.fund(1n);
    await expect(test.open()).rejects.toThrow(
      new RegExp(`the deployer cannot pay for this: pays 1 wei \\(${test.wallet.address} on chain ${chainId}\\)`),
    );
    await test.fund(parseEther("1"));
    expect(await (await test.open()).sendAll([intent])).toHaveLength(1);
    expect(await test.count()).toBe(1);
  });

  it("sends the same again on a chain that has lost its last blocks, and what is new behind it", async () => {
    const before = await test.chain.rpc("evm_snapshot");
    const intents = test.payments(3);
    const sent = await (await test.open()).sendAll(intents);
    test.kill();
    await test.chain.rpc("evm_revert", before);
    expect(await test.count()).toBe(0);
    const [extra] = test.payments(1) as [Payment];
    const sender = await test.open();
    await sender.sendAll([extra]);
    expect(await test.balancesOf([...intents, extra])).toEqual([1n, 1n, 1n, 1n]);
    const again = await sender.sendAll(intents);
    expect(again.map(({ hash }) => hash)).toEqual(sent.map(({ hash }) => hash));
    expect(await test.count()).toBe(4);
  });

  it("does not take what an endpoint that lags does not show yet for undone", async () => {
    const [intent] = test.payments(1) as [Payment];
    await (await test.open()).sendAll([intent]);
    test.kill();
    await test.chain.rpc("evm_mine");
    let asked = 0;
    test.everywhere(({ method }) =>
      method === "eth_blockNumber" && asked++ < 80
        ? { kind: "answer", change: (head) => `0x${(BigInt(String(head)) - 2n).toString(16)}` }
        : undefined,
    );
    const reader = await ChainReader.open({ chainId: BigInt(chainId), urls: [test.other.url, test.proxy.url] });
    const isDone = async () => (await (await reader.snapshot()).balance(intent.to)) > 0n;
    await (await test.open({ reader })).sendAll([{ ...intent, isDone }]);
    expect(await test.count()).toBe(1);
  });

  it("signs anew when a stranger's transaction has taken the nonce", async () => {
    const [intent] = test.payments(1) as [Payment];
    await test.killBeforeBroadcast(intent);
    await sendAsStranger();
    const sent = await (await test.open()).sendAll([intent]);
    expect(sent).toHaveLength(1);
    expect(await intent.balance()).toBe(1n);
    expect(await test.count()).toBe(2);
  });

  it("waits for what a lost journal has sent, and does not send it again", async () => {
    await test.chain.rpc("evm_setAutomine", false);
    const [intent] = test.payments(1) as [Payment];
    (await test.open()).sendAll([intent]).catch(() => {});
    await until(async () => (await test.count("pending")) === 1);
    test.kill();
    rmSync(join(test.journal, "account"), { recursive: true });
    const opening = test.open();
    expect(await Promise.race([opening, sleep(300, "waiting")])).toBe("waiting");
    await test.chain.rpc("evm_mine");
    await (await opening).sendAll([intent]);
    expect(await test.count("pending")).toBe(1);
  });

  it("does not begin while a stranger's transaction is on its way, and says so", async () => {
    await test.chain.rpc("evm_setAutomine", false);
    await sendAsStranger();
    await expect(test.open({ patienceMs: 200 })).rejects.toThrow(
      /the account has a transaction on its way that this journal does not know \(nonce 0 of 0x/,
    );
    await test.chain.rpc("evm_mine");
    await test.open();
  });

  it("takes the latest of two entries for the same purpose, beyond nonce 9 too", async () => {
    const [intent, ...others] = test.payments(10) as [Payment, ...Payment[]];
    const sender = await test.open();
    await sender.sendAll(others);
    await sender.sendAll([intent]);
    await test.chain.rpc("anvil_setBalance", intent.to, "0x0");
    await test.chain.rpc("evm_setAutomine", false);
    sender.sendAll([intent]).catch(() => {});
    await until(async () => (await test.count("pending")) === 11);
    test.kill();
    const sending = (await test.open()).sendAll([intent]);
    await sleep(200);
    await test.chain.rpc("evm_mine");
    expect(await sending).toHaveLength(2);
    expect(await test.count("pending")).toBe(11);
  });

  it("does not guess what stood in a journal that cannot be read", async () => {
    const [intent] = test.payments(1) as [Payment];
    await (await test.open()).sendAll([intent]);
    test.kill();
    const file = join(test.journal, "account", "0.json");
    writeFileSync(file, readFileSync(file, "utf8").slice(0, 100));
    await expect(test.open()).rejects.toThrow("the journal of transactions cannot be read");
  });

  async function sendAsStranger(): Promise<void> {
    const raw = await test.wallet.signTransaction({
      chainId,
      nonce: 0,
      to: test.wallet.address,
      gasLimit: 21_000,
      maxFeePerGas: 10n ** 10n,
      maxPriorityFeePerGas: 10n ** 6n,
      type: 2,
    });
    await test.chain.rpc("eth_sendRawTransaction", raw);
  }
});

describe("offering more for what is stuck", () => {
  let test: Sending;
  beforeAll(async () => {
    test = await Sending.start();
  });
  afterAll(() => test.stop());
  beforeEach(async () => {
    await test.begin();
    await test.chain.rpc("evm_setAutomine", false);
  });
  afterEach(() => test.end());

  const prices = async (): Promise<readonly bigint[]> => {
    type Pool = Record<string, Record<string, { readonly maxFeePerGas: string; readonly nonce: string }>>;
    const { pending } = await test.chain.rpc<{ pending: Pool }>("txpool_content");
    const mine = pending[test.wallet.address.toLowerCase()] ?? pending[test.wallet.address] ?? {};
    return Object.values(mine)
      .sort((one, other) => Number(one.nonce) - Number(other.nonce))
      .map(({ maxFeePerGas }) => BigInt(maxFeePerGas));
  };

  it("raises the price of the one that holds up the others, and of no other", async () => {
    const sender = await test.open({ stuckAfterMs: 300 });
    const sending = sender.sendAll(test.payments(3));
    await until(async () => (await prices()).length === 3);
    const [first = 0n, second, third] = await prices();
    await until(async () => ((await prices())[0] ?? first) !== first);
    const [raised = 0n, ...others] = await prices();
    expect((raised * 100n) / first).toBeGreaterThanOrEqual(112n);
    expect(others).toEqual([second, third]);
    await test.chain.rpc("evm_mine");
    expect(await sending).toHaveLength(3);
    expect(await test.count()).toBe(3);
  });

  it("raises it in the next run too, for one that nobody asks for any more", async () => {
    const [gone, wanted] = test.payments(2) as [Payment, Payment];
    (await test.open()).sendAll([gone]).catch(() => {});
    await until(async () => (await prices()).length === 1);
    const [first] = await prices();
    test.kill();
    const sending = (await test.open({ stuckAfterMs: 200 })).sendAll([wanted]);
    await until(async () => (await prices()).length === 2 && (await prices())[0] !== first);
    await test.chain.rpc("evm_mine");
    await sending;
    expect(await test.balancesOf([gone, wanted])).toEqual([1n, 1n]);
  });

  it("finds the receipt of the first offer where nobody took the second", async () => {
    const sender = await test.open({ stuckAfterMs: 100, patienceMs: 60_000 });
    const sending = sender.sendAll(test.payments(1));
    await until(async () => (await prices()).length === 1);
    let refused = 0;
    test.everywhere(({ method }) => {
      if (method !== "eth_sendRawTransaction") return undefined;
      refused++;
      return { kind: "refusal", message: "replacement transaction underpriced" };
    });
    await until(async () => refused >= 2);
    await test.chain.rpc("evm_mine");
    expect(await sending).toHaveLength(1);
    expect(await test.count()).toBe(1);
  });

  it("stops at the ceiling and says so, and finds the transaction when it is mined after all", async () => {
    const [intent] = test.payments(1) as [Payment];
    (await test.open()).sendAll([intent]).catch(() => {});
    await until(async () => (await prices()).length === 1);
    test.kill();
    const feeCeilingWei = (((await prices())[0] ?? 0n) * 130n) / 100n;
    const sender = await test.open({ stuckAfterMs: 50, patienceMs: 500, feeCeilingWei });
    await expect(sender.sendAll([intent])).rejects.toThrow(
      /a transaction is stuck, and a higher price would be above the ceiling\n {2}got: {6}\d+ wei\n {2}expected: \d+ wei at most/,
    );
    expect((await prices())[0]).toBeLessThanOrEqual(feeCeilingWei);
    test.kill();
    await test.chain.rpc("evm_mine");
    expect(await (await test.open()).sendAll([intent])).toHaveLength(1);
    expect(await test.count()).toBe(1);
  });
});
