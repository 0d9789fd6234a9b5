import { companionPolicy } from "../assessment/companions";
import { isAtMost, isOneOf, isTrue, notKnownYet } from "../assessment/expectations";
import { type PolicyMetadata, type StackPolicy, stackPolicy } from "../assessment/policy";
import { matches } from "../assessment/policy-document";
import type { Item, Resource } from "../assessment/resource";
import type { Stack } from "../assessment/stack";
import type { Located } from "../assessment/value";
import { about, either, listed, pass, type Verdict, type Verdicts, violation, worst } from "../assessment/verdict";

const zoneType = "cloudflare:index/zone:Zone";
const recordType = "cloudflare:index/dnsRecord:DnsRecord";
const webAclType = "aws:wafv2/webAcl:WebAcl";

/** What Cloudflare tells clients apart by; the data centre is in every counter and tells no clients apart. */
const perDataCentre = "cf.colo.id";
const perAddress = "ip.src";

interface Limit extends Omit<PolicyMetadata, "settings" | "types" | "severity"> {
  readonly requestsPerSecond: number;
  /** Whether a rule with these counting keys is the one that is meant. */
  counts(keys: readonly string[]): boolean;
  readonly called: string;
}

type EdgeSettings = { readonly requestsPerSecond: number; readonly hosts: readonly string[] };

function edgeSettings(requestsPerSecond: number): EdgeSettings {
  return { requestsPerSecond, hosts: ["rpc.*", "ws.*"] };
}

function edgeLimit({ requestsPerSecond, counts, called, ...metadata }: Limit): StackPolicy {
  return companionPolicy({
    ...metadata,
    severity: "high",
    types: [zoneType],
    called: "a Ruleset of phase http_ratelimit",
    companions: ["cloudflare:index/ruleset:Ruleset"],
    by: "zoneId",
    where: { property: "phase", is: "http_ratelimit" },
    settings: edgeSettings(requestsPerSecond),
    judge: (ruleset, zone, stack, settings): Verdicts => {
      const rules = ruleset.items("rules");
      if (rules.some(({ isUnknown }) => isUnknown)) return notKnownYet("rules");
      const meant = rules.map((rule) => [rule, keysOf(rule)] as const);
      if (meant.some(([, keys]) => keys === "unknown")) return notKnownYet("rules[].ratelimit.characteristics");
      const counting = meant.filter(([, keys]) => keys !== "unknown" && counts(keys)).map(([rule]) => rule);
      if (counting.length === 0) return violation(`rules do not count ${called}`, `a rule that counts ${called}`);
      return either(
        counting.map((rule) =>
          worst([
            rule.at("enabled").value.kind === "absent" ? pass : isTrue(rule.at("enabled")),
            isOneOf(rule.at("action"), ["block"]),
            isSlow(rule.at("ratelimit.requestsPerPeriod"), rule.at("ratelimit.period"), settings.requestsPerSecond),
            coversHosts(rule.at("expression"), stack, zone, settings.hosts),
          ]),
        ),
      );
    },
  });
}

function keysOf(rule: Item): readonly string[] | "unknown" {
  const { value } = rule.at("ratelimit.characteristics");
  if (value.kind === "unknown") return "unknown";
  return value.kind === "known" ? [value.value].flat().map(String) : [];
}

/** The rate, whatever the period over which it is counted. */
function isSlow(requests: Located, period: Located, perSecond: number): Verdict {
  if (period.value.kind === "unknown") return notKnownYet(period.path);
  const seconds = period.value.kind === "known" ? Number(period.value.value) : 0;
  return isAtMost(requests, perSecond * seconds);
}

/** Every proxied record of the zone that answers for an endpoint is among the hosts of the rule. */
function coversHosts(expression: Located, stack: Stack, zone: Resource, patterns: readonly string[]): Verdict {
  if (expression.value.kind === "unknown") return notKnownYet(expression.path);
  const covered = hostsIn(expression.value.kind === "known" ? String(expression.value.value) : "");
  if (covered === "every") return pass;
  const records = stack.referring([recordType], "zoneId", zone);
  const verdicts = [...records.surely, ...records.perhaps].map((record): Verdict => {
    const name = record.text("name");
    if (name.kind === "unknown") return notKnownYet(`the name of ${record.name}`);
    if (name.kind === "absent" || !patterns.some((pattern) => matches(pattern, name.value))) return pass;
    if (covered.includes(name.value) || isTrue(record.at("proxied")).outcome === "violation") return pass;
    if (records.perhaps.includes(record)) return notKnownYet(`the zone of ${record.name}`);
    return violation(`${expression.path} leaves ${name.value} out`, name.value);
  });
  return worst(verdicts);
}

