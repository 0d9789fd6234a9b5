import { isIP } from "node:net";
import type { Request, ResourceType, Rule } from "../resource-type";
import { arn, parseArn } from "./arn";
import { awsType } from "./aws-type";
import { uuid } from "./ids";
import { number, text, texts } from "./inputs";
import { capacityOf, statementsOf } from "./waf-capacity";
import { invalid, ruleGroupRules, webAclRules } from "./web-acl-rules";

const WEB_ACL = "aws:wafv2/webAcl:WebAcl";
const RULE_GROUP = "aws:wafv2/ruleGroup:RuleGroup";
const IP_SET = "aws:wafv2/ipSet:IpSet";

const scopeRegion = (kind: string, operation: string): Rule => ({
  name: `${kind}-scope`,
  operation,
  on: ["create"],
  refuse({ region, inputs }) {
    if (text(inputs, "scope") !== "CLOUDFRONT" || region === "us-east-1") return undefined;
    return invalid(
      `The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT lives in us-east-1, not in ${region}.`,
    );
  },
});

const addresses: Rule = {
  name: "ip-set-addresses",
  operation: "CreateIPSet",
  on: ["create", "update"],
  refuse({ inputs }) {
    const version = text(inputs, "ipAddressVersion") === "IPV6" ? 6 : 4;
    const wrong = texts(inputs, "addresses").find((block) => {
      const [address = "", length = ""] = block.split("/");
      return (
        isIP(address) !== version ||
        !/^\d+$/.test(length) ||
        Number(length) < 1 ||
        Number(length) > (version === 4 ? 32 : 128)
      );
    });
    return wrong === undefined
      ? undefined
      : invalid(`${wrong} is no IPv${version} block in CIDR notation with a prefix of 1 or more.`);
  },
};

/** A set or a group that rules still name. */
const unreferenced = (kind: string, operation: string): Rule => ({
  name: `${kind}-in-use`,
  operation,
  on: ["delete"],
  refuse({ world, before }) {
    const holder = [WEB_ACL, RULE_GROUP]
      .flatMap((type) => world.all(type))
      .find(({ inputs }) => statementsOf(inputs).some(({ statement }) => statement.arn === before?.outputs.arn));
    if (!holder) return undefined;
    return {
      code: "WAFAssociatedItemException",
      message: `AWS WAF couldn't perform the operation because your resource is being used by ${holder.id}.`,
    };
  },
});

const groupCapacity: Rule = {
  name: "rule-group-capacity",
  operation: "CreateRuleGroup",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const [units, capacity] = [capacityOf(inputs, world), number(inputs, "capacity") ?? 0];
    if (units <= capacity && capacity <= 5000) return undefined;
    return {
      code: "WAFLimitsExceededException",
      message: `The rules take ${units} web ACL capacity units and the group was given ${capacity} (of 5000 at most).`,
    };
  },
};

const aclUnused: Rule = {
  name: "web-acl-in-use",
  operation: "DeleteWebACL",
  on: ["delete"],
  refuse({ world, before }) {
    const holder = world.findBy("aws:wafv2/webAclAssociation:WebAclAssociation", "webAclArn", before?.outputs.arn);
    if (!holder) return undefined;
    return {
      code: "WAFAssociatedItemException",
      message: `AWS WAF couldn't perform the operation because your resource is being used by another resource (${text(holder.inputs, "resourceArn")}).`,
    };
  },
};

const protectable: Rule = {
  name: "web-acl-resource",
  operation: "AssociateWebACL",
  on: ["create"],
  refuse({ world, inputs }) {
    const resourceArn = text(inputs, "resourceArn") ?? "";
    if (parseArn(resourceArn)?.service !== "elasticloadbalancing") return undefined;
    if (
      parseArn(resourceArn)?.resource.startsWith("loadbalancer/app/") &&
      world.get("aws:lb/loadBalancer:LoadBalancer", resourceArn)
    )
      return undefined;
    return {
      code: "WAFNonexistentItemException",
      message: `AWS WAF couldn't find an application load balancer ${resourceArn}.`,
    };
  },
};

