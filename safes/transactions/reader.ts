import { setTimeout as sleep } from "node:timers/promises";
import { toQuantity } from "ethers";
import { z } from "zod";
import { UserError } from "../user-error";
import { largestOf } from "./bigints";
import { inParts } from "./block-range";
import { Endpoint } from "./endpoint";
import { type Parse, Quorum } from "./quorum";
import { isSameInclusion, parseReceipt, type Receipt } from "./receipt";

export interface ChainReaderOptions {
  readonly chainId: bigint;
  readonly urls: readonly string[];
  /** Endpoints that have to say the same. Default 2, or 1 where there is only one. */
  readonly quorum?: number;
  readonly warn?: (message: string) => void;
  readonly signal?: AbortSignal;
}

/** A call that changes nothing. */
export interface ReadCall {
  /** None for the creation of a contract, which answers with its code. */
  readonly to?: string;
  readonly data: string;
  /** Default: the zero address. */
  readonly from?: string;
  /** Wei as a hex quantity. Default none. */
  readonly value?: string;
}

export interface LogFilter {
  readonly address: string;
  readonly topics: readonly (string | readonly string[])[];
  readonly fromBlock: bigint;
}

export interface Log {
  readonly topics: readonly string[];
  readonly data: string;
}

/** The chain at one block, as endpoints that agree tell it. */
export interface ChainSnapshot {
  readonly blockNumber: bigint;
  code(address: string): Promise<string>;
  call(call: ReadCall): Promise<string>;
  storage(address: string, slot: string): Promise<string>;
  balance(address: string): Promise<bigint>;
  /** How many transactions of the account are in blocks: the nonce of the next. */
  transactionCount(address: string): Promise<number>;
  logs(filter: LogFilter): Promise<readonly Log[]>;
  /** Of the block. */
  timestampSeconds(): Promise<bigint>;
  /** An earlier block, or this one. */
  block(number: bigint): Promise<BlockHeader>;
}

export interface BlockHeader {
  readonly hash: string;
  readonly timestampSeconds: bigint;
}

/** What endpoints say of one transaction's inclusion in a block. */
export interface Inclusion {
  /** Nothing until enough endpoints tell the same of the same block. */
  readonly receipt?: Receipt;
  /** Whether any endpoint has one, however the others see it. */
  readonly isClaimed: boolean;
}

/** An endpoint that is further behind is not waited for. */
const maxLagBlocks = 5n;
/** How often, and how many times, a chain is asked again that seems to have gone back: an endpoint that lags looks the same. */
const stepBackPauseMs = 250;
const stepBackAttempts = 8;
const openingPatienceMs = 5_000;

const asIs = <Value>(answer: unknown) => answer as Value;

const quantity: Parse<bigint> = (answer) => {
  if (typeof answer !== "string" || !/^0x[0-9a-f]+$/i.test(answer)) throw new Error("no quantity");
  return BigInt(answer);
};

// Each kind of node adds fields of its own, in which they need not agree.
const blockHeader = z
  .object({ hash: z.string(), timestamp: z.string() })
  .transform(({ hash, timestamp }): BlockHeader => ({ hash, timestampSeconds: quantity(timestamp) }));
const logs = z.array(z.object({ topics: z.array(z.string()), data: z.string() }));

/** Reads a chain through several endpoints, none of which is trusted alone. */
export class ChainReader {
  private highestBlock = 0n;

  private constructor(
    readonly chainId: bigint,
    private readonly quorum: Quorum,
  ) {}

  /** @throws UserError when an endpoint is of another chain, or fewer answer than have to agree. */
  static async open({ chainId, urls, quorum, warn = () => {}, signal }: ChainReaderOptions): Promise<ChainReader> {
    const endpoints = urls.map((url) => new Endpoint(url, signal));
    const asked = new Quorum(endpoints, quorum ?? Math.min(2, urls.length), warn);
    const answers = await asked.askAll(quantity, { method: "eth_chainId", params: [] }, openingPatienceMs);
    for (const { endpoint, value } of answers) {
      if (value === chainId) continue;
      throw new UserError({
        what: "an RPC endpoint is of another chain",
        where: endpoint.name,
        got: `chain id ${value}`,
        expected: `chain id ${chainId}`,
      });
    }
    return new ChainReader(chainId, asked);
  }

  /**
   * The newest block that enough endpoints have, or one `depth` blocks below it. What was read once is not unread: where
   * the newest one seems to be below an earlier one, the endpoints are asked again.
   */
  async snapshot(depth = 0n): Promise<ChainSnapshot> {
    for (let attempt = 1; ; attempt++) {
      const heads = await this.heads();
      const head = heads[this.quorum.size - 1]?.value ?? 0n;
      if (head < this.highestBlock && attempt < stepBackAttempts) {
        await sleep(stepBackPauseMs);
        continue;
      }
      this.highestBlock = head;
      return this.snapshotAt(
        head > depth ? head - depth : 0n,
        heads.filter(({ value }) => value >= head).map(({ endpoint }) => endpoint),
      );
    }
  }

