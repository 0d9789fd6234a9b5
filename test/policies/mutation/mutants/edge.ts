import { beside, both, change, drop, type Edit, flip, gone, inItems, on, set, withItem, withoutItems } from "../edits";
import { added, type Mutant, mutants, one, type SideEffect } from "../mutant";

const balancer = one("lb/LoadBalancer");
const https = one("lb/Listener", "origin-https");
const http = one("lb/Listener", "origin-http");
const acl = one("wafv2/WebAcl");
const association = one("wafv2/WebAclAssociation");
const aclLogs = one("wafv2/WebAclLoggingConfiguration");
const zone = one("cloudflare:index/zone:Zone");
const limits = one("cloudflare:index/ruleset:Ruleset", "http_ratelimit");
const managed = one("cloudflare:index/ruleset:Ruleset", "firewall_managed");
const rpc = one("cloudflare:index/dnsRecord:DnsRecord", "edge-rpc");
const dnssec = one("cloudflare:index/zoneDnssec:ZoneDnssec");
const setting = (name: string) => one("cloudflare:index/zoneSetting:ZoneSetting", `edge-${name}`);
const legacy = added("cloudflare:index/record:Record", "old");

const pullsType = "cloudflare:index/authenticatedOriginPullsSettings:AuthenticatedOriginPullsSettings";

const inventory: readonly SideEffect[] = [["stack-inventory", "stack"]];

/** What a setting of the zone may not be, and that it may not be missing. */
function zoneSetting(policy: string, name: string, wrong: Readonly<Record<string, Edit>>): readonly Mutant[] {
  return [
    ...mutants(policy, setting(name), wrong),
    ...mutants(policy, zone, { "not written": on(setting(name), gone) }),
    ...mutants(policy, zone, { "of another zone": on(setting(name), set("zoneId", "another")) }),
  ];
}

const address = (content: string) => both(set("type", "A"), set("content", content));

const counting = (rule: Record<string, unknown>) =>
  Object(Object(Object(rule.statement).rateBasedStatement)).aggregateKeyType === "CONSTANT";
const limitOf = (rule: Record<string, unknown>, changes: Readonly<Record<string, unknown>>) => ({
  ...rule,
  statement: { rateBasedStatement: { ...Object(Object(rule.statement).rateBasedStatement), ...changes } },
});

