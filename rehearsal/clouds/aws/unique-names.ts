import type { Request, Rule } from "../resource-type";
import { text } from "./inputs";
import { siblings } from "./siblings";

interface UniqueName {
  readonly type: string;
  readonly operation: string;
  /** Properties that together may occur only once in the region (or in the account for a global type). */
  readonly properties: readonly [string, ...string[]];
  readonly code: string;
  /** Default 400. */
  readonly status?: number;
  readonly what: string;
}

// biome-ignore format: a table reads best with one entry a line
export const uniqueNames: readonly UniqueName[] = [
  { type: "aws:ec2/securityGroup:SecurityGroup", operation: "CreateSecurityGroup", properties: ["name", "vpcId"], code: "InvalidGroup.Duplicate", what: "security group" },
  { type: "aws:ec2/launchTemplate:LaunchTemplate", operation: "CreateLaunchTemplate", properties: ["name"], code: "InvalidLaunchTemplateName.AlreadyExistsException", what: "launch template" },
  { type: "aws:eks/cluster:Cluster", operation: "CreateCluster", properties: ["name"], code: "ResourceInUseException", status: 409, what: "cluster" },
  { type: "aws:eks/nodeGroup:NodeGroup", operation: "CreateNodegroup", properties: ["nodeGroupName", "clusterName"], code: "ResourceInUseException", status: 409, what: "node group" },
  { type: "aws:eks/addon:Addon", operation: "CreateAddon", properties: ["addonName", "clusterName"], code: "ResourceInUseException", status: 409, what: "add-on" },
  { type: "aws:eks/accessEntry:AccessEntry", operation: "CreateAccessEntry", properties: ["principalArn", "clusterName"], code: "ResourceInUseException", status: 409, what: "access entry" },
  { type: "aws:eks/podIdentityAssociation:PodIdentityAssociation", operation: "CreatePodIdentityAssociation", properties: ["serviceAccount", "namespace", "clusterName"], code: "ResourceInUseException", status: 409, what: "pod identity association" },
  { type: "aws:iam/role:Role", operation: "CreateRole", properties: ["name"], code: "EntityAlreadyExists", status: 409, what: "role" },
  { type: "aws:iam/policy:Policy", operation: "CreatePolicy", properties: ["name"], code: "EntityAlreadyExists", status: 409, what: "policy" },
  { type: "aws:iam/instanceProfile:InstanceProfile", operation: "CreateInstanceProfile", properties: ["name"], code: "EntityAlreadyExists", status: 409, what: "instance profile" },
  { type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider", operation: "CreateOpenIDConnectProvider", properties: ["url"], code: "EntityAlreadyExists", status: 409, what: "OpenID Connect provider" },
  { type: "aws:kms/alias:Alias", operation: "CreateAlias", properties: ["name"], code: "AlreadyExistsException", what: "alias" },
  { type: "aws:rds/instance:Instance", operation: "CreateDBInstance", properties: ["identifier"], code: "DBInstanceAlreadyExists", what: "DB instance" },
  { type: "aws:rds/subnetGroup:SubnetGroup", operation: "CreateDBSubnetGroup", properties: ["name"], code: "DBSubnetGroupAlreadyExists", what: "DB subnet group" },
  { type: "aws:rds/parameterGroup:ParameterGroup", operation: "CreateDBParameterGroup", properties: ["name"], code: "DBParameterGroupAlreadyExists", what: "DB parameter group" },
  { type: "aws:rds/proxy:Proxy", operation: "CreateDBProxy", properties: ["name"], code: "DBProxyAlreadyExistsFault", what: "DB proxy" },
  { type: "aws:cloudwatch/logGroup:LogGroup", operation: "CreateLogGroup", properties: ["name"], code: "ResourceAlreadyExistsException", what: "log group" },
  { type: "aws:lb/loadBalancer:LoadBalancer", operation: "CreateLoadBalancer", properties: ["name"], code: "DuplicateLoadBalancerName", what: "load balancer" },
  { type: "aws:lb/targetGroup:TargetGroup", operation: "CreateTargetGroup", properties: ["name"], code: "DuplicateTargetGroupName", what: "target group" },
  { type: "aws:wafv2/webAcl:WebAcl", operation: "CreateWebACL", properties: ["name", "scope"], code: "WAFDuplicateItemException", what: "web ACL" },
  { type: "aws:wafv2/ruleGroup:RuleGroup", operation: "CreateRuleGroup", properties: ["name", "scope"], code: "WAFDuplicateItemException", what: "rule group" },
  { type: "aws:wafv2/ipSet:IpSet", operation: "CreateIPSet", properties: ["name", "scope"], code: "WAFDuplicateItemException", what: "IP set" },
  { type: "aws:secretsmanager/secret:Secret", operation: "CreateSecret", properties: ["name"], code: "ResourceExistsException", what: "secret" },
  { type: "aws:backup/vault:Vault", operation: "CreateBackupVault", properties: ["name"], code: "AlreadyExistsException", what: "backup vault" },
  { type: "aws:ecr/repository:Repository", operation: "CreateRepository", properties: ["name"], code: "RepositoryAlreadyExistsException", what: "repository" },
  { type: "aws:route53/keySigningKey:KeySigningKey", operation: "CreateKeySigningKey", properties: ["name", "hostedZoneId"], code: "KeySigningKeyAlreadyExists", status: 409, what: "key-signing key" },
  { type: "aws:cloudtrail/trail:Trail", operation: "CreateTrail", properties: ["name"], code: "TrailAlreadyExistsException", what: "trail" },
  { type: "aws:accessanalyzer/analyzer:Analyzer", operation: "CreateAnalyzer", properties: ["analyzerName"], code: "ConflictException", status: 409, what: "analyzer" },
];

/** The rule that the type's name occurs once, where AWS holds it to that. */
export function uniqueNameRules(type: string): Rule[] {
  return uniqueNames.filter((entry) => entry.type === type).map(uniqueNameRule);
}

function uniqueNameRule({ type, operation, properties, code, status, what }: UniqueName): Rule {
  return {
    name: `unique-${what.toLowerCase().replace(/[^a-z]+/g, "-")}`,
    operation,
    on: ["create"],
    refuse(request) {
      const keyOf = (inputs: Request["inputs"]) => properties.map((property) => text(inputs, property));
      const key = keyOf(request.inputs);
      if (key[0] === undefined) return undefined;
      const twin = siblings(request, type).find((other) => keyOf(other.inputs).every((part, i) => part === key[i]));
      return twin && { code, ...(status && { status }), message: `The ${what} ${key[0]} already exists.` };
    },
  };
}
