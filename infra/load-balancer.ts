import * as autoscaling from "@pulumi/aws/autoscaling";
import * as lb from "@pulumi/aws/lb";
import * as pulumi from "@pulumi/pulumi";
import type { NodePorts, PerEndpoint } from "./endpoints";
import { LoadBalancerFirewall } from "./load-balancer/security-group";
import { AUDIT_RETENTION_DAYS } from "./logs";
import { PrivateBucket } from "./storage/private-bucket";

export interface LoadBalancerArgs {
  /** AWS account, 12 digits. Source: `accountId`. */
  readonly accountId: string;
  /** AWS region. Source: `region`. */
  readonly region: string;
  /** Start of the environment's names, e.g. `jeju-mainnet`. */
  readonly prefix: string;
  /** VPC of the machines. Source: {@link Network}. */
  readonly vpcId: pulumi.Input<string>;
  /** Public subnets, one per zone and at least three. Source: {@link Network}. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Certificate of the origin's hostnames. Source: {@link Certificates}. */
  readonly certificateArn: pulumi.Input<string>;
  /** Hostnames that clients ask for; a request for any other is refused. Source: {@link endpointNames}. */
  readonly hostnames: PerEndpoint<string>;
  /** Security group of the machines, which is opened for this load balancer. Source: the cluster. */
  readonly nodeSecurityGroupId: pulumi.Input<string>;
  /** Autoscaling groups of the machines that may carry RPC nodes, by a short name. Source: the cluster's node groups. */
  readonly autoscalingGroups: Readonly<Record<string, pulumi.Input<string>>>;
  /** Ports on every machine at which the RPC nodes answer. Source: {@link NODE_PORTS}. */
  readonly nodePorts: NodePorts;
  /** Bucket that records who reads the load balancer's logs. Source: {@link Storage}. */
  readonly accessLogsBucket: pulumi.Input<string>;
  /** Whether load balancer and logs are protected against deletion. Source: `decommission`. */
  readonly protectData: boolean;
}

/** Where its logs lie in their bucket. */
const LOG_PREFIXES = ["access", "connections"] as const;

