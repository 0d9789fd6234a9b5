import { number, text, texts, value } from "../aws/inputs";
import type { Refusal, Request, ResourceType } from "../resource-type";
import { apiError, collection, digest, inZone, objectId, oneOf, planError, quoted, zoneName } from "./api";

const operation = "POST /zones/:zone_id/ssl/certificate_packs/order";

const authorities = ["google", "lets_encrypt", "ssl_com"];

const validityDays = [14, 30, 90, 365];

/** The most host names of one pack, the zone's own included. */
const maxHosts = 50;

/** An advanced certificate of the edge. It stays in validation while the zone waits for its delegation. */
export const certificatePack: ResourceType = {
  type: "cloudflare:index/certificatePack:CertificatePack",
  service: "Cloudflare",
  label: "Cloudflare Certificate Pack",
  operations: collection("/zones/:zone_id/ssl/certificate_packs", "PATCH"),
  global: true,
  // Source: terraform-provider-cloudflare v5, internal/services/certificate_pack/schema.go.
  replaceOn: ["certificateAuthority", "hosts", "type", "validationMethod", "validityDays", "zoneId"],
  references: [inZone],
  create: (request) => ({
    id: objectId(request),
    outputs: {
      certificates: [],
      dcvDelegationRecords: [],
      hosts: value(request.inputs, "hosts") ?? [],
      primaryCertificate: "",
      status: "initializing",
      validationErrors: [],
      validationRecords: validationRecords(request),
    },
  }),
  rules: [
    oneOf("certificate-pack-type-known", operation, "type", ["advanced"]),
    oneOf("certificate-pack-authority-known", operation, "certificateAuthority", authorities),
    oneOf("certificate-pack-validation-known", operation, "validationMethod", ["txt", "http", "email"]),
    {
      name: "certificate-pack-validity-known",
      operation,
      on: ["create"],
      atPreview: true,
      refuse({ inputs }) {
        const days = number(inputs, "validityDays");
        return days === undefined || validityDays.includes(days)
          ? undefined
          : planError("validityDays", `value must be one of: ${quoted(validityDays)}, got: ${days}`);
      },
    },
    { name: "certificate-pack-authority-serves-validity", operation, on: ["create"], refuse: authorityServesValidity },
    { name: "certificate-pack-hosts-in-zone", operation, on: ["create"], refuse: hostsInZone },
  ],
};

/** Source: developers.cloudflare.com/ssl/reference/certificate-authorities. */
function authorityServesValidity({ inputs }: Request): Refusal | undefined {
  const days = number(inputs, "validityDays");
  const authority = text(inputs, "certificateAuthority");
  const allowed = authority === "lets_encrypt" ? [90] : authority === "google" ? [14, 30, 90] : validityDays;
  return days === undefined || allowed.includes(days)
    ? undefined
    : apiError(1452, `validity_days ${days} is not available from ${authority}, use one of ${quoted(allowed)}`);
}

function hostsInZone(request: Request): Refusal | undefined {
  const zone = zoneName(request);
  const hosts = texts(request.inputs, "hosts");
  if (zone === undefined) return undefined;
  if (!hosts.includes(zone)) return apiError(1444, `hosts must include the zone apex ${zone}`);
  if (hosts.length > maxHosts) return apiError(1444, `hosts must hold at most ${maxHosts} names, got ${hosts.length}`);
  const stray = hosts.find((host) => host !== zone && !host.endsWith(`.${zone}`));
  return stray === undefined ? undefined : apiError(1444, `host ${stray} does not belong to the zone ${zone}`);
}

function validationRecords(request: Request): object[] {
  if (text(request.inputs, "validationMethod") !== "txt") return [];
  return texts(request.inputs, "hosts").map((host) => ({
    emails: [],
    status: "pending",
    txtName: `_acme-challenge.${host.replace(/^\*\./, "")}`,
    txtValue: digest(`${objectId(request)}/${host}`),
  }));
}
