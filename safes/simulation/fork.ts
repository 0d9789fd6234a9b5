import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { ChainSnapshot } from "../connection";
import { RpcError } from "../transactions/endpoint";
import { secretsOf, withoutSecrets } from "./endpoint-secrets";

export interface ForkOptions {
  /** Of a node that still has the state of the block. It may carry a key, so it never becomes an argument of a process. */
  readonly rpcUrl: string;
  readonly anvilPath: string;
  readonly chainId: bigint;
  /** Default: the newest. */
  readonly blockNumber?: bigint;
  /** Ends everything that is under way. */
  readonly signal: AbortSignal;
}

export type ObservableState = Pick<ChainSnapshot, "code" | "call" | "storage">;

/** A copy of a chain that only this process reaches, where every account does as it is told. */
export interface Fork {
  request<Result = string>(method: string, ...params: readonly unknown[]): Promise<Result>;
  /** The fork at its newest block, as far as observing a Safe needs it. */
  snapshot(): Promise<ObservableState>;
  end(): Promise<void>;
}

/**
 * Ends the whole process group when anvil ends, or when the pipe to its input closes, which it does however this process
 * comes to its end.
 */
const LIFELINE = '{ "$@"; kill -9 0; } & read -r line; kill -9 0';
const startLimitMs = 20_000;

/** Starts a fork of its own. Whoever has it ends it. */
export async function openFork({ rpcUrl, anvilPath, chainId, blockNumber, signal }: ForkOptions): Promise<Fork> {
  // What anvil keeps of another chain with the same id must not get into this one, nor this one's into another.
  const home = mkdtempSync(join(tmpdir(), "fork-"));
  const options = ["--host", "127.0.0.1", "--port", "0", "--chain-id", `${chainId}`];
  const group = spawn("sh", ["-c", LIFELINE, "sh", anvilPath, ...options], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: process.env.PATH, HOME: home },
    detached: true,
  });
  const end = async () => {
    group.stdin.end();
    if (group.exitCode === null && group.signalCode === null) await once(group, "exit");
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const url = await listeningUrl(group, AbortSignal.any([signal, AbortSignal.timeout(startLimitMs)]));
    const secrets = secretsOf(rpcUrl);
    const request: Fork["request"] = (method, ...params) => ask(url, method, params, signal, secrets);
    const forking = { jsonRpcUrl: rpcUrl, ...(blockNumber !== undefined && { blockNumber: Number(blockNumber) }) };
    await request("anvil_reset", { forking });
    await request("anvil_autoImpersonateAccount", true);
    return { request, snapshot: () => takeSnapshot(request), end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function listeningUrl(
  { stdout, stderr }: ChildProcessByStdio<Writable, Readable, Readable>,
  signal: AbortSignal,
): Promise<string> {
  let complaint = "";
  stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  for await (const line of createInterface({ input: stdout, signal })) {
    const address = /^Listening on (\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    // Whatever it says from now on has to go somewhere, or it would wait for a reader.
    stdout.resume();
    return `http://${address}`;
  }
  // Its last words may arrive after its output has ended.
  if (!stderr.readableEnded) await once(stderr, "end", { signal }).catch(() => {});
  throw new Error(`anvil did not start: ${complaint.trim() || `no answer within ${startLimitMs / 1000} s`}`);
}

async function ask<Result>(
  url: string,
  method: string,
  params: readonly unknown[],
  signal: AbortSignal,
  secrets: readonly string[],
): Promise<Result> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body, signal }).catch(() => {
    throw new Error(`anvil gave up at ${method}: the endpoint may not answer everything that it has to ask`);
  });
  const { result, error } = (await response.json()) as { result: Result; error?: { message: string; data?: string } };
  // What fails at the far end, anvil reports with the URL, and on further lines with all that it has tried.
  if (error) {
    const [line = ""] = withoutSecrets(error.message, secrets).split("\n");
    throw new RpcError(method, `${method}: ${line}`, error.data);
  }
  return result;
}

async function takeSnapshot(request: Fork["request"]): Promise<ObservableState> {
  const block = await request("eth_blockNumber");
  return {
    code: (address) => request("eth_getCode", address, block),
    call: (call) => request("eth_call", call, block),
    storage: (address, slot) => request("eth_getStorageAt", address, slot, block),
  };
}
