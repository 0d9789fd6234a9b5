import { companionPolicy } from "../assessment/companions";
import { isAtMost, isNotFalse, isOneOf, isTrue, notKnownYet } from "../assessment/expectations";
import { type PolicyMetadata, type StackPolicy, stackPolicy } from "../assessment/policy";
import { matches } from "../assessment/policy-document";
import type { Item, Resource } from "../assessment/resource";
import type { Stack } from "../assessment/stack";
import { knownText, type Located } from "../assessment/value";
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
      const judged = ruleset.items("rules").flatMap((rule) => {
        const { path, value } = rule.at("ratelimit.characteristics");
        if (value.kind === "unknown") return notKnownYet(path);
        if (!counts(value.kind === "known" ? [value.value].flat().map(String) : [])) return [];
        return worst([
          isNotFalse(rule.at("enabled")),
          isOneOf(rule.at("action"), ["block"]),
          isSlow(rule.at("ratelimit.requestsPerPeriod"), rule.at("ratelimit.period"), settings.requestsPerSecond),
          coversHosts(rule.at("expression"), stack, zone, settings.hosts),
        ]);
      });
      if (judged.length > 0) return either(judged);
      return violation(`rules do not count ${called}`, `a rule that counts ${called}`);
    },
  });
}

/** The rate, whatever the period over which it is counted. */
function isSlow(requests: Located, period: Located, perSecond: number): Verdict {
  if (period.value.kind === "unknown") return notKnownYet(period.path);
  return isAtMost(requests, perSecond * Number(knownText(period.value) ?? 0));
}

/** Every proxied record of the zone that answers for an endpoint is among the hosts of the rule. */
function coversHosts(expression: Located, stack: Stack, zone: Resource, patterns: readonly string[]): Verdict {
  if (expression.value.kind === "unknown") return notKnownYet(expression.path);
  const written = knownText(expression.value) ?? "";
  const records = stack.referring([recordType], "zoneId", zone);
  const verdicts = [...records.surely, ...records.perhaps].map((record): Verdict => {
    const host = knownText(record.value("name"));
    if (host === undefined) return notKnownYet(`the name of ${record.name}`);
    if (!patterns.some((pattern) => matches(pattern, host)) || isMetBy(host, written)) return pass;
    const proxied = isTrue(record.at("proxied"));
    if (proxied.outcome !== "pass") return proxied.outcome === "violation" ? pass : proxied;
    if (records.perhaps.includes(record)) return notKnownYet(`the zone of ${record.name}`);
    return violation(`${expression.path} leaves ${host} out`, host);
  });
  return worst(verdicts);
}

/** Whether every request to the host meets the expression, as far as this reads it: alternatives of `http.host`. */
function isMetBy(host: string, expression: string): boolean {
  if (expression.trim() === "true") return true;
  if (/(^|[\s()])(and|not|xor)(?=[\s()])|&&|\^\^|!/.test(expression)) return false;
  return expression
    .split(/\sor\s|\|\|/)
    .some(
      (alternative) =>
        /^[\s(]*http\.host\s+(eq|==|in)\s/.test(alternative) && alternative.includes(JSON.stringify(host)),
    );
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
  const lacks = (found: string) =>
    violation(found, `a rate-based rule with a constant key, at most ${perSecond} requests a second`);
  if (webAcls.length === 0) return lacks("no WebAcl counts the requests of all data centres");
  return either(
    webAcls.map((acl) => {
      const judged = acl.items("rules").flatMap((rule) => {
        const { path, value } = rule.at("statement.rateBasedStatement.aggregateKeyType");
        if (value.kind === "unknown") return notKnownYet(path);
        return knownText(value) === "CONSTANT" ? worst(limitsAll(rule, perSecond)) : [];
      });
      return about(acl, judged.length > 0 ? either(judged) : lacks("rules do not count all requests together"));
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
