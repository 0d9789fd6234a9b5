import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { toQuantity } from "ethers";
import { UserError } from "../user-error";
import { largestOf } from "./bigints";
import { Endpoint, EndpointFailure, RpcError } from "./endpoint";

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
  logs(filter: LogFilter): Promise<readonly Log[]>;
  /** Of the block. */
  timestampSeconds(): Promise<bigint>;
}

export interface Receipt {
  readonly transactionHash: string;
  readonly blockNumber: string;
  readonly blockHash: string;
  readonly status: string;
  readonly gasUsed: string;
  readonly effectiveGasPrice: string;
  /** What OP-stack chains charge on top for the data on their L1. */
  readonly l1Fee?: string;
}

/** An endpoint that is further behind is not waited for. */
const maxLagBlocks = 5n;
const disagreementAttempts = 3;
const disagreementPauseMs = 1_000;

/** Reads a chain through several endpoints, none of which is trusted alone. */
export class ChainReader {
  private readonly warned = new Set<string>();

  private constructor(
    readonly chainId: bigint,
    private readonly endpoints: readonly Endpoint[],
    readonly quorum: number,
    private readonly warn: (message: string) => void,
  ) {}

  /** @throws UserError when an endpoint is of another chain, or fewer answer than have to agree. */
  static async open({ chainId, urls, quorum, warn = () => {}, signal }: ChainReaderOptions): Promise<ChainReader> {
    const endpoints = urls.map((url) => new Endpoint(url, signal));
    const reader = new ChainReader(chainId, endpoints, quorum ?? Math.min(2, urls.length), warn);
    for (const { endpoint, value } of await reader.askAll<string>("eth_chainId")) {
      if (BigInt(value) === chainId) continue;
      throw new UserError({
        what: "an RPC endpoint is of another chain",
        where: endpoint.name,
        got: `chain id ${BigInt(value)}`,
        expected: `chain id ${chainId}`,
      });
    }
    return reader;
  }

  /** The newest block that enough endpoints have. */
  async snapshot(): Promise<ChainSnapshot> {
    const heads = (await this.askAll<string>("eth_blockNumber")).map(({ endpoint, value }) => ({
      endpoint,
      head: BigInt(value),
    }));
    heads.sort((one, other) => (one.head > other.head ? -1 : 1));
    const blockNumber = heads[this.quorum - 1]?.head ?? 0n;
    for (const { endpoint, head } of heads) {
      if (head + maxLagBlocks < blockNumber)
        this.warnOnce(`${endpoint.name} lags ${blockNumber - head} blocks behind and is left out`);
    }
    const upToDate = heads.filter(({ head }) => head >= blockNumber).map(({ endpoint }) => endpoint);
    const block = toQuantity(blockNumber);
    const agree = <Value>(method: string, ...params: unknown[]) => this.agree<Value>(upToDate, method, params);
    return {
      blockNumber,
      code: (address) => agree("eth_getCode", address, block),
      call: (call) => agree("eth_call", call, block),
      storage: (address, slot) => agree("eth_getStorageAt", address, slot, block),
      balance: async (address) => BigInt(await agree<string>("eth_getBalance", address, block)),
      timestampSeconds: async () => {
        const found = await agree<{ readonly timestamp: string }>("eth_getBlockByNumber", block, false);
        return BigInt(found.timestamp);
      },
      logs: ({ fromBlock, ...filter }) =>
        agree("eth_getLogs", { ...filter, fromBlock: toQuantity(fromBlock), toBlock: block }),
    };
  }

  /** Nothing until enough endpoints tell the same of the same block. */
  async receipt(hash: string): Promise<Receipt | undefined> {
    const answers = await this.askAll<Receipt | null>("eth_getTransactionReceipt", hash);
    const receipts = answers.flatMap(({ value }) => (value ? [value] : []));
    return receipts.find(
      (receipt) => receipts.filter((other) => isSameInclusion(receipt, other)).length >= this.quorum,
    );
  }

  /** The highest that any endpoint tells: one that lags knows fewer. */
  async transactionCount(address: string, block: "latest" | "pending"): Promise<bigint> {
    const answers = await this.askAll<string>("eth_getTransactionCount", address, block);
    return largestOf(...answers.map(({ value }) => BigInt(value)));
  }

