import { id, ZeroAddress } from "ethers";
import { ChainReader } from "../../../safes/transactions/reader";
import { startAnvil, type TestChain } from "../anvil";
import { FaultyRpc } from "../faulty-rpc";
import { until } from "./sending";

describe("reading a chain through endpoints that have to agree", () => {
  let chain: TestChain;
  let proxy: FaultyRpc;
  let reader: ChainReader;
  beforeAll(async () => {
    chain = await startAnvil(84532);
    proxy = await FaultyRpc.start(chain.url);
  });
  afterAll(async () => {
    await proxy.stop();
    await chain.stop();
  });
  beforeEach(async () => {
    await chain.rpc("anvil_mine", "0x3");
    reader = await ChainReader.open({ chainId: 84532n, urls: [chain.url, proxy.url] });
  });
  afterEach(() => {
    proxy.fault = () => undefined;
  });

  const answer = (method: string, change: (result: unknown) => unknown, times = Number.POSITIVE_INFINITY) => {
    let asked = 0;
    proxy.fault = (request) => (request.method === method && asked++ < times ? { kind: "answer", change } : undefined);
  };

  it("does not show an older block than before because an endpoint falls behind for a moment", async () => {
    const { blockNumber } = await reader.snapshot();
    answer("eth_blockNumber", (head) => `0x${(BigInt(String(head)) - 2n).toString(16)}`, 3);
    expect((await reader.snapshot()).blockNumber).toBe(blockNumber);
  });

  it("follows a chain that has really gone back", async () => {
    const before = await chain.rpc("evm_snapshot");
    await chain.rpc("anvil_mine", "0x3");
    const { blockNumber } = await reader.snapshot();
    await chain.rpc("evm_revert", before);
    expect((await reader.snapshot()).blockNumber).toBe(blockNumber - 3n);
  });

  it("does not mind what a kind of node adds to blocks and events", async () => {
    // LOG1 with its own topic: PUSH32 <topic> PUSH0 PUSH0 LOG1.
    const address = "0x00000000000000000000000000000000000010c5";
    await chain.rpc("anvil_setCode", address, `0x7f${id("Said()").slice(2)}5f5fa1`);
    const [from] = await chain.rpc<string[]>("eth_accounts");
    const hash = await chain.rpc("eth_sendTransaction", { from, to: address });
    await until(async () => (await chain.rpc("eth_getTransactionReceipt", hash)) !== null);
    const snapshot = await reader.snapshot();
    answer("eth_getLogs", (logs) => (logs as object[]).map((log) => ({ ...log, blockTimestamp: "0x1", l1: true })));
    expect(await snapshot.logs({ address, topics: [id("Said()")], fromBlock: 0n })).toHaveLength(1);
    answer("eth_getBlockByNumber", (block) => ({ ...(block as object), totalDifficulty: "0x0", extra: 1 }));
    expect(await snapshot.timestampSeconds()).toBeGreaterThan(0n);
  });

  it("takes two refusals of a call for the same, whatever their words", async () => {
    const address = "0x000000000000000000000000000000000000dead";
    await chain.rpc("anvil_setCode", address, "0x5f5ffd");
    proxy.fault = ({ method }) =>
      method === "eth_call" ? { kind: "refusal", message: "VM Exception while processing transaction" } : undefined;
    const snapshot = await reader.snapshot();
    await expect(snapshot.call({ to: address, data: "0x" })).rejects.toThrow(/revert|VM Exception/i);
    await expect(snapshot.call({ to: ZeroAddress, data: "0x" })).rejects.toThrow("disagree on eth_call");
  });

  it.each(["no quantity", null, 7, {}])("counts %j as no answer to how many blocks there are", async (nonsense) => {
    answer("eth_blockNumber", () => nonsense);
    await expect(reader.snapshot()).rejects.toThrow(
      /too few RPC endpoints answer eth_blockNumber\n {2}got: .*eth_blockNumber makes no sense: /,
    );
  });
});
