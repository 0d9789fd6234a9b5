import * as cloudflare from "@pulumi/cloudflare";
import type * as pulumi from "@pulumi/pulumi";
import type { Alarms } from "../alarms";
import { Certificates } from "../certificates";
import type { Cluster } from "../cluster";
import type { ConfigOf } from "../config";
import { Dns } from "../dns";
import { Edge } from "../edge";
import { endpointNames, NODE_PORTS } from "../endpoints";
import type { Keys } from "../keys";
import { LoadBalancer } from "../load-balancer";
import { prefixOf } from "../naming";
import type { Network } from "../network";
import { OriginFirewall } from "../origin-firewall";
import { OriginRecords } from "../origin-records";
import type { Storage } from "../storage";
import { ROUTE53_HOME_REGION } from "../zone-signing";

export interface PublicPhaseGiven {
  readonly keys: Keys;
  readonly alarms: Alarms;
  readonly network: Network;
  readonly cluster: Cluster;
  readonly storage: Storage;
  /** The AWS provider. */
  readonly aws: pulumi.ProviderResource;
}

/** The phase public: from the users' names down to the ports of the RPC nodes. */
export function enterPublic(config: ConfigOf<"public">, given: PublicPhaseGiven): Edge {
  const { keys, alarms, network, cluster, storage, aws } = given;
  const prefix = prefixOf(config);
  const names = endpointNames(config.domain);
  const site = {
    prefix,
    accountId: config.accountId,
    region: config.region,
    protectData: !config.decommission,
    securityEmail: config.alerts.email,
  };
  const inAws = { providers: { aws } };

  const dns = new Dns(
    `${prefix}-dns`,
    {
      ...site,
      originDomain: names.originDomain,
      logsKeyArn: keys.data.dnsLogs,
      // Alarms on DNSSEC are in this region, and an alarm tells topics of its own region only.
      alarmTopicArns: config.region === ROUTE53_HOME_REGION ? [alarms.topicArn] : [],
    },
    inAws,
  );
  const certificates = new Certificates(
    `${prefix}-certificates`,
    { hostnames: [names.origin.rpc, names.origin.ws], zoneId: dns.zoneId },
    inAws,
  );
  const loadBalancer = new LoadBalancer(
    `${prefix}-origin`,
    {
      ...site,
      vpcId: network.vpcId,
      subnetIds: network.subnetIds.public,
      certificateArn: certificates.certificateArn,
      hostnames: names.public,
      nodeSecurityGroupId: cluster.nodeGroupId,
      autoscalingGroups: cluster.statefulAutoscalingGroups,
      nodePorts: NODE_PORTS,
      accessLogsBucket: storage.accessLogsBucket,
    },
    inAws,
  );
  const firewall = new OriginFirewall(
    `${prefix}-origin-firewall`,
    {
      ...site,
      ...config.edge,
      loadBalancerArn: loadBalancer.arn,
      originToken: config.originToken,
      previousOriginToken: config.previousOriginToken,
      logsKeyArn: keys.data.logs,
    },
    inAws,
  );
  new OriginRecords(
    `${prefix}-origin-records`,
    {
      zoneId: dns.zoneId,
      hostnames: Object.values(names.origin),
      loadBalancerDnsName: loadBalancer.dnsName,
      loadBalancerZoneId: loadBalancer.zoneId,
    },
    // Nobody finds the load balancer before it is guarded.
    { ...inAws, dependsOn: firewall },
  );
  return new Edge(
    `${prefix}-edge`,
    {
      ...site,
      ...config.edge,
      accountId: config.edge.cloudflareAccountId,
      domain: config.domain,
      names,
      originNameServers: dns.nameServers,
      originDelegationSigner: dns.delegationSigner,
      originToken: config.originToken,
    },
    { providers: { cloudflare: cloudflareProvider(prefix, config.cloudflareApiToken) } },
  );
}

function cloudflareProvider(prefix: string, apiToken: pulumi.Input<string>): pulumi.ProviderResource {
  return new cloudflare.Provider(`${prefix}-cloudflare`, { apiToken });
}
