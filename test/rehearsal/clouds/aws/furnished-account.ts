import type { CloudResource } from "../../../../rehearsal/clouds/resource-type";
import { Account } from "./account";

export const trust = (...services: string[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: services }, Action: "sts:AssumeRole" }],
  });

export const allow = (principal: unknown, action: string, resource = "*", extra: object = {}) => ({
  Effect: "Allow",
  Principal: principal,
  Action: action,
  Resource: resource,
  ...extra,
});

export const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

const root = "arn:aws:iam::111111111111:root";

/** The key's owner and the services that may use it. */
export const keyPolicy = (...services: string[]) =>
  policy(allow({ AWS: root }, "kms:*"), ...services.map((service) => allow({ Service: service }, "kms:*")));

const visibility = { cloudwatchMetricsEnabled: true, metricName: "m", sampledRequestsEnabled: true };

/** An account with one of everything that others need, as a test's starting point. */
export class FurnishedAccount extends Account {
  readonly vpc = this.add("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true });
  readonly otherVpc = this.add("aws:ec2/vpc:Vpc", { cidrBlock: "10.1.0.0/16" });
  readonly gateway = this.add("aws:ec2/internetGateway:InternetGateway", { vpcId: this.vpc.id });
  readonly subnets = ["a", "b", "c"].map((zone, index) =>
    this.subnet(this.vpc, `us-east-1${zone}`, `10.0.${index}.0/24`),
  );
  readonly otherSubnet = this.subnet(this.otherVpc, "us-east-1b", "10.1.0.0/24");
  readonly address = this.add("aws:ec2/eip:Eip");
  readonly nat = this.add("aws:ec2/natGateway:NatGateway", {
    subnetId: this.subnetIds[0],
    allocationId: this.address.id,
  });
  readonly routeTable = this.add("aws:ec2/routeTable:RouteTable", { vpcId: this.vpc.id });
  readonly networkAcl = this.add("aws:ec2/networkAcl:NetworkAcl", { vpcId: this.vpc.id });
  readonly group = this.add("aws:ec2/securityGroup:SecurityGroup", { vpcId: this.vpc.id });
  readonly otherGroup = this.add("aws:ec2/securityGroup:SecurityGroup", { vpcId: this.otherVpc.id });
  readonly prefixList = this.add("aws:ec2/managedPrefixList:ManagedPrefixList", {
    addressFamily: "IPv4",
    maxEntries: 2,
    entries: [{ cidr: "192.0.2.0/24" }],
  });

  readonly key = this.add("aws:kms/key:Key", {
    policy: keyPolicy("logs.us-east-1.amazonaws.com", "cloudtrail.amazonaws.com"),
  });
  readonly signingKey = this.add("aws:kms/key:Key", {
    customerMasterKeySpec: "ECC_NIST_P256",
    keyUsage: "SIGN_VERIFY",
    policy: keyPolicy("dnssec-route53.amazonaws.com"),
  });
  readonly role = this.add("aws:iam/role:Role", {
    assumeRolePolicy: trust(
      "eks.amazonaws.com",
      "ec2.amazonaws.com",
      "backup.amazonaws.com",
      "monitoring.rds.amazonaws.com",
    ),
  });
  /** A role that only Lambda may assume. */
  readonly strangeRole = this.add("aws:iam/role:Role", { assumeRolePolicy: trust("lambda.amazonaws.com") });
  readonly policy = this.add("aws:iam/policy:Policy", {
    policy: policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }),
  });

  readonly logGroup = this.add("aws:cloudwatch/logGroup:LogGroup", { name: "aws-waf-logs-jeju" });
  readonly topic = this.add("aws:sns/topic:Topic", { name: "alarms" });
  readonly topicPolicy = this.add("aws:sns/topicPolicy:TopicPolicy", {
    arn: this.topic.id,
    policy: policy(allow({ Service: "backup.amazonaws.com" }, "sns:Publish", this.topic.id)),
  });
  readonly bucket = this.add("aws:s3/bucket:Bucket", { bucket: "jeju-backups" });
  readonly logBucket = this.add("aws:s3/bucket:Bucket", { bucket: "jeju-logs" });
  readonly logBucketPolicy = this.add("aws:s3/bucketPolicy:BucketPolicy", {
    bucket: "jeju-logs",
    policy: policy(
      allow(
        { Service: ["logdelivery.elasticloadbalancing.amazonaws.com", "cloudtrail.amazonaws.com"] },
        "s3:PutObject",
        "arn:aws:s3:::jeju-logs/*",
      ),
    ),
  });

  readonly cluster = this.add("aws:eks/cluster:Cluster", {
    name: "jeju",
    roleArn: this.role.outputs.arn,
    version: "1.34",
    accessConfig: { authenticationMode: "API" },
    vpcConfig: { subnetIds: this.subnetIds },
  });
  readonly launchTemplate = this.add("aws:ec2/launchTemplate:LaunchTemplate", { name: "nodes" });
  readonly nodeGroup = this.add("aws:eks/nodeGroup:NodeGroup", {
    clusterName: "jeju",
    nodeGroupName: "stateless",
    nodeRoleArn: this.role.outputs.arn,
    scalingConfig: { minSize: 1, desiredSize: 1, maxSize: 2 },
    subnetIds: this.subnetIds,
  });
  readonly accessEntry = this.add("aws:eks/accessEntry:AccessEntry", {
    clusterName: "jeju",
    principalArn: this.role.outputs.arn,
  });

  readonly subnetGroup = this.add("aws:rds/subnetGroup:SubnetGroup", { name: "database", subnetIds: this.subnetIds });
  readonly parameterGroup = this.add("aws:rds/parameterGroup:ParameterGroup", { name: "pg17", family: "postgres17" });
  readonly database = this.add("aws:rds/instance:Instance", {
    identifier: "primary",
    engine: "postgres",
    engineVersion: "17",
    instanceClass: "db.r7g.large",
    allocatedStorage: 100,
    backupRetentionPeriod: 30,
    dbSubnetGroupName: "database",
    manageMasterUserPassword: true,
    username: "jeju",
  });
  readonly proxy = this.add("aws:rds/proxy:Proxy", {
    name: "pool",
    engineFamily: "POSTGRESQL",
    roleArn: this.role.outputs.arn,
    vpcSubnetIds: this.subnetIds,
  });

  readonly zone = this.add("aws:route53/zone:Zone", { name: "jeju.network" });
  readonly privateZone = this.add("aws:route53/zone:Zone", { name: "jeju.internal", vpcs: [{ vpcId: this.vpc.id }] });
  readonly certificate = this.certified("rpc.jeju.network");
  readonly balancer = this.add("aws:lb/loadBalancer:LoadBalancer", { name: "rpc", subnets: this.subnetIds });
  readonly targetGroup = this.add("aws:lb/targetGroup:TargetGroup", {
    name: "execution",
    port: 8545,
    protocol: "HTTP",
    targetType: "ip",
    vpcId: this.vpc.id,
  });
  readonly listener = this.add("aws:lb/listener:Listener", {
    loadBalancerArn: this.balancer.id,
    port: 443,
    protocol: "HTTPS",
    certificateArn: this.certificate.id,
    defaultActions: [{ type: "forward", targetGroupArn: this.targetGroup.id }],
  });
  readonly ipSet = this.add("aws:wafv2/ipSet:IpSet", {
    ipAddressVersion: "IPV4",
    scope: "REGIONAL",
    addresses: ["192.0.2.0/24"],
  });
  readonly webAcl = this.add("aws:wafv2/webAcl:WebAcl", {
    scope: "REGIONAL",
    defaultAction: { allow: {} },
    visibilityConfig: visibility,
  });
  readonly secret = this.add("aws:secretsmanager/secret:Secret", { name: "database" });
  readonly vault = this.add("aws:backup/vault:Vault", { name: "daily" });
  readonly plan = this.add("aws:backup/plan:Plan", {
    name: "daily",
    rules: [{ ruleName: "daily", targetVaultName: "daily" }],
  });
  readonly repository = this.add("aws:ecr/repository:Repository", { name: "op-node" });

  get subnetIds(): string[] {
    return this.subnets.map(({ id }) => id);
  }

  subnet(vpc: CloudResource, availabilityZone: string, cidrBlock: string): CloudResource {
    return this.add("aws:ec2/subnet:Subnet", { vpcId: vpc.id, availabilityZone, cidrBlock });
  }

  /** A certificate that is issued. */
  certified(domainName: string): CloudResource {
    const certificate = this.add("aws:acm/certificate:Certificate", { domainName, validationMethod: "DNS" });
    this.add("aws:acm/certificateValidation:CertificateValidation", { certificateArn: certificate.id });
    return certificate;
  }
}
