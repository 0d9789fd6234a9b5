import { getBytes, type TypedDataDomain, type TypedDataField, type Wallet } from "ethers";
import { type JsonRpcServer, serveJsonRpc } from "../../json-rpc-server";

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

  private server: JsonRpcServer | undefined;

  private constructor(private readonly wallets: ReadonlyMap<string, Wallet>) {}

  static async start(wallets: readonly Wallet[]): Promise<WalletBridge> {
    const bridge = new WalletBridge(new Map(wallets.map((wallet) => [wallet.address, wallet])));
    bridge.server = await serveJsonRpc((method, params) =>
      bridge.answer(method, params).then(
        (result) => ({ result }),
        (error: Error & { code?: number }) => ({ error: { code: error.code ?? -32000, message: error.message } }),
      ),
    );
    return bridge;
  }

  get url(): string {
    return this.server?.url ?? "";
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }

  private async answer(method: string, [first = "", second = ""]: readonly string[]): Promise<unknown> {
    this.asked.push(method);
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
