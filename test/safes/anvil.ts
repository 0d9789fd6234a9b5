import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { findAnvil } from "../../safes/simulation/anvil";

/** Seconds between blocks where a test counts blocks: a loaded machine may need more than Base's 2 s to send what one can hold. */
export const LONG_BLOCK_SECONDS = 5;

export interface TestChain {
  readonly url: string;
  readonly chainId: number;
  rpc<Result = string>(method: string, ...params: unknown[]): Promise<Result>;
  stop(): Promise<void>;
}

/** A chain of its own for one test file, with Base's fees. */
export async function startAnvil(chainId: number, ...options: string[]): Promise<TestChain> {
  const port = await freePort();
  const args = ["--host", "127.0.0.1", "--port", `${port}`, "--chain-id", `${chainId}`, "--silent"];
  const anvil = spawn(findAnvil().file, [...args, "--block-base-fee-per-gas", "1000000", ...options], {
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}`;
  const rpc = async <Result>(method: string, ...params: unknown[]) => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
    const answer = (await response.json()) as { result: Result; error?: { message: string } };
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result;
  };
  await untilReady(anvil, () => rpc("eth_chainId"));
  return { url, chainId, rpc, stop: () => end(anvil) };
}

async function untilReady(anvil: ChildProcess, probe: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (anvil.exitCode !== null) throw new Error(`anvil ended with ${anvil.exitCode}`);
    try {
      return void (await probe());
    } catch {
      await sleep(50);
    }
  }
  throw new Error("anvil did not answer");
}

async function end(anvil: ChildProcess): Promise<void> {
  if (anvil.exitCode !== null || anvil.signalCode !== null) return;
  anvil.kill("SIGKILL");
  await once(anvil, "exit");
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
