import type { PolicyCases } from "../case";
import { aws } from "../case";
import { type Described, ref, unknown } from "../engine-stub";
import { cloudflare, record, zone } from "./cloudflare-resources";

const endpoints = '(http.host in {"rpc.jeju.example" "ws.jeju.example"})';
const rpc = record({ proxied: true });
const limit = (characteristics: unknown, requestsPerPeriod: unknown, rest: Record<string, unknown> = {}) => ({
  action: "block",
  enabled: true,
  expression: endpoints,
  ...rest,
  ratelimit: {
    characteristics,
    requestsPerPeriod,
    period: 10,
    mitigationTimeout: 10,
    ...Object(rest.ratelimit),
  },
});
const perIp = (requests: unknown = 1000, rest: Record<string, unknown> = {}) =>
  limit(["cf.colo.id", "ip.src"], requests, rest);
const total = (requests: unknown = 10_000, rest: Record<string, unknown> = {}) => limit(["cf.colo.id"], requests, rest);
const limits = (...rules: readonly unknown[]): readonly Described[] => [
  zone,
  rpc,
  cloudflare("Ruleset", "limits", { zoneId: ref("zone"), phase: "http_ratelimit", rules }),
];
const unknownRules = [
  zone,
  rpc,
  cloudflare("Ruleset", "limits", { zoneId: ref("zone"), phase: "http_ratelimit", rules: unknown }),
];

const scope = (
  searchString: string,
  positionalConstraint = "STARTS_WITH",
  fieldToMatch: unknown = { uriPath: {} },
) => ({
  byteMatchStatement: { fieldToMatch, positionalConstraint, searchString, textTransformations: [] },
});
const counting = (rateBasedStatement: Record<string, unknown> = {}, rest: Record<string, unknown> = {}) => ({
  name: "total",
  priority: 1,
  action: { block: {} },
  statement: {
    rateBasedStatement: {
      aggregateKeyType: "CONSTANT",
      limit: 60_000,
      evaluationWindowSec: 60,
      scopeDownStatement: scope("/"),
      ...rateBasedStatement,
    },
  },
  ...rest,
});
const origin = (...rules: readonly unknown[]) =>
  aws("wafv2/WebAcl", "origin", { scope: "REGIONAL", defaultAction: { allow: {} }, rules });
const whole = (...rules: readonly unknown[]) => [...limits(total()), origin(...rules)];
const pulls = (enabled: unknown) =>
  cloudflare("AuthenticatedOriginPullsSettings", "pulls", { zoneId: ref("zone"), enabled });
const hostPulls = (configs: unknown) =>
  cloudflare("AuthenticatedOriginPulls", "pulls", { zoneId: ref("zone"), configs });

