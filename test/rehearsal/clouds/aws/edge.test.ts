import { FurnishedAccount } from "./furnished-account";
import { testRules } from "./rule-cases";
import { sampleOf } from "./samples";

const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const LISTENER = "aws:lb/listener:Listener";
const LISTENER_RULE = "aws:lb/listenerRule:ListenerRule";
const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
const CERTIFICATE = "aws:acm/certificate:Certificate";
const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";

const forward = (targetGroupArn: string) => [{ type: "forward", targetGroupArn }];
const accessLogs = { accessLogs: { bucket: "jeju-logs", enabled: true } };
const foreignTarget = (account: FurnishedAccount) =>
  account.add(TARGET_GROUP, { port: 1, protocol: "HTTP", vpcId: account.otherVpc.id }).id;

/** A target group that another load balancer's listener forwards to. */
function takenTarget(account: FurnishedAccount): string {
  const target = account.add(TARGET_GROUP, { port: 1, protocol: "HTTP", vpcId: account.vpc.id }).id;
  const other = account.add(BALANCER, { name: "other", subnets: account.subnetIds }).id;
  account.add(LISTENER, { loadBalancerArn: other, port: 80, protocol: "HTTP", defaultActions: forward(target) });
  return target;
}

describe("load balancers", () => {
  testRules([
    {
      rule: "load-balancer-name",
      refuses: "a name of more than 32 characters",
      code: "ValidationError",
      type: BALANCER,
      fine: { name: "jeju-mainnet-rpc" },
      wrong: { name: "jeju-mainnet-load-balancer-for-rpc" },
    },
    {
      rule: "load-balancer-two-zones",
      refuses: "an application load balancer in one zone",
      code: "ValidationError",
      type: BALANCER,
      fine: ({ subnetIds }) => ({ subnets: subnetIds.slice(0, 2) }),
      wrong: ({ subnetIds }) => ({ subnets: subnetIds.slice(0, 1) }),
    },
    {
      rule: "load-balancer-one-subnet-per-zone",
      refuses: "two subnets of one zone",
      code: "InvalidConfigurationRequest",
      type: BALANCER,
      wrong: (account) => ({
        subnets: [...account.subnetIds, account.subnet(account.vpc, "us-east-1a", "10.0.7.0/24").id],
      }),
    },
    {
      rule: "load-balancer-internet-gateway",
      refuses: "an internet-facing load balancer where no gateway is",
      code: "InvalidSubnet",
      type: BALANCER,
      fine: (account) => ({ ...inOtherVpc(account), internal: true }),
      wrong: inOtherVpc,
    },
    {
      rule: "load-balancer-access-logs",
      refuses: "access logs to a bucket that does not let them in",
      code: "InvalidConfigurationRequest",
      type: BALANCER,
      fine: accessLogs,
      wrong: { accessLogs: { bucket: "jeju-backups", enabled: true } },
    },
    {
      rule: "load-balancer-access-logs",
      refuses: "access logs to a bucket that KMS encrypts",
      code: "InvalidConfigurationRequest",
      type: BALANCER,
      fine: (account) => {
        const rules = [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }];
        account.add(ENCRYPTION, { bucket: "jeju-logs", rules });
        return accessLogs;
      },
      wrong: (account) => {
        const rules = [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }];
        account.add(ENCRYPTION, { bucket: "jeju-logs", rules });
        return accessLogs;
      },
    },
    {
      rule: "load-balancer-security-groups",
      refuses: "a security group of another VPC",
      code: "InvalidSecurityGroup",
      type: BALANCER,
      wrong: ({ otherGroup }) => ({ securityGroups: [otherGroup.id] }),
    },
    {
      rule: "load-balancer-deletion-protection",
      refuses: "to delete a protected load balancer",
      code: "OperationNotPermitted",
      mayGo: ({ balancer }) => balancer,
      mayNot: (account) => account.add(BALANCER, { subnets: account.subnetIds, enableDeletionProtection: true }),
    },
  ]);

  it("gives an application load balancer the names and the zone of the region", () => {
    const { outputs } = new FurnishedAccount().balancer;
    expect(outputs).toMatchObject({
      arn: expect.stringMatching(
        /^arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer\/app\/rpc\/[0-9a-f]{16}$/,
      ),
      arnSuffix: expect.stringMatching(/^app\/rpc\/[0-9a-f]{16}$/),
      dnsName: expect.stringMatching(/^rpc-\d+\.us-east-1\.elb\.amazonaws\.com$/),
      zoneId: "Z35SXDOTRQ7X7K",
    });
  });
});

