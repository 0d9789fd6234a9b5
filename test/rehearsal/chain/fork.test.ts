import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Chain, passTime, setBalance, startChain } from "../../../rehearsal/chain";
import {
  chooseForkBlock,
  forkUrlOf,
  keepForkBlock,
  keptForkBlock,
  refuseOtherBeginning,
} from "../../../rehearsal/chain/fork-block";
import { callRpc } from "../../../rehearsal/rpc";
import { findAnvil } from "../../../safes/simulation/anvil";
import { startAnvil, type TestChain } from "../../safes/anvil";

const base = 8453;
const key = "0123456789abcdefKEY";
const contract = "0x00000000000000000000000000000000000c0de0";
const account = "0x00000000000000000000000000000000000acc01";

describe("a fork of the real L1", () => {
  const directory = mkdtempSync(join(tmpdir(), "fork-test-"));
  let origin: TestChain;
  let endpoint: Server;
  let rpcUrl: string;
  let chain: Chain | undefined;

  beforeAll(async () => {
    origin = await startAnvil(base);
    await origin.rpc("anvil_setCode", contract, "0x6001");
    await origin.rpc("anvil_mine", "0x10");
    // Like a provider's: the key is in the path, and what is not right is told with the key.
    endpoint = createServer(async (request, response) => {
      const body = await text(request);
      if (request.url !== `/v2/${key}`) return response.writeHead(401).end();
      // anvil asks both ways at first, and goes on in the one that is answered sooner.
      if (/eth_get(Balance|AccountInfo)/.test(body) && body.includes("dead")) {
        const error = { code: -32000, message: `no quota left for ${key} at http://rpc.test/v2/${key}` };
        return response.end(JSON.stringify({ jsonrpc: "2.0", id: JSON.parse(body).id, error }));
      }
      const answer = await fetch(origin.url, { method: "POST", headers: { "content-type": "application/json" }, body });
      response.end(await answer.text());
    });
    await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
    rpcUrl = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/v2/${key}`;
  });

  afterAll(async () => {
    await chain?.stop();
    endpoint.closeAllConnections();
    endpoint.close();
    await origin.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const start = (blockNumber: number) =>
    startChain({ directory, anvil: findAnvil().file, chainId: base, fork: { rpcUrl, blockNumber } });

  it("has the real L1's contracts, and goes on from its block when it is started again", async () => {
    const block = await chooseForkBlock(rpcUrl, base);
    keepForkBlock(directory, block);
    chain = await start(block.blockNumber);
    expect(await callRpc(chain.rpcUrl, "eth_getCode", contract, "latest")).toBe("0x6001");
    await setBalance(chain.rpcUrl, account, 7n);
    await passTime(chain.rpcUrl, 172_800);
    const before = await callRpc<{ timestamp: string }>(chain.rpcUrl, "eth_getBlockByNumber", "latest", false);
    await chain.stop();

    await origin.rpc("anvil_setCode", contract, "0x6002");
    await origin.rpc("anvil_mine", "0x5");
    const again = await chooseForkBlock(rpcUrl, base, keptForkBlock(directory));
    expect(again).toEqual(block);
    chain = await start(again.blockNumber);
    expect(await callRpc(chain.rpcUrl, "eth_getBalance", account, "latest")).toBe("0x7");
    expect(await chain.blockNumber()).toBe(block.blockNumber + 1);
    expect(await callRpc(chain.rpcUrl, "eth_getCode", contract, "latest")).toBe("0x6001");
    await callRpc(chain.rpcUrl, "anvil_mine", "0x1");
    const after = await callRpc<{ timestamp: string }>(chain.rpcUrl, "eth_getBlockByNumber", "latest", false);
    expect(Number(after.timestamp)).toBeGreaterThanOrEqual(Number(before.timestamp));
  });

  it("keeps the key out of anvil's arguments, files and answers", async () => {
    const { pid, rpcUrl: forked } = chain as Chain;
    const failure = callRpc(forked, "eth_getBalance", "0x000000000000000000000000000000000000dead", "latest");
    const message = await failure.then(
      () => "no failure",
      (error: Error) => error.message,
    );
    expect(message).toContain("no quota left");
    expect(message).not.toContain(key);
    if (process.platform === "linux") {
      for (const part of ["cmdline", "environ"])
        expect(readFileSync(`/proc/${pid}/${part}`, "utf8")).not.toContain(key);
    }
    const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).map((name) => join(directory, name));
    for (const file of files.filter((name) => statSync(name).isFile())) {
      expect(readFileSync(file, "utf8")).not.toContain(key);
    }
  });

  it("refuses an endpoint of another chain, and names its host only", async () => {
    const refusal = await chooseForkBlock(rpcUrl, 84532).catch((error: Error) => error.message);
    expect(refusal).toMatch(/got: +chain id 8453\n +expected: chain id 84532/);
    expect(refusal).not.toContain(key);
  });

  it("says nothing of a URL that does not answer but its host", async () => {
    const refusal = await chooseForkBlock(`${rpcUrl}x`, base).catch((error: Error) => error.message);
    expect(refusal).toContain("HTTP status 401");
    expect(refusal).not.toContain(key);
  });

  it("does not resume on a chain with another history", async () => {
    const kept = { blockNumber: 3, blockHash: `0x${"11".repeat(32)}` };
    await expect(chooseForkBlock(rpcUrl, base, kept)).rejects.toThrow(/began with a block that this L1 does not have/);
  });

  it("does not resume a fork as an empty chain, nor an empty chain as a fork", () => {
    expect(() => refuseOtherBeginning(directory, false)).toThrow(/--fork with an endpoint of the same L1/);
    expect(() => refuseOtherBeginning(tmpdir(), true)).toThrow(/it began with an empty chain/);
    expect(() => refuseOtherBeginning(directory, true)).not.toThrow();
  });

  it("takes the URL from the environment, and does not repeat one that is wrong", () => {
    expect(forkUrlOf("env", { JEJU_FORK_RPC: rpcUrl })).toBe(rpcUrl);
    expect(() => forkUrlOf("env", {})).toThrow(/JEJU_FORK_RPC/);
    expect(() => forkUrlOf(key, {})).not.toThrow(key);
    expect(() => forkUrlOf(key, {})).toThrow(/an http or https URL/);
  });
});
