import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../safes/user-error";
import type { ForkSource } from ".";
import { postToOrigin } from "./origin-relay";

/** Environment variable with the URL, for one that holds a key: arguments are for everyone on the machine to read. */
export const forkVariable = "JEJU_FORK_RPC";

/** Where a fork begins. By its hash, whichever endpoint tells of it, a resumed rehearsal knows its chain again. */
export interface ForkBlock {
  readonly blockNumber: number;
  readonly blockHash: string;
}

const answerLimitMs = 20_000;
const what = "this L1 cannot be forked";

/** Of `--fork <rpc>`, or of the environment with `--fork env`. */
export function forkUrlOf(option: string, environment: NodeJS.ProcessEnv): string {
  const url = option === "env" ? (environment[forkVariable] ?? "") : option;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new UserError({
    what,
    where: option === "env" ? forkVariable : "--fork",
    got: url === "" ? "nothing" : "something else",
    expected: "an http or https URL of a JSON-RPC endpoint",
  });
}

export interface ForkRequest {
  /** None for an empty chain. */
  readonly rpcUrl: string | undefined;
  readonly chainId: number;
  /** Where the chain's files lie. */
  readonly directory: string;
  readonly isResumed: boolean;
}

/** A resumed rehearsal goes on from the block that it began with. @throws UserError before anything is started or removed */
export async function findFork(request: ForkRequest): Promise<(ForkSource & ForkBlock) | undefined> {
  const { rpcUrl, chainId, directory, isResumed } = request;
  const kept = isResumed ? keptForkBlock(directory) : undefined;
  if (isResumed) refuseOtherBeginning(directory, rpcUrl !== undefined);
  return rpcUrl === undefined ? undefined : { rpcUrl, ...(await chooseForkBlock(rpcUrl, chainId, kept)) };
}

/**
 * The newest block, or the kept one if the endpoint has that very block.
 *
 * @throws UserError, without anything of the URL but its host, when the endpoint is of another chain.
 */
export async function chooseForkBlock(rpcUrl: string, chainId: number, kept?: ForkBlock): Promise<ForkBlock> {
  const where = new URL(rpcUrl).host;
  const found = Number(await ask(rpcUrl, "eth_chainId"));
  if (found !== chainId) {
    throw new UserError({
      what,
      where,
      got: `chain id ${found}`,
      expected: `chain id ${chainId}, the stack file's l1.chainId`,
      fix: "give an endpoint of the stack's L1",
    });
  }
  const number = kept ? `0x${kept.blockNumber.toString(16)}` : "latest";
  const block = await ask<{ number: string; hash: string } | null>(rpcUrl, "eth_getBlockByNumber", number, false);
  if (block === null || (kept && block.hash !== kept.blockHash)) {
    throw new UserError({
      what: "the interrupted rehearsal began with a block that this L1 does not have",
      where,
      got: block ? `block ${Number(block.number)} ${block.hash}` : "no such block",
      ...(kept && { expected: `block ${kept.blockNumber} ${kept.blockHash}` }),
      fix: "give an endpoint of the same L1, or begin anew with --fresh",
    });
  }
  return { blockNumber: Number(block.number), blockHash: block.hash };
}

export function keptForkBlock(directory: string): ForkBlock | undefined {
  const file = fileIn(directory);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

export function keepForkBlock(directory: string, { blockNumber, blockHash }: ForkBlock): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(fileIn(directory), `${JSON.stringify({ blockNumber, blockHash })}\n`);
}

/** What is in the state is on the chain that the rehearsal began with, and on no other. */
export function refuseOtherBeginning(directory: string, isFork: boolean): void {
  const wasFork = existsSync(fileIn(directory));
  if (wasFork === isFork) return;
  throw new UserError({
    what: "the interrupted rehearsal began with another chain",
    where: directory,
    got: isFork ? "--fork" : "no --fork",
    expected: wasFork ? "--fork with an endpoint of the same L1" : "no --fork, for it began with an empty chain",
    fix: "run the command as it was run before, or begin anew with --fresh",
  });
}

function fileIn(directory: string): string {
  return join(directory, "fork.json");
}

async function ask<Result = string>(rpcUrl: string, method: string, ...params: unknown[]): Promise<Result> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const refusal = (got: string) => new UserError({ what, where: `${new URL(rpcUrl).host} > ${method}`, got });
  const response = await postToOrigin(rpcUrl, body, answerLimitMs).catch(() => {
    throw refusal("no answer");
  });
  if (!response.ok) throw refusal(`HTTP status ${response.status}`);
  const answer = (await response.json().catch(() => ({}))) as { result?: Result };
  // What an endpoint says to a key that it does not take may repeat it.
  if (answer.result === undefined) throw refusal("an answer without a result");
  return answer.result;
}
