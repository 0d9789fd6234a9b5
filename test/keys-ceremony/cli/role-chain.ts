import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Interface, toQuantity } from "ethers";

const contract = new Interface([
  "function batcherHash() view returns (bytes32)",
  "function unsafeBlockSigner() view returns (address)",
  "function PROPOSER() view returns (address)",
  "function CHALLENGER() view returns (address)",
  "function getOwners() view returns (address[])",
  "function getThreshold() view returns (uint256)",
]);

/** What contracts answer, by address and name of the function. */
export type Answers = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** An L1 that knows who has which role, and nothing else. */
export class RoleChain {
  answers: Answers = {};
  chainId = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<RoleChain> {
    const server = createServer();
    const chain = new RoleChain(server);
    server.on("request", (request: IncomingMessage, response) => {
      void read(request).then(({ id, method, params: [call] }) => {
        const result = method === "eth_chainId" ? toQuantity(chain.chainId) : chain.call(call);
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return chain;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private call(call: Call | undefined): string {
    const called = contract.parseTransaction({ data: call?.data ?? "0x" });
    const answer = this.answers[call?.to ?? ""]?.[called?.name ?? ""];
    // No code at this address.
    return called && answer !== undefined ? contract.encodeFunctionResult(called.fragment, [answer]) : "0x";
  }
}

interface Call {
  readonly to: string;
  readonly data: string;
}

async function read(request: IncomingMessage): Promise<{ id: number; method: string; params: readonly Call[] }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}
