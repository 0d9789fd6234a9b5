/** One value for each of the two public endpoints. */
export interface PerEndpoint<T> {
  /** JSON-RPC over HTTPS. */
  readonly rpc: T;
  /** JSON-RPC over WebSocket. */
  readonly ws: T;
}

/** Names under which an environment is reached, all of them functions of its domain. */
export interface EndpointNames {
  /** Hostnames that clients use, in Cloudflare's zone, e.g. `rpc.jeju.network`. */
  readonly public: PerEndpoint<string>;
  /** Domain of the zone that Route53 holds, e.g. `origin.jeju.network`. */
  readonly originDomain: string;
  /** Hostnames at which Cloudflare finds the load balancer, e.g. `rpc.origin.jeju.network`. */
  readonly origin: PerEndpoint<string>;
}

/** Where the load balancer enters the cluster: the same ports on every machine. Range that Kubernetes gives: 30000-32767. */
export const NODE_PORTS = { rpc: 30545, ws: 30546, health: 30945 } as const;

export type NodePorts = { readonly [port in keyof typeof NODE_PORTS]: number };

/** Header by which our Cloudflare zone shows the origin that a request came through it and not through someone else's. */
export const ORIGIN_TOKEN_HEADER = "x-origin-token";

export function endpointNames(domain: string): EndpointNames {
  const originDomain = `origin.${domain}`;
  return {
    public: { rpc: `rpc.${domain}`, ws: `ws.${domain}` },
    originDomain,
    origin: { rpc: `rpc.${originDomain}`, ws: `ws.${originDomain}` },
  };
}
