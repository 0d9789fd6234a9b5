import { CLOUDFLARE_IPV4_RANGES } from "../../infra/cloudflare-ranges";
import { endpointNames, NODE_PORTS } from "../../infra/endpoints";
import { LoadBalancer, type LoadBalancerArgs } from "../../infra/load-balancer";
import { OriginRecords } from "../../infra/origin-records";
import { Recording } from "./recorded-resources";

const names = endpointNames("jeju.network");
const ingressType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

const record = (changes: Partial<LoadBalancerArgs> = {}) =>
  Recording.of(() => {
    new LoadBalancer("jeju-test-origin", {
      accountId: "111111111111",
      region: "us-east-1",
      prefix: "jeju-test",
      vpcId: "vpc-1",
      subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
      certificateArn: "arn:aws:acm:us-east-1:111111111111:certificate/1",
      hostnames: names.public,
      nodeSecurityGroupId: "sg-nodes",
      autoscalingGroups: { a: "asg-a", b: "asg-b", c: "asg-c" },
      nodePorts: NODE_PORTS,
      accessLogsBucket: "jeju-test-access-logs",
      protectData: true,
      ...changes,
    });
  });

describe("LoadBalancer", () => {
  let recording: Recording;
  beforeAll(async () => {
    recording = await record();
  });

  it("is reached by Cloudflare only, on 443 and 80", () => {
    const list = recording.only("aws:ec2/managedPrefixList:ManagedPrefixList");
    const rules = recording.ofType(ingressType).filter(({ inputs }) => inputs.securityGroupId !== "sg-nodes");
    expect(rules.map(({ inputs: { fromPort, toPort } }) => [fromPort, toPort])).toEqual([
      [443, 443],
      [80, 80],
    ]);
    for (const { inputs } of rules) {
      expect(inputs.prefixListId).toBe(`${list.name}-id`);
      expect(inputs).not.toHaveProperty("cidrIpv4");
      expect(inputs).not.toHaveProperty("cidrIpv6");
    }
    const entries = list.inputs.entries as { cidr: string }[];
    expect(entries.map(({ cidr }) => cidr)).toEqual(CLOUDFLARE_IPV4_RANGES);
  });

  it("keeps the two rules that name Cloudflare's ranges within the 60 of a security group", () => {
    const { maxEntries, entries } = recording.inputs("aws:ec2/managedPrefixList:ManagedPrefixList");
    expect(Number(maxEntries) * 2).toBeLessThanOrEqual(60 - 3);
    expect(Number(maxEntries)).toBeGreaterThanOrEqual((entries as unknown[]).length);
  });

  it("opens the machines for itself alone, on the node ports alone", () => {
    const opened = recording.ofType(ingressType).filter(({ inputs }) => inputs.securityGroupId === "sg-nodes");
    expect(opened.map(({ inputs }) => inputs.fromPort)).toEqual([30545, 30546, 30945]);
    for (const { inputs } of opened) {
      expect(inputs.referencedSecurityGroupId).toBe("jeju-test-origin-firewall-group-id");
      expect(inputs.toPort).toBe(inputs.fromPort);
    }
  });

  it("reaches nothing but the node ports", () => {
    const egress = recording.ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule");
    expect(egress.map(({ inputs }) => [inputs.referencedSecurityGroupId, inputs.fromPort, inputs.toPort])).toEqual([
      ["sg-nodes", 30545, 30545],
      ["sg-nodes", 30546, 30546],
      ["sg-nodes", 30945, 30945],
    ]);
  });

  it("stands in three zones, guarded against deletion and malformed requests, and logs", () => {
    expect(recording.inputs("aws:lb/loadBalancer:LoadBalancer")).toMatchObject({
      subnets: ["subnet-a", "subnet-b", "subnet-c"],
      internal: false,
      enableDeletionProtection: true,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "strictest",
      enableWafFailOpen: false,
      accessLogs: { enabled: true, bucket: "jeju-test-requests-111111111111", prefix: "access" },
      connectionLogs: { enabled: true, bucket: "jeju-test-requests-111111111111", prefix: "connections" },
    });
  });

  it("lets the load balancers of this account write into the bucket of its logs, where it writes", () => {
    const { policy } = recording.inputs("aws:s3/bucketPolicy:BucketPolicy");
    const { Statement } = JSON.parse(String(policy)) as { Statement: { Effect: string }[] };
    const bucket = "arn:aws:s3:::jeju-test-requests-111111111111";
    expect(Statement.filter(({ Effect }) => Effect === "Allow")).toEqual([
      {
        Sid: "LoadBalancerDeliversLogs",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: [`${bucket}/access/AWSLogs/111111111111/*`, `${bucket}/connections/AWSLogs/111111111111/*`],
        Condition: {
          ArnLike: { "aws:SourceArn": "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/*" },
        },
      },
    ]);
  });

  it("speaks TLS 1.2 and 1.3 only, and refuses a host that it does not know", () => {
    expect(recording.inputs("aws:lb/listener:Listener", "-https")).toMatchObject({
      port: 443,
      protocol: "HTTPS",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
      certificateArn: "arn:aws:acm:us-east-1:111111111111:certificate/1",
      defaultActions: [{ type: "fixed-response", fixedResponse: { statusCode: "403" } }],
    });
  });

  it("redirects plain HTTP and does nothing else with it", () => {
    const { defaultActions } = recording.inputs("aws:lb/listener:Listener", "-http");
    expect(defaultActions).toEqual([
      { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } },
    ]);
  });

  it.each(["rpc", "ws"] as const)("leads %s to its node port and asks op-node whether it is well", (endpoint) => {
    expect(recording.inputs("aws:lb/listenerRule:ListenerRule", `-${endpoint}`)).toMatchObject({
      conditions: [{ hostHeader: { values: [`${endpoint}.jeju.network`] } }],
      actions: [{ type: "forward", targetGroupArn: expect.stringMatching(`:jeju-test-origin-${endpoint}$`) }],
    });
    expect(recording.inputs("aws:lb/targetGroup:TargetGroup", `-${endpoint}`)).toMatchObject({
      targetType: "instance",
      port: NODE_PORTS[endpoint],
      healthCheck: { port: "30945", path: "/healthz", matcher: "200" },
    });
  });

  it("sends traffic to the machines of every autoscaling group, for both endpoints", () => {
    const attachments = recording.ofType("aws:autoscaling/attachment:Attachment");
    const pairs = attachments.map(({ inputs }) => [
      inputs.autoscalingGroupName,
      String(inputs.lbTargetGroupArn).split("-").at(-1),
    ]);
    expect(pairs.sort()).toEqual(
      ["asg-a", "asg-b", "asg-c"].flatMap((group) => [
        [group, "rpc"],
        [group, "ws"],
      ]),
    );
  });
});

describe("OriginRecords", () => {
  it("point the origin's hostnames to the load balancer", async () => {
    const recording = await Recording.of(() => {
      new OriginRecords("jeju-test-origin", {
        zoneId: "Z1",
        hostnames: Object.values(names.origin),
        loadBalancerDnsName: "lb.elb.amazonaws.com",
        loadBalancerZoneId: "ZELB",
      });
    });
    const records = recording.ofType("aws:route53/record:Record").map(({ inputs }) => inputs);
    const aliases = [{ name: "lb.elb.amazonaws.com", zoneId: "ZELB", evaluateTargetHealth: true }];
    expect(records).toEqual([
      { zoneId: "Z1", name: "rpc.origin.jeju.network", type: "A", aliases },
      { zoneId: "Z1", name: "ws.origin.jeju.network", type: "A", aliases },
    ]);
  });
});
