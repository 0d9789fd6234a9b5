import type { Properties } from "../../../safes/plugin/provider";
import type { Refusal, Rule } from "../resource-type";
import { isSet, number, object, objects, text } from "./inputs";
import { capacityOf, managedGroups, statementsOf } from "./waf-capacity";

const RULE_GROUP = "aws:wafv2/ruleGroup:RuleGroup";
const IP_SET = "aws:wafv2/ipSet:IpSet";

export const invalid = (message: string): Refusal => ({
  code: "WAFInvalidParameterException",
  message: `Error reason: ${message}`,
});

const rateStatements = (inputs: Properties) =>
  statementsOf(inputs).flatMap(({ kind, statement }) => (kind === "rateBasedStatement" ? [statement] : []));

const rateLimit: Rule = {
  name: "waf-rate-limit",
  operation: "CreateWebACL",
  on: ["create", "update"],
  atPreview: true,
  refuse({ inputs }) {
    const wrong = rateStatements(inputs)
      .map((statement) => number(statement, "limit"))
      .find((limit) => limit !== undefined && (limit < 10 || limit > 2_000_000_000));
    return wrong === undefined
      ? undefined
      : invalid(`a rate limit is 10 to 2,000,000,000 requests per window, got ${wrong}.`);
  },
};

const rateWindow: Rule = {
  name: "waf-rate-window",
  operation: "CreateWebACL",
  on: ["create", "update"],
  atPreview: true,
  refuse({ inputs }) {
    const wrong = rateStatements(inputs)
      .map((statement) => number(statement, "evaluationWindowSec"))
      .find((seconds) => seconds !== undefined && ![60, 120, 300, 600].includes(seconds));
    return wrong === undefined ? undefined : invalid(`evaluationWindowSec is 60, 120, 300 or 600, got ${wrong}.`);
  },
};

const rateKey: Rule = {
  name: "waf-rate-key",
  operation: "CreateWebACL",
  on: ["create", "update"],
  refuse({ inputs }) {
    const needs: Readonly<Record<string, string>> = {
      CONSTANT: "scopeDownStatement",
      CUSTOM_KEYS: "customKeys",
      FORWARDED_IP: "forwardedIpConfig",
    };
    for (const statement of rateStatements(inputs)) {
      const key = text(statement, "aggregateKeyType") ?? "";
      const needed = needs[key];
      if (needed && !isSet(statement, needed))
        return invalid(`a rate-based rule with aggregate key ${key} needs ${needed}.`);
    }
    return undefined;
  },
};

const priorities: Rule = {
  name: "waf-priorities",
  operation: "CreateWebACL",
  on: ["create", "update"],
  refuse({ inputs }) {
    const seen = objects(inputs, "rules").map((rule) => number(rule, "priority"));
    const twin = seen.find((priority, index) => seen.indexOf(priority) !== index);
    return twin === undefined ? undefined : invalid(`you have used the priority ${twin} for more than one rule.`);
  },
};

const ruleAction: Rule = {
  name: "waf-rule-action",
  operation: "CreateWebACL",
  on: ["create", "update"],
  refuse({ inputs }) {
    for (const rule of objects(inputs, "rules")) {
      const kinds = Object.keys(object(rule, "statement"));
      const group = kinds.includes("managedRuleGroupStatement") || kinds.includes("ruleGroupReferenceStatement");
      const [needed, other] = group ? ["overrideAction", "action"] : ["action", "overrideAction"];
      if (isSet(rule, needed ?? "") && !isSet(rule, other ?? "")) continue;
      return invalid(
        `the rule ${text(rule, "name")} needs ${needed} and no ${other}: ${group ? "it is a rule group" : "it is no rule group"}.`,
      );
    }
    return undefined;
  },
};

const defaultAction: Rule = {
  name: "waf-default-action",
  operation: "CreateWebACL",
  on: ["create", "update"],
  refuse({ inputs }) {
    const set = ["allow", "block"].filter((action) => isSet(inputs, `defaultAction.${action}`));
    return set.length === 1
      ? undefined
      : invalid(`defaultAction is one of allow and block, got ${set.join(" and ") || "none"}.`);
  },
};

const groupsAndSets: Rule = {
  name: "waf-references",
  operation: "CreateWebACL",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    for (const { kind, statement } of statementsOf(inputs)) {
      const [setArn, group] = [text(statement, "arn"), text(statement, "name") ?? ""];
      const missingSet = kind === "ipSetReferenceStatement" && setArn && !world.findBy(IP_SET, "arn", setArn);
      const missingOwn = kind === "ruleGroupReferenceStatement" && setArn && !world.findBy(RULE_GROUP, "arn", setArn);
      const missingGroup =
        kind === "managedRuleGroupStatement" &&
        text(statement, "vendorName") === "AWS" &&
        managedGroups[group] === undefined;
      if (!missingSet && !missingOwn && !missingGroup) continue;
      return {
        code: "WAFNonexistentItemException",
        message: `AWS WAF couldn't perform the operation because your resource doesn't exist: ${setArn ?? group}`,
      };
    }
    return undefined;
  },
};

const capacity: Rule = {
  name: "waf-capacity",
  operation: "CreateWebACL",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const units = capacityOf(inputs, world);
    if (units <= 5000) return undefined;
    return {
      code: "WAFLimitsExceededException",
      message: `The rules take ${units} web ACL capacity units; a web ACL holds 5000 (the first 1500 are in its price).`,
    };
  },
};

export const webAclRules: readonly Rule[] = [
  rateLimit,
  rateWindow,
  rateKey,
  priorities,
  ruleAction,
  defaultAction,
  groupsAndSets,
  capacity,
];

/** What holds for the rules of a web ACL and of a rule group alike. */
export const ruleGroupRules: readonly Rule[] = [rateLimit, rateWindow, rateKey, priorities, groupsAndSets].map(
  (rule) => ({
    ...rule,
    name: rule.name.replace("waf-", "rule-group-"),
    operation: "CreateRuleGroup",
  }),
);
