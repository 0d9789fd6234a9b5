import { readFileSync } from "node:fs";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { z } from "zod";
import { fromProjectRoot } from "../project-root";
import { UserError } from "../user-error";

/** Mutual TLS, as op-signer wants it: files in PEM, from the project's root. */
export interface ClientTls {
  /** Who vouches for the server; only this one, not what the system trusts. */
  readonly caFile: string;
  readonly certificateFile: string;
  /** Only its owner may read it. */
  readonly keyFile: string;
}

export interface Answer {
  /** Clients of one kind give the signed transaction, those of the other an object with it. */
  readonly result?: string | { readonly raw: string } | readonly string[] | null;
  readonly error?: { readonly code?: number; readonly message: string };
}

/** By JSON-RPC: "the method does not exist". */
export const METHOD_NOT_FOUND = -32601;
/** A signed contract creation has two times 48 KiB of hex at most; more than this is no answer of a signer. */
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;

// Some say null for what they leave out.
const answerSchema = z.object({
  result: z.union([z.string(), z.object({ raw: z.string() }), z.array(z.string())]).nullish(),
  error: z.object({ code: z.number().optional(), message: z.string() }).nullish(),
});

/** A signer's JSON-RPC over HTTP. Its URL may hold a key: messages show the host only. */
export class JsonRpc {
  /** For messages. */
  readonly where: string;

  constructor(
    private readonly url: string,
    private readonly patienceMs: number,
    private readonly tls?: ClientTls,
  ) {
    this.where = `remote signer ${new URL(url).host}`;
    if (tls && !url.startsWith("https:")) {
      throw new UserError({
        what: "a client certificate needs an https URL",
        where: this.where,
        got: new URL(url).protocol.replace(":", ""),
        expected: "https",
      });
    }
  }

  /** @throws UserError unless there is an answer of JSON-RPC, be it an error */
  async ask(method: string, params: readonly unknown[]): Promise<Answer> {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    let received: Received;
    try {
      received = await this.post(body);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw this.refusal("the remote signer does not answer", describe(error));
    }
    try {
      const { result, error } = answerSchema.parse(JSON.parse(received.text));
      return { ...(result && { result }), ...(error && { error: { message: error.message, ...pick(error.code) } }) };
    } catch {
      throw this.refusal("the remote signer's answer is no JSON-RPC", `HTTP ${received.status} with something else`);
    }
  }

  private post(body: string): Promise<Received> {
    const url = new URL(this.url);
    // Redirects are not followed: what is asked is for this host.
    const options = {
      method: "POST",
      headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
      signal: AbortSignal.timeout(this.patienceMs),
      agent: false,
      ...(this.tls && this.readTls(this.tls)),
    } as const;
    return new Promise((resolve, reject) => {
      const request = (url.protocol === "https:" ? requestHttps : requestHttp)(url, options, (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MAX_ANSWER_BYTES) request.destroy(new Error(`more than ${MAX_ANSWER_BYTES} bytes`));
          else chunks.push(chunk);
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
        );
        response.on("error", reject);
      });
      request.on("error", reject);
      request.end(body);
    });
  }

  private readTls({ caFile, certificateFile, keyFile }: ClientTls) {
    return { ca: this.readPem(caFile), cert: this.readPem(certificateFile), key: this.readPem(keyFile) };
  }

  private readPem(file: string): string {
    try {
      return readFileSync(fromProjectRoot(file), "utf8");
    } catch (error) {
      throw new UserError({
        what: "a file for the signer's TLS cannot be read",
        where: file,
        got: (error as NodeJS.ErrnoException).code ?? "",
      });
    }
  }

  private refusal(what: string, got: string): UserError {
    const fix = this.tls
      ? "see that it runs, that the URL is that of its JSON-RPC, and that each side trusts the other's certificate"
      : "see that it runs, and that the URL is that of its JSON-RPC";
    return new UserError({ what, where: this.where, got, fix });
  }
}

interface Received {
  readonly status: number;
  readonly text: string;
}

const pick = (code: number | undefined) => (code === undefined ? {} : { code });

function describe(error: unknown): string {
  const { name, message, code } = error as NodeJS.ErrnoException;
  if (name === "TimeoutError" || name === "AbortError") return "no answer in time";
  return typeof code === "string" ? code : message;
}
