import { createServer } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** `{ result }` or `{ error }`; a call without any waits for ever. */
type Answer = object | undefined;

export interface JsonRpcServer {
  readonly url: string;
  stop(): Promise<void>;
}

interface Call {
  readonly id: number;
  readonly method: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what its own calls hold.
  readonly params: readonly any[];
}

/** A node, a signer or a wallet, so far as a test needs one. */
export async function serveJsonRpc(
  answer: (method: string, params: Call["params"]) => Answer | Promise<Answer>,
  tls?: ServerOptions,
): Promise<JsonRpcServer> {
  const server = tls ? createTlsServer(tls) : createServer();
  server.on("request", async (request, response) => {
    const { id, method, params } = (await json(request)) as Call;
    const answered = await answer(method, params);
    if (!answered) return;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ jsonrpc: "2.0", id, ...answered }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
