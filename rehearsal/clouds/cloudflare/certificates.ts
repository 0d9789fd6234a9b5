import { createPrivateKey, X509Certificate } from "node:crypto";
import type { Properties } from "../../../safes/plugin/provider";
import { text } from "../aws/inputs";
import type { Refusal, Request, ResourceType, Rule } from "../resource-type";
import { apiError, collection, inZone, timestamp } from "./api";

/** Client certificates that Cloudflare shows to the origin, for a whole zone or for single host names. */

function uploadRules(operation: string): readonly Rule[] {
  return [
    {
      name: "origin-pull-certificate-valid",
      operation,
      on: ["create"],
      refuse: ({ inputs }) =>
        parse(text(inputs, "certificate"))
          ? undefined
          : apiError(1408, "Invalid certificate. Please provide it in PEM format."),
    },
    { name: "origin-pull-key-matches", operation, on: ["create"], refuse: keyMatches },
  ];
}

function keyMatches({ inputs }: Request): Refusal | undefined {
  const certificate = parse(text(inputs, "certificate"));
  if (!certificate) return undefined;
  const mismatch = apiError(1404, "The private key does not match the certificate.");
  try {
    return certificate.checkPrivateKey(createPrivateKey(text(inputs, "privateKey") ?? "")) ? undefined : mismatch;
  } catch {
    // Any key that OpenSSL cannot read is as wrong as one that does not match.
    return apiError(1403, "Invalid private key. Please provide it in PEM format.");
  }
}

function parse(pem: string | undefined): X509Certificate | undefined {
  try {
    return new X509Certificate(pem ?? "");
  } catch {
    return undefined;
  }
}

function described({ inputs }: Request): Properties {
  const certificate = parse(text(inputs, "certificate"));
  if (!certificate) return {};
  return {
    expiresOn: new Date(certificate.validTo).toISOString().replace(".000Z", "Z"),
    issuer: certificate.issuer.split("\n").reverse().join(","),
    serialNumber: BigInt(`0x${certificate.serialNumber}`).toString(),
    signature: certificate.publicKey.asymmetricKeyType === "ec" ? "ECDSAWithSHA256" : "SHA256WithRSA",
    status: "active",
    uploadedOn: timestamp(),
  };
}

export const ORIGIN_PULLS_CERTIFICATE =
  "cloudflare:index/authenticatedOriginPullsCertificate:AuthenticatedOriginPullsCertificate";
export const HOSTNAME_CERTIFICATE =
  "cloudflare:index/authenticatedOriginPullsHostnameCertificate:AuthenticatedOriginPullsHostnameCertificate";

export const originPullsCertificate: ResourceType = {
  type: ORIGIN_PULLS_CERTIFICATE,
  service: "Cloudflare",
  label: "Cloudflare Authenticated Origin Pulls Certificate",
  operations: collection("/zones/:zone_id/origin_tls_client_auth"),
  global: true,
  replaceOn: ["certificate", "privateKey", "zoneId"],
  references: [inZone],
  create(request) {
    const id = uuidOf(request);
    return { id, outputs: { ...described(request), certificateId: id, enabled: true } };
  },
  rules: uploadRules("POST /zones/:zone_id/origin_tls_client_auth"),
};

export const originPullsHostnameCertificate: ResourceType = {
  type: HOSTNAME_CERTIFICATE,
  service: "Cloudflare",
  label: "Cloudflare Authenticated Origin Pulls Hostname Certificate",
  operations: collection("/zones/:zone_id/origin_tls_client_auth/hostnames/certificates"),
  global: true,
  replaceOn: ["certificate", "privateKey", "zoneId"],
  references: [inZone],
  create: (request) => ({ id: uuidOf(request), outputs: described(request) }),
  rules: uploadRules("POST /zones/:zone_id/origin_tls_client_auth/hostnames/certificates"),
};

/** Certificates have UUIDs where everything else has 32 hex digits. */
function uuidOf(request: Request): string {
  const hex = request.hex(32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
