import * as pulumi from "@pulumi/pulumi";
import { Edge, type EdgeArgs } from "../../infra/edge";
import { endpointNames } from "../../infra/endpoints";
import { Recording, Secret } from "./recorded-resources";

const recordType = "cloudflare:index/dnsRecord:DnsRecord";
const rulesetType = "cloudflare:index/ruleset:Ruleset";

const record = (changes: Partial<EdgeArgs> = {}) =>
  Recording.of(() => {
    new Edge("jeju-test-edge", {
      accountId: "0123456789abcdef0123456789abcdef",
      domain: "jeju.network",
      names: endpointNames("jeju.network"),
      originNameServers: ["ns-1.awsdns.com", "ns-2.awsdns.net", "ns-3.awsdns.org", "ns-4.awsdns.co.uk"],
      originDelegationSigner: {
        keyTag: pulumi.output(12345),
        algorithm: pulumi.output(13),
        digestType: pulumi.output(2),
        digest: pulumi.output("ab".repeat(32)),
      },
      originToken: "token-of-our-zone",
      securityEmail: "security@jeju.network",
      requestsPerSecondPerIp: 100,
      requestsPerSecondTotal: 1000,
      protectData: true,
      ...changes,
    });
  });

describe("Edge", () => {
  let recording: Recording;
  beforeAll(async () => {
    recording = await record();
  });

  const rulesOf = (phase: string) => recording.inputs(rulesetType, phase).rules as Record<string, unknown>[];
  const settings = () =>
    Object.fromEntries(
      recording
        .ofType("cloudflare:index/zoneSetting:ZoneSetting")
        .map(({ inputs }) => [inputs.settingId, inputs.value]),
    );

  it.each(["rpc", "ws"])("proxies %s to its hostname at the origin", (endpoint) => {
    expect(recording.inputs(recordType, `-${endpoint}`)).toMatchObject({
      name: `${endpoint}.jeju.network`,
      type: "CNAME",
      content: `${endpoint}.origin.jeju.network`,
      proxied: true,
      ttl: 1,
    });
  });

  it("limits a client to 100 requests per second and all clients to 1000, in each data centre", () => {
    const limits = rulesOf("http_ratelimit").map(({ action, ratelimit }) => ({ action, ratelimit }));
    expect(limits).toEqual([
      {
        action: "block",
        ratelimit: {
          characteristics: ["cf.colo.id", "ip.src"],
          period: 10,
          requestsPerPeriod: 1_000,
          mitigationTimeout: 10,
        },
      },
      {
        action: "block",
        ratelimit: {
          characteristics: ["cf.colo.id"],
          period: 10,
          requestsPerPeriod: 10_000,
          mitigationTimeout: 10,
        },
      },
    ]);
    for (const { expression, enabled } of rulesOf("http_ratelimit")) {
      expect(expression).toBe('(http.host in {"rpc.jeju.network" "ws.jeju.network"})');
      expect(enabled).toBe(true);
    }
  });

  it("runs Cloudflare's and OWASP's rule sets on every request and skips neither", () => {
    const rules = rulesOf("http_request_firewall_managed");
    expect(rules.map(({ action, expression, enabled }) => [action, expression, enabled])).toEqual([
      ["execute", "true", true],
      ["execute", "true", true],
    ]);
    expect(rules.map(({ actionParameters }) => (actionParameters as { id: string }).id)).toEqual([
      "efb7b8c949ac4650a09736fc376e9aee",
      "4814384a9e5d4991b9815dcfc25d2f1f",
    ]);
  });

  it("never caches an answer about the chain", () => {
    expect(rulesOf("http_request_cache_settings")[0]).toMatchObject({
      expression: '(http.host in {"rpc.jeju.network" "ws.jeju.network"})',
      action: "set_cache_settings",
      actionParameters: { cache: false },
    });
  });

  it("takes only POST and OPTIONS for JSON-RPC", () => {
    expect(rulesOf("http_request_firewall_custom")).toMatchObject([
      {
        action: "block",
        expression: '(http.host eq "rpc.jeju.network" and not http.request.method in {"POST" "OPTIONS"})',
      },
    ]);
  });

  it("shows the origin its token, and no one else", () => {
    const { rules } = recording.inputs(rulesetType, "http_request_late_transform");
    expect(rules).toBeInstanceOf(Secret);
    expect((rules as Secret).value).toMatchObject([
      {
        action: "rewrite",
        actionParameters: { headers: { "x-origin-token": { operation: "set", value: "token-of-our-zone" } } },
      },
    ]);
    const others = recording.ofType(rulesetType).filter(({ inputs }) => inputs.phase !== "http_request_late_transform");
    expect(JSON.stringify(others)).not.toContain("token-of-our-zone");
  });

  it("checks the origin's certificate and speaks TLS 1.2 or newer", () => {
    expect(settings()).toMatchObject({ ssl: "strict", min_tls_version: "1.2", tls_1_3: "on", "0rtt": "off" });
  });

  it("tells browsers to use HTTPS for a year, subdomains included", () => {
    expect(settings()).toMatchObject({
      always_use_https: "on",
      security_header: {
        strict_transport_security: { enabled: true, max_age: 31_536_000, include_subdomains: true },
      },
    });
  });

  it("lets WebSockets and clients that are not browsers in", () => {
    expect(settings()).toMatchObject({ websockets: "on", browser_check: "off", development_mode: "off" });
  });

  it("buys the plan that managed rules need", () => {
    expect(recording.inputs("cloudflare:index/zoneSubscription:ZoneSubscription")).toMatchObject({
      ratePlan: { id: "pro" },
      frequency: "monthly",
    });
  });

  it("signs the zone", () => {
    expect(recording.inputs("cloudflare:index/zoneDnssec:ZoneDnssec").status).toBe("active");
  });

  it("delegates the origin's zone to Route53 and vouches for its key", () => {
    const nameServers = recording.ofType(recordType).filter(({ inputs }) => inputs.type === "NS");
    expect(nameServers.map(({ inputs }) => [inputs.name, inputs.content, inputs.proxied])).toEqual(
      ["ns-1.awsdns.com", "ns-2.awsdns.net", "ns-3.awsdns.org", "ns-4.awsdns.co.uk"].map((server) => [
        "origin.jeju.network",
        server,
        false,
      ]),
    );
    expect(recording.inputs(recordType, "origin-ds")).toMatchObject({
      name: "origin.jeju.network",
      type: "DS",
      data: { keyTag: 12345, algorithm: 13, digestType: 2, digest: "ab".repeat(32) },
    });
  });

  it("names the authorities that Cloudflare uses, and no others", () => {
    const caa = recording.ofType(recordType).filter(({ inputs }) => inputs.type === "CAA");
    const values = caa.map(({ inputs }) => inputs.data as { tag: string; value: string });
    const issuers = values.filter(({ tag }) => tag === "issue").map(({ value }) => value.split(";")[0]);
    expect(issuers).toEqual(["letsencrypt.org", "pki.goog", "ssl.com"]);
    expect(values).toContainEqual({ flags: 0, tag: "iodef", value: "mailto:security@jeju.network" });
  });

  it("leaves no record besides the proxied ones that shows an address", () => {
    const open = recording.ofType(recordType).filter(({ inputs }) => inputs.proxied !== true);
    expect(open.map(({ inputs }) => inputs.type)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(A|AAAA|CNAME)$/)]),
    );
  });

  it("has one rule set per phase", () => {
    const phases = recording.ofType(rulesetType).map(({ inputs }) => inputs.phase);
    expect(new Set(phases).size).toBe(phases.length);
    expect(phases).toHaveLength(5);
  });
});
