import type { Plan } from "./plan";

const challenges = ["challenge", "js_challenge", "managed_challenge"];
const filtering = ["block", "log", ...challenges];

/**
 * Phases of the ruleset engine and the actions of their entry points.
 * Source: developers.cloudflare.com/ruleset-engine/reference/phases-list and .../rules-language/actions.
 */
export const phases: Readonly<Record<string, readonly string[]>> = {
  ddos_l4: ["execute"],
  ddos_l7: ["execute"],
  http_config_settings: ["set_config"],
  http_custom_errors: ["serve_error"],
  http_log_custom_fields: ["log_custom_field"],
  http_ratelimit: [...filtering, "execute"],
  http_request_cache_settings: ["set_cache_settings"],
  http_request_dynamic_redirect: ["redirect"],
  http_request_firewall_custom: [...filtering, "skip", "execute"],
  http_request_firewall_managed: ["execute", "skip"],
  http_request_late_transform: ["rewrite"],
  http_request_origin: ["route"],
  http_request_redirect: ["redirect"],
  http_request_sanitize: ["execute"],
  http_request_sbfm: ["execute"],
  http_request_transform: ["rewrite"],
  http_response_cache_settings: ["set_cache_control", "set_cache_tags"],
  http_response_compression: ["compress_response"],
  http_response_firewall_managed: ["execute", "skip"],
  http_response_headers_transform: ["rewrite"],
  magic_transit: ["block", "skip", "execute"],
  magic_transit_ids_managed: ["execute"],
  magic_transit_managed: ["execute"],
  magic_transit_ratelimit: ["block", "execute"],
};

export const actions: readonly string[] = [
  "block",
  "challenge",
  "compress_response",
  "ddos_dynamic",
  "execute",
  "force_connection_close",
  "js_challenge",
  "log",
  "log_custom_field",
  "managed_challenge",
  "redirect",
  "rewrite",
  "route",
  "score",
  "serve_error",
  "set_cache_control",
  "set_cache_settings",
  "set_cache_tags",
  "set_config",
  "skip",
];

export function isChallenge(action: string): boolean {
  return challenges.includes(action);
}

/**
 * How many rules a zone's entry point holds. Sources: developers.cloudflare.com/waf/custom-rules#availability,
 * .../waf/rate-limiting-rules#availability, .../rules/*#availability.
 */
export const ruleLimits: Readonly<Record<string, Readonly<Record<Plan, number>>>> = {
  http_request_firewall_custom: { free: 5, pro: 20, business: 100, enterprise: 1000 },
  http_ratelimit: { free: 1, pro: 2, business: 5, enterprise: 100 },
  http_request_cache_settings: { free: 10, pro: 25, business: 50, enterprise: 300 },
  http_config_settings: { free: 10, pro: 25, business: 50, enterprise: 300 },
  http_request_dynamic_redirect: { free: 10, pro: 25, business: 50, enterprise: 300 },
  http_request_transform: { free: 10, pro: 25, business: 50, enterprise: 300 },
  http_request_late_transform: { free: 10, pro: 25, business: 50, enterprise: 300 },
  http_response_headers_transform: { free: 10, pro: 25, business: 50, enterprise: 300 },
  http_request_origin: { free: 10, pro: 25, business: 50, enterprise: 300 },
};

/** A ruleset of Cloudflare's own, executed by its id, which is the same in every zone. */
export interface ManagedRuleset {
  readonly name: string;
  readonly phase: string;
  /** The least plan that may execute it. */
  readonly plan: Plan;
}

/** Source: developers.cloudflare.com/waf/managed-rules/reference and .../ddos-protection/managed-rulesets. */
export const managedRulesets: Readonly<Record<string, ManagedRuleset>> = {
  efb7b8c949ac4650a09736fc376e9aee: {
    name: "Cloudflare Managed Ruleset",
    phase: "http_request_firewall_managed",
    plan: "pro",
  },
  "4814384a9e5d4991b9815dcfc25d2f1f": {
    name: "Cloudflare OWASP Core Ruleset",
    phase: "http_request_firewall_managed",
    plan: "pro",
  },
  c2e184081120413c86c3ab7e14069605: {
    name: "Cloudflare Exposed Credentials Check Managed Ruleset",
    phase: "http_request_firewall_managed",
    plan: "pro",
  },
  "77454fe2d30c4220b5701f6fdfb893ba": {
    name: "Cloudflare Managed Free Ruleset",
    phase: "http_request_firewall_managed",
    plan: "free",
  },
  e22d83c647c64a3eae91b71b499d988e: {
    name: "Cloudflare Sensitive Data Detection",
    phase: "http_response_firewall_managed",
    plan: "enterprise",
  },
  "4d21379b4f9f4bb088e0729962c8b3cf": { name: "HTTP DDoS Attack Protection", phase: "ddos_l7", plan: "free" },
  "70339d97bdb34195bbf054b1ebe81f76": {
    name: "Cloudflare Normalization Ruleset",
    phase: "http_request_sanitize",
    plan: "free",
  },
};
