import { isDeepStrictEqual } from "node:util";
import { parseEther, toQuantity, Wallet } from "ethers";
import { startAnvil, type TestChain } from "../anvil";
import { FaultyRpc } from "../faulty-rpc";
import { descendantsOf, kill, type Process, untilGone } from "./process-tree";
import { governanceProgram, ProvedStack, type StackOutcome } from "./proved-stack";
import { Saboteur, seeded } from "./saboteur";

const chainId = 84532;
/** The same key in every run: the timelock's address depends on its deployer. */
const wallet = new Wallet(`0x${"42".repeat(32)}`);
/** Endpoints that fail can end an `up` too. */
const mostUps = 5;
const victims = ["everything", "the engine", "the provider"] as const;

/** When and how an `up` is killed. */
interface Kill {
  /** As a share of the requests of an `up` that nobody disturbs, or of those of them that send a transaction. */
  readonly moment: number;
  readonly isSend: boolean;
  readonly isForwarded: boolean;
  readonly victim: (typeof victims)[number];
}

interface Mined {
  readonly hash: string;
  readonly from: string;
  readonly to: string;
  readonly input: string;
  readonly value: string;
}

interface Run extends StackOutcome {
  readonly mined: readonly Mined[];
  /** Of its last `up`. */
  readonly requests: Saboteur["counts"];
  readonly ups: number;
  /** Who was killed at which request, and how many transactions were mined by then. */
  readonly kills: ReadonlyArray<{ readonly what: string; readonly mined: number }>;
}

export interface CrashReport {
  readonly runs: number;
  readonly kills: number;
  /** Of one run that nobody disturbs: what every other run is held against. */
  readonly transactions: number;
  readonly requests: number;
  /** Kills by the number of transactions that were mined by then. */
  readonly killsAtMined: Readonly<Record<number, number>>;
  /** Gives the same kills and rates of faults again. */
  readonly seed: number;
}

/**
 * Brings a program up with the real engine, again and again: three Safes and their timelock, if no other one is named. In
 * each run everything, the engine or
 * the provider is killed at another request to the endpoints, which fail now and then too; then the operator runs `up` again.
 *
 * @throws when a run ends with another address, a transaction more or less, two that do the same, or one whose receipt
 * no resource or more than one has
 */
export async function proveCrashes(
  runs: number,
  report: (line: string) => void = () => {},
  { seed = Math.floor(Math.random() * 2 ** 31), program = governanceProgram } = {},
): Promise<CrashReport> {
  report(`seed ${seed}`);
  const random = seeded(seed);
  const calm = await rehearse([], { all: 0, sends: 0 }, { faultRate: 0, seed, program });
  check(calm, calm);
  const { all, sends } = calm.requests;
  report(`undisturbed: ${calm.mined.length} transactions, ${all} requests, of which ${sends} send one`);
  const killsAtMined: Record<number, number> = {};
  for (let run = 0; run < runs; run++) {
    const kill = (moment: number): Kill => ({
      moment,
      isSend: random() < 0.5,
      isForwarded: random() < 0.5,
      victim: victims[Math.floor(random() * victims.length)] ?? "everything",
    });
    // Evenly over all requests, so that a hundred runs meet every step; every fourth is killed a second time.
    const plan = [kill((run + random()) / runs), ...(run % 4 === 3 ? [kill(random())] : [])];
    const faultRate = run % 2 === 0 ? 0 : 0.05;
    try {
      const disturbed = await rehearse(plan, calm.requests, { faultRate, seed: seed + run, program });
      check(disturbed, calm);
      for (const { mined } of disturbed.kills) killsAtMined[mined] = (killsAtMined[mined] ?? 0) + 1;
      const kills = disturbed.kills.map(({ what, mined }) => `${what} with ${mined} mined`);
      report(`run ${run + 1} of ${runs}: ${kills.join(", ") || "over before the kill"}; up ${disturbed.ups} times`);
    } catch (error) {
      throw new Error(`run ${run + 1}, seed ${seed}, ${JSON.stringify({ plan, faultRate })}`, { cause: error });
    }
  }
  const kills = Object.values(killsAtMined).reduce((sum, count) => sum + count, 0);
  return { runs, kills, transactions: calm.mined.length, requests: all, killsAtMined, seed };
}

function check(run: Run, calm: Run): void {
  if (!isDeepStrictEqual(run.addresses, calm.addresses)) {
    throw new Error(`other addresses: ${JSON.stringify(run.addresses)}, expected ${JSON.stringify(calm.addresses)}`);
  }
  const calls = run.mined.map(({ to, input, value }) => `${to} ${input} ${value}`);
  if (new Set(calls).size !== calls.length) throw new Error(`sent twice:\n${describe(run)}`);
  if (run.mined.length !== calm.mined.length) {
    throw new Error(`${run.mined.length} transactions, expected ${calm.mined.length}:\n${describe(run)}`);
  }
  const recorded = run.transactions.map(({ hash }) => hash).sort();
  const mined = run.mined.map(({ hash }) => hash).sort();
  if (!isDeepStrictEqual(recorded, mined)) throw new Error(`receipts lost or recorded twice:\n${describe(run)}`);
}