const logDestination: Rule = {
  name: "waf-log-destination",
  operation: "PutLoggingConfiguration",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const destinations = texts(inputs, "logDestinationConfigs");
    if (destinations.length !== 1) return invalid(`exactly one log destination, got ${destinations.length}.`);
    const [destination = ""] = destinations.map((one) => one.replace(/:\*$/, ""));
    const target = parseArn(destination);
    const name = target?.resource.replace(/^(log-group:|deliverystream\/)/, "") ?? "";
    if (!name.startsWith("aws-waf-logs-"))
      return invalid(`The ARN isn't valid: the destination's name must begin with aws-waf-logs-, got ${destination}.`);
    const found =
      target?.service === "logs"
        ? world.findBy("aws:cloudwatch/logGroup:LogGroup", "arn", destination)
        : target?.service !== "s3" || world.get("aws:s3/bucket:Bucket", name);
    return found
      ? undefined
      : {
          code: "WAFLogDestinationPermissionIssueException",
          message: `The log destination ${destination} does not exist or cannot be written.`,
        };
  },
};

const scoped = ({ inputs }: Pick<Request, "inputs">) =>
  text(inputs, "scope") === "CLOUDFRONT" ? "global" : "regional";

export const wafTypes: readonly ResourceType[] = [
  awsType({
    type: WEB_ACL,
    service: "WAFv2",
    label: "WAFv2 WebACL",
    replaceOn: ["name", "namePrefix", "scope"],
    autoName: { property: "name", maxLength: 128 },
    id: (request) => uuid(request),
    arn: (request, id) => arn(request, "wafv2", `${scoped(request)}/webacl/${text(request.inputs, "name")}/${id}`),
    computed: (request) => ({ applicationIntegrationUrl: "", lockToken: uuid(request, "lock") }),
    derived: ({ world, inputs }) => ({ capacity: capacityOf(inputs, world) }),
    rules: [...webAclRules, scopeRegion("web-acl", "CreateWebACL"), aclUnused],
  }),
  awsType({
    type: IP_SET,
    service: "WAFv2",
    label: "WAFv2 IPSet",
    replaceOn: ["ipAddressVersion", "name", "namePrefix", "scope"],
    autoName: { property: "name", maxLength: 128 },
    id: (request) => uuid(request),
    arn: (request, id) => arn(request, "wafv2", `${scoped(request)}/ipset/${text(request.inputs, "name")}/${id}`),
    computed: (request) => ({ lockToken: uuid(request, "lock") }),
    rules: [addresses, scopeRegion("ip-set", "CreateIPSet"), unreferenced("ip-set", "DeleteIPSet")],
  }),
  awsType({
    type: RULE_GROUP,
    service: "WAFv2",
    label: "WAFv2 RuleGroup",
    replaceOn: ["capacity", "name", "namePrefix", "scope"],
    autoName: { property: "name", maxLength: 128 },
    id: (request) => uuid(request),
    arn: (request, id) => arn(request, "wafv2", `${scoped(request)}/rulegroup/${text(request.inputs, "name")}/${id}`),
    computed: (request) => ({ lockToken: uuid(request, "lock") }),
    rules: [
      ...ruleGroupRules,
      groupCapacity,
      scopeRegion("rule-group", "CreateRuleGroup"),
      unreferenced("rule-group", "DeleteRuleGroup"),
    ],
  }),
  awsType({
    type: "aws:wafv2/webAclAssociation:WebAclAssociation",
    service: "WAFv2",
    label: "WAFv2 WebACL Association",
    replaceOn: ["resourceArn", "webAclArn"],
    id: ({ inputs }) => `${text(inputs, "webAclArn")},${text(inputs, "resourceArn")}`,
    references: [{ property: "webAclArn", to: [WEB_ACL], by: "arn", missing: "WAFNonexistentItemException" }],
    rules: [protectable],
  }),
  awsType({
    type: "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    service: "WAFv2",
    label: "WAFv2 WebACL Logging Configuration",
    replaceOn: ["logDestinationConfigs", "resourceArn"],
    id: ({ inputs }) => text(inputs, "resourceArn") ?? "",
    references: [{ property: "resourceArn", to: [WEB_ACL], by: "arn", missing: "WAFNonexistentItemException" }],
    rules: [logDestination],
  }),
];
