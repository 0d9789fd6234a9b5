import { z } from "zod";
import { UserError } from "../user-error";
import type { Pace } from "./pace";
import { formOf, type VerificationRequest } from "./request";

/** What an explorer has to say of a request. */
export type ExplorerAnswer =
  | { readonly kind: "accepted"; readonly guid: string }
  | { readonly kind: "pending"; readonly text: string }
  /** It has not seen the contract yet. */
  | { readonly kind: "notFoundYet"; readonly text: string }
  /** It knows of no such submission. */
  | { readonly kind: "forgotten"; readonly text: string }
  | { readonly kind: "verified"; readonly text: string }
  | { readonly kind: "refused"; readonly text: string };

const shape = z.object({ status: z.coerce.string(), message: z.string(), result: z.coerce.string() });

const attempts = 6;
const firstPauseMs = 1000;
const patienceMs = 60_000;

/** Of the caller and whatever the contract. At their beginning, because a verdict may quote the contract's source. */
const hopeless =
  /^(missing|invalid|unsupported)\b.*(api key|chainid)|^(max )?daily .*(limit|submissions)|^you are using a deprecated/i;
const busy = /^max .*rate limit/i;

/** Etherscan's API, version 2 (docs.etherscan.io), which other explorers speak too. */
export class Etherscan {
  private readonly url: URL;

  constructor(
    url: string,
    private readonly apiKey: string,
    private readonly pace: Pace,
  ) {
    this.url = safeUrl(url);
  }

  /** Names it in records and messages. */
  get host(): string {
    return this.url.host;
  }

  async submit(request: VerificationRequest): Promise<ExplorerAnswer> {
    const body = new URLSearchParams({ ...formOf(request), apikey: this.apiKey });
    const { status, text } = await this.ask(request.chainid, {}, { method: "POST", body });
    return status === "1" && !isVerified(text) ? { kind: "accepted", guid: text } : judge(text);
  }

  async check({ chainid }: VerificationRequest, guid: string): Promise<ExplorerAnswer> {
    const query = { module: "contract", action: "checkverifystatus", guid, apikey: this.apiKey };
    return judge((await this.ask(chainid, query, { method: "GET" })).text);
  }

  /** @throws UserError when it does not answer, or says that it never will. */
  private async ask(
    chainid: string,
    query: Readonly<Record<string, string>>,
    init: RequestInit,
  ): Promise<{ status: string; text: string }> {
    const url = new URL(this.url);
    for (const [name, value] of Object.entries({ chainid, ...query })) url.searchParams.set(name, value);
    let trouble = "";
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (attempt > 0) await this.pace.pause(firstPauseMs * 2 ** (attempt - 1));
      const answer = await this.once(url, init);
      if ("text" in answer) {
        if (hopeless.test(answer.text)) {
          throw this.failure(
            "the explorer refuses all requests",
            answer.text,
            "see to the key, its plan and the chain",
          );
        }
        if (!busy.test(answer.text)) return answer;
      }
      trouble = "text" in answer ? answer.text : answer.trouble;
    }
    throw this.failure("the explorer does not answer", trouble, "run the command again: it goes on where it stopped");
  }

  private async once(url: URL, init: RequestInit): Promise<{ status: string; text: string } | { trouble: string }> {
    try {
      // A redirection would carry the key elsewhere.
      const response = await fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(patienceMs) });
      if (!response.ok) return { trouble: `HTTP ${response.status}` };
      const answer = shape.safeParse(parseJson(await response.text()));
      if (!answer.success) return { trouble: "HTTP 200 with something else than status, message and result" };
      const { status, message, result } = answer.data;
      return { status, text: (result || message).replaceAll(this.apiKey, "<key>") };
    } catch (error) {
      // Node's fetch says only `fetch failed`; what failed is its cause.
      const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
      return { trouble: cause?.code ?? cause?.message ?? message };
    }
  }

  private failure(what: string, got: string, fix: string): UserError {
    return new UserError({ what, where: this.host, got, fix });
  }
}

function judge(text: string): ExplorerAnswer {
  if (isVerified(text)) return { kind: "verified", text };
  if (/^(fail - unable to verify\. )?unable to locate contractcode/i.test(text)) return { kind: "notFoundYet", text };
  if (/^(pending|in progress)/i.test(text)) return { kind: "pending", text };
  if (/^unknown uid/i.test(text)) return { kind: "forgotten", text };
  return { kind: "refused", text };
}

/** Etherscan says `Already Verified` and `Contract source code already verified`, Blockscout `Smart-contract already verified.` */
function isVerified(text: string): boolean {
  return /^(pass - verified|(contract source code |smart-contract )?already verified)/i.test(text);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws UserError where the key would travel in the open. */
function safeUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url !== undefined && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url && (url.protocol === "https:" || (url.protocol === "http:" && isLocal))) return url;
  throw new UserError({
    what: "this is no address of an explorer's API",
    got: url?.origin ?? text,
    expected: "https://..., or http:// on this machine",
  });
}
