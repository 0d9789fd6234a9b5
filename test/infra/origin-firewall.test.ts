import { OriginFirewall, type OriginFirewallArgs } from "../../infra/origin-firewall";
import { webAclRules } from "../../infra/origin-firewall/rules";
import { Recording, Secret } from "./recorded-resources";

const record = (changes: Partial<OriginFirewallArgs> = {}) =>
  Recording.of(() => {
    new OriginFirewall("jeju-test-firewall", {
      accountId: "111111111111",
      region: "us-east-1",
      loadBalancerArn: "arn:lb",
      originToken: "token-of-our-zone",
      requestsPerSecondPerIp: 100,
      requestsPerSecondTotal: 1000,
      logsKeyArn: "arn:key",
      protectData: true,
      ...changes,
    });
  });

function rule(name: string) {
  const rules = webAclRules("arn:group", { requestsPerSecondPerIp: 100, requestsPerSecondTotal: 1000 });
  const found = rules.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`there is no rule ${name}`);
  return found;
}

describe("the rules of the origin's firewall", () => {
  it("hold the total to 1000 requests per second, of all clients and paths together", () => {
    expect(rule("rate-total")).toMatchObject({
      action: { block: { customResponse: { responseCode: 429 } } },
      statement: {
        rateBasedStatement: {
          limit: 60_000,
          evaluationWindowSec: 60,
          aggregateKeyType: "CONSTANT",
          scopeDownStatement: {
            byteMatchStatement: {
              fieldToMatch: { uriPath: {} },
              positionalConstraint: "STARTS_WITH",
              searchString: "/",
            },
          },
        },
      },
    });
  });

  it("hold a client to 100 requests per second, by its own address and not Cloudflare's", () => {
    expect(rule("rate-per-address")).toMatchObject({
      action: { block: { customResponse: { responseCode: 429 } } },
      statement: {
        rateBasedStatement: {
          limit: 6_000,
          evaluationWindowSec: 60,
          aggregateKeyType: "FORWARDED_IP",
          forwardedIpConfig: { headerName: "CF-Connecting-IP", fallbackBehavior: "MATCH" },
        },
      },
    });
  });

  it("ask for the token first, for the client's limit next, and for the total after that", () => {
    const rules = webAclRules("arn:group", { requestsPerSecondPerIp: 100, requestsPerSecondTotal: 1000 });
    const byPriority = [...rules].sort((left, right) => Number(left.priority) - Number(right.priority));
    expect(byPriority.map(({ name }) => name)).toEqual([
      "origin-token",
      "rate-per-address",
      "rate-total",
      "AWSManagedRulesCommonRuleSet",
      "AWSManagedRulesKnownBadInputsRuleSet",
    ]);
    expect(new Set(rules.map(({ priority }) => priority)).size).toBe(rules.length);
  });

  it("let large JSON-RPC bodies and clients without a user agent pass, and count them", () => {
    expect(rule("AWSManagedRulesCommonRuleSet")).toMatchObject({
      overrideAction: { none: {} },
      statement: {
        managedRuleGroupStatement: {
          vendorName: "AWS",
          ruleActionOverrides: [
            { name: "SizeRestrictions_BODY", actionToUse: { count: {} } },
            { name: "NoUserAgent_HEADER", actionToUse: { count: {} } },
          ],
        },
      },
    });
  });

  it("keep no samples, which would show the token", () => {
    const rules = webAclRules("arn:group", { requestsPerSecondPerIp: 1, requestsPerSecondTotal: 1 });
    for (const { visibilityConfig } of rules) {
      expect(visibilityConfig).toMatchObject({ cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false });
    }
  });
});

describe("OriginFirewall", () => {
  const tokenRule = (accepts: unknown) => [
    expect.objectContaining({ action: { block: {} }, statement: { notStatement: { statements: [accepts] } } }),
  ];
  const carries = (token: string) => ({
    byteMatchStatement: {
      fieldToMatch: { singleHeader: { name: "x-origin-token" } },
      positionalConstraint: "EXACTLY",
      searchString: token,
      textTransformations: [{ priority: 0, type: "NONE" }],
    },
  });

  it("refuses what does not carry our zone's token, which stays a secret", async () => {
    const { rules } = (await record()).inputs("aws:wafv2/ruleGroup:RuleGroup");
    expect(rules).toBeInstanceOf(Secret);
    expect((rules as Secret).value).toEqual(tokenRule(carries("token-of-our-zone")));
  });

  it("accepts the token before as well while it is changed", async () => {
    const { rules } = (await record({ previousOriginToken: "old" })).inputs("aws:wafv2/ruleGroup:RuleGroup");
    const either = { orStatement: { statements: [carries("token-of-our-zone"), carries("old")] } };
    expect((rules as Secret).value).toEqual(tokenRule(either));
  });

  it("shows its other rules to a reviewer", async () => {
    const { rules } = (await record()).inputs("aws:wafv2/webAcl:WebAcl");
    expect(rules).toHaveLength(5);
    expect(JSON.stringify(rules)).not.toContain("token-of-our-zone");
  });

  it("guards the load balancer", async () => {
    expect((await record()).inputs("aws:wafv2/webAclAssociation:WebAclAssociation")).toMatchObject({
      resourceArn: "arn:lb",
      webAclArn: expect.stringContaining("jeju-test-firewall-acl"),
    });
  });

  it("logs what it blocks, encrypted, to a group of the name that AWS WAF demands, without the token", async () => {
    const recording = await record();
    expect(recording.inputs("aws:cloudwatch/logGroup:LogGroup")).toMatchObject({
      name: "aws-waf-logs-jeju-test-firewall",
      kmsKeyId: "arn:key",
      retentionInDays: 365,
    });
    const logging = recording.inputs("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration");
    expect(logging.redactedFields).toContainEqual({ singleHeader: { name: "x-origin-token" } });
    expect(logging).toMatchObject({
      loggingFilter: {
        defaultBehavior: "DROP",
        filters: [
          {
            behavior: "KEEP",
            conditions: [{ actionCondition: { action: "BLOCK" } }, { actionCondition: { action: "COUNT" } }],
          },
        ],
      },
    });
  });
});
