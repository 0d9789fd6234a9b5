import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "./iam";
import { AUDIT_RETENTION_DAYS } from "./logs";
import { classified, holdingData } from "./naming";
import { type DelegationSigner, ROUTE53_HOME_REGION, ZoneSigning } from "./zone-signing";

export interface DnsArgs {
  /** AWS account, 12 digits. Source: `accountId`. */
  readonly accountId: string;
  /** Domain of the zone, below Cloudflare's, e.g. `origin.jeju.network`. Source: {@link endpointNames}. */
  readonly originDomain: string;
  /** Key that encrypts the query log, in us-east-1: the only region where Route53 logs. Source: {@link Keys}, `dnsLogs`. */
  readonly logsKeyArn: pulumi.Input<string>;
  /** Mail address to which certificate authorities report refused requests. Source: `alerts.email`. */
  readonly securityEmail: string;
  /** SNS topics in us-east-1 that are told when signing is in trouble. Default none. */
  readonly alarmTopicArns?: readonly pulumi.Input<string>[];
  /** Whether zone, keys and log are protected against deletion. Source: `decommission`. */
  readonly protectData: boolean;
}

/**
 * The zone in which Cloudflare finds the origin: signed, logged, and open to one certificate authority. Route53 holds it,
 * so that its records can follow the load balancer; the public zone is Cloudflare's, which delegates this one by the NS
 * and DS records that {@link Dns.nameServers} and {@link Dns.delegationSigner} give.
 *
 * @example
 * new Dns("jeju-testnet-dns", { originDomain: "origin.testnet.jeju.network", accountId, logsKeyArn, ... });
 */
export class Dns extends pulumi.ComponentResource {
  readonly zoneId: pulumi.Output<string>;
  /** The zone's four name servers. */
  readonly nameServers: pulumi.Output<string[]>;
  /** What Cloudflare's zone publishes to vouch for this one; known only once the zone is signed. */
  readonly delegationSigner: DelegationSigner;

  private readonly zone: route53.Zone;

  constructor(
    private readonly name: string,
    private readonly args: DnsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:Dns", name, {}, opts);
    this.zone = this.createZone();
    this.allowOneAuthority();
    this.logQueries();
    this.delegationSigner = this.sign();

    this.zoneId = this.zone.zoneId;
    this.nameServers = this.zone.nameServers;
    this.registerOutputs({
      zoneId: this.zoneId,
      nameServers: this.nameServers,
      delegationSigner: this.delegationSigner,
    });
  }

  private createZone(): route53.Zone {
    return new route53.Zone(
      `${this.name}-zone`,
      {
        name: this.args.originDomain,
        comment: "Where Cloudflare finds the load balancer",
        forceDestroy: false,
        tags: { ...classified("public") },
      },
      { parent: this, ...holdingData(this.args.protectData) },
    );
  }

  /** A certificate authority that is not named here must refuse to issue for the domain (RFC 8659). */
  private allowOneAuthority(): void {
    new route53.Record(
      `${this.name}-caa`,
      {
        zoneId: this.zone.zoneId,
        name: this.args.originDomain,
        type: "CAA",
        ttl: 3600,
        records: ['0 issue "amazon.com"', '0 issuewild ";"', `0 iodef "mailto:${this.args.securityEmail}"`],
      },
      { parent: this },
    );
  }

  private logQueries(): void {
    const region = ROUTE53_HOME_REGION;
    const group = new cloudwatch.LogGroup(
      `${this.name}-queries`,
      {
        region,
        name: `/aws/route53/${this.args.originDomain}`,
        retentionInDays: AUDIT_RETENTION_DAYS,
        kmsKeyId: this.args.logsKeyArn,
      },
      { parent: this, ...holdingData(this.args.protectData) },
    );
    const permission = new cloudwatch.LogResourcePolicy(
      `${this.name}-queries-permission`,
      {
        region,
        policyName: `${this.name}-queries`,
        policyDocument: pulumi.all([group.arn, this.zone.arn]).apply(([groupArn, zoneArn]) =>
          policyDocument({
            Sid: "Route53WritesQueries",
            Effect: "Allow",
            Principal: { Service: "route53.amazonaws.com" },
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: `${groupArn}:*`,
            Condition: {
              StringEquals: { "aws:SourceAccount": this.args.accountId },
              ArnLike: { "aws:SourceArn": zoneArn },
            },
          }),
        ),
      },
      { parent: this },
    );
    new route53.QueryLog(
      `${this.name}-query-log`,
      { zoneId: this.zone.zoneId, cloudwatchLogGroupArn: group.arn },
      { parent: this, dependsOn: [permission] },
    );
  }

  private sign(): DelegationSigner {
    const signing = new ZoneSigning(
      `${this.name}-signing`,
      {
        zoneId: this.zone.zoneId,
        zoneArn: this.zone.arn,
        accountId: this.args.accountId,
        alarmTopicArns: this.args.alarmTopicArns ?? [],
        protectData: this.args.protectData,
      },
      { parent: this },
    );
    return signing.delegationSigner;
  }
}
