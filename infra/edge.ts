import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { type EdgeLimits, originTokenPhase, type PhaseRules, publicPhases } from "./edge/rulesets";
import { ZONE_SETTINGS } from "./edge/zone-settings";
import type { EndpointNames, PerEndpoint } from "./endpoints";
import { holdingData } from "./naming";
import type { DelegationSigner } from "./zone-signing";

export interface EdgeArgs extends EdgeLimits {
  /** Cloudflare account, 32 hex digits. Source: `edge.cloudflareAccountId`. */
  readonly accountId: string;
  /** Domain of the zone, e.g. `jeju.network`. Source: `domain`. */
  readonly domain: string;
  /** Plan of the zone. Default `pro`, the least that has managed rules and limits by host. */
  readonly plan?: "pro" | "business";
  /** Hostnames of clients and of the origin. Source: {@link endpointNames}. */
  readonly names: EndpointNames;
  /** The four name servers of the origin's zone. Source: {@link Dns}. */
  readonly originNameServers: pulumi.Input<string[]>;
  /** What vouches for the origin zone's key. Source: {@link Dns}. */
  readonly originDelegationSigner: DelegationSigner;
  /** Secret that is added to every request for the origin. Source: `originToken`, a Pulumi secret. */
  readonly originToken: pulumi.Input<string>;
  /** Mail address to which certificate authorities report refused requests. Source: `alerts.email`. */
  readonly securityEmail: string;
  /** Whether the zone is protected against deletion. Source: `decommission`. */
  readonly protectData: boolean;
}

/** Authorities from which Cloudflare takes its certificates. Source: Cloudflare, "Certificate authorities". */
const CERTIFICATE_AUTHORITIES = ["letsencrypt.org", "pki.goog; cansignhttpexchanges=yes", "ssl.com"];

/** Route53 gives every public zone four name servers, so their number is known before they are. */
const NAME_SERVERS_OF_A_ROUTE53_ZONE = 4;

/** Cloudflare's word for "automatic", the only time to live of a proxied record. */
const AUTOMATIC_TTL = 1;

/**
 * The public face: Cloudflare holds the zone, proxies rpc and ws, refuses attacks and floods, and speaks only strict TLS
 * to clients and origin. The zone is signed; the registrar gets {@link Edge.nameServers} and {@link Edge.registrarDs}.
 *
 * Cost: the plan, 25 USD a month for Pro. A zone below another domain's, such as `testnet.jeju.network`, needs an
 * Enterprise contract; without it give the environment a domain of its own.
 *
 * @example
 * new Edge("jeju-testnet-edge", { accountId, domain: "testnet.jeju.network", names, ... }, { provider: cloudflare });
 */
export class Edge extends pulumi.ComponentResource {
  readonly zoneId: pulumi.Output<string>;
  /** Name servers for the registrar. */
  readonly nameServers: pulumi.Output<string[]>;
  /** DS record for the registrar; it is in force once it is there. */
  readonly registrarDs: pulumi.Output<string>;
  /** Addresses that users put into their wallets. */
  readonly endpoints: PerEndpoint<string>;

  private readonly zone: cloudflare.Zone;
  private readonly subscription: cloudflare.ZoneSubscription;

  constructor(
    private readonly name: string,
    private readonly args: EdgeArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:Edge", name, {}, opts);
    this.zone = this.createZone();
    this.subscription = this.subscribe();
    const dnssec = this.signZone();
    this.applySettings();
    this.proxyEndpoints();
    this.delegateOriginZone();
    this.nameAuthorities();
    for (const phase of publicPhases(args.names.public, args)) this.createRuleset(phase);
    this.createRuleset(originTokenPhase(args.names.public, pulumi.secret(args.originToken)));

    this.zoneId = this.zone.id;
    this.nameServers = this.zone.nameServers;
    this.registrarDs = dnssec.ds;
    this.endpoints = { rpc: `https://${args.names.public.rpc}`, ws: `wss://${args.names.public.ws}` };
    this.registerOutputs({ endpoints: this.endpoints, nameServers: this.nameServers, registrarDs: this.registrarDs });
  }

