import type { CloudResource, Request, Rule } from "../resource-type";
import { text } from "./inputs";
import { siblings, vpcOfSubnet, zoneOfSubnet } from "./siblings";

/** A default quota of a fresh account. Source: Service Quotas console, `aws service-quotas list-aws-default-service-quotas`. */
interface Quota {
  readonly name: string;
  readonly type: string;
  readonly operation: string;
  readonly limit: number;
  readonly code: string;
  readonly what: string;
  /** Resources that share a value count together; default: the whole region (or account for a global type). */
  readonly per?: (resource: Pick<CloudResource, "inputs">, request: Request) => string | undefined;
  /** The quota counts only such resources. */
  readonly counts?: (resource: Pick<CloudResource, "inputs">) => boolean;
}

const input =
  (property: string): Quota["per"] =>
  ({ inputs }) =>
    text(inputs, property);

const EC2 = "aws:ec2/";
const gatewayEndpoint: Quota["counts"] = ({ inputs }) => (text(inputs, "vpcEndpointType") ?? "Gateway") === "Gateway";
const interfaceEndpoint: Quota["counts"] = ({ inputs }) => text(inputs, "vpcEndpointType") === "Interface";

// biome-ignore format: a table reads best with one quota a line
export const quotas: readonly Quota[] = [
  { name: "vpcs", type: `${EC2}vpc:Vpc`, operation: "CreateVpc", limit: 5, code: "VpcLimitExceeded", what: "VPCs per region" },
  { name: "internet-gateways", type: `${EC2}internetGateway:InternetGateway`, operation: "CreateInternetGateway", limit: 5, code: "InternetGatewayLimitExceeded", what: "internet gateways per region" },
  { name: "elastic-ips", type: `${EC2}eip:Eip`, operation: "AllocateAddress", limit: 5, code: "AddressLimitExceeded", what: "Elastic IP addresses per region" },
  { name: "nat-gateways", type: `${EC2}natGateway:NatGateway`, operation: "CreateNatGateway", limit: 5, code: "NatGatewayLimitExceeded", what: "NAT gateways per availability zone", per: ({ inputs }, { world }) => zoneOfSubnet(world, text(inputs, "subnetId")) },
  { name: "subnets", type: `${EC2}subnet:Subnet`, operation: "CreateSubnet", limit: 200, code: "SubnetLimitExceeded", what: "subnets per VPC", per: input("vpcId") },
  { name: "route-tables", type: `${EC2}routeTable:RouteTable`, operation: "CreateRouteTable", limit: 200, code: "RouteTableLimitExceeded", what: "route tables per VPC", per: input("vpcId") },
  { name: "network-acls", type: `${EC2}networkAcl:NetworkAcl`, operation: "CreateNetworkAcl", limit: 200, code: "NetworkAclLimitExceeded", what: "network ACLs per VPC", per: input("vpcId") },
  { name: "network-acl-rules", type: `${EC2}networkAclRule:NetworkAclRule`, operation: "CreateNetworkAclEntry", limit: 20, code: "NetworkAclEntryLimitExceeded", what: "rules per network ACL and direction", per: ({ inputs }) => `${text(inputs, "networkAclId")} ${inputs.egress === true}` },
  { name: "security-groups", type: `${EC2}securityGroup:SecurityGroup`, operation: "CreateSecurityGroup", limit: 2500, code: "SecurityGroupLimitExceeded", what: "security groups per region" },
  { name: "security-group-ingress-rules", type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", operation: "AuthorizeSecurityGroupIngress", limit: 60, code: "RulesPerSecurityGroupLimitExceeded", what: "inbound rules per security group", per: input("securityGroupId") },
  { name: "security-group-egress-rules", type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", operation: "AuthorizeSecurityGroupEgress", limit: 60, code: "RulesPerSecurityGroupLimitExceeded", what: "outbound rules per security group", per: input("securityGroupId") },
  { name: "gateway-endpoints", type: `${EC2}vpcEndpoint:VpcEndpoint`, operation: "CreateVpcEndpoint", limit: 20, code: "VpcEndpointLimitExceeded", what: "gateway endpoints per region", counts: gatewayEndpoint },
  { name: "interface-endpoints", type: `${EC2}vpcEndpoint:VpcEndpoint`, operation: "CreateVpcEndpoint", limit: 50, code: "VpcEndpointLimitExceeded", what: "interface endpoints per VPC", per: input("vpcId"), counts: interfaceEndpoint },
  { name: "flow-logs", type: `${EC2}flowLog:FlowLog`, operation: "CreateFlowLogs", limit: 2, code: "FlowLogsLimitExceeded", what: "flow logs per resource", per: ({ inputs }, { world }) => text(inputs, "vpcId") ?? text(inputs, "eniId") ?? vpcOfSubnet(world, text(inputs, "subnetId")) },
  { name: "prefix-lists", type: `${EC2}managedPrefixList:ManagedPrefixList`, operation: "CreateManagedPrefixList", limit: 100, code: "PrefixListLimitExceeded", what: "managed prefix lists per region" },
  { name: "eks-clusters", type: "aws:eks/cluster:Cluster", operation: "CreateCluster", limit: 100, code: "ResourceLimitExceededException", what: "clusters per region" },
  { name: "eks-node-groups", type: "aws:eks/nodeGroup:NodeGroup", operation: "CreateNodegroup", limit: 30, code: "ResourceLimitExceededException", what: "managed node groups per cluster", per: input("clusterName") },
  { name: "roles", type: "aws:iam/role:Role", operation: "CreateRole", limit: 1000, code: "LimitExceeded", what: "roles per account" },
  { name: "policies", type: "aws:iam/policy:Policy", operation: "CreatePolicy", limit: 1500, code: "LimitExceeded", what: "customer managed policies per account" },
  { name: "attached-policies", type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", operation: "AttachRolePolicy", limit: 10, code: "LimitExceeded", what: "managed policies attached to a role", per: input("role") },
  { name: "oidc-providers", type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider", operation: "CreateOpenIDConnectProvider", limit: 100, code: "LimitExceeded", what: "OpenID Connect providers per account" },
  { name: "kms-aliases", type: "aws:kms/alias:Alias", operation: "CreateAlias", limit: 50, code: "LimitExceededException", what: "aliases per KMS key", per: input("targetKeyId") },
  { name: "db-instances", type: "aws:rds/instance:Instance", operation: "CreateDBInstance", limit: 40, code: "InstanceQuotaExceeded", what: "DB instances per region" },
  { name: "db-subnet-groups", type: "aws:rds/subnetGroup:SubnetGroup", operation: "CreateDBSubnetGroup", limit: 50, code: "DBSubnetGroupQuotaExceeded", what: "DB subnet groups per region" },
  { name: "db-parameter-groups", type: "aws:rds/parameterGroup:ParameterGroup", operation: "CreateDBParameterGroup", limit: 50, code: "DBParameterGroupQuotaExceeded", what: "DB parameter groups per region" },
  { name: "db-proxies", type: "aws:rds/proxy:Proxy", operation: "CreateDBProxy", limit: 20, code: "DBProxyQuotaExceededFault", what: "proxies per region" },
  { name: "log-resource-policies", type: "aws:cloudwatch/logResourcePolicy:LogResourcePolicy", operation: "PutResourcePolicy", limit: 10, code: "LimitExceededException", what: "log resource policies per region" },
  { name: "log-metric-filters", type: "aws:cloudwatch/logMetricFilter:LogMetricFilter", operation: "PutMetricFilter", limit: 100, code: "LimitExceededException", what: "metric filters per log group", per: input("logGroupName") },
  { name: "key-signing-keys", type: "aws:route53/keySigningKey:KeySigningKey", operation: "CreateKeySigningKey", limit: 2, code: "TooManyKeySigningKeys", what: "key-signing keys per hosted zone", per: input("hostedZoneId") },
  { name: "hosted-zones", type: "aws:route53/zone:Zone", operation: "CreateHostedZone", limit: 500, code: "TooManyHostedZones", what: "hosted zones per account" },
  { name: "load-balancers", type: "aws:lb/loadBalancer:LoadBalancer", operation: "CreateLoadBalancer", limit: 50, code: "TooManyLoadBalancers", what: "load balancers per region" },
  { name: "listeners", type: "aws:lb/listener:Listener", operation: "CreateListener", limit: 50, code: "TooManyListeners", what: "listeners per load balancer", per: input("loadBalancerArn") },
  { name: "listener-rules", type: "aws:lb/listenerRule:ListenerRule", operation: "CreateRule", limit: 100, code: "TooManyRules", what: "rules per listener", per: input("listenerArn") },
  { name: "listener-certificates", type: "aws:lb/listenerCertificate:ListenerCertificate", operation: "AddListenerCertificates", limit: 25, code: "TooManyCertificates", what: "certificates per load balancer", per: input("listenerArn") },
  { name: "web-acls", type: "aws:wafv2/webAcl:WebAcl", operation: "CreateWebACL", limit: 100, code: "WAFLimitsExceededException", what: "web ACLs per region" },
  { name: "ip-sets", type: "aws:wafv2/ipSet:IpSet", operation: "CreateIPSet", limit: 100, code: "WAFLimitsExceededException", what: "IP sets per region" },
  { name: "backup-vaults", type: "aws:backup/vault:Vault", operation: "CreateBackupVault", limit: 100, code: "LimitExceededException", what: "backup vaults per region" },
  { name: "certificates", type: "aws:acm/certificate:Certificate", operation: "RequestCertificate", limit: 2500, code: "LimitExceededException", what: "certificates per region" },
  { name: "trails", type: "aws:cloudtrail/trail:Trail", operation: "CreateTrail", limit: 5, code: "MaximumNumberOfTrailsExceededException", what: "trails per region" },
  { name: "detectors", type: "aws:guardduty/detector:Detector", operation: "CreateDetector", limit: 1, code: "BadRequestException", what: "detectors per region" },
  { name: "configuration-recorders", type: "aws:cfg/recorder:Recorder", operation: "PutConfigurationRecorder", limit: 1, code: "MaxNumberOfConfigurationRecordersExceededException", what: "configuration recorders per region" },
  { name: "delivery-channels", type: "aws:cfg/deliveryChannel:DeliveryChannel", operation: "PutDeliveryChannel", limit: 1, code: "MaxNumberOfDeliveryChannelsExceededException", what: "delivery channels per region" },
];

/** The rules that hold the default quotas of the type. */
export function quotaRules(type: string): Rule[] {
  return quotas.filter((quota) => quota.type === type).map(quotaRule);
}

function quotaRule({ name, type, operation, limit, code, what, per, counts }: Quota): Rule {
  return {
    name: `quota-${name}`,
    operation,
    on: ["create"],
    refuse(request) {
      if (counts && !counts(request)) return undefined;
      const group = per?.(request, request);
      const held = siblings(request, type).filter(
        (other) => (!counts || counts(other)) && (!per || per(other, request) === group),
      );
      if (held.length < limit) return undefined;
      return { code, message: `The maximum number of ${what} has been reached (default quota: ${limit}).` };
    },
  };
}