function inOtherVpc(account: FurnishedAccount) {
  const second = account.subnet(account.otherVpc, "us-east-1c", "10.1.1.0/24");
  return { subnets: [account.otherSubnet.id, second.id], securityGroups: [account.otherGroup.id] };
}

describe("listeners", () => {
  testRules([
    {
      rule: "listener-protocol",
      refuses: "TCP on an application load balancer",
      code: "ValidationError",
      type: LISTENER,
      fine: { protocol: "HTTP", certificateArn: undefined, sslPolicy: undefined },
      wrong: { protocol: "TCP" },
    },
    {
      rule: "listener-port",
      refuses: "a second listener on a port",
      code: "DuplicateListener",
      type: LISTENER,
      wrong: { port: 443 },
    },
    {
      rule: "listener-certificate",
      refuses: "HTTPS without a certificate",
      code: "CertificateNotFound",
      type: LISTENER,
      wrong: { certificateArn: undefined },
    },
    {
      rule: "listener-certificate",
      refuses: "a certificate that is not issued yet",
      code: "UnsupportedCertificate",
      type: LISTENER,
      wrong: (account) => ({
        certificateArn: account.add(CERTIFICATE, { domainName: "a.jeju.network", validationMethod: "DNS" }).id,
      }),
    },
    {
      rule: "listener-certificate-issued",
      refuses: "one more certificate that is not issued yet",
      code: "UnsupportedCertificate",
      type: "aws:lb/listenerCertificate:ListenerCertificate",
      wrong: (account) => ({
        certificateArn: account.add(CERTIFICATE, { domainName: "a.jeju.network", validationMethod: "DNS" }).id,
      }),
    },
    {
      rule: "listener-ssl-policy",
      refuses: "a TLS policy that does not exist",
      code: "SSLPolicyNotFound",
      type: LISTENER,
      wrong: { sslPolicy: "TLS-1-3" },
    },
    {
      rule: "listener-target-group",
      refuses: "a target group of another VPC",
      code: "InvalidConfigurationRequest",
      type: LISTENER,
      wrong: (account) => ({ defaultActions: forward(foreignTarget(account)) }),
    },
    {
      rule: "listener-target-group",
      refuses: "a target group of another load balancer",
      code: "TargetGroupAssociationLimit",
      type: LISTENER,
      wrong: (account) => ({ defaultActions: forward(takenTarget(account)) }),
    },
    {
      rule: "listener-rule-target-group",
      refuses: "a rule to a target group that does not exist",
      code: "TargetGroupNotFound",
      type: LISTENER_RULE,
      fine: ({ targetGroup }) => ({
        actions: [{ type: "forward", forward: { targetGroups: [{ arn: targetGroup.id, weight: 1 }] } }],
      }),
      wrong: {
        actions: forward("arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/gone/0123456789abcdef"),
      },
    },
    {
      rule: "listener-rule-priority",
      refuses: "a priority that another rule has",
      code: "PriorityInUse",
      type: LISTENER_RULE,
      wrong: (account) => {
        account.add(LISTENER_RULE, sampleOf(LISTENER_RULE, account));
        return {};
      },
    },
    {
      rule: "target-group-name",
      refuses: "a name with an underscore",
      code: "ValidationError",
      type: TARGET_GROUP,
      wrong: { name: "op_node" },
    },
    {
      rule: "target-group-vpc",
      refuses: "a target group without a VPC",
      code: "ValidationError",
      type: TARGET_GROUP,
      wrong: { vpcId: undefined },
    },
    {
      rule: "target-group-health-check",
      refuses: "a timeout as long as the interval",
      code: "ValidationError",
      type: TARGET_GROUP,
      fine: { healthCheck: { interval: 10, timeout: 9 } },
      wrong: { healthCheck: { interval: 10, timeout: 10 } },
    },
    {
      rule: "target-group-in-use",
      refuses: "to delete the target group of a listener",
      code: "ResourceInUse",
      mayGo: (account) => account.add(TARGET_GROUP, sampleOf(TARGET_GROUP, account)),
      mayNot: ({ targetGroup }) => targetGroup,
    },
  ]);
});
