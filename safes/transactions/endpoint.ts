import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

/** The endpoint answered that it will not: a revert, an unknown method, a transaction that it does not take. */
export class RpcError extends Error {
  constructor(
    readonly method: string,
    message: string,
    readonly data?: string,
  ) {
    super(message);
  }
}

/** The endpoint did not answer, or not in JSON-RPC. */
export class EndpointFailure extends Error {}

const answer = z.object({
  result: z.unknown().optional(),
  error: z.object({ message: z.string(), data: z.unknown().optional() }).optional(),
});

const timeoutMs = 10_000;
const attempts = 4;
const firstPauseMs = 200;

/** An endpoint that is tired, or that has not heard of a block which another one told of, says so in JSON-RPC. */
const passing =
  /rate.?limit|too many requests|timeout|header not found|unknown block|block not found|block height is|missing trie node/i;

/** One RPC endpoint. Its URL may carry a key, so messages name the host alone. */
export class Endpoint {
  readonly name: string;
  /** Nobody waits again and again for one that has just not answered. */
  private isDown = false;

  constructor(
    private readonly url: string,
    private readonly signal?: AbortSignal,
  ) {
    this.name = new URL(url).host;
  }

  /** @throws RpcError at once, EndpointFailure after a few attempts. */
  async request<Result>(method: string, ...params: readonly unknown[]): Promise<Result> {
    for (let attempt = this.isDown ? attempts : 1; ; attempt++) {
      try {
        const result = (await this.attempt(method, params)) as Result;
        this.isDown = false;
        return result;
      } catch (error) {
        const isAnswer = error instanceof RpcError;
        if (isAnswer) this.isDown = false;
        if (!isAnswer && attempt >= attempts) this.isDown = true;
        if (isAnswer || attempt >= attempts || this.signal?.aborted) throw error;
        // With jitter, or everyone whom an overloaded endpoint turned away would come back at once.
        await sleep(firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random()));
      }
    }
  }

  private async attempt(method: string, params: readonly unknown[]): Promise<unknown> {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const timeout = AbortSignal.timeout(timeoutMs);
    let response: Response;
    try {
      response = await fetch(this.url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        signal: this.signal ? AbortSignal.any([timeout, this.signal]) : timeout,
      });
      const parsed = answer.safeParse(await response.json());
      if (parsed.success && parsed.data.error) throw this.refusal(method, parsed.data.error, response.status);
      if (parsed.success && response.ok && parsed.data.result !== undefined) return parsed.data.result;
      throw new EndpointFailure(`${this.name}: HTTP ${response.status} without a JSON-RPC result`);
    } catch (error) {
      if (error instanceof RpcError || error instanceof EndpointFailure) throw error;
      const reason = timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : describe(error);
      throw new EndpointFailure(`${this.name}: ${reason}`);
    }
  }

  private refusal(method: string, error: { message: string; data?: unknown }, status: number): Error {
    if (status === 429 || status >= 500 || passing.test(error.message)) {
      return new EndpointFailure(`${this.name}: ${error.message}`);
    }
    return new RpcError(method, error.message, typeof error.data === "string" ? error.data : undefined);
  }
}

/** Node's fetch says only `fetch failed`; what failed is its cause. */
function describe(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? message;
}
