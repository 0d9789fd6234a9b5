import type { Properties } from "../../../../../safes/plugin/provider";
import { rateLimitRule, validInputs } from "../valid-inputs";
import type { Case } from "./case";
import { limit } from "./rate-limit";

const managed = (id: string): Properties => ({
  phase: "http_request_firewall_managed",
  rules: [{ action: "execute", expression: "true", actionParameters: { id } }],
});

export const rulesetCases: readonly Case[] = [
  {
    refuses: "a ruleset of an unknown kind",
    rule: "ruleset-kind-known",
    type: "Ruleset",
    inputs: { kind: "entrypoint" },
    says: /"entrypoint"/,
  },
  {
    refuses: "a ruleset of an unknown phase",
    rule: "ruleset-phase-known",
    type: "Ruleset",
    inputs: { phase: "http_rate_limit" },
    says: /"http_rate_limit"/,
  },
  {
    refuses: "a ruleset of a zone and an account at once",
    rule: "ruleset-one-scope",
    type: "Ruleset",
    inputs: { accountId: "a" },
    says: /exactly one of them/,
  },
  {
    refuses: "an account's ruleset in a zone",
    rule: "ruleset-kind-fits-scope",
    type: "Ruleset",
    inputs: { kind: "root" },
    code: "20217",
    says: /'root' is not a valid value for kind/,
  },
  {
    refuses: "a second entry point of a phase",
    rule: "ruleset-one-entry-point",
    type: "Ruleset",
    given: (account) => account.create("Ruleset", validInputs(account).Ruleset ?? {}),
    code: "20217",
    says: /^'zone' is not a valid value for kind because exceeded maximum number of zone rulesets for phase http_ratelimit$/,
  },
  {
    refuses: "more rules than the plan has",
    rule: "ruleset-rule-limit",
    type: "Ruleset",
    plan: "free",
    inputs: {
      rules: [
        { ...rateLimitRule, ref: "a" },
        { ...rateLimitRule, ref: "b" },
      ],
    },
    code: "50001",
    says: /^exceeded the maximum number of rules in the phase http_ratelimit: 2 out of 1$/,
  },
  {
    refuses: "two rules of one name",
    rule: "ruleset-refs-unique",
    type: "Ruleset",
    inputs: { rules: [rateLimitRule, rateLimitRule] },
    says: /'rate' is not a valid value for ref/,
  },
  {
    refuses: "an action that does not exist",
    rule: "rule-action-known",
    type: "Ruleset",
    inputs: limit({}, { action: "deny" }),
    says: /rules\[0\]\.action.*"deny"/,
  },
  {
    refuses: "an action of another phase",
    rule: "rule-action-in-phase",
    type: "Ruleset",
    inputs: limit({}, { action: "rewrite" }),
    code: "20120",
    says: /'rewrite' is not allowed in the phase 'http_ratelimit'/,
  },
  {
    refuses: "an expression that does not parse",
    rule: "rule-expression-parses",
    type: "Ruleset",
    inputs: limit({}, { expression: '(http.host eq "x"' }),
    code: "20127",
    says: /Filter parsing error \(1:1\)/,
  },
  {
    refuses: "a counting expression that does not parse",
    rule: "rule-expression-parses",
    type: "Ruleset",
    inputs: limit({ countingExpression: "http.hots" }),
    code: "20127",
    says: /counting_expression.*unknown identifier/s,
  },
  {
    refuses: "a block that answers with success",
    rule: "rule-block-response",
    type: "Ruleset",
    inputs: limit({}, { actionParameters: { response: { statusCode: 200 } } }),
    says: /between 400 and 499, got: 200/,
  },
  {
    refuses: "a managed ruleset that does not exist",
    rule: "rule-executes-known-ruleset",
    type: "Ruleset",
    inputs: managed("efb7b8c949ac4650a09736fc376e9aef"),
    says: /could not be found/,
  },
  {
    refuses: "an execution of nothing",
    rule: "rule-executes-known-ruleset",
    type: "Ruleset",
    inputs: { phase: "http_request_firewall_managed", rules: [{ action: "execute", expression: "true" }] },
    says: /id is required/,
  },
  {
    refuses: "a managed ruleset of another phase",
    rule: "rule-executes-known-ruleset",
    type: "Ruleset",
    inputs: managed("4d21379b4f9f4bb088e0729962c8b3cf"),
    says: /belongs to the phase ddos_l7/,
  },
  {
    refuses: "the managed ruleset on the Free plan",
    rule: "rule-executes-known-ruleset",
    type: "Ruleset",
    plan: "free",
    inputs: managed("efb7b8c949ac4650a09736fc376e9aee"),
    says: /not entitled to execute.*free plan/,
  },
];
