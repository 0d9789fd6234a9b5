import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Properties } from "../../../../safes/plugin/provider";
import { type Account, accountId } from "./account";

export const rateLimitRule: Properties = {
  ref: "rate",
  action: "block",
  expression: '(http.host in {"rpc.example.com" "ws.example.com"})',
  ratelimit: { characteristics: ["cf.colo.id", "ip.src"], period: 10, requestsPerPeriod: 1000, mitigationTimeout: 10 },
};

export const blockRule: Properties = {
  ref: "block",
  action: "block",
  expression: '(http.host eq "rpc.example.com" and not http.request.method in {"POST" "OPTIONS"})',
};

const certificate = selfSigned();

/** Inputs that Cloudflare takes, by resource type, for the account's zone on the Business plan. */
export function validInputs(account: Account): Readonly<Record<string, Properties>> {
  const { zoneId } = account;
  return {
    ArgoTieredCaching: { zoneId, value: "on" },
    AuthenticatedOriginPulls: { zoneId, configs: [{ hostname: "rpc.example.com", enabled: true }] },
    AuthenticatedOriginPullsCertificate: { zoneId, certificate: certificate.pem, privateKey: certificate.key },
    AuthenticatedOriginPullsHostnameCertificate: { zoneId, certificate: certificate.pem, privateKey: certificate.key },
    AuthenticatedOriginPullsSettings: { zoneId, enabled: true },
    BotManagement: { zoneId, sbfmDefinitelyAutomated: "block", sbfmVerifiedBots: "allow" },
    CertificatePack: {
      zoneId,
      type: "advanced",
      certificateAuthority: "google",
      validationMethod: "txt",
      validityDays: 90,
      hosts: ["example.com", "*.example.com"],
    },
    DnsRecord: { zoneId, name: "rpc.example.com", type: "A", content: "198.51.100.1", proxied: true, ttl: 1 },
    Healthcheck: { zoneId, name: "rpc", address: "rpc.example.com", type: "HTTPS" },
    ManagedTransforms: { zoneId },
    OriginCaCertificate: { csr: certificate.csr, hostnames: ["*.example.com"], requestType: "origin-ecc" },
    RegionalTieredCache: { zoneId, value: "on" },
    Ruleset: { zoneId, kind: "zone", name: "limits", phase: "http_ratelimit", rules: [rateLimitRule] },
    TieredCache: { zoneId, value: "on" },
    TotalTls: { zoneId, enabled: true, certificateAuthority: "google" },
    UniversalSslSetting: { zoneId, enabled: true },
    UrlNormalizationSettings: { zoneId, scope: "incoming", type: "cloudflare" },
    Zone: { account: { id: accountId }, name: "example.org" },
    ZoneDnssec: { zoneId, status: "active" },
    ZoneSetting: { zoneId, settingId: "min_tls_version", value: "1.2" },
    ZoneSubscription: { zoneId, frequency: "monthly", ratePlan: { id: "business" } },
  };
}

export const otherKey = selfSigned().key;

/** A key with its certificate and its signing request, made by OpenSSL, so that nothing here is our own format. */
function selfSigned(): { pem: string; key: string; csr: string } {
  const directory = mkdtempSync(join(tmpdir(), "certificate-"));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: directory, stdio: "pipe" });
  try {
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "key.pem");
    openssl("req", "-x509", "-key", "key.pem", "-subj", "/CN=origin", "-days", "30", "-out", "certificate.pem");
    openssl("req", "-new", "-key", "key.pem", "-subj", "/CN=origin", "-out", "request.pem");
    const read = (file: string) => readFileSync(join(directory, file), "utf8");
    return { pem: read("certificate.pem"), key: read("key.pem"), csr: read("request.pem") };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
