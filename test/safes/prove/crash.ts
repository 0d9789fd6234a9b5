import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseEther, Wallet } from "ethers";
import { startAnvil, type TestChain } from "../anvil";

interface Outcome {
  readonly addresses: readonly string[];
  readonly transactions: readonly { readonly hash: string }[];
}

export interface CrashReport {
  readonly runs: number;
  readonly kills: number;
  /** Of one run without a kill: what every other run is held against. */
  readonly transactions: number;
}

const slowestDeploymentMs = 6_000;

/**
 * Creates the governance again and again, killing the process at a moment of its own in every run, and lets it go on
 * until it is done.
 *
 * @throws when a run ends with another address, a transaction more or less, or one whose receipt nobody knows
 */
export async function proveCrashes(runs: number, report: (line: string) => void = () => {}): Promise<CrashReport> {
  const calm = await rehearse(undefined);
  let kills = 0;
  for (let run = 0; run < runs; run++) {
    // Evenly over the whole of a deployment, so that a hundred runs meet every step of it.
    const killAfterMs = 300 + ((slowestDeploymentMs - 300) * (run + Math.random())) / runs;
    const { attempts, ...outcome } = await rehearse(killAfterMs);
    kills += attempts - 1;
    const mine = JSON.stringify({ addresses: outcome.addresses, transactions: outcome.sent });
    const expected = JSON.stringify({ addresses: calm.addresses, transactions: calm.sent });
    if (mine !== expected)
      throw new Error(`killed after ${Math.round(killAfterMs)} ms: got ${mine}, expected ${expected}`);
    if (outcome.withoutReceipt > 0)
      throw new Error(`killed after ${Math.round(killAfterMs)} ms: ${outcome.withoutReceipt} receipts are lost`);
    report(`run ${run + 1} of ${runs}: killed ${attempts - 1} times, ${outcome.sent} transactions, as without a kill`);
  }
  return { runs, kills, transactions: calm.sent };
}

async function rehearse(killAfterMs: number | undefined) {
  const chain = await startAnvil(84532);
  const directory = mkdtempSync(join(tmpdir(), "jeju-crash-"));
  // The same key in every run: the timelock's address depends on its deployer.
  const wallet = new Wallet(`0x${"42".repeat(32)}`);
  try {
    await chain.rpc("anvil_setBalance", wallet.address, `0x${parseEther("10").toString(16)}`);
    await chain.rpc("anvil_mine", "0x2");
    await chain.rpc("evm_setAutomine", false);
    await chain.rpc("evm_setIntervalMining", 1);
    for (let attempts = 1; ; attempts++) {
      const output = await deploy(chain, directory, wallet.privateKey, attempts === 1 ? killAfterMs : undefined);
      if (output === undefined) continue;
      const { addresses } = JSON.parse(output) as Outcome;
      const sent = Number(await chain.rpc("eth_getTransactionCount", wallet.address, "latest"));
      return {
        addresses,
        attempts,
        sent,
        withoutReceipt: countWithoutReceipt(join(directory, "journal", "84532", wallet.address)),
      };
    }
  } finally {
    await chain.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @returns nothing when it was killed. */
async function deploy(
  chain: TestChain,
  directory: string,
  key: string,
  killAfterMs: number | undefined,
): Promise<string | undefined> {
  const script = join(__dirname, "deploy-all.ts");
  const child = spawn(process.execPath, ["--require", require.resolve("tsx/cjs"), script, chain.url, directory], {
    env: { ...process.env, JEJU_TEST_KEY: key },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (errors += chunk));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  if (killAfterMs !== undefined) {
    await Promise.race([sleep(killAfterMs, undefined, { ref: false }), ended]);
    child.kill("SIGKILL");
  }
  const code = await ended;
  if (code === 0) return output;
  if (code === null) return undefined;
  throw new Error(`the deployment ended with ${code}: ${errors}`);
}

function countWithoutReceipt(folder: string): number {
  const entries = readdirSync(folder).filter((name) => /^\d+\.json$/.test(name));
  return entries.filter((name) => JSON.parse(readFileSync(join(folder, name), "utf8")).receipt === undefined).length;
}
