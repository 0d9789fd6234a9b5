import { testRules } from "./rule-cases";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const RULE = "aws:ec2/securityGroupRule:SecurityGroupRule";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const FLOW_LOG = "aws:ec2/flowLog:FlowLog";

const missing = "sg-00000000000000000";

describe("security groups", () => {
  testRules([
    {
      rule: "security-group-name",
      refuses: "a name that looks like an id",
      code: "InvalidParameterValue",
      type: GROUP,
      wrong: { name: "sg-database" },
    },
    {
      rule: "security-group-description",
      refuses: "a description with characters that EC2 does not take",
      code: "InvalidParameterValue",
      type: GROUP,
      fine: { description: "Nodes (stateless), port 443" },
      wrong: { description: "Datenbank für RPC" },
    },
    {
      rule: "security-group-in-use",
      refuses: "to delete a group that a load balancer uses",
      code: "DependencyViolation",
      mayGo: ({ group }) => group,
      mayNot: (account) => {
        account.add("aws:lb/loadBalancer:LoadBalancer", {
          subnets: account.subnetIds,
          securityGroups: [account.group.id],
        });
        return account.group;
      },
    },
    {
      rule: "security-group-in-use",
      refuses: "to delete a group that another group's rule names",
      code: "DependencyViolation",
      mayGo: (account) => {
        account.add(INGRESS, { securityGroupId: account.group.id, referencedSecurityGroupId: account.group.id });
        return account.group;
      },
      mayNot: (account) => {
        account.add(INGRESS, { securityGroupId: account.group.id, referencedSecurityGroupId: account.otherGroup.id });
        return account.otherGroup;
      },
    },
    {
      rule: "ingress-rule-groups",
      refuses: "an inbound rule for a group that does not exist",
      code: "InvalidGroup.NotFound",
      type: INGRESS,
      fine: ({ vpc }) => ({ securityGroupId: vpc.outputs.defaultSecurityGroupId }),
      wrong: { securityGroupId: missing },
    },
    {
      rule: "ingress-rule-groups",
      refuses: "an inbound rule from a group of another VPC",
      code: "InvalidGroup.NotFound",
      type: INGRESS,
      fine: ({ cluster }) => {
        const { clusterSecurityGroupId } = cluster.outputs.vpcConfig as { clusterSecurityGroupId: string };
        return { cidrIpv4: undefined, referencedSecurityGroupId: clusterSecurityGroupId };
      },
      wrong: ({ otherGroup }) => ({ cidrIpv4: undefined, referencedSecurityGroupId: otherGroup.id }),
    },
    {
      rule: "egress-rule-groups",
      refuses: "an outbound rule to a group of another VPC",
      code: "InvalidGroup.NotFound",
      type: EGRESS,
      wrong: ({ otherGroup }) => ({ cidrIpv4: undefined, referencedSecurityGroupId: otherGroup.id }),
    },
    {
      rule: "security-group-rule-groups",
      refuses: "a rule from a group that does not exist",
      code: "InvalidGroup.NotFound",
      type: RULE,
      wrong: { cidrBlocks: undefined, sourceSecurityGroupId: missing },
    },
    {
      rule: "ingress-rule-port-range",
      refuses: "ports that run backwards",
      code: "InvalidParameterValue",
      type: INGRESS,
      wrong: { fromPort: 8546, toPort: 8545 },
    },
    {
      rule: "egress-rule-port-range",
      refuses: "TCP without ports",
      code: "InvalidParameterValue",
      type: EGRESS,
      fine: { ipProtocol: "-1", fromPort: undefined, toPort: undefined },
      wrong: { fromPort: undefined, toPort: undefined },
    },
    {
      rule: "security-group-rule-port-range",
      refuses: "a port over 65535",
      code: "InvalidParameterValue",
      type: RULE,
      wrong: { toPort: 65536 },
    },
    ...[
      { type: INGRESS, rule: "ingress-rule-duplicate" },
      { type: EGRESS, rule: "egress-rule-duplicate" },
    ].map(({ type, rule }) => ({
      rule,
      refuses: `a permission that the group has (${rule})`,
      code: "InvalidPermission.Duplicate",
      type,
      wrong: (account: import("./furnished-account").FurnishedAccount) => {
        const permission = { securityGroupId: account.group.id, ipProtocol: "tcp", fromPort: 22, toPort: 22 };
        account.add(type, permission);
        return { ...permission, cidrIpv4: undefined };
      },
    })),
    {
      rule: "security-group-rule-duplicate",
      refuses: "a rule that the group has",
      code: "InvalidPermission.Duplicate",
      type: RULE,
      wrong: (account) => {
        const rule = { securityGroupId: account.group.id, type: "ingress", protocol: "-1", fromPort: 0, toPort: 0 };
        account.add(RULE, rule);
        return { ...rule, cidrBlocks: undefined };
      },
    },
    {
      rule: "prefix-list-capacity",
      refuses: "more entries than the prefix list holds",
      code: "PrefixListMaxEntriesExceeded",
      type: "aws:ec2/managedPrefixList:ManagedPrefixList",
      fine: { entries: [{ cidr: "192.0.2.0/24" }] },
      wrong: { maxEntries: 1, entries: [{ cidr: "192.0.2.0/24" }, { cidr: "198.51.100.0/24" }] },
    },
    {
      rule: "prefix-list-entry-duplicate",
      refuses: "an entry that the prefix list has",
      code: "InvalidPrefixListModification",
      type: "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry",
      wrong: { cidr: "192.0.2.0/24" },
    },
  ]);
});

