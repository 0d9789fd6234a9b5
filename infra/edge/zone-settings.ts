/**
 * Settings of the Cloudflare zone by id. Source: Cloudflare API, "Zone settings"; each is one resource, so a preview
 * shows what changes.
 */
export const ZONE_SETTINGS: Readonly<Record<string, unknown>> = {
  // The origin's certificate is checked; "full" would accept any.
  ssl: "strict",
  min_tls_version: "1.2",
  tls_1_3: "on",
  always_use_https: "on",
  automatic_https_rewrites: "on",
  security_header: {
    strict_transport_security: {
      enabled: true,
      max_age: 31_536_000,
      include_subdomains: true,
      // The browsers' list cannot be left for months; being on it is a decision of its own.
      preload: false,
      nosniff: true,
    },
  },
  websockets: "on",
  // Data sent before the handshake ends can be replayed by others, and a transaction must not be.
  "0rtt": "off",
  // It refuses clients that do not look like browsers, which is what RPC clients are.
  browser_check: "off",
  // It would pass by cache and optimisation for three hours; here so that it is found when someone turns it on.
  development_mode: "off",
};