/**
 * The origin behind Cloudflare: an application load balancer over all zones that only Cloudflare reaches. It leads to
 * fixed ports on the machines, which autoscaling groups register by themselves, so nothing inside the cluster needs
 * rights on the cloud. A machine without a ready RPC node fails the health check and gets no traffic.
 *
 * Cost: the load balancer per hour and its capacity units. Blast radius: all public traffic of the environment.
 *
 * @example
 * new LoadBalancer("jeju-testnet-origin", { vpcId, subnetIds, certificateArn, hostnames: names.public, ... });
 */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  readonly dnsName: pulumi.Output<string>;
  /** Zone in which AWS keeps the DNS name. */
  readonly zoneId: pulumi.Output<string>;

  private readonly loadBalancer: lb.LoadBalancer;

  constructor(
    private readonly name: string,
    private readonly args: LoadBalancerArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:LoadBalancer", name, {}, opts);
    const firewall = this.createFirewall();
    this.loadBalancer = this.createLoadBalancer(firewall.securityGroupId, this.createLogBucket());
    this.redirectHttp();
    const listener = this.listenHttps();
    this.leadTo("rpc", listener, 10);
    this.leadTo("ws", listener, 20);

    this.arn = this.loadBalancer.arn;
    this.dnsName = this.loadBalancer.dnsName;
    this.zoneId = this.loadBalancer.zoneId;
    this.registerOutputs({ arn: this.arn, dnsName: this.dnsName, zoneId: this.zoneId });
  }

  private createFirewall(): LoadBalancerFirewall {
    const { vpcId, nodeSecurityGroupId, nodePorts } = this.args;
    return new LoadBalancerFirewall(
      `${this.name}-firewall`,
      { vpcId, nodeSecurityGroupId, nodePorts: Object.values(nodePorts) },
      { parent: this },
    );
  }

  /** The load balancer refuses a bucket with a customer key; {@link PrivateBucket} then uses S3's own. */
  private createLogBucket(): PrivateBucket {
    const { accountId, region, prefix, accessLogsBucket, protectData } = this.args;
    const bucketName = `${prefix}-requests-${accountId}`;
    return new PrivateBucket(
      `${this.name}-requests`,
      {
        bucketName,
        kmsKeyArn: undefined,
        dataClass: "confidential",
        retentionDays: AUDIT_RETENTION_DAYS,
        accessLogs: { bucket: accessLogsBucket, prefix: `${bucketName}/` },
        statements: [
          {
            Sid: "LoadBalancerDeliversLogs",
            Effect: "Allow",
            Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: LOG_PREFIXES.map((log) => `arn:aws:s3:::${bucketName}/${log}/AWSLogs/${accountId}/*`),
            Condition: {
              ArnLike: { "aws:SourceArn": `arn:aws:elasticloadbalancing:${region}:${accountId}:loadbalancer/*` },
            },
          },
        ],
        protectData,
      },
      { parent: this },
    );
  }

  private createLoadBalancer(securityGroupId: pulumi.Output<string>, logs: PrivateBucket): lb.LoadBalancer {
    const [accessLogs, connectionLogs] = LOG_PREFIXES.map((prefix) => ({
      enabled: true,
      bucket: logs.bucketName,
      prefix,
    }));
    return new lb.LoadBalancer(
      `${this.name}-alb`,
      {
        loadBalancerType: "application",
        internal: false,
        ipAddressType: "ipv4",
        subnets: [...this.args.subnetIds],
        securityGroups: [securityGroupId],
        accessLogs,
        connectionLogs,
        dropInvalidHeaderFields: true,
        desyncMitigationMode: "strictest",
        enableDeletionProtection: this.args.protectData,
        // When the firewall cannot answer, nobody gets in.
        enableWafFailOpen: false,
        // Cloudflare closes a silent WebSocket after 100 s; it, not we, should be the one that does.
        idleTimeout: 120,
      },
      // It tries the bucket when it is told of it, so its policy comes first.
      { parent: this, protect: this.args.protectData, dependsOn: logs },
    );
  }

  private redirectHttp(): void {
    new lb.Listener(
      `${this.name}-http`,
      {
        loadBalancerArn: this.loadBalancer.arn,
        port: 80,
        protocol: "HTTP",
        defaultActions: [{ type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } }],
      },
      { parent: this },
    );
  }

  private listenHttps(): lb.Listener {
    return new lb.Listener(
      `${this.name}-https`,
      {
        loadBalancerArn: this.loadBalancer.arn,
        port: 443,
        protocol: "HTTPS",
        // TLS 1.2 and 1.3, forward secrecy and authenticated encryption only.
        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        certificateArn: this.args.certificateArn,
        defaultActions: [
          {
            type: "fixed-response",
            fixedResponse: { statusCode: "403", contentType: "text/plain", messageBody: "unknown host" },
          },
        ],
        routingHttpResponseServerEnabled: false,
      },
      { parent: this },
    );
  }

  private leadTo(endpoint: keyof PerEndpoint<unknown>, listener: lb.Listener, priority: number): void {
    const targets = this.createTargets(endpoint);
    new lb.ListenerRule(
      `${this.name}-${endpoint}`,
      {
        listenerArn: listener.arn,
        priority,
        conditions: [{ hostHeader: { values: [this.args.hostnames[endpoint]] } }],
        actions: [{ type: "forward", targetGroupArn: targets.arn }],
      },
      { parent: this },
    );
    for (const [group, autoscalingGroupName] of Object.entries(this.args.autoscalingGroups)) {
      new autoscaling.Attachment(
        `${this.name}-${endpoint}-${group}`,
        { autoscalingGroupName, lbTargetGroupArn: targets.arn },
        { parent: this },
      );
    }
  }

  private createTargets(endpoint: keyof PerEndpoint<unknown>): lb.TargetGroup {
    const { nodePorts, vpcId } = this.args;
    return new lb.TargetGroup(
      `${this.name}-${endpoint}`,
      {
        vpcId,
        targetType: "instance",
        protocol: "HTTP",
        port: nodePorts[endpoint],
        // A request may take longer than others by orders of magnitude (eth_getLogs), so not round robin.
        loadBalancingAlgorithmType: "least_outstanding_requests",
        deregistrationDelay: 30,
        healthCheck: {
          protocol: "HTTP",
          // op-node's health route; the port answers only on machines with a node whose clients are both ready.
          port: String(nodePorts.health),
          path: "/healthz",
          matcher: "200",
          interval: 10,
          timeout: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 2,
        },
      },
      { parent: this },
    );
  }
}
