import type { types } from "@pulumi/cloudflare";
import type { Input } from "@pulumi/pulumi";
import { ORIGIN_TOKEN_HEADER, type PerEndpoint } from "../endpoints";

type Rule = types.input.RulesetRule;

/** A phase of Cloudflare's request processing has one ruleset per zone. */
export interface PhaseRules {
  readonly phase: string;
  readonly rules: Rule[];
}

export interface EdgeLimits {
  /** Requests per second that one client address may send. Source: `edge.requestsPerSecondPerIp`. */
  readonly requestsPerSecondPerIp: number;
  /** Requests per second of all clients together. Source: `edge.requestsPerSecondTotal`. */
  readonly requestsPerSecondTotal: number;
}

/** The shortest period over which Cloudflare counts. Source: Cloudflare, "Rate limiting parameters". */
const PERIOD_SECONDS = 10;

/** Ids of the rule sets that Cloudflare maintains, the same in every zone. Source: Cloudflare, "WAF managed rules". */
const CLOUDFLARE_MANAGED = "efb7b8c949ac4650a09736fc376e9aee";
const OWASP_CORE = "4814384a9e5d4991b9815dcfc25d2f1f";
/** The rule of the OWASP set that adds up the scores and acts. */
const OWASP_SCORE = "6179ae15870a4bb7b2d480d4843b323c";

/** Everything that the zone does with requests, except for the origin token, which is a secret and stands apart. */
export function publicPhases(hostnames: PerEndpoint<string>, limits: EdgeLimits): PhaseRules[] {
  return [
    { phase: "http_request_firewall_custom", rules: [onlyRpcMethods(hostnames.rpc)] },
    { phase: "http_ratelimit", rules: rateLimits(hostnames, limits) },
    { phase: "http_request_firewall_managed", rules: managedRules() },
    { phase: "http_request_cache_settings", rules: cacheRules(hostnames) },
  ];
}

/** JSON-RPC is POST, and OPTIONS for browsers of other origins. */
function onlyRpcMethods(hostname: string): Rule {
  return {
    ref: "rpc_methods",
    description: "JSON-RPC is POST only",
    expression: `(http.host eq "${hostname}" and not http.request.method in {"POST" "OPTIONS"})`,
    action: "block",
    enabled: true,
  };
}

/**
 * Cloudflare keeps these counters in each data centre and insists on `cf.colo.id` to say so: a limit holds per data
 * centre, never worldwide. The origin's firewall counts once more, for all of them. A WebSocket counts once, when it is
 * opened, and a JSON-RPC batch counts once.
 */
function rateLimits(hostnames: PerEndpoint<string>, limits: EdgeLimits): Rule[] {
  const limit = (ref: string, description: string, keys: string[], requestsPerSecond: number): Rule => ({
    ref,
    description,
    expression: toEndpoints(hostnames),
    action: "block",
    enabled: true,
    ratelimit: {
      characteristics: ["cf.colo.id", ...keys],
      period: PERIOD_SECONDS,
      requestsPerPeriod: requestsPerSecond * PERIOD_SECONDS,
      mitigationTimeout: PERIOD_SECONDS,
    },
  });
  return [
    limit("rate_per_ip", "Requests of one client", ["ip.src"], limits.requestsPerSecondPerIp),
    limit("rate_total", "Requests of all clients, per data centre", [], limits.requestsPerSecondTotal),
  ];
}

/** OWASP rules above paranoia level 1 take the quotes and braces of JSON for attacks, so only that level is asked. */
function managedRules(): Rule[] {
  return [
    {
      ref: "cloudflare_managed",
      description: "Cloudflare Managed Ruleset",
      expression: "true",
      action: "execute",
      enabled: true,
      actionParameters: { id: CLOUDFLARE_MANAGED },
    },
    {
      ref: "owasp_core",
      description: "OWASP Core Ruleset",
      expression: "true",
      action: "execute",
      enabled: true,
      actionParameters: {
        id: OWASP_CORE,
        overrides: {
          categories: ["paranoia-level-2", "paranoia-level-3", "paranoia-level-4"].map((category) => ({
            category,
            enabled: false,
          })),
          rules: [{ id: OWASP_SCORE, action: "block", scoreThreshold: 60 }],
        },
      },
    },
  ];
}

/** An answer about the chain is out of date after one block; only static files of other hosts of the zone may be kept. */
function cacheRules(hostnames: PerEndpoint<string>): Rule[] {
  return [
    {
      ref: "no_cache_rpc",
      description: "Never cache JSON-RPC",
      expression: toEndpoints(hostnames),
      action: "set_cache_settings",
      enabled: true,
      actionParameters: { cache: false },
    },
    {
      ref: "cache_static",
      description: "Cache static files as their origin says",
      expression:
        `(not ${toEndpoints(hostnames)} and http.request.uri.path.extension in ` +
        `{"css" "js" "svg" "png" "jpg" "webp" "ico" "woff2"})`,
      action: "set_cache_settings",
      enabled: true,
      actionParameters: {
        cache: true,
        edgeTtl: { mode: "respect_origin" },
        browserTtl: { mode: "respect_origin" },
      },
    },
  ];
}

/** Adds the token by which the origin knows our zone; a value that a client sends is overwritten. */
export function originTokenPhase(hostnames: PerEndpoint<string>, token: Input<string>): PhaseRules {
  return {
    phase: "http_request_late_transform",
    rules: [
      {
        ref: "origin_token",
        description: "Show the origin that the request came through this zone",
        expression: toEndpoints(hostnames),
        action: "rewrite",
        enabled: true,
        actionParameters: { headers: { [ORIGIN_TOKEN_HEADER]: { operation: "set", value: token } } },
      },
    ],
  };
}

function toEndpoints({ rpc, ws }: PerEndpoint<string>): string {
  return `(http.host in {"${rpc}" "${ws}"})`;
}
