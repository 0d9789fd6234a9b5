import type { Provider, ProviderSession } from "./provider";

export interface OpenSession {
  readonly session: ProviderSession;
  /** Aborted when the engine cancels. */
  readonly cancellation: AbortController;
}

/**
 * Which session belongs to which connection. The engine opens one connection per provider resource and names no provider
 * in its requests, so the connection's remote address is all there is to tell them apart.
 */
export class Sessions {
  private readonly byPeer = new Map<string, OpenSession>();

  constructor(private readonly provider: Pick<Provider, "name">) {}

  open(peer: string, session: ProviderSession): void {
    this.byPeer.delete(peer);
    this.byPeer.set(peer, { session, cancellation: new AbortController() });
    for (const oldest of this.byPeer.keys()) {
      if (this.byPeer.size <= MAXIMUM) break;
      this.byPeer.delete(oldest);
    }
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

/** gRPC does not say when a connection ends; the oldest sessions are forgotten beyond this many. */
const MAXIMUM = 512;
