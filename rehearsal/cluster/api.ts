import type { IncomingMessage } from "node:http";
import { Agent, type RequestOptions, request as requestHttps } from "node:https";
import type { KubeConfig, V1ListMeta, V1ObjectMeta, V1Status } from "@kubernetes/client-node";

/** Any Kubernetes object, as it travels. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: V1ObjectMeta;
  readonly [field: string]: unknown;
}

export interface ObjectList<T> {
  readonly metadata: V1ListMeta;
  readonly items: T[];
}

/** The API server's refusal, in its own words. */
export class ApiError extends Error {
  constructor(
    /** HTTP status. */
    readonly code: number,
    readonly status: Partial<V1Status>,
  ) {
    super(status.message ?? `HTTP status ${code}`);
  }
}

export interface ApiRequest {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly contentType?: string;
  /** Default `application/json`. */
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

export interface ApiResponse<T> {
  readonly body: T;
  /** The API server's `Warning` headers, e.g. of Pod Security. */
  readonly warnings: readonly string[];
}

export const contentTypes = {
  apply: "application/apply-patch+yaml",
  merge: "application/merge-patch+json",
  json: "application/json",
} as const;

/**
 * Requests as they are written, over connections that stay open. The official client's own API classes drop the fields
 * that they do not know, which would hide the misspelt ones from the API server; its kubeconfig and watches are used.
 */
export class KubernetesApi {
  private readonly endpoint: string;
  private agent: Agent | undefined;

  constructor(readonly kubeconfig: KubeConfig) {
    const cluster = kubeconfig.getCurrentCluster();
    if (!cluster) throw new Error("the kubeconfig has no current cluster");
    this.endpoint = cluster.server.replace(/\/$/, "");
  }

  /** Throws {@link ApiError} unless the API server agrees. */
  async send<T>(path: string, request: ApiRequest = {}): Promise<ApiResponse<T>> {
    const url = new URL(this.endpoint + path);
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const response = await exchange(url, request, await this.options());
    const text = await readText(response);
    const answer = text.startsWith("{") ? JSON.parse(text) : { message: text.trim() };
    const code = response.statusCode ?? 0;
    if (code < 200 || code > 299) throw new ApiError(code, answer);
    return { body: answer as T, warnings: parseWarnings(response.headers.warning) };
  }

  async get<T>(path: string, query?: ApiRequest["query"]): Promise<T> {
    return (await this.send<T>(path, { query })).body;
  }

  /** `undefined` when there is no such object. */
  async find<T>(path: string): Promise<T | undefined> {
    return this.get<T>(path).catch((error) => {
      if (error instanceof ApiError && error.code === 404) return undefined;
      throw error;
    });
  }

  async create<T>(path: string, body: unknown): Promise<T> {
    return (await this.send<T>(path, { method: "POST", body })).body;
  }

  /** Merge patch. */
  async patch<T>(path: string, body: unknown): Promise<T> {
    return (await this.send<T>(path, { method: "PATCH", body, contentType: contentTypes.merge })).body;
  }

  /** Server-side apply that takes over what others manage. */
  async apply<T>(path: string, body: unknown, fieldManager: string): Promise<T> {
    const query = { fieldManager, force: true };
    return (await this.send<T>(path, { method: "PATCH", query, body, contentType: contentTypes.apply })).body;
  }

  /** A missing object is as good as a deleted one. */
  async delete(path: string, query?: ApiRequest["query"]): Promise<void> {
    await this.send(path, { method: "DELETE", query }).catch((error) => {
      if (!(error instanceof ApiError && error.code === 404)) throw error;
    });
  }

  close() {
    this.agent?.destroy();
  }

  private async options(): Promise<RequestOptions> {
    const options: RequestOptions = {};
    await this.kubeconfig.applyToHTTPSOptions(options);
    const { ca, cert, key, rejectUnauthorized, servername } = options;
    this.agent ??= new Agent({ ca, cert, key, rejectUnauthorized, servername, keepAlive: true, maxSockets: 16 });
    return { headers: options.headers, agent: this.agent };
  }
}

function exchange(url: URL, { method = "GET", body, signal, ...request }: ApiRequest, options: RequestOptions) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const call = requestHttps(url, { ...options, method, signal }, resolve);
    call.setHeader("accept", request.accept ?? contentTypes.json);
    call.once("error", reject);
    if (body === undefined) return call.end();
    call.setHeader("content-type", request.contentType ?? contentTypes.json);
    call.end(JSON.stringify(body));
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** `299 - "text"`, several of them separated by commas; quotes inside the text are escaped. */
function parseWarnings(header: string | string[] | undefined): string[] {
  const text = [header ?? []].flat().join(", ");
  return [...text.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    (match[1] as string).replace(/\\(.)/g, "$1"),
  );
}