  /** The most that any endpoint estimates. @throws RpcError with the revert when all refuse. */
  async estimateGas(call: object): Promise<bigint> {
    const outcomes = await Promise.allSettled(
      this.endpoints.map((endpoint) => endpoint.request<string>("eth_estimateGas", call, "pending")),
    );
    const estimates = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [BigInt(outcome.value)] : []));
    if (estimates.length === 0) throw (outcomes[0] as PromiseRejectedResult).reason;
    return largestOf(...estimates);
  }

  /** Answers of all that answer, for what is a matter of opinion, such as fees. */
  async opinions<Value>(method: string, ...params: readonly unknown[]): Promise<readonly Value[]> {
    return (await this.askAll<Value>(method, ...params)).map(({ value }) => value);
  }

  /** To every endpoint: one that forgets or withholds it does no harm. @throws when none takes it. */
  async broadcast(raw: string): Promise<void> {
    const outcomes = await Promise.allSettled(
      this.endpoints.map((endpoint) => endpoint.request("eth_sendRawTransaction", raw)),
    );
    const refusals = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as Error] : []));
    if (refusals.length < outcomes.length) return;
    // It is known already, or it is mined: the receipt will tell.
    if (
      refusals.some(({ message }) =>
        /already known|already imported|nonce too low|nonce has already been used/i.test(message),
      )
    )
      return;
    throw refusals[0];
  }

  private async agree<Value>(
    endpoints: readonly Endpoint[],
    method: string,
    params: readonly unknown[],
  ): Promise<Value> {
    for (let attempt = 1; ; attempt++) {
      const outcomes = await Promise.all(endpoints.map((endpoint) => this.outcome<Value>(endpoint, method, params)));
      const answers = outcomes.filter(isAnswer);
      for (const answer of answers) {
        if (answers.filter((other) => isDeepStrictEqual(other.content, answer.content)).length < this.quorum) continue;
        if ("refusal" in answer.content) throw new RpcError(method, answer.content.refusal, answer.content.data);
        return answer.content.value;
      }
      if (attempt === disagreementAttempts) throw disagreement(method, outcomes, this.quorum);
      await sleep(disagreementPauseMs);
    }
  }

  private async outcome<Value>(
    endpoint: Endpoint,
    method: string,
    params: readonly unknown[],
  ): Promise<Outcome<Value>> {
    try {
      return { endpoint, content: { value: await endpoint.request<Value>(method, ...params) } };
    } catch (error) {
      if (error instanceof RpcError) {
        return { endpoint, content: { refusal: error.message, ...(error.data !== undefined && { data: error.data }) } };
      }
      return { endpoint, failure: (error as Error).message };
    }
  }

  /** @throws UserError when fewer answer than have to agree. */
  private async askAll<Value>(method: string, ...params: readonly unknown[]) {
    const outcomes = await Promise.all(
      this.endpoints.map((endpoint) => this.outcome<Value | null>(endpoint, method, params)),
    );
    const answers = outcomes.flatMap((outcome) =>
      !("failure" in outcome) && "value" in outcome.content
        ? [{ endpoint: outcome.endpoint, value: outcome.content.value as Value }]
        : [],
    );
    for (const outcome of outcomes)
      if ("failure" in outcome) this.warnOnce(`${outcome.failure}; going on with the others`);
    if (answers.length >= this.quorum) return answers;
    throw new UserError({
      what: `too few RPC endpoints answer ${method}`,
      got: outcomes.map(describeOutcome).join("; "),
      expected: `${this.quorum} that agree`,
      fix: "name more endpoints, of operators that fail independently, or try again later",
    });
  }

  private warnOnce(message: string): void {
    if (this.warned.has(message)) return;
    this.warned.add(message);
    this.warn(message);
  }
}

interface Answer<Value> {
  readonly endpoint: Endpoint;
  readonly content: { readonly value: Value } | { readonly refusal: string; readonly data?: string };
}

type Outcome<Value> = Answer<Value> | { readonly endpoint: Endpoint; readonly failure: string };

function isAnswer<Value>(outcome: Outcome<Value>): outcome is Answer<Value> {
  return "content" in outcome;
}

function describeOutcome(outcome: Outcome<unknown>): string {
  if ("failure" in outcome) return outcome.failure;
  const { endpoint, content } = outcome;
  const text = "value" in content ? JSON.stringify(content.value) : content.refusal;
  return `${endpoint.name} says ${text.length > 120 ? `${text.slice(0, 120)}...` : text}`;
}

function disagreement(method: string, outcomes: readonly Outcome<unknown>[], quorum: number): Error {
  const answered = outcomes.filter(isAnswer).length;
  if (answered < quorum) return new EndpointFailure(outcomes.map(describeOutcome).join("; "));
  return new UserError({
    what: `the RPC endpoints disagree on ${method}`,
    got: outcomes.map(describeOutcome).join("; "),
    expected: `${quorum} that say the same`,
    fix: "one of them is wrong: do not go on before you know which",
  });
}

/** Not all fields: nodes add some of their own. */
function isSameInclusion(one: Receipt, other: Receipt): boolean {
  return (
    one.blockHash === other.blockHash && one.status === other.status && one.transactionHash === other.transactionHash
  );
}