/** What every limit at the edge must hold, given a rule that keeps to it. */
function edgeCases(
  policy: string,
  make: (requests?: unknown, rest?: Record<string, unknown>) => unknown,
  most: number,
  also: readonly Described[],
): PolicyCases {
  const of = (...rules: readonly unknown[]) => [...limits(...rules), ...also];
  return {
    policy,
    good: {
      "a limit of the endpoints": of(make()),
      "a limit of every request": of(make(most, { expression: "true" })),
      "a limit of one host and another": of(
        make(most, { expression: 'http.host eq "rpc.jeju.example" or http.host eq "ws.jeju.example"' }),
      ),
      "a limit of the endpoints, in lines of their own": of(
        make(most, { expression: '  (http.host  in  {\n"ws.jeju.example"\n"rpc.jeju.example"\n})' }),
      ),
      "a limit of every request, with room around it": of(make(most, { expression: " true\n" })),
      "a limit of one host and another, in signs": of(
        make(most, { expression: 'http.host == "ws.jeju.example"||http.host == "rpc.jeju.example"' }),
      ),
      "a host that is no endpoint": [...of(make(most)), record({ name: "www.jeju.example", proxied: true }, "www")],
      "a rule beside it of which nobody knows what it counts": of(
        make(most),
        make(most, { ratelimit: { characteristics: unknown } }),
      ),
      "a host that is not proxied": [
        ...of(make(most, { expression: '(http.host eq "ws.jeju.example")' })),
        ...also,
      ].map((described) => (described.name === rpc.name ? record({ proxied: false }) : described)),
      "a stricter rule beside a laxer one": of(make(most * 100), make(most)),
      "a rule that is on by default": of(make(most, { enabled: undefined })),
    },
    bad: {
      "a zone without limits": {
        resources: [zone, rpc, ...also],
        found: /no Ruleset of phase http_ratelimit names it/,
      },
      "no rule of the kind": {
        resources: of(limit(["cf.colo.id", "http.request.headers"], 1)),
        found: /rules do not count/,
      },
      "a rule that counts nothing": {
        resources: of({ action: "block", expression: "true" }),
        found: /rules do not count/,
      },
      "one request too many": {
        resources: of(make(most + 1)),
        found: new RegExp(`requestsPerPeriod is ${most + 1}[\\s\\S]*at most ${most}`),
      },
      "the same number in a shorter time": {
        resources: of(make(most, { ratelimit: { period: 1 } })),
        found: /requestsPerPeriod is \d+[\s\S]*at most/,
      },
      "a limit that only watches": { resources: of(make(most, { action: "log" })), found: /action is log/ },
      "a limit that is off": { resources: of(make(most, { enabled: false })), found: /enabled is false/ },
      "a limit that leaves an endpoint out": {
        resources: of(make(most, { expression: '(http.host eq "ws.jeju.example")' })),
        found: /expression leaves rpc\.jeju\.example out/,
      },
      "a limit of part of an endpoint": {
        resources: of(make(most, { expression: '(http.host eq "rpc.jeju.example" and http.request.method eq "GET")' })),
        found: /expression leaves rpc\.jeju\.example out/,
      },
      "a limit of what speaks of the endpoint": {
        resources: of(
          make(most, { expression: 'http.host eq "ws.jeju.example" or http.referer eq "rpc.jeju.example"' }),
        ),
        found: /expression leaves rpc\.jeju\.example out/,
      },
      "a limit of everything but the endpoints": {
        resources: of(
          make(most, { expression: 'not (http.host eq "ws.jeju.example" or http.host eq "rpc.jeju.example")' }),
        ),
        found: /expression leaves rpc\.jeju\.example out/,
      },
      "a limit of everything but the endpoint": {
        resources: of(make(most, { expression: 'not http.host eq "rpc.jeju.example"' })),
        found: /expression leaves rpc\.jeju\.example out/,
      },
    },
    unknown: {
      "rules that another resource computes": [...unknownRules, ...also],
      "a figure that another resource computes": of(make(unknown)),
      "a period that another resource computes": of(make(most, { ratelimit: { period: unknown } })),
      "keys that another resource computes": of(make(most, { ratelimit: { characteristics: unknown } })),
      "an expression that another resource computes": of(make(most, { expression: unknown })),
      "a rule beside a laxer one of which nobody knows what it counts": of(
        make(most + 1),
        make(most, { ratelimit: { characteristics: unknown } }),
      ),
      "an endpoint in a zone that nothing tells of": of(make(most, { expression: 'http.host eq "a"' })).map((each) =>
        each.name === rpc.name ? record({ proxied: true, zoneId: unknown }) : each,
      ),
      "an endpoint of which nobody knows whether it is proxied": of(make(most, { expression: 'http.host eq "a"' })).map(
        (each) => (each.name === rpc.name ? record({ proxied: unknown }) : each),
      ),
      "a host that another resource computes": [...of(make(most)), record({ name: unknown, proxied: true }, "other")],
    },
  };
}

