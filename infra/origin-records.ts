import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";

export interface OriginRecordsArgs {
  /** Route53 zone of the hostnames. Source: {@link Dns}. */
  readonly zoneId: pulumi.Input<string>;
  /** Hostnames at which Cloudflare finds the origin, e.g. `rpc.origin.jeju.network`. */
  readonly hostnames: readonly string[];
  /** DNS name of the load balancer. Source: {@link LoadBalancer}. */
  readonly loadBalancerDnsName: pulumi.Input<string>;
  /** Zone in which AWS keeps the load balancer's own name. Source: {@link LoadBalancer}. */
  readonly loadBalancerZoneId: pulumi.Input<string>;
}

/**
 * The names of the load balancer in the origin zone.
 *
 * @example
 * new OriginRecords("jeju-testnet-origin", { zoneId: dns.zoneId, hostnames, loadBalancerDnsName, loadBalancerZoneId });
 */
export class OriginRecords extends pulumi.ComponentResource {
  constructor(name: string, args: OriginRecordsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("jeju:infra:OriginRecords", name, {}, opts);
    const alias = { name: args.loadBalancerDnsName, zoneId: args.loadBalancerZoneId, evaluateTargetHealth: true };
    for (const hostname of args.hostnames) {
      new route53.Record(
        `${name}-${hostname}`,
        { zoneId: args.zoneId, name: hostname, type: "A", aliases: [alias] },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
