import { createPublicKey, X509Certificate } from "node:crypto";
import { cloudflareInvokes, cloudflareTypes } from "../../../../rehearsal/clouds/cloudflare";
import { delegationSigner } from "../../../../rehearsal/clouds/cloudflare/zone-dnssec";
import { completeOutputs, declaredOf } from "../../../../rehearsal/clouds/outputs";
import { SdkTypes } from "../../../../rehearsal/clouds/sdk-types";
import type { Properties } from "../../../../safes/plugin/provider";
import { Account, typeNamed } from "./account";
import { blockRule, rateLimitRule, validInputs } from "./valid-inputs";

const sdk = new SdkTypes("cloudflare");

describe("outputs", () => {
  it.each(cloudflareTypes.map(({ type }) => type))("of %s are all that the SDK declares, and no others", (token) => {
    const declared = sdk.get(token);
    if (!declared) throw new Error(`the SDK does not know ${token}`);
    const account = new Account("business");
    const name = token.split(":").at(-1) ?? "";
    const { id, inputs, outputs } = account.create(name, validInputs(account)[name] ?? {});
    const computed = Object.fromEntries(Object.entries(outputs).filter(([key]) => !(key in inputs)));
    const given = { ...declaredOf(declared, inputs), ...computed };
    expect(() => completeOutputs(declared, given, "")).not.toThrow();
    expect(id).not.toBe("");
    expect(typeNamed(name).replaceOn.filter((property) => !declared.inputs[property])).toEqual([]);
  });

  it("have ids of 32 hex digits", () => {
    const account = new Account();
    for (const name of ["DnsRecord", "Ruleset", "CertificatePack", "Healthcheck"]) {
      expect(account.create(name, validInputs(account)[name] ?? {}).id).toMatch(/^[0-9a-f]{32}$/);
    }
  });
});

it("is asked for by requests that name the API's path", () => {
  for (const { type, operations } of cloudflareTypes) {
    expect([type, operations?.create]).toEqual([
      type,
      expect.stringMatching(/^(POST|PUT|PATCH) \/(zones|certificates)/),
    ]);
  }
});

describe("a zone", () => {
  it("waits for its delegation to two name servers that the account shares", () => {
    const account = new Account();
    const [first, second] = ["a.example", "b.example"].map(
      (name) => account.create("Zone", { ...validInputs(account).Zone, name }).outputs,
    );
    expect(first).toMatchObject({ status: "pending", type: "full", paused: false });
    expect(first?.nameServers).toEqual([
      expect.stringMatching(/^[a-z]+\.ns\.cloudflare\.com$/),
      expect.stringMatching(/^[a-z]+\.ns\.cloudflare\.com$/),
    ]);
    expect(second?.nameServers).toEqual(first?.nameServers);
  });

  it("is signed with the key by which Cloudflare signs every zone", () => {
    // The DS record that .com publishes for cloudflare.com; `dig +short DS cloudflare.com`.
    expect(delegationSigner("cloudflare.com")).toEqual({
      keyTag: 2371,
      digest: "32996839A6D808AFE3EB4A795A0E6A7A39A76FC52FF228B22B76F6D63826F2B9",
      record: "cloudflare.com. 3600 IN DS 2371 13 2 32996839A6D808AFE3EB4A795A0E6A7A39A76FC52FF228B22B76F6D63826F2B9",
    });
  });

  it("tells its DS record while it is signed", () => {
    const account = new Account();
    const signed = account.create("ZoneDnssec", { zoneId: account.zoneId, status: "active" });
    expect(signed.outputs).toMatchObject({
      algorithm: "13",
      keyTag: 2371,
      flags: 257,
      ds: delegationSigner("example.com").record,
    });
    expect(account.update(signed, { zoneId: account.zoneId, status: "disabled" })).toMatchObject({ ds: null });
  });

  it("has settings whose ids another zone's do not collide with", () => {
    const account = new Account();
    const other = account.create("Zone", { ...validInputs(account).Zone, name: "other.example" }).id;
    const ids = [account.zoneId, other].map(
      (zoneId) => account.create("ZoneSetting", { ...validInputs(account).ZoneSetting, zoneId }).id,
    );
    expect(new Set(ids).size).toBe(2);
  });
});

