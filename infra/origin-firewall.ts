import type { types } from "@pulumi/aws";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as wafv2 from "@pulumi/aws/wafv2";
import * as pulumi from "@pulumi/pulumi";
import { ORIGIN_TOKEN_HEADER } from "./endpoints";
import { policyDocument } from "./iam";
import { Logs } from "./logs";
import { type RateLimits, visibility, webAclRules } from "./origin-firewall/rules";

export interface OriginFirewallArgs extends RateLimits {
  /** AWS account, 12 digits. Source: `accountId`. */
  readonly accountId: string;
  /** AWS region. Source: `region`. */
  readonly region: string;
  /** Load balancer that is guarded. Source: {@link LoadBalancer}. */
  readonly loadBalancerArn: pulumi.Input<string>;
  /** Secret that our Cloudflare zone adds to every request. Source: `originToken`, a Pulumi secret. */
  readonly originToken: pulumi.Input<string>;
  /** The token before, accepted too while the edge changes over to a new one. Default none. */
  readonly previousOriginToken?: pulumi.Input<string>;
  /** Key that encrypts the log. Source: {@link Keys}. */
  readonly logsKeyArn: pulumi.Input<string>;
  /** Whether the log is protected against deletion. Source: `decommission`. */
  readonly protectData: boolean;
}

/**
 * AWS WAF before the load balancer. The address ranges there admit all of Cloudflare, and anybody can be its customer; so
 * the first rule refuses requests without the token that only our zone adds. Then come the limits per client and in
 * total, and AWS's managed rule sets.
 *
 * @example
 * new OriginFirewall("jeju-testnet-origin-firewall", { loadBalancerArn, originToken, requestsPerSecondTotal: 1000, ... });
 */
export class OriginFirewall extends pulumi.ComponentResource {
  readonly webAclArn: pulumi.Output<string>;

  private readonly webAcl: wafv2.WebAcl;

  constructor(
    private readonly name: string,
    private readonly args: OriginFirewallArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:OriginFirewall", name, {}, opts);
    this.webAcl = this.createWebAcl(this.createTokenRules());
    this.guardLoadBalancer();
    this.logBlocked();
    this.webAclArn = this.webAcl.arn;
    this.registerOutputs({ webAclArn: this.webAclArn });
  }

  /** Apart from the other rules, because a secret hides the whole property that holds it from previews. */
  private createTokenRules(): wafv2.RuleGroup {
    const { originToken, previousOriginToken } = this.args;
    const current = carries(originToken);
    const accepted =
      previousOriginToken === undefined
        ? current
        : { orStatement: { statements: [current, carries(previousOriginToken)] } };
    return new wafv2.RuleGroup(
      `${this.name}-token`,
      {
        scope: "REGIONAL",
        description: "Refuses what did not come through our Cloudflare zone",
        // Web ACL capacity units; a match of one header takes 2. The group cannot grow later, so there is room.
        capacity: 20,
        rules: [
          {
            name: "without-token",
            priority: 0,
            statement: { notStatement: { statements: [accepted] } },
            action: { block: {} },
            visibilityConfig: visibility("without-token"),
          },
        ],
        visibilityConfig: visibility(`${this.name}-token`),
      },
      { parent: this },
    );
  }

  private createWebAcl(tokenRules: wafv2.RuleGroup): wafv2.WebAcl {
    return new wafv2.WebAcl(
      `${this.name}-acl`,
      {
        scope: "REGIONAL",
        description: "Guards the origin behind Cloudflare",
        defaultAction: { allow: {} },
        rules: webAclRules(tokenRules.arn, this.args),
        visibilityConfig: visibility(`${this.name}-acl`),
      },
      { parent: this },
    );
  }

  private guardLoadBalancer(): void {
    new wafv2.WebAclAssociation(
      `${this.name}-association`,
      { resourceArn: this.args.loadBalancerArn, webAclArn: this.webAcl.arn },
      { parent: this },
    );
  }

  private logBlocked(): void {
    const logArn = this.createLog().arns.refused;
    const permission = this.allowDelivery(logArn);
    new wafv2.WebAclLoggingConfiguration(
      `${this.name}-logging`,
      {
        resourceArn: this.webAcl.arn,
        logDestinationConfigs: [logArn],
        redactedFields: [ORIGIN_TOKEN_HEADER, "authorization", "cookie"].map((name) => ({ singleHeader: { name } })),
        // Requests that pass are in the load balancer's access log.
        loggingFilter: {
          defaultBehavior: "DROP",
          filters: [
            {
              behavior: "KEEP",
              requirement: "MEETS_ANY",
              conditions: [{ actionCondition: { action: "BLOCK" } }, { actionCondition: { action: "COUNT" } }],
            },
          ],
        },
      },
      { parent: this, dependsOn: [permission] },
    );
  }

  private createLog(): Logs<"refused"> {
    const { logsKeyArn, protectData } = this.args;
    // AWS WAF writes only to groups whose name begins so.
    const groups = { refused: `aws-waf-logs-${this.name}` };
    return new Logs(`${this.name}-logs`, { groups, logsKeyArn, protectData }, { parent: this });
  }

  private allowDelivery(logArn: pulumi.Output<string>): cloudwatch.LogResourcePolicy {
    const { accountId, region } = this.args;
    return new cloudwatch.LogResourcePolicy(
      `${this.name}-log-permission`,
      {
        policyName: `${this.name}-log`,
        policyDocument: logArn.apply((arn) =>
          policyDocument({
            Sid: "WafDeliversLogs",
            Effect: "Allow",
            Principal: { Service: "delivery.logs.amazonaws.com" },
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: `${arn}:*`,
            Condition: {
              StringEquals: { "aws:SourceAccount": accountId },
              ArnLike: { "aws:SourceArn": `arn:aws:logs:${region}:${accountId}:*` },
            },
          }),
        ),
      },
      { parent: this },
    );
  }
}

function carries(token: pulumi.Input<string>): types.input.wafv2.RuleGroupRuleStatement {
  return {
    byteMatchStatement: {
      fieldToMatch: { singleHeader: { name: ORIGIN_TOKEN_HEADER } },
      positionalConstraint: "EXACTLY",
      searchString: pulumi.secret(token),
      textTransformations: [{ priority: 0, type: "NONE" }],
    },
  };
}