  /** Waits until what is read is not older than this block. */
  async reach(blockNumber: bigint, pauseMs: number): Promise<void> {
    while ((await this.snapshot()).blockNumber < blockNumber) await sleep(pauseMs);
  }

  /** Tells chains apart that begin anew under their id, as a development node does. */
  async genesisHash(): Promise<string> {
    return (await (await this.snapshot()).block(0n)).hash;
  }

  /** Of the versions of a transaction, of which at most one is in a block. */
  async inclusion(hashes: readonly string[]): Promise<Inclusion> {
    const answers = await Promise.all(
      hashes.map((hash) =>
        this.quorum.askAll(parseReceipt(hash), { method: "eth_getTransactionReceipt", params: [hash] }),
      ),
    );
    const receipts = answers.flat().flatMap(({ value }) => (value ? [value] : []));
    const receipt = receipts.find(
      (each) => receipts.filter((other) => isSameInclusion(each, other)).length >= this.quorum.size,
    );
    return { ...(receipt && { receipt }), isClaimed: receipts.length > 0 };
  }

  /** How many transactions of the account enough endpoints have, those that wait for a block included. */
  async pendingCount(address: string): Promise<number> {
    const answers = await this.quorum.askAll(quantity, {
      method: "eth_getTransactionCount",
      params: [address, "pending"],
    });
    return Number(descending(answers)[this.quorum.size - 1]?.value ?? 0n);
  }

  /** The most that any endpoint estimates. @throws RpcError with the revert when all refuse. */
  async estimateGas(call: object): Promise<bigint> {
    const question = { method: "eth_estimateGas", params: [call, "pending"] };
    const outcomes = await this.quorum.tellAll(quantity, question);
    const estimates = outcomes.flatMap((outcome) =>
      "content" in outcome && "value" in outcome.content ? [outcome.content.value] : [],
    );
    if (estimates.length > 0) return largestOf(...estimates);
    throw this.quorum.refusal(question, outcomes, this.quorum.size);
  }

  /** Answers of all that answer, for what is a matter of opinion, such as fees. */
  async opinions<Value>(parse: Parse<Value>, method: string, ...params: readonly unknown[]): Promise<readonly Value[]> {
    return (await this.quorum.askAll(parse, { method, params })).map(({ value }) => value);
  }

  /**
   * To every endpoint: one that forgets or withholds a transaction does no harm. One that knows it already is content.
   *
   * @throws RpcError when all refuse it, so that none of them has it; UserError when nobody can say who has it.
   */
  async broadcast(raw: string): Promise<void> {
    const question = { method: "eth_sendRawTransaction", params: [raw] };
    const outcomes = await this.quorum.tellAll(asIs, question);
    const isTaken = outcomes.some(
      (outcome) => "content" in outcome && (!("refusal" in outcome.content) || isKnown(outcome.content.refusal)),
    );
    if (!isTaken) throw this.quorum.refusal(question, outcomes, this.quorum.endpoints.length);
  }

  private async heads() {
    const answers = await this.quorum.askAll(quantity, { method: "eth_blockNumber", params: [] });
    const heads = descending(answers);
    const [newest] = heads;
    for (const { endpoint, value } of heads) {
      const lag = (newest?.value ?? 0n) - value;
      if (lag > maxLagBlocks) this.quorum.warnOnce(`${endpoint.name} lags more than ${maxLagBlocks} blocks behind`);
    }
    return heads;
  }

  private snapshotAt(blockNumber: bigint, endpoints: readonly Endpoint[]): ChainSnapshot {
    const block = toQuantity(blockNumber);
    const agree = <Value>(parse: Parse<Value>, method: string, ...params: unknown[]) =>
      this.quorum.agree(endpoints, parse, { method, params });
    const header = (number: string) => agree(blockHeader.parse, "eth_getBlockByNumber", number, false);
    return {
      blockNumber,
      code: (address) => agree(asIs<string>, "eth_getCode", address, block),
      call: (call) => agree(asIs<string>, "eth_call", call, block),
      storage: (address, slot) => agree(asIs<string>, "eth_getStorageAt", address, slot, block),
      balance: (address) => agree(quantity, "eth_getBalance", address, block),
      transactionCount: async (address) => Number(await agree(quantity, "eth_getTransactionCount", address, block)),
      timestampSeconds: async () => (await header(block)).timestampSeconds,
      block: (number) => header(toQuantity(number)),
      logs: ({ fromBlock, ...filter }) =>
        inParts(fromBlock, blockNumber, (first, last) =>
          agree(logs.parse, "eth_getLogs", { ...filter, fromBlock: toQuantity(first), toBlock: toQuantity(last) }),
        ),
    };
  }
}

function descending<Answer extends { readonly value: bigint }>(answers: readonly Answer[]): readonly Answer[] {
  return [...answers].sort((one, other) => (one.value > other.value ? -1 : 1));
}

/** It is with the others that wait, or it is mined, or its nonce is: the receipt will tell. */
function isKnown(refusal: string): boolean {
  return /already known|already imported|nonce too low|nonce has already been used/i.test(refusal);
}
