import { FurnishedAccount } from "./furnished-account";
import { testRules } from "./rule-cases";

const WEB_ACL = "aws:wafv2/webAcl:WebAcl";
const RULE_GROUP = "aws:wafv2/ruleGroup:RuleGroup";
const IP_SET = "aws:wafv2/ipSet:IpSet";
const LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";

const visibilityConfig = { cloudwatchMetricsEnabled: true, metricName: "m", sampledRequestsEnabled: true };
const block = { action: { block: {} } };
const rule = (statement: object, priority = 0, action: object = block) => ({
  name: `rule-${priority}`,
  priority,
  statement,
  visibilityConfig,
  ...action,
});
const rate = (settings: object) => rule({ rateBasedStatement: { limit: 100, aggregateKeyType: "IP", ...settings } });
const managed = (name: string, priority = 0, action: object = { overrideAction: { none: {} } }) =>
  rule({ managedRuleGroupStatement: { vendorName: "AWS", name } }, priority, action);
const everyPath = {
  byteMatchStatement: {
    fieldToMatch: { uriPath: {} },
    positionalConstraint: "STARTS_WITH",
    searchString: "/",
    textTransformations: [{ priority: 0, type: "NONE" }],
  },
};
const missingSet = { ipSetReferenceStatement: { arn: "arn:aws:wafv2:us-east-1:111111111111:regional/ipset/gone/1" } };

describe("web ACLs", () => {
  testRules([
    {
      rule: "waf-rate-limit",
      refuses: "a rate limit under ten",
      code: "WAFInvalidParameterException",
      type: WEB_ACL,
      fine: { rules: [rate({ limit: 10 })] },
      wrong: { rules: [rate({ limit: 9 })] },
    },
    {
      rule: "waf-rate-window",
      refuses: "a window that WAF does not offer",
      code: "WAFInvalidParameterException",
      type: WEB_ACL,
      fine: { rules: [rate({ evaluationWindowSec: 60 })] },
      wrong: { rules: [rate({ evaluationWindowSec: 30 })] },
    },
    {
      rule: "waf-rate-key",
      refuses: "a constant key without a scope",
      code: "WAFInvalidParameterException",
      type: WEB_ACL,
      fine: { rules: [rate({ aggregateKeyType: "CONSTANT", scopeDownStatement: everyPath })] },
      wrong: { rules: [rate({ aggregateKeyType: "CONSTANT" })] },
    },
    {
      rule: "waf-rate-key",
      refuses: "a forwarded address without the header's name",
      code: "WAFInvalidParameterException",
      type: WEB_ACL,
      fine: {
        rules: [
          rate({
            aggregateKeyType: "FORWARDED_IP",
            forwardedIpConfig: { headerName: "CF-Connecting-IP", fallbackBehavior: "MATCH" },
          }),
        ],
      },
      wrong: { rules: [rate({ aggregateKeyType: "FORWARDED_IP" })] },
    },
    {
      rule: "waf-priorities",
      refuses: "two rules of one priority",
      code: "WAFInvalidParameterException",
      type: WEB_ACL,
      fine: { rules: [rule(everyPath, 1), rule(everyPath, 2)] },
      wrong: { rules: [rule(everyPath, 1), rule(everyPath, 1)] },
    },
    {
      rule: "waf-rule-action",
      refuses: "an action on a rule group, which takes an override",
      code: "WAFInvalidParameterException",
      type: WEB_ACL,
      wrong: { rules: [managed("AWSManagedRulesCommonRuleSet", 0, block)] },
    },
    {
      rule: "waf-default-action",
      refuses: "a web ACL that both allows and blocks by default",
      code: "WAFInvalidParameterException",
      type: WEB_ACL,
      fine: { defaultAction: { allow: {} } },
      wrong: { defaultAction: { allow: {}, block: {} } },
    },
    {
      rule: "waf-references",
      refuses: "a managed rule group that does not exist",
      code: "WAFNonexistentItemException",
      type: WEB_ACL,
      fine: { rules: [managed("AWSManagedRulesKnownBadInputsRuleSet")] },
      wrong: { rules: [managed("AWSManagedRulesBadInputsRuleSet")] },
    },
    {
      rule: "waf-references",
      refuses: "an IP set that does not exist",
      code: "WAFNonexistentItemException",
      type: WEB_ACL,
      wrong: { rules: [rule(missingSet)] },
    },
    {
      rule: "waf-capacity",
      refuses: "rules that take more than 5000 units",
      code: "WAFLimitsExceededException",
      type: WEB_ACL,
      fine: { rules: Array.from({ length: 7 }, (_, index) => managed("AWSManagedRulesCommonRuleSet", index)) },
      wrong: { rules: Array.from({ length: 8 }, (_, index) => managed("AWSManagedRulesCommonRuleSet", index)) },
    },
    {
      rule: "web-acl-in-use",
      refuses: "to delete a web ACL that protects something",
      code: "WAFAssociatedItemException",
      mayGo: ({ webAcl }) => webAcl,
      mayNot: (account) => {
        account.add("aws:wafv2/webAclAssociation:WebAclAssociation", {
          webAclArn: account.webAcl.outputs.arn,
          resourceArn: account.balancer.id,
        });
        return account.webAcl;
      },
    },
    {
      rule: "web-acl-resource",
      refuses: "to protect a load balancer that does not exist",
      code: "WAFNonexistentItemException",
      type: "aws:wafv2/webAclAssociation:WebAclAssociation",
      wrong: {
        resourceArn: "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/gone/0123456789abcdef",
      },
    },
    {
      rule: "waf-log-destination",
      refuses: "a log group whose name WAF does not take",
      code: "WAFInvalidParameterException",
      type: LOGGING,
      wrong: (account) => ({
        logDestinationConfigs: [account.add("aws:cloudwatch/logGroup:LogGroup", { name: "waf" }).outputs.arn],
      }),
    },
    {
      rule: "waf-log-destination",
      refuses: "a log group that does not exist",
      code: "WAFLogDestinationPermissionIssueException",
      type: LOGGING,
      wrong: { logDestinationConfigs: ["arn:aws:logs:us-east-1:111111111111:log-group:aws-waf-logs-gone"] },
    },
  ]);

  it("adds up the capacity of the rules", () => {
    const account = new FurnishedAccount();
    const rules = [
      managed("AWSManagedRulesCommonRuleSet", 0),
      rate({ aggregateKeyType: "CONSTANT", scopeDownStatement: everyPath }),
    ];
    const { outputs } = account.add(WEB_ACL, { scope: "REGIONAL", rules });
    // 700 for the group, 2 for the rate and 2 for the path.
    expect(outputs.capacity).toBe(704);
  });

  it("counts a rule group of the account by the capacity that it was given", () => {
    const account = new FurnishedAccount();
    const group = account.add(RULE_GROUP, { scope: "REGIONAL", capacity: 50 });
    const reference = rule({ ruleGroupReferenceStatement: { arn: group.outputs.arn } }, 0, {
      overrideAction: { none: {} },
    });
    expect(account.add(WEB_ACL, { scope: "REGIONAL", rules: [reference] }).outputs.capacity).toBe(50);
  });
});

