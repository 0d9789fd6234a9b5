import { join } from "node:path";
import { worldOf } from "../../../../rehearsal/clouds/cloud-world";
import { cloudflareCloud } from "../../../../rehearsal/clouds/cloudflare-cloud";
import { Journal } from "../../../../rehearsal/clouds/journal";
import { SdkTypes } from "../../../../rehearsal/clouds/sdk-types";
import { StandIn } from "../../../../rehearsal/clouds/stand-in";
import { takeIn } from "../../../../rehearsal/clouds/tampering";
import { serveProvider } from "../../../../safes/plugin/server";
import { ThrowawayStack } from "../throwaway-stack";
import { ACCOUNT, noKubernetes } from "../tiny-cloud";

const program = `
const pulumi = require("@pulumi/pulumi");
const cloudflare = require("@pulumi/cloudflare");
const config = new pulumi.Config();
const provider = new cloudflare.Provider("cloudflare", { apiToken: config.requireSecret("token") });
const opts = { provider };
const zone = new cloudflare.Zone("zone", {
  account: { id: "0123456789abcdef0123456789abcdef" }, name: "example.com", type: "full",
}, opts);
const plan = new cloudflare.ZoneSubscription("plan", {
  zoneId: zone.id, frequency: "monthly", ratePlan: { id: config.get("plan") ?? "business" },
}, opts);
const planned = { provider, dependsOn: [plan] };
const dnssec = new cloudflare.ZoneDnssec("dnssec", { zoneId: zone.id, status: "active" }, opts);
new cloudflare.ZoneSetting("tls", { zoneId: zone.id, settingId: "min_tls_version", value: config.get("tls") ?? "1.2" }, opts);
new cloudflare.DnsRecord("rpc", {
  zoneId: zone.id, name: "rpc.example.com", type: "CNAME", content: config.get("origin") ?? "origin.example.com",
  proxied: true, ttl: config.getNumber("ttl") ?? 1,
}, opts);
new cloudflare.DnsRecord("caa", {
  zoneId: zone.id, name: "example.com", type: "CAA", ttl: 3600, data: { flags: 0, tag: "issue", value: "pki.goog" },
}, opts);
if (config.get("double")) {
  new cloudflare.DnsRecord("double", { zoneId: zone.id, name: "rpc", type: "A", content: "198.51.100.1", ttl: 1 }, opts);
}
new cloudflare.Ruleset("limits", {
  zoneId: zone.id, kind: "zone", name: "limits", phase: "http_ratelimit",
  rules: [{
    ref: "rate", action: "block", expression: '(http.host eq "rpc.example.com")',
    ratelimit: { characteristics: ["cf.colo.id", "ip.src"], period: 10, requestsPerPeriod: 1000, mitigationTimeout: 10 },
  }],
}, planned);
exports.ds = dnssec.ds;
exports.nameServers = zone.nameServers;
`;

describe("Cloudflare's stand-in under the real engine", () => {
  let stack: ThrowawayStack;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    stack = await ThrowawayStack.create(program);
    const directory = join(stack.directory, "clouds");
    const journal = await Journal.open(directory);
    const world = worldOf(journal, { accountId: ACCOUNT, partition: "aws", kubernetes: noKubernetes });
    const sdk = new SdkTypes("cloudflare");
    const catchUp = () => takeIn(directory, journal);
    const served = await serveProvider(new StandIn(cloudflareCloud, { journal, world, sdk, catchUp }));
    stack.attach(served.debugProvider);
    stop = async () => {
      await served.stop();
      await journal.close();
    };
    await stack.run("config", "set", "--secret", "token", "0123456789abcdefghijklmnopqrstuvwxyzABCD");
  }, 600_000);

  afterAll(async () => {
    await stop();
    stack.remove();
  });

  it("refuses at preview what the provider knows by itself", async () => {
    await stack.run("config", "set", "ttl", "300");
    const { all, exitCode } = await stack.attempt("preview");
    await stack.run("config", "rm", "ttl");
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(/ttl must be set to 1 when `proxied` is true/);
  });

  it("leaves unknown at preview what only Cloudflare can tell", async () => {
    const preview = await stack.run("preview", "--diff");
    expect(preview).toContain("9 to create");
    expect(preview).toMatch(/proxied\s*: false/);
    expect(preview).toMatch(/ds\s*: \[unknown\]/);
    expect(preview).toMatch(/nameServers\s*: \[unknown\]/);
  });

  it("creates, then shows no change and no drift", async () => {
    await stack.up();
    expect(await stack.output("ds")).toMatch(/^example\.com\. 3600 IN DS 2371 13 2 [0-9A-F]{64}$/);
    await stack.run("preview", "--expect-no-changes");
    await stack.run("refresh", "--preview-only", "--expect-no-changes");
  });

  it("updates what may change in place", async () => {
    await stack.run("config", "set", "origin", "other.example.com");
    await stack.run("config", "set", "tls", "1.3");
    expect(await stack.up()).toMatch(/2 updated/);
    await stack.run("preview", "--expect-no-changes");
    await stack.run("refresh", "--preview-only", "--expect-no-changes");
  });

  it("refuses in Cloudflare's words", async () => {
    await stack.run("config", "set", "double", "true");
    const { all, exitCode } = await stack.attempt("up", "--yes", "--skip-preview");
    await stack.run("config", "rm", "double");
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(/81054.*A CNAME record with that host already exists/);
  });

  it("leaves nothing when the stack is destroyed", async () => {
    expect(await stack.run("destroy", "--yes", "--skip-preview")).toMatch(/9 deleted/);
  });
});