  private createZone(): cloudflare.Zone {
    const { accountId, domain, protectData } = this.args;
    return new cloudflare.Zone(
      `${this.name}-zone`,
      { account: { id: accountId }, name: domain, type: "full" },
      { parent: this, ...holdingData(protectData) },
    );
  }

  private subscribe(): cloudflare.ZoneSubscription {
    return new cloudflare.ZoneSubscription(
      `${this.name}-subscription`,
      { zoneId: this.zone.id, ratePlan: { id: this.args.plan ?? "pro" }, frequency: "monthly" },
      { parent: this },
    );
  }

  private signZone(): cloudflare.ZoneDnssec {
    return new cloudflare.ZoneDnssec(
      `${this.name}-dnssec`,
      { zoneId: this.zone.id, status: "active" },
      { parent: this, protect: this.args.protectData },
    );
  }

  private applySettings(): void {
    for (const [settingId, value] of Object.entries(ZONE_SETTINGS)) {
      new cloudflare.ZoneSetting(
        `${this.name}-${settingId}`,
        { zoneId: this.zone.id, settingId, value },
        { parent: this },
      );
    }
  }

  private proxyEndpoints(): void {
    const { names } = this.args;
    for (const endpoint of ["rpc", "ws"] as const) {
      this.record(endpoint, {
        name: names.public[endpoint],
        type: "CNAME",
        content: names.origin[endpoint],
        proxied: true,
        ttl: AUTOMATIC_TTL,
      });
    }
  }

  /** The DS record waits for the signature of the zone that it vouches for, see {@link DelegationSigner}. */
  private delegateOriginZone(): void {
    const { names, originNameServers, originDelegationSigner } = this.args;
    const delegation = { name: names.originDomain, proxied: false, ttl: 3600 };
    for (let index = 0; index < NAME_SERVERS_OF_A_ROUTE53_ZONE; index++) {
      const content = pulumi.output(originNameServers).apply((servers) => nameServerAt(index, servers));
      this.record(`origin-ns-${index + 1}`, { ...delegation, type: "NS", content });
    }
    this.record("origin-ds", { ...delegation, type: "DS", data: { ...originDelegationSigner } });
  }

  /** An authority that is not named must refuse to issue for the domain (RFC 8659). */
  private nameAuthorities(): void {
    const { domain, securityEmail } = this.args;
    const caa = (name: string, tag: string, value: string) =>
      this.record(`caa-${name}`, { name: domain, type: "CAA", ttl: 3600, data: { flags: 0, tag, value } });
    for (const authority of CERTIFICATE_AUTHORITIES) {
      const [host = authority] = authority.split(";");
      caa(`issue-${host}`, "issue", authority);
      caa(`issuewild-${host}`, "issuewild", authority);
    }
    caa("iodef", "iodef", `mailto:${securityEmail}`);
  }

  private record(name: string, args: Omit<cloudflare.DnsRecordArgs, "zoneId">): void {
    new cloudflare.DnsRecord(`${this.name}-${name}`, { zoneId: this.zone.id, ...args }, { parent: this });
  }

  private createRuleset({ phase, rules }: PhaseRules): void {
    new cloudflare.Ruleset(
      `${this.name}-${phase}`,
      { zoneId: this.zone.id, kind: "zone", name: phase, phase, rules },
      // What a ruleset may contain depends on the plan.
      { parent: this, dependsOn: this.subscription },
    );
  }
}

function nameServerAt(index: number, servers: readonly string[]): string {
  const server = servers[index];
  if (server === undefined || servers.length !== NAME_SERVERS_OF_A_ROUTE53_ZONE) {
    throw new Error(
      `edge: the origin zone has ${servers.length} name servers, expected ${NAME_SERVERS_OF_A_ROUTE53_ZONE}; ` +
        "the delegation in Cloudflare must name them all",
    );
  }
  return server;
}