describe("rule groups and IP sets", () => {
  testRules([
    {
      rule: "rule-group-rate-limit",
      refuses: "a rate limit over two billion",
      code: "WAFInvalidParameterException",
      type: RULE_GROUP,
      wrong: { rules: [rate({ limit: 2_000_000_001 })] },
    },
    {
      rule: "rule-group-rate-window",
      refuses: "a window that WAF does not offer, in a rule group",
      code: "WAFInvalidParameterException",
      type: RULE_GROUP,
      wrong: { rules: [rate({ evaluationWindowSec: 900 })] },
    },
    {
      rule: "rule-group-rate-key",
      refuses: "custom keys without any",
      code: "WAFInvalidParameterException",
      type: RULE_GROUP,
      wrong: { rules: [rate({ aggregateKeyType: "CUSTOM_KEYS" })] },
    },
    {
      rule: "rule-group-priorities",
      refuses: "two rules of one priority, in a rule group",
      code: "WAFInvalidParameterException",
      type: RULE_GROUP,
      wrong: { rules: [rule(everyPath, 1), rule(everyPath, 1)] },
    },
    {
      rule: "rule-group-references",
      refuses: "an IP set that does not exist, in a rule group",
      code: "WAFNonexistentItemException",
      type: RULE_GROUP,
      fine: ({ ipSet }) => ({ rules: [rule({ ipSetReferenceStatement: { arn: ipSet.outputs.arn } })] }),
      wrong: { rules: [rule(missingSet)] },
    },
    {
      rule: "rule-group-capacity",
      refuses: "rules that take more than the group was given",
      code: "WAFLimitsExceededException",
      type: RULE_GROUP,
      fine: { capacity: 2 },
      wrong: { capacity: 1 },
    },
    {
      rule: "rule-group-in-use",
      refuses: "to delete a rule group that a web ACL names",
      code: "WAFAssociatedItemException",
      mayGo: (account) => account.add(RULE_GROUP, { scope: "REGIONAL", capacity: 50 }),
      mayNot: (account) => {
        const group = account.add(RULE_GROUP, { scope: "REGIONAL", capacity: 50 });
        account.add(WEB_ACL, {
          scope: "REGIONAL",
          rules: [rule({ ruleGroupReferenceStatement: { arn: group.outputs.arn } })],
        });
        return group;
      },
    },
    {
      rule: "ip-set-addresses",
      refuses: "the block that is every address",
      code: "WAFInvalidParameterException",
      type: IP_SET,
      fine: { addresses: ["104.16.0.0/13"] },
      wrong: { addresses: ["0.0.0.0/0"] },
    },
    {
      rule: "ip-set-in-use",
      refuses: "to delete an IP set that a web ACL names",
      code: "WAFAssociatedItemException",
      mayGo: ({ ipSet }) => ipSet,
      mayNot: (account) => {
        const statement = { ipSetReferenceStatement: { arn: account.ipSet.outputs.arn } };
        account.add(WEB_ACL, { scope: "REGIONAL", rules: [rule(statement)] });
        return account.ipSet;
      },
    },
  ]);

  it.each([
    { rule: "web-acl-scope", type: WEB_ACL },
    { rule: "rule-group-scope", type: RULE_GROUP },
    { rule: "ip-set-scope", type: IP_SET },
  ])("refuses CloudFront's scope outside us-east-1 ($type)", ({ rule: name, type }) => {
    const account = new FurnishedAccount();
    const refusalsIn = (region: string) =>
      account
        .refusals(type, "create", { scope: "CLOUDFRONT" }, undefined, region)
        .filter(({ rule: one }) => one === name);
    expect(refusalsIn("us-east-1")).toEqual([]);
    expect(refusalsIn("eu-west-1")).toMatchObject([{ code: "WAFInvalidParameterException" }]);
  });
});
