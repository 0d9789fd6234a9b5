import { companionPolicy } from "./assessment/companions";
import { isAtLeast, isNotFalse, isOneOf, isTrue, notKnownYet } from "./assessment/expectations";
import { type PolicyMetadata, resourcePolicy, type StackPolicy } from "./assessment/policy";
import { matches } from "./assessment/policy-document";
import type { Resource } from "./assessment/resource";
import { knownText, type Located } from "./assessment/value";
import { pass, type Verdict, type Verdicts, violation, worst } from "./assessment/verdict";
import { originPullPolicies } from "./cloudflare/origin-pulls";
import { requestLimitPolicies } from "./cloudflare/request-limits";

const zoneType = "cloudflare:index/zone:Zone";
const recordType = "cloudflare:index/dnsRecord:DnsRecord";
const hostTypes = ["A", "AAAA", "CNAME"];

interface Setting extends Pick<PolicyMetadata, "id" | "title" | "severity" | "rationale"> {
  readonly setting: string;
  judge(value: Located, setting: Resource): Verdicts;
}

/** A setting that every zone must write down: Cloudflare's own default is another one, or changes by plan. */
function zoneSetting({ setting, judge, ...metadata }: Setting): StackPolicy {
  return companionPolicy({
    ...metadata,
    remedy: `add a ZoneSetting ${setting}, as infra/edge/zone-settings.ts lists them`,
    types: [zoneType],
    called: `a ZoneSetting ${setting}`,
    companions: ["cloudflare:index/zoneSetting:ZoneSetting"],
    by: "zoneId",
    where: { property: "settingId", is: setting },
    judge: (companion) => judge(companion.at("value"), companion),
  });
}

const settings = [
  zoneSetting({
    id: "cf-ssl-strict",
    title: "Cloudflare checks the origin's certificate",
    severity: "critical",
    rationale: "without it whoever stands between Cloudflare and the origin reads and changes every request",
    setting: "ssl",
    judge: (value) => isOneOf(value, ["strict"]),
  }),
  zoneSetting({
    id: "cf-min-tls-1.2",
    title: "Clients speak TLS 1.2 or newer",
    severity: "high",
    rationale: "older versions can be broken, and a client can be made to fall back to them",
    setting: "min_tls_version",
    judge: (value) => isAtLeast(value, 1.2),
  }),
  zoneSetting({
    id: "cf-tls13",
    title: "Clients may speak TLS 1.3",
    severity: "low",
    rationale: "it leaves out every cipher that was ever broken, and one round trip",
    setting: "tls_1_3",
    judge: (value) => isOneOf(value, ["on", "zrt"]),
  }),
  zoneSetting({
    id: "cf-always-https",
    title: "Plain HTTP is sent to HTTPS",
    severity: "medium",
    rationale: "a request without TLS shows what a wallet asks for to everybody on the way",
    setting: "always_use_https",
    judge: (value) => isOneOf(value, ["on"]),
  }),
  zoneSetting({
    id: "cf-hsts",
    title: "Browsers are told to use HTTPS only, for a year and below the domain too",
    severity: "medium",
    rationale: "the first plain request of a visit is enough to be led elsewhere",
    setting: "security_header",
    judge: (_value, setting) => {
      const header = "value.strict_transport_security";
      return [
        isTrue(setting.at(`${header}.enabled`)),
        isAtLeast(setting.at(`${header}.max_age`), 31_536_000),
        isTrue(setting.at(`${header}.include_subdomains`)),
      ];
    },
  }),
  zoneSetting({
    id: "cf-dev-mode-off",
    title: "Development mode is off, and seen when somebody turns it on",
    severity: "low",
    rationale: "it passes by the cache for three hours, and nobody remembers who turned it on",
    setting: "development_mode",
    judge: (value) => isOneOf(value, ["off"]),
  }),
];

const signed = companionPolicy({
  id: "cf-dnssec",
  title: "The public zone is signed",
  severity: "high",
  rationale: "without signatures a forged answer leads wallets to somebody else's servers",
  remedy: "add a ZoneDnssec with status active and give its DS record to the registrar",
  types: [zoneType],
  called: "a ZoneDnssec",
  companions: ["cloudflare:index/zoneDnssec:ZoneDnssec"],
  by: "zoneId",
  // What the program asks for: Cloudflare answers "pending" until the registrar has the DS record.
  judge: (dnssec) => isOneOf(dnssec.asWritten().at("status"), ["active"]),
});

const authorities = companionPolicy({
  id: "cf-caa",
  title: "The zone names the certificate authorities that may issue for it",
  severity: "low",
  level: "advisory",
  rationale: "any of a hundred authorities may issue for a domain that names none",
  remedy: "add DnsRecords of type CAA, as infra/edge.ts does",
  types: [zoneType],
  called: "a DnsRecord of type CAA",
  companions: [recordType],
  by: "zoneId",
  where: { property: "type", is: "CAA" },
});