/** Hosts of which every request meets the expression, as far as this reads it: alternatives of `http.host`. */
function hostsIn(expression: string): readonly string[] | "every" {
  if (expression.trim() === "true") return "every";
  if (/(^|[\s()])(and|not|xor)(?=[\s()])|&&|\^\^|!/.test(expression)) return [];
  return expression
    .split(/\s+or\s+|\|\|/)
    .flatMap((alternative) => [
      ...(/^[\s(]*http\.host\s+(eq|==|in)\s+(.*)$/.exec(alternative)?.[2] ?? "").matchAll(/"([^"]+)"/g),
    ])
    .flatMap(([, host]) => host ?? []);
}

const perClient = edgeLimit({
  id: "cf-rl-per-ip",
  title: "One client sends at most a hundred requests a second",
  rationale: "one client that sends more takes the service away from all others",
  remedy: "add a rule of phase http_ratelimit by ip.src that blocks, as infra/edge/rulesets.ts does",
  requestsPerSecond: 100,
  // With one key more, a client that changes it is a new client to Cloudflare.
  counts: (keys) => keys.includes(perAddress) && keys.every((key) => [perAddress, perDataCentre].includes(key)),
  called: "each client by itself (ip.src)",
});

const requestsPerSecondInTotal = 1000;

const atEdge = edgeLimit({
  id: "cf-rl-total",
  title: "All clients together send at most a thousand requests a second, at the edge and at the origin",
  rationale: "many clients that each keep to their limit still bring the service down",
  remedy:
    "add a rule of phase http_ratelimit by cf.colo.id alone, and a rate-based rule with a constant key to the web ACL",
  requestsPerSecond: requestsPerSecondInTotal,
  counts: (keys) => keys.length > 0 && keys.every((key) => key === perDataCentre),
  called: "all clients together (cf.colo.id alone)",
});

/**
 * Cloudflare counts in each data centre and shares no counter between them, so a limit there is none for the world. Only
 * the origin's firewall sees the requests of all data centres.
 */
const inTotal = stackPolicy<EdgeSettings>({
  ...atEdge,
  settings: edgeSettings(requestsPerSecondInTotal),
  check: (stack, settings) => [
    ...listed(atEdge.judge(stack, settings)),
    originLimit(stack.all(webAclType), settings.requestsPerSecond),
  ],
});

function originLimit(webAcls: readonly Resource[], perSecond: number): Verdict {
  const expected = `a rate-based rule with a constant key, at most ${perSecond} requests a second`;
  if (webAcls.length === 0) return violation("no WebAcl counts the requests of all data centres", expected);
  return either(
    webAcls.map((acl) => {
      const rules = acl.items("rules");
      if (rules.some(({ isUnknown }) => isUnknown)) return about(acl, notKnownYet("rules"));
      const keys = rules.map((rule) => [rule, rule.at("statement.rateBasedStatement.aggregateKeyType")] as const);
      const counting = keys.filter(([, { value }]) => value.kind === "known" && value.value === "CONSTANT");
      if (counting.length === 0) {
        const open = keys.find(([, { value }]) => value.kind === "unknown");
        if (open) return about(acl, notKnownYet(open[1].path));
        return violation("rules do not count all requests together", expected, acl);
      }
      return about(acl, either(counting.map(([rule]) => worst(limitsAll(rule, perSecond)))));
    }),
  );
}

/** Window in seconds when nothing is said. Source: AWS WAF API, `EvaluationWindowSec`. */
const defaultWindowSeconds = 300;

function limitsAll(rule: Item, perSecond: number): readonly Verdict[] {
  const statement = "statement.rateBasedStatement";
  const window = rule.at(`${statement}.evaluationWindowSec`);
  const seconds: Located =
    window.value.kind === "absent" ? { ...window, value: { kind: "known", value: defaultWindowSeconds } } : window;
  const scope = `${statement}.scopeDownStatement.byteMatchStatement`;
  const blocks = rule.at("action.block");
  return [
    isSlow(rule.at(`${statement}.limit`), seconds, perSecond),
    // A constant key needs a scope, and every path begins with a slash.
    isOneOf(rule.at(`${scope}.positionalConstraint`), ["STARTS_WITH"]),
    isOneOf(rule.at(`${scope}.searchString`), ["/"]),
    rule.at(`${scope}.fieldToMatch.uriPath`).value.kind === "absent"
      ? violation("its scope is not the path", "a scope that every path meets")
      : pass,
    blocks.value.kind === "absent" ? violation(`${blocks.path} is not set`, "action: block") : pass,
  ];
}

export const requestLimitPolicies = [perClient, inTotal] as const;
