import type { PolicyCases } from "../case";
import { ref, unknown } from "../engine-stub";
import { cloudflareLimitCases } from "./cloudflare-limits";
import { cloudflare, record, zone } from "./cloudflare-resources";

const setting = (settingId: unknown, value: unknown) =>
  cloudflare("ZoneSetting", "setting", { zoneId: ref("zone"), settingId, value });

/** Cases of a setting that is one word. */
function settingCases(policy: string, id: string, good: string, bad: string): PolicyCases {
  return {
    policy,
    good: { "the setting as it should be": [zone, setting(id, good)] },
    bad: {
      "a zone without the setting": { resources: [zone], found: new RegExp(`no ZoneSetting ${id} names it`) },
      "a zone with another setting only": {
        resources: [zone, setting("websockets", good)],
        found: new RegExp(`no ZoneSetting ${id} names it`),
      },
      "the setting as it should not be": { resources: [zone, setting(id, bad)], found: new RegExp(`value is ${bad}`) },
    },
    unknown: {
      "a value that another resource computes": [zone, setting(id, unknown)],
      "a setting of which nobody knows which": [zone, setting(unknown, good)],
    },
  };
}

const tls13 = settingCases("cf-tls13", "tls_1_3", "on", "off");
const hsts = (inputs: Record<string, unknown>) =>
  setting("security_header", {
    strict_transport_security: { enabled: true, max_age: 31_536_000, include_subdomains: true, ...inputs },
  });
const dnssec = (status: unknown) => cloudflare("ZoneDnssec", "dnssec", { zoneId: ref("zone"), status });
const executes = (id: string, rest: Record<string, unknown> = {}) => ({
  action: "execute",
  expression: "true",
  enabled: true,
  actionParameters: { id },
  ...rest,
});
const cloudflareSet = executes("efb7b8c949ac4650a09736fc376e9aee");
const owasp = "4814384a9e5d4991b9815dcfc25d2f1f";
const managed = (rules: unknown) =>
  cloudflare("Ruleset", "managed", { zoneId: ref("zone"), phase: "http_request_firewall_managed", rules });

export const cloudflareCases: readonly PolicyCases[] = [
  ...cloudflareLimitCases,
  settingCases("cf-ssl-strict", "ssl", "strict", "full"),
  settingCases("cf-min-tls-1.2", "min_tls_version", "1.2", "1.0"),
  { ...tls13, good: { ...tls13.good, "TLS 1.3 with early data": [zone, setting("tls_1_3", "zrt")] } },
  settingCases("cf-always-https", "always_use_https", "on", "off"),
  settingCases("cf-dev-mode-off", "development_mode", "off", "on"),
  {
    policy: "cf-hsts",
    good: { "a year, below the domain too": [zone, hsts({})] },
    bad: {
      "a zone without the setting": { resources: [zone], found: /no ZoneSetting security_header names it/ },
      "a day": { resources: [zone, hsts({ max_age: 86_400 })], found: /max_age is 86400/ },
      "the domain alone": {
        resources: [zone, hsts({ include_subdomains: false })],
        found: /include_subdomains is false/,
      },
    },
    unknown: { "an age that another resource computes": [zone, hsts({ max_age: unknown })] },
  },
  {
    policy: "cf-dnssec",
    good: { "a zone that is signed": [zone, dnssec("active")] },
    bad: {
      "a zone without signatures": { resources: [zone], found: /no ZoneDnssec names it/ },
      "signing turned off": { resources: [zone, dnssec("disabled")], found: /status is disabled/ },
    },
    unknown: { "a status that another resource computes": [zone, dnssec(unknown)] },
  },
  {
    policy: "cf-caa",
    good: { "a zone that names an authority": [zone, record({ type: "CAA", data: { tag: "issue" } })] },
    bad: { "a zone that names none": { resources: [zone, record({})], found: /no DnsRecord of type CAA names it/ } },
    unknown: { "a record of which nobody knows the type": [zone, record({ type: unknown })] },
  },
  {
    policy: "cf-proxied",
    good: { "a host behind Cloudflare": [record({ proxied: true })], "no host": [record({ type: "NS" })] },
    bad: { "a host that is not": { resources: [record({ proxied: false })], found: /proxied is false/ } },
    unknown: {
      "a flag that another resource computes": [record({ proxied: unknown })],
      "a record of which nobody knows the type": [record({ type: unknown, proxied: false })],
    },
  },
  {
    policy: "cf-no-internal-ip",
    good: {
      "a public address": [record({ content: "203.0.113.7" })],
      "a text that speaks of an address": [record({ type: "TXT", content: "10.20.0.7" })],
      "a record that is told by its data": [record({ data: { target: "host" } })],
      "a name that looks like one": [record({ type: "CNAME", content: "10.example" })],
    },
    bad: {
      "an address of the VPC": { resources: [record({ content: "10.20.0.7" })], found: /content is an internal/ },
      "an internal address of IPv6": {
        resources: [record({ type: "AAAA", content: "fd00::7" })],
        found: /content is an internal/,
      },
    },
    unknown: {
      "an address that another resource computes": [record({ content: unknown })],
      "a record of which nobody knows the type": [record({ type: unknown, content: "10.20.0.7" })],
    },
  },
  {
    policy: "cf-no-wildcard",
    good: { "a host": [record({})] },
    bad: { "every host": { resources: [record({ name: "*.jeju.example" })], found: /name is \*\.jeju/ } },
    unknown: { "a name that another resource computes": [record({ name: unknown })] },
  },
  {
    policy: "cf-no-legacy-types",
    good: { "a record of today": [record({})] },
    bad: { "a limit of old": { resources: [cloudflare("RateLimit", "limit", {})], found: /it is a cloudflare:index/ } },
    unknown: "its being there is the violation",
  },
  {
    policy: "cf-waf-managed",
    good: {
      "both sets for every request": [zone, managed([cloudflareSet, executes(owasp)])],
      "a set that is on by default": [zone, managed([cloudflareSet, executes(owasp, { enabled: undefined })])],
      "a rule beside them that logs": [zone, managed([{ action: "log" }, cloudflareSet, executes(owasp)])],
    },
    bad: {
      "a zone without rules": { resources: [zone], found: /no Ruleset of phase http_request_firewall_managed/ },
      "one set": { resources: [zone, managed([cloudflareSet])], found: /do not execute the OWASP rules/ },
      "a set for some requests": {
        resources: [zone, managed([cloudflareSet, executes(owasp, { expression: '(http.host eq "a")' })])],
        found: /expression is \(http.host/,
      },
      "a set that is turned off": {
        resources: [zone, managed([cloudflareSet, executes(owasp, { enabled: false })])],
        found: /enabled is false/,
      },
      "a rule that skips": {
        resources: [zone, managed([{ action: "skip" }, cloudflareSet, executes(owasp)])],
        found: /action is skip/,
      },
    },
    unknown: {
      "rules that another resource computes": [zone, managed(unknown)],
      "one rule that another resource computes": [zone, managed([cloudflareSet, unknown])],
      "an action that another resource computes": [
        zone,
        managed([{ action: unknown }, cloudflareSet, executes(owasp)]),
      ],
      "whether a set is on": [zone, managed([cloudflareSet, executes(owasp, { enabled: unknown })])],
    },
  },
];