function describe({ mined, transactions }: Run): string {
  const recorded = transactions.map(({ hash, description }) => `  recorded ${hash} ${description}`);
  const sent = mined.map(
    ({ hash, to, input, value }) => `  mined    ${hash} to ${to}, ${value}, ${input.slice(0, 74)}`,
  );
  return [...recorded, ...sent].join("\n");
}

interface Circumstances {
  readonly faultRate: number;
  readonly seed: number;
  readonly program: string;
}

async function rehearse(
  plan: readonly Kill[],
  calm: Run["requests"],
  { faultRate, seed, program }: Circumstances,
): Promise<Run> {
  // Several blocks a second, or most of a run would be waiting.
  const chain = await startAnvil(chainId, "--block-time", "0.4");
  const proxies = [await FaultyRpc.start(chain.url), await FaultyRpc.start(chain.url)];
  const saboteur = new Saboteur(proxies, seeded(seed), faultRate);
  const urls = proxies.map(({ url }) => url);
  const stack = await ProvedStack.create(chainId, urls, wallet.privateKey, program);
  try {
    await chain.rpc("anvil_setBalance", wallet.address, toQuantity(parseEther("10")));
    const kills: Array<Run["kills"][number]> = [];
    for (const { moment, ...how } of plan) {
      const request = 1 + Math.floor(moment * (how.isSend ? calm.sends : calm.all));
      const what = await upAndKill(stack, saboteur, { request, ...how });
      if (what) kills.push({ what: `${what}, request ${request},`, mined: await sentBy(chain) });
    }
    saboteur.lay();
    const ups = plan.length + (await upUntilDone(stack, faultRate > 0));
    const requests = { ...saboteur.counts };
    if (plan.length === 0) await stack.previewNoChange();
    return { ...stack.outcome(), mined: await minedOf(chain), requests, ups, kills };
  } finally {
    stack.remove();
    for (const proxy of proxies) await proxy.stop();
    await chain.stop();
  }
}

/** @returns who was killed at what; nothing when the `up` was over before. */
async function upAndKill(
  stack: ProvedStack,
  saboteur: Saboteur,
  { request, isSend, isForwarded, victim }: Omit<Kill, "moment"> & { readonly request: number },
): Promise<string | undefined> {
  const struck = new Promise<string>((resolve) => saboteur.lay({ request, isSend, isForwarded, strike: resolve }));
  const { pid, ended } = stack.up();
  const method = await Promise.race([struck, ended.then(() => undefined)]);
  if (method === undefined) {
    saboteur.leave();
    return undefined;
  }
  const tree = await descendantsOf(pid);
  kill(tree.filter((process) => isVictim(process, victim, pid)));
  // Whoever is left meets a chain that answers, for as long as it lives.
  saboteur.leave();
  await ended;
  await untilGone(tree);
  if (victim !== "the provider") await stack.unlock();
  return `${victim} killed ${isForwarded ? "after" : "before"} ${method}`;
}

function isVictim({ pid, command }: Process, victim: Kill["victim"], engine: number): boolean {
  if (victim === "everything") return true;
  return victim === "the engine" ? pid === engine : command.includes("run-plugin");
}

/** As often as an operator would have to: once, where the endpoints do not fail. @returns how often that was. */
async function upUntilDone(stack: ProvedStack, areEndpointsFaulty: boolean): Promise<number> {
  for (let ups = 1; ; ups++) {
    const { all, exitCode } = await stack.up().ended;
    if (exitCode === 0) return ups;
    if (!areEndpointsFaulty || ups === mostUps) throw new Error(`up ended with ${exitCode}:\n${all}`);
  }
}

async function sentBy(chain: TestChain): Promise<number> {
  return Number(await chain.rpc("eth_getTransactionCount", wallet.address, "latest"));
}

async function minedOf(chain: TestChain): Promise<readonly Mined[]> {
  const head = Number(await chain.rpc("eth_blockNumber"));
  const blocks = await Promise.all(
    Array.from({ length: head + 1 }, (_, number) =>
      chain.rpc<{ readonly transactions: readonly Mined[] }>("eth_getBlockByNumber", toQuantity(number), true),
    ),
  );
  const from = wallet.address.toLowerCase();
  return blocks.flatMap(({ transactions }) => transactions).filter((transaction) => transaction.from === from);
}
