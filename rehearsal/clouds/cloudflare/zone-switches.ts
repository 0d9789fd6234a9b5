import { text } from "../aws/inputs";
import type { Properties } from "../provider";
import type { Request, ResourceType, Rule } from "../resource-type";
import { changeTime, inZone, oneOf } from "./api";

/** A resource of which every zone has exactly one, so that its id is the zone's and creating it only changes it. */
function zoneSwitch(
  name: string,
  label: string,
  outputs: (request: Request) => Properties,
  rules: readonly Rule[],
  defaults?: Properties,
): ResourceType {
  const token = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return {
    type: `cloudflare:index/${name}:${token}`,
    service: "Cloudflare",
    label: `Cloudflare ${label}`,
    global: true,
    replaceOn: ["zoneId"],
    references: [inZone],
    ...(defaults ? { defaults } : {}),
    create: (request) => ({ id: text(request.inputs, "zoneId") ?? "", outputs: outputs(request) }),
    update: outputs,
    rules,
  };
}

const edited = (request: Request): Properties => ({ editable: true, modifiedOn: changeTime(request, "modifiedOn") });

const onOff = (name: string, operation: string) => oneOf(name, operation, "value", ["on", "off"]);

export const tieredCache = zoneSwitch("tieredCache", "Smart Tiered Cache", edited, [
  onOff("tiered-cache-value-known", "PATCH /zones/:zone_id/cache/tiered_cache_smart_topology_enable"),
]);

export const argoTieredCaching = zoneSwitch("argoTieredCaching", "Argo Tiered Caching", edited, [
  onOff("argo-tiered-caching-value-known", "PATCH /zones/:zone_id/argo/tiered_caching"),
]);

export const regionalTieredCache = zoneSwitch(
  "regionalTieredCache",
  "Regional Tiered Cache",
  edited,
  [onOff("regional-tiered-cache-value-known", "PATCH /zones/:zone_id/cache/regional_tiered_cache")],
  { value: "off" },
);

export const universalSslSetting = zoneSwitch("universalSslSetting", "Universal SSL Setting", () => ({}), []);

export const totalTls = zoneSwitch("totalTls", "Total TLS", () => ({ validityPeriod: 90 }), [
  oneOf("total-tls-authority-known", "POST /zones/:zone_id/acm/total_tls", "certificateAuthority", [
    "google",
    "lets_encrypt",
    "ssl_com",
  ]),
]);

export const urlNormalizationSettings = zoneSwitch(
  "urlNormalizationSettings",
  "URL Normalization Settings",
  () => ({}),
  [
    oneOf("url-normalization-scope-known", "PUT /zones/:zone_id/url_normalization", "scope", [
      "incoming",
      "both",
      "none",
    ]),
    oneOf("url-normalization-type-known", "PUT /zones/:zone_id/url_normalization", "type", ["cloudflare", "rfc3986"]),
  ],
);

export const managedTransforms = zoneSwitch("managedTransforms", "Managed Transforms", () => ({}), []);