describe("a record", () => {
  it("has its full name whatever the program calls it", () => {
    const account = new Account();
    const fullName = (name: string) =>
      account.create("DnsRecord", { zoneId: account.zoneId, name, type: "TXT", content: "x", ttl: 1 }).outputs.name;
    expect(["@", "www", "WWW.example.com", "example.com"].map(fullName)).toEqual([
      "example.com",
      "www.example.com",
      "www.example.com",
      "example.com",
    ]);
  });

  it("tells at preview when it will have changed", () => {
    const account = new Account();
    const before = account.create("DnsRecord", validInputs(account).DnsRecord ?? {});
    const change = { ...before.inputs, content: "198.51.100.2" };
    expect(account.update(before, change)).toEqual(account.update(before, change));
    expect(account.update(before, change).modifiedOn).not.toBe(before.outputs.modifiedOn);
  });
});

describe("a ruleset", () => {
  const custom = { kind: "zone", name: "custom", phase: "http_request_firewall_custom" };
  const rulesOf = (outputs: Properties) => outputs.rules as Properties[];

  it("counts its versions and keeps the ids of the rules that stay", () => {
    const account = new Account();
    const first = { ...blockRule, ref: "first" };
    const second = { ...blockRule, ref: "second" };
    const before = account.create("Ruleset", { ...custom, zoneId: account.zoneId, rules: [first, second] });
    const after = account.update(before, {
      ...before.inputs,
      rules: [
        { ...blockRule, ref: "new" },
        { ...second, description: "changed" },
      ],
    });
    expect([before.outputs.version, after.version]).toEqual(["1", "2"]);
    const [newRule, kept] = rulesOf(after);
    expect(kept?.id).toBe(rulesOf(before.outputs)[1]?.id);
    expect(rulesOf(before.outputs).map(({ id }) => id)).not.toContain(newRule?.id);
  });

  it("fills in what a rule leaves out", () => {
    const account = new Account();
    const { ref: _ref, ...anonymous } = rateLimitRule;
    const [rule] = rulesOf(
      account.create("Ruleset", { ...custom, zoneId: account.zoneId, rules: [anonymous] }).outputs,
    );
    expect(rule).toMatchObject({ enabled: true, description: "", ratelimit: { requestsToOrigin: false } });
    expect(rule?.ref).toBe(rule?.id);
  });
});

it("issues origin certificates for the request's key and host names", () => {
  const account = new Account();
  const inputs = validInputs(account).OriginCaCertificate ?? {};
  const { id, outputs } = account.create("OriginCaCertificate", inputs);
  const certificate = new X509Certificate(String(outputs.certificate));
  expect(certificate.subjectAltName).toBe("DNS:*.example.com");
  expect(certificate.subject).toBe("CN=CloudFlare Origin Certificate");
  expect(certificate.publicKey.equals(createPublicKey(String(validKey(account))))).toBe(true);
  expect(BigInt(`0x${certificate.serialNumber}`).toString()).toBe(id);
  const years = (Date.parse(certificate.validTo) - Date.now()) / (365 * 24 * 3600 * 1000);
  expect(years).toBeCloseTo(15, 1);
});

/** The signing request is made of the same key as the uploaded certificate. */
function validKey(account: Account): unknown {
  return validInputs(account).AuthenticatedOriginPullsCertificate?.privateKey;
}

it("describes an uploaded certificate as it is", () => {
  const account = new Account();
  const inputs = validInputs(account).AuthenticatedOriginPullsHostnameCertificate ?? {};
  const uploaded = account.create("AuthenticatedOriginPullsHostnameCertificate", inputs);
  expect(uploaded.outputs).toMatchObject({ issuer: "CN=origin", signature: "ECDSAWithSHA256", status: "active" });
  const bound = account.create("AuthenticatedOriginPulls", {
    zoneId: account.zoneId,
    configs: [{ hostname: "rpc.example.com", certId: uploaded.id, enabled: true }],
  });
  expect(bound.outputs).toMatchObject({
    certId: uploaded.id,
    certStatus: "active",
    expiresOn: uploaded.outputs.expiresOn,
  });
});

it("knows the addresses from which Cloudflare reaches an origin", () => {
  const ranges = cloudflareInvokes["cloudflare:index/getIpRanges:getIpRanges"]?.({}, new Account().world());
  expect(ranges?.ipv4Cidrs).toContain("104.16.0.0/13");
  expect(ranges?.ipv6Cidrs).toContain("2606:4700::/32");
});