export const edgeMutants: readonly Mutant[] = [
  ...mutants("alb-tls-policy", https, {
    "TLS 1.0 too": set("sslPolicy", "ELBSecurityPolicy-2016-08"),
    "as AWS chooses": drop("sslPolicy"),
  }),
  ...mutants("alb-https-only", http, {
    forwards: set("defaultActions", [{ type: "forward", targetGroupArn: "arn" }]),
    "redirects to plain HTTP": set("defaultActions[0].redirect.protocol", "HTTP"),
    "does nothing": set("defaultActions", []),
  }),
  ...mutants(
    "alb-logs",
    balancer,
    { "no bucket": drop("accessLogs.bucket") },
    {
      // Only a bucket that takes a load balancer's logs may be encrypted with S3's own key.
      also: [["s3-sse-kms", one("s3/BucketServerSideEncryptionConfiguration", "origin-requests-encryption")]],
      settled: "what is not known yet is written all the same",
    },
  ),
  ...mutants("alb-logs", balancer, { off: flip("accessLogs.enabled") }),
  ...mutants("alb-drop-headers", balancer, {
    off: flip("dropInvalidHeaderFields"),
    "left out": drop("dropInvalidHeaderFields"),
  }),
  ...mutants("alb-desync", balancer, { monitors: set("desyncMitigationMode", "monitor") }),
  ...mutants("alb-delete-protection", balancer, { off: flip("enableDeletionProtection") }),
  ...mutants("alb-3az", balancer, {
    "a subnet fewer": change("subnets", (ids) => (Array.isArray(ids) ? ids.slice(1) : ids)),
  }),
  ...mutants("alb-waf", balancer, { "no web ACL": on(association, set("resourceArn", "arn:another")) }),
  ...mutants("alb-waf", balancer, { "no association": on(association, gone) }, { also: inventory }),
  ...mutants("alb-waf", acl, {
    "no metrics": flip("visibilityConfig.cloudwatchMetricsEnabled"),
    "no logs": on(aclLogs, gone),
  }),
  ...mutants("alb-waf", acl, { "no rules": set("rules", []) }, { also: [["cf-rl-total", acl]] }),
  ...mutants("cf-rl-per-ip", limits, {
    "one request too many": set("rules[0].ratelimit.requestsPerPeriod", 1001),
    "only a challenge": set("rules[0].action", "managed_challenge"),
    "turned off": set("rules[0].enabled", false),
    "not for every host": set("rules[0].expression", '(http.host in {"rpc.jeju.network"})'),
    "for one path": set("rules[0].expression", '(http.host in {"rpc.jeju.network"} and http.request.uri.path eq "/")'),
    "not by client": set("rules[0].ratelimit.characteristics", ["cf.colo.id", 'http.request.headers["x"]']),
  }),
  ...mutants("cf-rl-per-ip", zone, { "no limits": on(limits, gone) }, { also: [["cf-rl-total", zone]] }),
  ...mutants("cf-rl-total", limits, {
    "one request too many": set("rules[1].ratelimit.requestsPerPeriod", 10_001),
    "no rule for all": withoutItems("rules", ({ ref }) => ref === "rate_total"),
  }),
  ...mutants("cf-rl-total", acl, {
    "one request too many at the origin": inItems("rules", (rule) =>
      counting(rule) ? limitOf(rule, { limit: 60_001 }) : rule,
    ),
    "a longer window of the same limit": inItems("rules", (rule) =>
      counting(rule) ? limitOf(rule, { evaluationWindowSec: 60, limit: 300_000 }) : rule,
    ),
    "only counted at the origin": inItems("rules", (rule) =>
      counting(rule) ? { ...rule, action: { count: {} } } : rule,
    ),
    "not limited at the origin": withoutItems("rules", counting),
  }),
  ...mutants("cf-waf-managed", managed, {
    "no OWASP rules": change("rules", (rules) => (Array.isArray(rules) ? rules.slice(0, 1) : rules)),
    "no managed rules": change("rules", (rules) => (Array.isArray(rules) ? rules.slice(1) : rules)),
    "turned off": set("rules[0].enabled", false),
    "for some requests": set("rules[0].expression", '(http.host eq "ws.jeju.network")'),
    "a rule that skips": withItem("rules", { action: "skip", expression: "true", enabled: true }),
  }),
  ...mutants("cf-waf-managed", zone, { "no ruleset": on(managed, gone) }),
  ...mutants("cf-proxied", rpc, { "past Cloudflare": flip("proxied"), "nothing said": drop("proxied") }),
  ...mutants("cf-no-internal-ip", rpc, {
    "an address inside": address("10.20.0.1"),
    "the last address of the twelve bits": address("172.31.255.255"),
  }),
  ...mutants("cf-no-wildcard", rpc, { "every host": set("name", "*.jeju.network") }),
  ...zoneSetting("cf-ssl-strict", "ssl", { full: set("value", "full"), off: set("value", "off") }),
  ...zoneSetting("cf-min-tls-1.2", "min_tls_version", { "TLS 1.1": set("value", "1.1") }),
  ...zoneSetting("cf-tls13", "tls_1_3", { off: set("value", "off") }),
  ...zoneSetting("cf-always-https", "always_use_https", { off: set("value", "off") }),
  ...zoneSetting("cf-hsts", "security_header", {
    "a second short of a year": set("value.strict_transport_security.max_age", 31_535_999),
    off: flip("value.strict_transport_security.enabled"),
    "not below the domain": flip("value.strict_transport_security.include_subdomains"),
  }),
  ...zoneSetting("cf-dev-mode-off", "development_mode", { on: set("value", "on") }),
  ...mutants("cf-dnssec", dnssec, { disabled: set("status", "disabled") }),
  ...mutants("cf-dnssec", zone, { "not signed": on(dnssec, gone) }, { also: inventory }),
  ...mutants("cf-caa", zone, {
    "no authority named": {
      apply: (state) => state.filter(({ type, inputs }) => !(type.endsWith(":DnsRecord") && inputs?.type === "CAA")),
    },
  }),
  ...mutants(
    "cf-no-legacy-types",
    rpc,
    { "an old record": beside("cloudflare:index/record:Record", "old", { name: "old", type: "TXT" }) },
    { at: legacy },
  ),
  ...mutants(
    "cf-rl-per-ip",
    limits,
    { "a second too few": set("rules[0].ratelimit.period", 9) },
    // The other stack's limit is lower.
    { only: "mainnet" },
  ),
  ...mutants(
    "cf-origin-pulls",
    dnssec,
    {
      "written and turned off": beside(pullsType, "pulls", ({ inputs }) => ({
        zoneId: inputs?.zoneId,
        enabled: false,
      })),
    },
    { at: added(pullsType, "pulls") },
  ),
];
