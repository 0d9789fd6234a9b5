import { parseEther, parseUnits } from "ethers";
import { chainId, type Payment, Sending, until } from "./sending";

describe("paying for transactions", () => {
  let test: Sending;
  beforeAll(async () => {
    test = await Sending.start();
  });
  afterAll(() => test.stop());
  beforeEach(() => test.begin());
  afterEach(() => test.end());

  it("says who needs how much when the funds run out, and goes on after funding", async () => {
    await test.fund(16n);
    const [first, second] = test.payments(2) as [Payment, Payment];
    const expectedCostsWei = async () =>
      new Map([
        [first.key, parseEther("0.1")],
        ["planned and not begun", parseEther("0.5")],
      ]);
    const message = await (await test.open({ expectedCostsWei })).sendAll([first, second]).catch(String);
    const { address } = test.wallet;
    // What the first costs is known by now; of what is behind it only what the preview said.
    expect(message).toMatch(
      new RegExp(
        [
          `the deployer cannot pay for this: pays 1 wei \\(${address} on chain ${chainId}\\)`,
          "  got:      a balance of 0.000000000000000016 ETH",
          "  expected: 0.5000\\d+ ETH for all that remains, at the highest price",
          `  fix:      send 0.5000\\d+ ETH or more to ${address} and run the command again; nothing is deployed twice`,
        ].join("\n"),
      ),
    );
    expect(await test.count("pending")).toBe(0);
    test.kill();
    await test.fund(parseEther("1"));
    await (await test.open()).sendAll([first, second]);
    expect(await test.balancesOf([first, second])).toEqual([1n, 1n]);
    expect(await test.count()).toBe(2);
  });

  it("counts what is signed and in no block yet as spent, and what is in a block once", async () => {
    await test.chain.rpc("evm_setAutomine", false);
    const sender = await test.open({ confirmations: 3 });
    const costly = (payment: Payment) => ({ ...payment, valueWei: parseUnits("0.6", "ether") });
    const [first, second, third] = test.payments(3).map(costly) as [Payment, Payment, Payment];
    const sending = sender.sendAll([first]);
    await until(async () => (await test.count("pending")) === 1);
    await expect(sender.sendAll([second])).rejects.toThrow(/, of which 0\.6\d* ETH for what is on its way already\n/);
    await test.chain.rpc("evm_mine");
    // Mined, and not deep enough to count: the balance has paid for it.
    await test.chain.rpc("anvil_setBalance", test.wallet.address, `0x${parseEther("0.7").toString(16)}`);
    await test.chain.rpc("evm_mine");
    const next = sender.sendAll([third]);
    await until(async () => (await test.count("pending")) === 2);
    await test.chain.rpc("anvil_mine", "0x4");
    expect([await sending, await next].map(({ length }) => length)).toEqual([1, 1]);
  });

  it("says the same when the chain finds it out, and leaves no gap behind", async () => {
    await test.fund(parseEther("0.5"));
    const [dear, other] = test.payments(2) as [Payment, Payment];
    // Endpoints that show more than there is, as when another transaction has just taken it.
    test.everywhere(({ method }) =>
      method === "eth_getBalance" || method === "eth_estimateGas"
        ? { kind: "answer", change: () => (method === "eth_getBalance" ? "0xde0b6b3a7640000" : "0x5208") }
        : undefined,
    );
    const sender = await test.open();
    await expect(sender.sendAll([{ ...dear, valueWei: parseEther("0.6") }])).rejects.toThrow(
      "the deployer cannot pay for this: pays 1 wei",
    );
    await sender.sendAll([other]);
    expect(await other.balance()).toBe(1n);
    expect(await test.count()).toBe(1);
  });
});
