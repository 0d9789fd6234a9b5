import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { ChainFiles } from "../../infra/chain-files";
import { UserError } from "../../safes/user-error";
import { type Part, startPart } from "../cluster/part";
import { freePorts } from "../ports";
import { callRpc } from "../rpc";
import type { RollupPrograms } from "../toolchain";
import {
  batcherArguments,
  EXECUTION_SETTINGS,
  executionArguments,
  type RollupPlaces,
  sequencerArguments,
} from "./arguments";

/** The rollup itself on this machine: a sequencer of real op-geth and op-node, and a batcher if it has a key. */
export interface Rollup {
  /** JSON-RPC of the execution client, over HTTP on loopback. */
  readonly rpcUrl: string;
  /** JSON-RPC of op-node: `optimism_syncStatus` and the like. */
  readonly nodeRpcUrl: string;
  readonly pids: readonly number[];
  /** Resolves with what happened when a node ends without having been asked to. */
  readonly died: Promise<string>;
  stop(): Promise<void>;
}

export interface RollupOptions {
  /** Where the nodes keep their data and logs; must not hold those of another chain. */
  readonly directory: string;
  readonly programs: RollupPrograms;
  /** The chain on which the rollup settles, already past the block that `rollup.json` begins after. */
  readonly l1RpcUrl: string;
  readonly l1BlockTimeSeconds: number;
  readonly files: ChainFiles;
  /** Private key of `batcherAddr`. Without it no batch is sent, and the safe head stays at the genesis. */
  readonly batcherKey?: string;
}

/** Starts the rollup from its two files as an operator would, and waits until its nodes answer. */
export async function startRollup(options: RollupOptions): Promise<Rollup> {
  const places = await choosePlaces(options);
  const parts: Part[] = [];
  const start = (name: string, command: string, args: readonly string[], environment?: Record<string, string>) => {
    const logFile = join(options.directory, `${name}.log`);
    const part = startPart({ name, command, arguments: args, directory: options.directory, logFile, environment });
    parts.push(part);
    return part;
  };
  const stop = async () => {
    for (const part of [...parts].reverse()) await part.stop();
  };
  try {
    await initialise(options, places);
    const { opGeth, opNode, opBatcher } = options.programs;
    await start("op-geth", opGeth, executionArguments(places)).waitUntil(() => answers(places.rpcUrl, "eth_chainId"));
    await start("op-node", opNode, sequencerArguments(places, options)).waitUntil(() =>
      answers(places.nodeRpcUrl, "optimism_syncStatus"),
    );
    if (options.batcherKey !== undefined) {
      // In the environment, because everyone on the machine can read arguments.
      start("op-batcher", opBatcher, batcherArguments(places, options), { OP_BATCHER_PRIVATE_KEY: options.batcherKey });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    rpcUrl: places.rpcUrl,
    nodeRpcUrl: places.nodeRpcUrl,
    pids: parts.map(({ pid }) => pid),
    died: Promise.race(parts.map(({ died }) => died)),
    stop,
  };
}

async function choosePlaces({ directory }: RollupOptions): Promise<RollupPlaces> {
  const [http, engine, node, batcher] = await freePorts(4);
  return {
    data: join(directory, "op-geth"),
    settings: join(directory, "op-geth.toml"),
    jwtSecret: join(directory, "jwt.hex"),
    rollupConfig: join(directory, "rollup.json"),
    rpcUrl: `http://127.0.0.1:${http}`,
    engineUrl: `http://127.0.0.1:${engine}`,
    nodeRpcUrl: `http://127.0.0.1:${node}`,
    batcherUrl: `http://127.0.0.1:${batcher}`,
  };
}

async function initialise({ directory, programs, files }: RollupOptions, places: RollupPlaces): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const genesis = join(directory, "genesis.json");
  writeFileSync(genesis, files.genesis);
  writeFileSync(places.rollupConfig, files.rollup);
  writeFileSync(places.settings, EXECUTION_SETTINGS);
  writeFileSync(places.jwtSecret, randomBytes(32).toString("hex"), { mode: 0o600 });
  const { exitCode, stderr } = await execa(programs.opGeth, ["init", "--datadir", places.data, genesis], {
    reject: false,
  });
  if (exitCode === 0) return;
  throw new UserError({
    what: "op-geth does not take the genesis",
    where: genesis,
    got: stderr.trim().split("\n").at(-1),
    fix: "a folder that holds another chain has to be emptied first",
  });
}

async function answers(url: string, method: string): Promise<boolean> {
  return callRpc(url, method).then(
    () => true,
    () => false,
  );
}
