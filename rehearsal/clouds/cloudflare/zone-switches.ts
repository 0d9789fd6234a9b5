import type { Properties } from "../../../safes/plugin/provider";
import { text } from "../aws/inputs";
import type { Request, ResourceType, Rule } from "../resource-type";
import { changeTime, inZone, oneOf, single } from "./api";

/** A resource of which every zone has exactly one, so that its id is the zone's and creating it only changes it. */
function zoneSwitch(
  name: string,
  label: string,
  operation: string,
  outputs: (request: Request) => Properties,
  rules: (operation: string) => readonly Rule[],
  defaults?: Properties,
): ResourceType {
  const token = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return {
    type: `cloudflare:index/${name}:${token}`,
    service: "Cloudflare",
    label: `Cloudflare ${label}`,
    operations: single(operation),
    global: true,
    replaceOn: ["zoneId"],
    references: [inZone],
    ...(defaults ? { defaults } : {}),
    create: (request) => ({ id: text(request.inputs, "zoneId") ?? "", outputs: outputs(request) }),
    update: outputs,
    rules: rules(operation),
  };
}

const edited = (request: Request): Properties => ({ editable: true, modifiedOn: changeTime(request, "modifiedOn") });

const onOff = (name: string) => (operation: string) => [oneOf(name, operation, "value", ["on", "off"])];

const noRules = () => [];

export const tieredCache = zoneSwitch(
  "tieredCache",
  "Smart Tiered Cache",
  "PATCH /zones/:zone_id/cache/tiered_cache_smart_topology_enable",
  edited,
  onOff("tiered-cache-value-known"),
);

export const argoTieredCaching = zoneSwitch(
  "argoTieredCaching",
  "Argo Tiered Caching",
  "PATCH /zones/:zone_id/argo/tiered_caching",
  edited,
  onOff("argo-tiered-caching-value-known"),
);

export const regionalTieredCache = zoneSwitch(
  "regionalTieredCache",
  "Regional Tiered Cache",
  "PATCH /zones/:zone_id/cache/regional_tiered_cache",
  edited,
  onOff("regional-tiered-cache-value-known"),
  { value: "off" },
);

export const universalSslSetting = zoneSwitch(
  "universalSslSetting",
  "Universal SSL Setting",
  "PATCH /zones/:zone_id/ssl/universal/settings",
  () => ({}),
  noRules,
);

export const totalTls = zoneSwitch(
  "totalTls",
  "Total TLS",
  "POST /zones/:zone_id/acm/total_tls",
  () => ({ validityPeriod: 90 }),
  (operation) => [
    oneOf("total-tls-authority-known", operation, "certificateAuthority", ["google", "lets_encrypt", "ssl_com"]),
  ],
);

export const urlNormalizationSettings = zoneSwitch(
  "urlNormalizationSettings",
  "URL Normalization Settings",
  "PUT /zones/:zone_id/url_normalization",
  () => ({}),
  (operation) => [
    oneOf("url-normalization-scope-known", operation, "scope", ["incoming", "both", "none"]),
    oneOf("url-normalization-type-known", operation, "type", ["cloudflare", "rfc3986"]),
  ],
);

export const managedTransforms = zoneSwitch(
  "managedTransforms",
  "Managed Transforms",
  "PATCH /zones/:zone_id/managed_headers",
  () => ({}),
  noRules,
);