const originCases: Pick<PolicyCases, "good" | "bad" | "unknown"> = {
  good: {
    "a limit at the origin over five minutes, as by default": whole(
      counting({ evaluationWindowSec: undefined, limit: 300_000 }),
    ),
  },
  bad: {
    "no firewall at the origin": { resources: limits(total()), found: /no WebAcl counts the requests/ },
    "an origin that counts each client": {
      resources: whole(counting({ aggregateKeyType: "FORWARDED_IP" })),
      found: /rules do not count all requests together/,
    },
    "an origin that lets one too many through": {
      resources: whole(counting({ limit: 60_001 })),
      found: /limit is 60001[\s\S]*at most 60000/,
    },
    "an origin that only counts": {
      resources: whole(counting({}, { action: { count: {} } })),
      found: /action\.block is not set/,
    },
    "an origin that counts some paths": {
      resources: whole(counting({ scopeDownStatement: scope("/v1") })),
      found: /searchString is \/v1/,
    },
    "an origin that counts one path": {
      resources: whole(counting({ scopeDownStatement: scope("/", "EXACTLY") })),
      found: /positionalConstraint is EXACTLY/,
    },
    "an origin that counts by something else": {
      resources: whole(counting({ scopeDownStatement: scope("/", "STARTS_WITH", { queryString: {} }) })),
      found: /its scope is not the path/,
    },
  },
  unknown: {
    "rules of the origin that another resource computes": [
      ...limits(total()),
      aws("wafv2/WebAcl", "origin", { scope: "REGIONAL", defaultAction: { allow: {} }, rules: unknown }),
    ],
    "a key of the origin that another resource computes": whole(counting({ aggregateKeyType: unknown })),
    "a key beside a laxer limit that another resource computes": whole(
      counting({ limit: 60_001 }),
      counting({ aggregateKeyType: unknown }),
    ),
    "a figure of the origin that another resource computes": whole(counting({ limit: unknown })),
  },
};

const totalCases = edgeCases("cf-rl-total", total, 10_000, [origin(counting())]);

const perIpCases = edgeCases("cf-rl-per-ip", perIp, 1000, []);

const evaded: PolicyCases["bad"] = {
  "clients told apart by what they choose themselves": {
    resources: limits(limit(["cf.colo.id", "ip.src", 'http.request.headers["user-agent"]'], 1000)),
    found: /rules do not count each client by itself/,
  },
};

export const cloudflareLimitCases: readonly PolicyCases[] = [
  { ...perIpCases, bad: { ...perIpCases.bad, ...evaded } },
  {
    policy: totalCases.policy,
    good: { ...totalCases.good, ...originCases.good },
    bad: {
      ...totalCases.bad,
      ...originCases.bad,
      "each client by itself": {
        resources: [...limits(perIp()), origin(counting())],
        found: /rules do not count all clients together/,
      },
    },
    unknown: { ...Object(totalCases.unknown), ...Object(originCases.unknown) },
  },
  {
    policy: "cf-origin-pulls",
    good: {
      "a certificate for the whole zone": [zone, pulls(true)],
      "a certificate for a host": [zone, hostPulls([{ hostname: "rpc.jeju.example", enabled: true }])],
      "a stack without a zone": [aws("sns/Topic", "topic", {})],
    },
    bad: {
      "a zone without": { resources: [zone], found: /found: no AuthenticatedOriginPullsSettings/ },
      "a second zone without": {
        resources: [zone, pulls(true), { ...zone, name: "second" }],
        found: /second[\s\S]*no AuthenticatedOriginPulls or AuthenticatedOriginPullsSettings names it/,
      },
      "a certificate that is not shown": { resources: [zone, pulls(false)], found: /enabled is false/ },
      "a host that is turned off": {
        resources: [zone, hostPulls([{ hostname: "rpc.jeju.example", enabled: false }])],
        found: /configs\[0\]\.enabled is false/,
      },
    },
    unknown: {
      "a flag that another resource computes": [zone, pulls(unknown)],
      "a zone of which nobody knows which": [
        zone,
        cloudflare("AuthenticatedOriginPullsSettings", "pulls", { zoneId: unknown, enabled: true }),
      ],
    },
  },
];
