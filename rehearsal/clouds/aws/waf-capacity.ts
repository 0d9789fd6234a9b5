import type { Properties } from "../../../safes/plugin/provider";
import type { World } from "../resource-type";
import { isObject, number, object, objects, text } from "./inputs";

/** Web ACL capacity units of AWS-managed rule groups. Source: WAF developer guide, AWS Managed Rules rule groups list. */
export const managedGroups: Readonly<Record<string, number>> = {
  AWSManagedRulesACFPRuleSet: 50,
  AWSManagedRulesATPRuleSet: 50,
  AWSManagedRulesAdminProtectionRuleSet: 100,
  AWSManagedRulesAmazonIpReputationList: 25,
  AWSManagedRulesAnonymousIpList: 50,
  AWSManagedRulesAntiDDoSRuleSet: 50,
  AWSManagedRulesBotControlRuleSet: 50,
  AWSManagedRulesCommonRuleSet: 700,
  AWSManagedRulesKnownBadInputsRuleSet: 200,
  AWSManagedRulesLinuxRuleSet: 200,
  AWSManagedRulesPHPRuleSet: 100,
  AWSManagedRulesSQLiRuleSet: 200,
  AWSManagedRulesUnixRuleSet: 100,
  AWSManagedRulesWindowsRuleSet: 200,
  AWSManagedRulesWordPressRuleSet: 100,
};

/** Base costs of statements. Source: the same guide, rule statement list. */
const statementUnits: Readonly<Record<string, number>> = {
  asnMatchStatement: 1,
  geoMatchStatement: 1,
  ipSetReferenceStatement: 1,
  labelMatchStatement: 1,
  regexMatchStatement: 3,
  regexPatternSetReferenceStatement: 25,
  sizeConstraintStatement: 1,
  sqliMatchStatement: 20,
  xssMatchStatement: 40,
};

const byteMatchUnits: Readonly<Record<string, number>> = {
  CONTAINS: 10,
  CONTAINS_WORD: 10,
  ENDS_WITH: 2,
  EXACTLY: 2,
  STARTS_WITH: 2,
};

/** Units that the rules of a web ACL or of a rule group take. */
export function capacityOf(inputs: Properties, world: World): number {
  return objects(inputs, "rules").reduce((sum, rule) => sum + statementCapacity(object(rule, "statement"), world), 0);
}

function statementCapacity(statement: Properties, world: World): number {
  return Object.entries(statement).reduce((sum, [kind, given]) => {
    if (!isObject(given)) return sum;
    return sum + unitsOf(kind, given, world);
  }, 0);
}

function unitsOf(kind: string, given: Properties, world: World): number {
  switch (kind) {
    case "managedRuleGroupStatement":
      return (
        (managedGroups[text(given, "name") ?? ""] ?? 0) + statementCapacity(object(given, "scopeDownStatement"), world)
      );
    case "ruleGroupReferenceStatement":
      return number(world.findBy("aws:wafv2/ruleGroup:RuleGroup", "arn", given.arn)?.outputs ?? {}, "capacity") ?? 0;
    case "rateBasedStatement":
      return (
        2 + 30 * objects(given, "customKeys").length + statementCapacity(object(given, "scopeDownStatement"), world)
      );
    case "byteMatchStatement":
      return (byteMatchUnits[text(given, "positionalConstraint") ?? ""] ?? 10) + transformationUnits(given);
    case "andStatement":
    case "notStatement":
    case "orStatement":
      return 1 + objects(given, "statements").reduce((sum, one) => sum + statementCapacity(one, world), 0);
    default:
      return (statementUnits[kind] ?? 0) + transformationUnits(given);
  }
}

/** Ten for each transformation, the one that does nothing aside. */
function transformationUnits(given: Properties): number {
  return 10 * objects(given, "textTransformations").filter((one) => text(one, "type") !== "NONE").length;
}

/** Every statement of the rules, however deep, with its kind. */
export function statementsOf(inputs: Properties): { kind: string; statement: Properties }[] {
  const found: { kind: string; statement: Properties }[] = [];
  const visit = (candidate: unknown): void => {
    if (Array.isArray(candidate)) candidate.forEach(visit);
    if (!isObject(candidate)) return;
    for (const [kind, inner] of Object.entries(candidate)) {
      if (/Statement$/.test(kind) && isObject(inner)) found.push({ kind, statement: inner });
      visit(inner);
    }
  };
  visit(objects(inputs, "rules"));
  return found;
}
