import type { Provider, ProviderSession } from "./provider";

export interface OpenSession {
  readonly session: ProviderSession;
  /** Where the connection's engine answers; components register their children there. */
  readonly engineAddress: string;
  /** Aborted when the engine cancels. */
  readonly cancellation: AbortController;
}

/**
 * Which session belongs to which connection. The engine opens one connection per provider resource and names no provider
 * in its requests, so the connection's remote address is all there is to tell them apart.
 */
export class Sessions {
  private readonly byPeer = new Map<string, OpenSession>();
  private readonly engines = new Map<string, string>();

  constructor(private readonly provider: Pick<Provider, "name">) {}

  /** The engine introduces itself before it configures. */
  introduce(peer: string, engineAddress: string): void {
    remember(this.engines, peer, engineAddress);
  }

  open(peer: string, session: ProviderSession): void {
    const engineAddress = this.engines.get(peer) ?? "";
    remember(this.byPeer, peer, { session, engineAddress, cancellation: new AbortController() });
  }

  of(peer: string): OpenSession {
    const open = this.byPeer.get(peer);
    if (!open) {
      throw new Error(
        `provider ${this.provider.name}: the connection ${peer} sent a request before Configure; run the command again`,
      );
    }
    return open;
  }

  cancel(peer: string): void {
    this.byPeer.get(peer)?.cancellation.abort(new Error("the engine cancelled the operation"));
  }

  cancelAll(): void {
    for (const peer of this.byPeer.keys()) this.cancel(peer);
  }
}

/** gRPC does not say when a connection ends; the oldest are forgotten beyond this many. */
const MAXIMUM = 512;

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MAXIMUM && oldest !== undefined) map.delete(oldest);
}
