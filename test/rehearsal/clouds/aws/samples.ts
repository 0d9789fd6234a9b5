import type { Properties } from "../../../../safes/plugin/provider";
import { dataSamples } from "./data-samples";
import { allow, type FurnishedAccount, keyPolicy, policy, trust } from "./furnished-account";

type Sample = Properties | ((account: FurnishedAccount) => Properties);

const statement = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });
const peer = (account: FurnishedAccount) => ({
  securityGroupId: account.group.id,
  ipProtocol: "tcp",
  fromPort: 443,
  toPort: 443,
  cidrIpv4: "10.0.0.0/16",
});

/** One good set of inputs for every type, in a furnished account. */
const samples: Readonly<Record<string, Sample>> = {
  "aws:ec2/vpc:Vpc": { cidrBlock: "10.20.0.0/16" },
  "aws:ec2/subnet:Subnet": ({ vpc }) => ({ vpcId: vpc.id, cidrBlock: "10.0.9.0/24", availabilityZone: "us-east-1a" }),
  "aws:ec2/internetGateway:InternetGateway": ({ otherVpc }) => ({ vpcId: otherVpc.id }),
  "aws:ec2/vpcBlockPublicAccessOptions:VpcBlockPublicAccessOptions": { internetGatewayBlockMode: "block-ingress" },
  "aws:ec2/vpcBlockPublicAccessExclusion:VpcBlockPublicAccessExclusion": ({ subnetIds }) => ({
    subnetId: subnetIds[0],
    internetGatewayExclusionMode: "allow-bidirectional",
  }),
  "aws:ec2/tag:Tag": ({ vpc }) => ({ resourceId: vpc.id, key: "team", value: "infra" }),
  "aws:ec2/eip:Eip": {},
  "aws:ec2/natGateway:NatGateway": (account) => ({
    subnetId: account.subnetIds[1],
    allocationId: account.add("aws:ec2/eip:Eip").id,
  }),
  "aws:ec2/routeTable:RouteTable": ({ vpc }) => ({ vpcId: vpc.id }),
  "aws:ec2/defaultRouteTable:DefaultRouteTable": ({ vpc }) => ({
    defaultRouteTableId: vpc.outputs.defaultRouteTableId,
  }),
  "aws:ec2/route:Route": ({ routeTable, gateway }) => ({
    routeTableId: routeTable.id,
    destinationCidrBlock: "0.0.0.0/0",
    gatewayId: gateway.id,
  }),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ({ routeTable, subnetIds }) => ({
    routeTableId: routeTable.id,
    subnetId: subnetIds[0],
  }),
  "aws:ec2/networkAcl:NetworkAcl": ({ vpc }) => ({ vpcId: vpc.id }),
  "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": ({ vpc }) => ({
    defaultNetworkAclId: vpc.outputs.defaultNetworkAclId,
  }),
  "aws:ec2/networkAclRule:NetworkAclRule": ({ networkAcl }) => ({
    networkAclId: networkAcl.id,
    ruleNumber: 100,
    ruleAction: "allow",
    protocol: "tcp",
    cidrBlock: "10.0.0.0/16",
    fromPort: 443,
    toPort: 443,
  }),
  "aws:ec2/networkAclAssociation:NetworkAclAssociation": ({ networkAcl, subnetIds }) => ({
    networkAclId: networkAcl.id,
    subnetId: subnetIds[0],
  }),
  "aws:ec2/securityGroup:SecurityGroup": ({ vpc }) => ({ vpcId: vpc.id }),
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ({ vpc }) => ({ vpcId: vpc.id }),
  "aws:ec2/securityGroupRule:SecurityGroupRule": ({ group }) => ({
    securityGroupId: group.id,
    type: "ingress",
    protocol: "tcp",
    fromPort: 443,
    toPort: 443,
    cidrBlocks: ["10.0.0.0/16"],
  }),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": peer,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": peer,
  "aws:ec2/managedPrefixList:ManagedPrefixList": { addressFamily: "IPv4", maxEntries: 2 },
  "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry": ({ prefixList }) => ({
    prefixListId: prefixList.id,
    cidr: "198.51.100.0/24",
  }),
  "aws:ec2/vpcEndpoint:VpcEndpoint": ({ vpc, subnetIds, group }) => ({
    vpcId: vpc.id,
    serviceName: "com.amazonaws.us-east-1.kms",
    vpcEndpointType: "Interface",
    privateDnsEnabled: true,
    subnetIds,
    securityGroupIds: [group.id],
  }),
  "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": (account) => ({
    routeTableId: account.routeTable.id,
    vpcEndpointId: gatewayEndpoint(account),
  }),
  "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation": (account) => ({
    subnetId: account.subnetIds[0],
    vpcEndpointId: gatewayEndpoint(account),
  }),
  "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy": (account) => ({ vpcEndpointId: gatewayEndpoint(account) }),
  "aws:ec2/flowLog:FlowLog": ({ vpc, logGroup, role }) => ({
    vpcId: vpc.id,
    logDestination: logGroup.outputs.arn,
    iamRoleArn: role.outputs.arn,
    trafficType: "ALL",
  }),
  "aws:ec2/launchTemplate:LaunchTemplate": { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 } },
  "aws:ebs/volume:Volume": { availabilityZone: "us-east-1a", size: 100, type: "gp3" },
  "aws:ebs/encryptionByDefault:EncryptionByDefault": {},
  "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess": { state: "block-all-sharing" },
  "aws:ebs/defaultKmsKey:DefaultKmsKey": ({ key }) => ({ keyArn: key.outputs.arn }),
  "aws:eks/cluster:Cluster": ({ role, subnetIds }) => ({
    roleArn: role.outputs.arn,
    version: "1.34",
    vpcConfig: { subnetIds, endpointPrivateAccess: true, endpointPublicAccess: false },
  }),
  "aws:eks/nodeGroup:NodeGroup": ({ role, subnetIds }) => ({
    clusterName: "jeju",
    nodeRoleArn: role.outputs.arn,
    scalingConfig: { minSize: 1, desiredSize: 3, maxSize: 6 },
    instanceTypes: ["m7i.xlarge"],
    subnetIds,
  }),
  "aws:eks/addon:Addon": { clusterName: "jeju", addonName: "coredns" },
  "aws:eks/accessEntry:AccessEntry": ({ strangeRole }) => ({
    clusterName: "jeju",
    principalArn: strangeRole.outputs.arn,
  }),
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": ({ role }) => ({
    clusterName: "jeju",
    principalArn: role.outputs.arn,
    policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
    accessScope: { type: "cluster" },
  }),
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": ({ role }) => ({
    clusterName: "jeju",
    namespace: "kube-system",
    serviceAccount: "ebs-csi",
    roleArn: role.outputs.arn,
  }),
  "aws:autoscaling/attachment:Attachment": (account) => ({
    autoscalingGroupName: autoscalingGroup(account),
    lbTargetGroupArn: account.targetGroup.id,
  }),
  "aws:autoscaling/tag:Tag": (account) => ({
    autoscalingGroupName: autoscalingGroup(account),
    tag: { key: "team", value: "infra", propagateAtLaunch: true },
  }),
  "aws:iam/role:Role": { assumeRolePolicy: trust("ec2.amazonaws.com") },
  "aws:iam/policy:Policy": { policy: statement },
  "aws:iam/rolePolicy:RolePolicy": ({ role }) => ({ role: role.id, policy: statement }),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ({ role }) => ({
    role: role.id,
    policyArn: "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
  }),
  "aws:iam/instanceProfile:InstanceProfile": ({ role }) => ({ role: role.id }),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    clientIdLists: ["sts.amazonaws.com"],
    url: "https://token.actions.githubusercontent.com",
  },
  "aws:kms/key:Key": { policy: keyPolicy() },
  "aws:kms/alias:Alias": ({ key }) => ({ name: "alias/jeju", targetKeyId: key.id }),
  "aws:kms/keyPolicy:KeyPolicy": ({ key }) => ({ keyId: key.id, policy: keyPolicy() }),
  "aws:rds/subnetGroup:SubnetGroup": ({ subnetIds }) => ({ subnetIds }),
  "aws:rds/parameterGroup:ParameterGroup": { family: "postgres17" },
  "aws:rds/instance:Instance": ({ group, key }) => ({
    engine: "postgres",
    engineVersion: "17",
    instanceClass: "db.r7g.large",
    allocatedStorage: 100,
    dbSubnetGroupName: "database",
    parameterGroupName: "pg17",
    manageMasterUserPassword: true,
    username: "jeju",
    storageEncrypted: true,
    kmsKeyId: key.outputs.arn,
    vpcSecurityGroupIds: [group.id],
    finalSnapshotIdentifier: "last",
  }),
  "aws:rds/proxy:Proxy": ({ role, subnetIds }) => ({
    engineFamily: "POSTGRESQL",
    roleArn: role.outputs.arn,
    vpcSubnetIds: subnetIds,
  }),
  "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": { dbProxyName: "pool" },
  "aws:rds/proxyTarget:ProxyTarget": {
    dbProxyName: "pool",
    targetGroupName: "default",
    dbInstanceIdentifier: "primary",
  },
  "aws:cloudwatch/logGroup:LogGroup": ({ key }) => ({ retentionInDays: 365, kmsKeyId: key.outputs.arn }),
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
    policyName: "route53",
    policyDocument: policy(allow({ Service: "route53.amazonaws.com" }, "logs:PutLogEvents")),
  },
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": {
    logGroupName: "aws-waf-logs-jeju",
    pattern: "ERROR",
    metricTransformation: { name: "errors", namespace: "jeju", value: "1" },
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": ({ topic }) => ({
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: 3,
    metricName: "CPUUtilization",
    namespace: "AWS/RDS",
    period: 300,
    statistic: "Average",
    threshold: 80,
    alarmActions: [topic.id],
  }),
  "aws:cloudwatch/dashboard:Dashboard": { dashboardName: "jeju", dashboardBody: '{"widgets":[]}' },
  "aws:route53/zone:Zone": { name: "testnet.jeju.network" },
  "aws:route53/record:Record": ({ zone }) => ({
    zoneId: zone.id,
    name: "rpc",
    type: "A",
    ttl: 300,
    records: ["192.0.2.1"],
  }),
  "aws:route53/delegationSet:DelegationSet": {},
  "aws:route53/keySigningKey:KeySigningKey": ({ zone, signingKey }) => ({
    hostedZoneId: zone.id,
    keyManagementServiceArn: signingKey.outputs.arn,
    name: "jeju",
  }),
  "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec": (account) => {
    const inputs = sampleOf("aws:route53/keySigningKey:KeySigningKey", account);
    account.add("aws:route53/keySigningKey:KeySigningKey", inputs);
    return { hostedZoneId: account.zone.id };
  },
  "aws:route53/queryLog:QueryLog": (account) => {
    const type = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy";
    account.add(type, sampleOf(type, account));
    return { zoneId: account.zone.id, cloudwatchLogGroupArn: account.logGroup.outputs.arn };
  },
  "aws:acm/certificate:Certificate": { domainName: "ws.jeju.network", validationMethod: "DNS" },
  "aws:acm/certificateValidation:CertificateValidation": ({ certificate }) => ({ certificateArn: certificate.id }),
  "aws:lb/loadBalancer:LoadBalancer": ({ subnetIds, group }) => ({ subnets: subnetIds, securityGroups: [group.id] }),
  "aws:lb/listener:Listener": ({ balancer, certificate, targetGroup }) => ({
    loadBalancerArn: balancer.id,
    port: 8443,
    protocol: "HTTPS",
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    certificateArn: certificate.id,
    defaultActions: [{ type: "forward", targetGroupArn: targetGroup.id }],
  }),
  "aws:lb/listenerRule:ListenerRule": ({ listener, targetGroup }) => ({
    listenerArn: listener.id,
    priority: 10,
    actions: [{ type: "forward", targetGroupArn: targetGroup.id }],
    conditions: [{ hostHeader: { values: ["ws.jeju.network"] } }],
  }),
  "aws:lb/listenerCertificate:ListenerCertificate": ({ listener, certificate }) => ({
    listenerArn: listener.id,
    certificateArn: certificate.id,
  }),
  "aws:lb/targetGroup:TargetGroup": ({ vpc }) => ({ port: 8546, protocol: "HTTP", targetType: "ip", vpcId: vpc.id }),
  "aws:guardduty/detector:Detector": {},
  "aws:guardduty/detectorFeature:DetectorFeature": (account) => ({
    detectorId: account.add("aws:guardduty/detector:Detector").id,
    name: "S3_DATA_EVENTS",
    status: "ENABLED",
  }),
  "aws:cloudtrail/trail:Trail": ({ logBucket, key }) => ({ s3BucketName: logBucket.id, kmsKeyId: key.outputs.arn }),
  "aws:cfg/recorder:Recorder": ({ role }) => ({ roleArn: role.outputs.arn }),
  "aws:cfg/deliveryChannel:DeliveryChannel": (account) => {
    account.add("aws:cfg/recorder:Recorder", { roleArn: account.role.outputs.arn });
    return { s3BucketName: account.logBucket.id };
  },
  "aws:cfg/recorderStatus:RecorderStatus": (account) => {
    account.add("aws:cfg/recorder:Recorder", { name: "default", roleArn: account.role.outputs.arn });
    account.add("aws:cfg/deliveryChannel:DeliveryChannel", { s3BucketName: account.logBucket.id });
    return { name: "default", isEnabled: true };
  },
  "aws:securityhub/account:Account": {},
  "aws:securityhub/standardsSubscription:StandardsSubscription": (account) => {
    account.add("aws:securityhub/account:Account");
    return {
      standardsArn: "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0",
    };
  },
  "aws:accessanalyzer/analyzer:Analyzer": { analyzerName: "account" },
};

const gatewayEndpoint = (account: FurnishedAccount) =>
  account.add("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcId: account.vpc.id, serviceName: "com.amazonaws.us-east-1.s3" })
    .id;

function autoscalingGroup({ nodeGroup }: FurnishedAccount): unknown {
  const [resources] = nodeGroup.outputs.resources as [{ autoscalingGroups: [{ name: string }] }];
  return resources.autoscalingGroups[0].name;
}

export function sampleOf(type: string, account: FurnishedAccount): Properties {
  const sample = samples[type] ?? dataSamples[type];
  if (!sample) throw new Error(`no sample of ${type}; add one to samples.ts`);
  return typeof sample === "function" ? sample(account) : sample;
}
