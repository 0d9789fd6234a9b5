import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

interface Request {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** What happens to a request instead of being answered; nothing lets it through. */
export type Fault =
  | { readonly kind: "delay"; readonly ms: number }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "garbage" }
  /** An error in JSON-RPC. */
  | { readonly kind: "refusal"; readonly message: string }
  | { readonly kind: "reset" }
  /** Neither forwarded nor answered. */
  | { readonly kind: "silence" }
  /** Forwarded, but the answer is lost. */
  | { readonly kind: "lost" }
  | { readonly kind: "answer"; readonly change: (result: unknown) => unknown };

/** A JSON-RPC endpoint before another one, that fails as endpoints do. */
export class FaultyRpc {
  /** Asked for every request. */
  fault: (request: Request) => Fault | undefined = () => undefined;
  readonly seen: Request[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(target: string): Promise<FaultyRpc> {
    let proxy: FaultyRpc | undefined;
    const server = createServer(async (incoming, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString();
      const request = JSON.parse(body) as Request;
      proxy?.seen.push(request);
      const fault = proxy?.fault(request);
      if (fault?.kind === "delay") await sleep(fault.ms, undefined, { ref: false });
      // Whoever asked may have given up, and the test be over.
      if (incoming.socket.destroyed) return;
      if (fault?.kind === "status") return response.writeHead(fault.status).end("{}");
      if (fault?.kind === "garbage") return response.end("<html>");
      if (fault?.kind === "reset") return incoming.socket.destroy();
      if (fault?.kind === "silence") return;
      if (fault?.kind === "refusal") {
        return response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, error: { code: -32000, message: fault.message } }));
      }
      const answer = await fetch(target, { method: "POST", headers: { "content-type": "application/json" }, body });
      const content = (await answer.json()) as { result?: unknown };
      if (fault?.kind === "lost") return incoming.socket.destroy();
      if (fault?.kind === "answer" && "result" in content) content.result = fault.change(content.result);
      response.setHeader("content-type", "application/json");
      return response.end(JSON.stringify(content));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    proxy = new FaultyRpc(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return proxy;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
