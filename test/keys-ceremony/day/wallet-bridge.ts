import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getBytes, type TypedDataDomain, type TypedDataField, type Wallet } from "ethers";

interface Question {
  readonly id: number;
  readonly method: string;
  readonly params: readonly string[];
}

interface Payload {
  readonly domain: TypedDataDomain;
  readonly types: Record<string, TypedDataField[]>;
  readonly message: Record<string, unknown>;
}

/** EIP-1193. */
const userRejected = 4001;

/** A bridge to people's hardware wallets, as JSON-RPC on this machine. Whoever holds a wallet can refuse. */
export class WalletBridge {
  /** Methods that were asked for, in order. */
  readonly asked: string[] = [];
  /** Accounts whose holder refuses once. */
  readonly refusing = new Set<string>();
  /** Accounts whose holder looks at the device and does nothing, once. */
  readonly hesitating = new Set<string>();
  /** As the device of old, which shows texts only. */
  readonly withoutTypedData = new Set<string>();
  /** Accounts that `eth_accounts` shows. */
  connected: readonly Wallet[] = [];

  private constructor(
    private readonly server: Server,
    private readonly wallets: ReadonlyMap<string, Wallet>,
  ) {}

  static async start(wallets: readonly Wallet[]): Promise<WalletBridge> {
    const server = createServer();
    const bridge = new WalletBridge(server, new Map(wallets.map((wallet) => [wallet.address, wallet])));
    server.on("request", (request: IncomingMessage, response) => {
      void read(request).then(async (question) => {
        const answer = await bridge.answer(question).then(
          (result) => ({ result }),
          (error: Error & { code?: number }) => ({ error: { code: error.code ?? -32000, message: error.message } }),
        );
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ jsonrpc: "2.0", id: question.id, ...answer }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return bridge;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer({ method, params }: Question): Promise<unknown> {
    this.asked.push(method);
    const [first = "", second = ""] = params;
    switch (method) {
      case "eth_accounts":
        return this.connected.map(({ address }) => address.toLowerCase());
      case "personal_sign":
        if (this.hesitating.delete(second)) return new Promise(() => {});
        return this.wallet(second).signMessage(getBytes(first));
      case "eth_signTypedData_v4": {
        if (this.withoutTypedData.has(first)) throw new Error("this device cannot show typed data");
        const { domain, types, message } = JSON.parse(second) as Payload;
        const { EIP712Domain: _, ...others } = types;
        return this.wallet(first).signTypedData(domain, others, message);
      }
      default:
        throw Object.assign(new Error(`no method ${method}`), { code: -32601 });
    }
  }

  private wallet(address: string): Wallet {
    const wallet = this.wallets.get(address);
    if (!wallet) throw new Error(`no account ${address}`);
    if (this.refusing.delete(address)) throw Object.assign(new Error("the user has refused"), { code: userRejected });
    return wallet;
  }
}

async function read(request: IncomingMessage): Promise<Question> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}
