import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../safes/user-error";
import { keptPort } from "../ports";
import { callRpc } from "../rpc";
import { type OriginRelay, serveOrigin } from "./origin-relay";

/** A real EVM node (anvil) that carries the chain id of the network it stands for. */
export interface Chain {
  readonly chainId: number;
  /** JSON-RPC over HTTP on loopback. */
  readonly rpcUrl: string;
  readonly pid: number;
  /** Resolves with anvil's exit code when it ends without having been asked to. */
  readonly died: Promise<number | null>;
  blockNumber(): Promise<number>;
  stop(): Promise<void>;
}

export interface ChainOptions {
  /** Where the chain keeps its state and log; a second start with the same directory goes on from there. */
  readonly directory: string;
  readonly anvil: string;
  /** Chain id that `eth_chainId` answers: the rehearsed L1's. */
  readonly chainId: number;
  /** Begin with the state of a real chain at this block instead of with nothing. The URL may hold a key. */
  readonly fork?: ForkSource;
}

export interface ForkSource {
  readonly rpcUrl: string;
  readonly blockNumber: number;
}

/** About Base's own. With anvil's default of 1 gwei, Safe's presigned transactions for these chains could not be sent. */
const baseFeeWei = 1_000_000;

/** For the gas of an impersonated account. */
const pocketMoneyWei = 10n ** 18n;

const readyTimeoutMs = 20_000;
/** What a killed process can lose at most: anvil writes its state at this interval and when it ends. */
const stateIntervalSeconds = 5;

export async function startChain({ directory, anvil, chainId, fork }: ChainOptions): Promise<Chain> {
  mkdirSync(directory, { recursive: true });
  const port = await keptPort(join(directory, "port"));
  const log = openSync(join(directory, "anvil.log"), "a");
  const relay = fork && (await serveOrigin(fork.rpcUrl));
  const beginning =
    fork && relay ? forkArguments(relay, fork.blockNumber) : ["--block-base-fee-per-gas", `${baseFeeWei}`];
  const child = spawn(anvil, [...anvilArguments(directory, port, chainId), ...beginning], {
    stdio: ["ignore", log, log],
    // What anvil keeps of the forked chain under its home must be of this chain and no other with the same id.
    env: { ...process.env, ...(fork && { HOME: directory }) },
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("exit", (code) => resolve(code));
    child.once("error", reject);
  });
  const rpcUrl = `http://127.0.0.1:${port}`;
  await waitUntilReady(rpcUrl, chainId, exited, join(directory, "anvil.log")).catch(async (error: unknown) => {
    await relay?.stop();
    throw error;
  });
  if (fork) await continueTime(rpcUrl);

  let stopping = false;
  return {
    chainId,
    rpcUrl,
    pid: child.pid ?? 0,
    died: exited.then((code) => (stopping ? new Promise(() => {}) : code)),
    blockNumber: async () => Number(await callRpc(rpcUrl, "eth_blockNumber")),
    stop: async () => {
      stopping = true;
      await endGently(child, exited);
      await relay?.stop();
    },
  };
}

function anvilArguments(directory: string, port: number, chainId: number): string[] {
  return [
    ...["--host", "127.0.0.1", "--port", `${port}`, "--chain-id", `${chainId}`],
    ...["--state", join(directory, "state.json"), "--state-interval", `${stateIntervalSeconds}`],
    "--silent",
  ];
}

/** With the fees of the block; anvil knows the relay only. */
function forkArguments({ url }: OriginRelay, blockNumber: number): string[] {
  return ["--fork-url", url, "--fork-block-number", `${blockNumber}`];
}

async function waitUntilReady(rpcUrl: string, chainId: number, exited: Promise<number | null>, log: string) {
  const deadline = Date.now() + readyTimeoutMs;
  let ended = false;
  exited.then(
    () => (ended = true),
    () => (ended = true),
  );
  while (Date.now() < deadline && !ended) {
    const answer = await callRpc(rpcUrl, "eth_chainId").catch(() => undefined);
    if (answer !== undefined) {
      if (Number(answer) === chainId) return;
      throw new UserError({
        what: "another program answers on the chain's port",
        where: rpcUrl,
        got: `chain id ${Number(answer)}`,
        expected: `chain id ${chainId}`,
        fix: "end that program, or delete the file `port` of this rehearsal's chain folder",
      });
    }
    await sleep(50);
  }
  throw new UserError({
    what: ended ? "anvil ended before it answered" : `anvil did not answer within ${readyTimeoutMs / 1000} s`,
    where: rpcUrl,
    fix: `read ${log}`,
  });
}

/** A fork that is started again takes its clock from the forked block, though time may have passed in its own blocks. */
async function continueTime(rpcUrl: string): Promise<void> {
  const newest = await callRpc<{ timestamp: string }>(rpcUrl, "eth_getBlockByNumber", "latest", false);
  await callRpc(rpcUrl, "evm_setTime", Number(newest.timestamp) + 1);
}

/** Gives an account funds out of nowhere, as only a development node can. */
export async function setBalance(rpcUrl: string, address: string, wei: bigint): Promise<void> {
  await callRpc(rpcUrl, "anvil_setBalance", address, `0x${wei.toString(16)}`);
}

/** Moves the chain's clock, and mines a block that shows it. */
export async function passTime(rpcUrl: string, seconds: number): Promise<void> {
  await callRpc(rpcUrl, "evm_increaseTime", seconds);
  await callRpc(rpcUrl, "anvil_mine", "0x1");
}

export interface ImpersonatedCall {
  readonly from: string;
  readonly to: string;
  readonly data: string;
}

/** Sends a transaction in the name of an account whose key nobody here holds. @throws when it is refused or fails. */
export async function impersonate(rpcUrl: string, call: ImpersonatedCall): Promise<void> {
  await setBalance(rpcUrl, call.from, pocketMoneyWei);
  await callRpc(rpcUrl, "anvil_impersonateAccount", call.from);
  // anvil mines it before it answers.
  const hash = await callRpc(rpcUrl, "eth_sendTransaction", call);
  await callRpc(rpcUrl, "anvil_stopImpersonatingAccount", call.from);
  const receipt = (await callRpc(rpcUrl, "eth_getTransactionReceipt", hash)) as { status?: string } | null;
  if (receipt?.status !== "0x1") throw new Error(`a transaction of ${call.from} to ${call.to} failed: ${hash}`);
}

/** SIGTERM lets anvil write its state; SIGKILL only if it hangs. */
async function endGently(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  child.kill("SIGTERM");
  const ended = await Promise.race([exited.then(() => true), sleep(10_000, false)]);
  if (!ended) {
    child.kill("SIGKILL");
    await exited;
  }
}
