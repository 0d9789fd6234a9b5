import type { types } from "@pulumi/aws";
import type { Input } from "@pulumi/pulumi";

type WebAclRule = types.input.wafv2.WebAclRule;

export interface RateLimits {
  /** Requests per second that one client address may send. Source: `edge.requestsPerSecondPerIp`. */
  readonly requestsPerSecondPerIp: number;
  /** Requests per second of all clients together. Source: `edge.requestsPerSecondTotal`. */
  readonly requestsPerSecondTotal: number;
}

/**
 * AWS WAF counts over a window of 60, 120, 300 or 600 s, never over one second, so a limit per second is multiplied by
 * the shortest. It looks every few seconds and does not stop at the exact request.
 * Source: AWS WAF developer guide, "Rate-based rule high-level settings".
 */
export const WINDOW_SECONDS = 60;

/**
 * The rules of the origin's web ACL, in the order in which AWS asks them. The first that blocks ends the questions, so
 * what it blocks is not counted by those after it: strangers do not use up the clients' limits, nor one client the total.
 */
export function webAclRules(originTokenRuleGroupArn: Input<string>, limits: RateLimits): WebAclRule[] {
  return [
    originToken(originTokenRuleGroupArn),
    perClientAddress(limits.requestsPerSecondPerIp * WINDOW_SECONDS),
    total(limits.requestsPerSecondTotal * WINDOW_SECONDS),
    // Bodies of JSON-RPC are often larger than the 8 KB that this set takes for an attack (a contract's bytecode), and
    // RPC clients often name no user agent.
    managed(40, "AWSManagedRulesCommonRuleSet", ["SizeRestrictions_BODY", "NoUserAgent_HEADER"]),
    managed(50, "AWSManagedRulesKnownBadInputsRuleSet"),
  ];
}

function originToken(arn: Input<string>): WebAclRule {
  const name = "origin-token";
  return {
    name,
    priority: 10,
    statement: { ruleGroupReferenceStatement: { arn } },
    overrideAction: { none: {} },
    visibilityConfig: visibility(name),
  };
}

/**
 * The client's address as Cloudflare saw it; the connection itself always comes from Cloudflare. Cloudflare counts per
 * data centre, so a client that reaches several of them meets its limit here.
 */
function perClientAddress(limit: number): WebAclRule {
  return rateLimit("rate-per-address", 20, {
    limit,
    evaluationWindowSec: WINDOW_SECONDS,
    aggregateKeyType: "FORWARDED_IP",
    // Every request that carries the origin token carries this header as well; one without it is refused.
    forwardedIpConfig: { headerName: "CF-Connecting-IP", fallbackBehavior: "MATCH" },
  });
}

/**
 * The total. It has to be here and not at the edge: Cloudflare's counters are per data centre, and there are hundreds.
 * A constant key counts all requests as one and needs a scope; every path begins with a slash.
 */
function total(limit: number): WebAclRule {
  return rateLimit("rate-total", 30, {
    limit,
    evaluationWindowSec: WINDOW_SECONDS,
    aggregateKeyType: "CONSTANT",
    scopeDownStatement: {
      byteMatchStatement: {
        fieldToMatch: { uriPath: {} },
        positionalConstraint: "STARTS_WITH",
        searchString: "/",
        textTransformations: [{ priority: 0, type: "NONE" }],
      },
    },
  });
}

function rateLimit(
  name: string,
  priority: number,
  rateBasedStatement: types.input.wafv2.WebAclRuleStatementRateBasedStatement,
): WebAclRule {
  return {
    name,
    priority,
    statement: { rateBasedStatement },
    action: { block: { customResponse: { responseCode: 429 } } },
    visibilityConfig: visibility(name),
  };
}

/** A rule set that AWS maintains; of the rules named in `onlyCounted` it counts the hits and lets them pass. */
function managed(priority: number, name: string, onlyCounted: readonly string[] = []): WebAclRule {
  return {
    name,
    priority,
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name,
        ruleActionOverrides: onlyCounted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    overrideAction: { none: {} },
    visibilityConfig: visibility(name),
  };
}

/** The metric of a rule has its name. A sample holds whole requests, so none are kept: they would show the token. */
export function visibility(metricName: string): types.input.wafv2.WebAclVisibilityConfig {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