const proxied = resourcePolicy({
  id: "cf-proxied",
  title: "Hosts are behind Cloudflare, save those that were decided on",
  severity: "high",
  rationale: "a host that is not gives away an address of ours, past every limit and rule",
  remedy: "set proxied to true, or list the host in `direct` in policies/config",
  types: [recordType],
  settings: { direct: [] as readonly string[] },
  check: (record, { direct }) =>
    hostRecord(record, () => {
      const name = record.text("name");
      if (name.kind === "known" && direct.some((pattern) => matches(pattern, name.value))) return pass;
      return isTrue(record.at("proxied"));
    }),
});

/** Judges records that lead to a host, and no others. */
function hostRecord(record: Resource, judge: (type: string) => Verdict): Verdict {
  const type = record.value("type");
  if (type.kind === "unknown") return notKnownYet("type");
  const known = hostTypes.find((each) => each === knownText(type));
  return known === undefined ? pass : judge(known);
}

/** RFC 1918, RFC 6598, loopback and link-local addresses; unique local and link-local ones of IPv6. */
const internal =
  /^(0|10|127)\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\.|^192\.168\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|^::1$|^f[cd]|^fe[89ab]/i;

const noInternalAddress = resourcePolicy({
  id: "cf-no-internal-ip",
  title: "No public record tells an internal address",
  severity: "medium",
  rationale: "it draws a map of the network for whoever asks, and lets a web page reach into it",
  remedy: "keep internal names in a zone of the VPC",
  types: [recordType],
  check: (record) =>
    hostRecord(record, (type) => {
      const content = record.value("content");
      if (content.kind === "unknown") return notKnownYet("content");
      if (type === "CNAME" || !internal.test(knownText(content) ?? "")) return pass;
      return violation("content is an internal address", "a public address");
    }),
});

const noWildcard = resourcePolicy({
  id: "cf-no-wildcard",
  title: "No record answers for every name",
  severity: "low",
  level: "advisory",
  rationale: "every misspelt or forgotten host then leads somewhere, with a certificate",
  remedy: "write a record for each host",
  types: [recordType],
  check: (record) => {
    const name = record.text("name");
    if (name.kind === "unknown") return notKnownYet("name");
    return knownText(name)?.startsWith("*") ? violation(`name is ${knownText(name)}`, "a host") : pass;
  },
});

const noLegacyTypes = resourcePolicy({
  id: "cf-no-legacy-types",
  title: "Limits and records are of today's types",
  severity: "medium",
  rationale: "rules of this pack judge today's types, and Cloudflare has turned the old limits off",
  remedy: "use a Ruleset of phase http_ratelimit, and DnsRecord",
  types: ["cloudflare:index/rateLimit:RateLimit", "cloudflare:index/record:Record"],
  check: (resource) => violation(`it is a ${resource.type}`, "a Ruleset or a DnsRecord"),
});

const managedSets = {
  "Cloudflare's managed rules": "efb7b8c949ac4650a09736fc376e9aee",
  "the OWASP rules": "4814384a9e5d4991b9815dcfc25d2f1f",
};

const managedRules = companionPolicy({
  id: "cf-waf-managed",
  title: "Every request passes Cloudflare's managed rules and the OWASP rules",
  severity: "high",
  rationale: "they stop known attacks on what we run before anybody here has heard of them",
  remedy: "add a Ruleset of phase http_request_firewall_managed that executes both, as infra/edge/rulesets.ts does",
  types: [zoneType],
  called: "a Ruleset of phase http_request_firewall_managed",
  companions: ["cloudflare:index/ruleset:Ruleset"],
  by: "zoneId",
  where: { property: "phase", is: "http_request_firewall_managed" },
  judge: (ruleset) => {
    const rules = ruleset.items("rules");
    if (rules.some(({ isUnknown }) => isUnknown)) return notKnownYet("rules");
    const skips = rules.map((rule): Verdict => {
      const action = rule.at("action");
      if (action.value.kind === "unknown") return notKnownYet(action.path);
      return knownText(action.value) === "skip"
        ? violation(`${action.path} is skip`, "no rule that skips others")
        : pass;
    });
    const executed = Object.entries(managedSets).map(([called, id]): Verdict => {
      const chosen = rules.find((rule) => knownText(rule.at("actionParameters.id").value) === id);
      if (!chosen) return violation(`rules do not execute ${called}`, `a rule that executes ${id}`);
      return worst([
        isNotFalse(chosen.at("enabled")),
        isOneOf(chosen.at("action"), ["execute"]),
        isOneOf(chosen.at("expression"), ["true"]),
      ]);
    });
    return [...skips, ...executed];
  },
});

export const cloudflarePolicies = [
  ...requestLimitPolicies,
  managedRules,
  proxied,
  noInternalAddress,
  noWildcard,
  ...settings,
  signed,
  authorities,
  ...originPullPolicies,
  noLegacyTypes,
] as const;