describe("VPC endpoints", () => {
  testRules([
    {
      rule: "endpoint-service",
      refuses: "a service of another region",
      code: "InvalidServiceName",
      type: ENDPOINT,
      fine: { serviceName: "com.amazonaws.us-east-1.ecr.dkr" },
      wrong: { serviceName: "com.amazonaws.eu-west-1.kms" },
    },
    {
      rule: "endpoint-service",
      refuses: "a service that does not exist",
      code: "InvalidServiceName",
      type: ENDPOINT,
      wrong: { serviceName: "com.amazonaws.us-east-1.secretmanager" },
    },
    {
      rule: "endpoint-gateway-arguments",
      refuses: "subnets for a gateway endpoint",
      code: "InvalidParameter",
      type: ENDPOINT,
      fine: ({ routeTable }) => ({
        vpcEndpointType: "Gateway",
        serviceName: "com.amazonaws.us-east-1.s3",
        privateDnsEnabled: false,
        subnetIds: undefined,
        securityGroupIds: undefined,
        routeTableIds: [routeTable.id],
      }),
      wrong: { vpcEndpointType: "Gateway", serviceName: "com.amazonaws.us-east-1.s3", privateDnsEnabled: false },
    },
    {
      rule: "endpoint-same-network",
      refuses: "a subnet of another VPC",
      code: "InvalidParameter",
      type: ENDPOINT,
      wrong: ({ otherSubnet }) => ({ subnetIds: [otherSubnet.id] }),
    },
    {
      rule: "endpoint-one-subnet-per-zone",
      refuses: "two subnets in one zone",
      code: "DuplicateSubnetsInSameZone",
      type: ENDPOINT,
      wrong: (account) => ({
        subnetIds: [account.subnetIds[0], account.subnet(account.vpc, "us-east-1a", "10.0.8.0/24").id],
      }),
    },
    {
      rule: "endpoint-private-dns-needs-vpc-dns",
      refuses: "private DNS in a VPC without DNS hostnames",
      code: "InvalidParameter",
      type: ENDPOINT,
      wrong: ({ otherVpc, otherSubnet, otherGroup }) => ({
        vpcId: otherVpc.id,
        subnetIds: [otherSubnet.id],
        securityGroupIds: [otherGroup.id],
      }),
    },
    {
      rule: "endpoint-private-dns-conflict",
      refuses: "a second endpoint with private DNS for a service",
      code: "InvalidParameter",
      type: ENDPOINT,
      wrong: (account) => {
        const serviceName = "com.amazonaws.us-east-1.kms";
        account.add(ENDPOINT, {
          vpcId: account.vpc.id,
          serviceName,
          vpcEndpointType: "Interface",
          privateDnsEnabled: true,
        });
        return {};
      },
    },
    {
      rule: "endpoint-security-groups",
      refuses: "a security group of another VPC",
      code: "InvalidGroup.NotFound",
      type: ENDPOINT,
      wrong: ({ otherGroup }) => ({ securityGroupIds: [otherGroup.id] }),
    },
  ]);
});

describe("flow logs", () => {
  testRules([
    {
      rule: "flow-log-one-source",
      refuses: "a flow log of a VPC and a subnet at once",
      code: "InvalidParameterCombination",
      type: FLOW_LOG,
      wrong: ({ subnetIds }) => ({ subnetId: subnetIds[0] }),
    },
    {
      rule: "flow-log-aggregation-interval",
      refuses: "an interval that is neither one nor ten minutes",
      code: "InvalidParameter",
      type: FLOW_LOG,
      fine: { maxAggregationInterval: 60 },
      wrong: { maxAggregationInterval: 300 },
    },
    {
      rule: "flow-log-role-needed",
      refuses: "a log group as destination without a role",
      code: "InvalidParameter",
      type: FLOW_LOG,
      fine: ({ logBucket }) => ({
        iamRoleArn: undefined,
        logDestinationType: "s3",
        logDestination: logBucket.outputs.arn,
      }),
      wrong: { iamRoleArn: undefined },
    },
    {
      rule: "flow-log-destination",
      refuses: "a log group that does not exist",
      code: "InvalidParameter",
      type: FLOW_LOG,
      wrong: { logDestination: "arn:aws:logs:us-east-1:111111111111:log-group:gone" },
    },
    {
      rule: "flow-log-role",
      refuses: "a role that does not exist",
      code: "InvalidParameter",
      type: FLOW_LOG,
      wrong: { iamRoleArn: "arn:aws:iam::111111111111:role/gone" },
    },
  ]);
});
