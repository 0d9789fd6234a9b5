import type { Properties } from "../../../../../safes/plugin/provider";
import { blockRule, rateLimitRule } from "../valid-inputs";
import type { Case } from "./case";

/** A ruleset of one rule whose rate limit is changed. */
export const limit = (change: Properties, rest: Properties = {}): Properties => ({
  rules: [{ ...rateLimitRule, ...rest, ratelimit: { ...(rateLimitRule.ratelimit as Properties), ...change } }],
});

export const rateLimitCases: readonly Case[] = [
  {
    refuses: "a rate limiting rule without a rate",
    rule: "rule-ratelimit-in-its-phase",
    type: "Ruleset",
    inputs: { rules: [blockRule] },
    says: /must have a ratelimit object/,
  },
  {
    refuses: "a rate in a phase without rates",
    rule: "rule-ratelimit-in-its-phase",
    type: "Ruleset",
    inputs: { phase: "http_request_firewall_custom" },
    says: /not allowed in the phase http_request_firewall_custom/,
  },
  {
    refuses: "a rate limit that does not count by data centre",
    rule: "rule-ratelimit-entitled",
    type: "Ruleset",
    inputs: limit({ characteristics: ["ip.src"] }),
    code: "20155",
    says: /^characteristics field is missing 'cf\.colo\.id'/,
  },
  {
    refuses: "counting by address and by visitor",
    rule: "rule-ratelimit-entitled",
    type: "Ruleset",
    inputs: limit({ characteristics: ["cf.colo.id", "ip.src", "cf.unique_visitor_id"] }),
    says: /cannot be used together/,
  },
  {
    refuses: "counting by header below Enterprise",
    rule: "rule-ratelimit-entitled",
    type: "Ruleset",
    inputs: limit({ characteristics: ["cf.colo.id", 'http.request.headers["x-key"]'] }),
    says: /not entitled to use the characteristic/,
  },
  {
    refuses: "a rate limit without a threshold",
    rule: "rule-ratelimit-entitled",
    type: "Ruleset",
    inputs: limit({ requestsPerPeriod: undefined }),
    says: /either requests_per_period or score_per_period/,
  },
  {
    refuses: "a threshold of nothing",
    rule: "rule-ratelimit-entitled",
    type: "Ruleset",
    inputs: limit({ requestsPerPeriod: 0 }),
    says: /greater than 0/,
  },
  {
    refuses: "a period beyond the plan",
    rule: "rule-ratelimit-entitled",
    type: "Ruleset",
    plan: "free",
    inputs: limit({ period: 60 }, { expression: 'http.request.uri.path eq "/"' }),
    says: /^not entitled to use the period 60, can only use a period among \[10\]$/,
  },
  {
    refuses: "a blocking time beyond the plan",
    rule: "rule-ratelimit-entitled",
    type: "Ruleset",
    plan: "free",
    inputs: limit({ mitigationTimeout: 600 }),
    says: /^not entitled to use a mitigation timeout different from 10$/,
  },
  {
    refuses: "a blocking time that Business does not know",
    rule: "rule-ratelimit-entitled",
    type: "Ruleset",
    inputs: limit({ mitigationTimeout: 11 }),
    says: /mitigation timeout 11/,
  },
  {
    refuses: "a challenge that lasts, below Enterprise",
    rule: "rule-ratelimit-entitled",
    type: "Ruleset",
    inputs: limit({}, { action: "managed_challenge" }),
    says: /different from 0$/,
  },
  {
    refuses: "a blocking time of more than a day",
    rule: "rule-ratelimit-entitled",
    type: "Ruleset",
    plan: "enterprise",
    inputs: limit({ mitigationTimeout: 86_401 }),
    says: /between 0 and 86400/,
  },
  {
    refuses: "rate limits by host name on the Free plan",
    rule: "rule-ratelimit-fields-entitled",
    type: "Ruleset",
    plan: "free",
    code: "20127",
    says: /^not entitled: the use of field http\.host is not allowed$/,
  },
];
