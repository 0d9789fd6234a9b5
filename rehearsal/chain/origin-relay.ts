import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { secretsOf, withoutSecrets } from "../../safes/simulation/endpoint-secrets";

export interface OriginRelay {
  /** On loopback, without a key. */
  readonly url: string;
  stop(): Promise<void>;
}

const answerLimitMs = 30_000;

/**
 * Stands between anvil and the endpoint of the real L1, whose URL may hold a key: anvil shows the URL of what it forks in
 * its arguments and in its errors, and those go to the engine's logs and state.
 */
export async function serveOrigin(rpcUrl: string): Promise<OriginRelay> {
  const secrets = secretsOf(rpcUrl);
  const server = createServer(async (request, response) => {
    const { status, body } = await forward(rpcUrl, request).catch(() => ({
      status: 502,
      body: "the endpoint of the real L1 does not answer",
    }));
    response.writeHead(status, { "content-type": "application/json" });
    response.end(status !== 200 || body.includes('"error"') ? withoutSecrets(body, secrets) : body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function forward(rpcUrl: string, request: IncomingMessage) {
  const response = await postToOrigin(rpcUrl, await text(request), answerLimitMs);
  return { status: response.status, body: await response.text() };
}

/** `fetch` takes no name and password in a URL. */
export function postToOrigin(rpcUrl: string, body: string, limitMs: number): Promise<Response> {
  const url = new URL(rpcUrl);
  const { username, password } = url;
  url.username = "";
  url.password = "";
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(username && { authorization: `Basic ${credentials}` }) },
    body,
    signal: AbortSignal.timeout(limitMs),
  });
}
