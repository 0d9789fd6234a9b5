import type { ResourceType } from "../resource-type";
import { acmTypes } from "./acm";
import { autoscalingTypes } from "./autoscaling";
import { backupTypes } from "./backup";
import { cloudwatchTypes } from "./cloudwatch";
import { computeTypes } from "./compute";
import { detectionTypes } from "./detection";
import { ecrTypes } from "./ecr";
import { eksTypes } from "./eks";
import { eksAccessTypes } from "./eks-access";
import { nodeGroupTypes } from "./eks-node-groups";
import { flowLogTypes } from "./flow-logs";
import { iamTypes } from "./iam";
import { kmsTypes } from "./kms";
import { loadBalancingTypes } from "./load-balancing";
import { logTypes } from "./logs";
import { natTypes } from "./nat";
import { networkAclTypes } from "./network-acls";
import { prefixListTypes } from "./prefix-lists";
import { publicAccessTypes } from "./public-access";
import { rdsTypes } from "./rds";
import { rdsProxyTypes } from "./rds-proxy";
import { route53Types } from "./route53";
import { dnssecTypes } from "./route53-dnssec";
import { routingTypes } from "./routing";
import { s3Types } from "./s3";
import { s3ConfigurationTypes } from "./s3-configuration";
import { secretsTypes } from "./secrets-manager";
import { securityGroupTypes } from "./security-groups";
import { snsTypes } from "./sns";
import { vpcTypes } from "./vpc";
import { vpcEndpointTypes } from "./vpc-endpoints";
import { wafTypes } from "./wafv2";

export { type RegionFacts, regions, zoneIdOf, zonesOf } from "./regions";

/** Every AWS resource type that the rehearsal stands in for. A type that is not here is an error, never a guess. */
export const awsTypes: readonly ResourceType[] = [
  ...vpcTypes,
  ...publicAccessTypes,
  ...routingTypes,
  ...natTypes,
  ...networkAclTypes,
  ...securityGroupTypes,
  ...prefixListTypes,
  ...vpcEndpointTypes,
  ...flowLogTypes,
  ...computeTypes,
  ...eksTypes,
  ...nodeGroupTypes,
  ...eksAccessTypes,
  ...autoscalingTypes,
  ...iamTypes,
  ...kmsTypes,
  ...rdsTypes,
  ...rdsProxyTypes,
  ...logTypes,
  ...cloudwatchTypes,
  ...s3Types,
  ...s3ConfigurationTypes,
  ...route53Types,
  ...dnssecTypes,
  ...acmTypes,
  ...loadBalancingTypes,
  ...wafTypes,
  ...secretsTypes,
  ...snsTypes,
  ...backupTypes,
  ...ecrTypes,
  ...detectionTypes,
];
