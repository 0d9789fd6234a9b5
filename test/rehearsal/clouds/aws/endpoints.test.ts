import { testRules } from "./rule-cases";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const FLOW_LOG = "aws:ec2/flowLog:FlowLog";

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
