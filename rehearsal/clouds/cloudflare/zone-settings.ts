import { isObject } from "../aws/inputs";

/** Judges a zone setting's value. */
type Check = (value: unknown) => boolean;

const among =
  (...values: readonly string[]): Check =>
  (value) =>
    typeof value === "string" && values.includes(value);

const onOff = among("on", "off");

const integer =
  (least: number, most: number): Check =>
  (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;

/** Lifetimes that the API takes for cached files, in seconds; 0 respects the origin's headers. */
const browserCacheTtls = [
  0, 30, 60, 120, 300, 1200, 1800, 3600, 7200, 10800, 14400, 18000, 28800, 43200, 57600, 72000, 86400, 172800, 259200,
  345600, 432000, 691200, 1382400, 2073600, 2678400, 5356800, 16070400, 31536000,
];

const challengeTtls = [300, 900, 1800, 2700, 3600, 7200, 10800, 14400, 28800, 57600, 86400, 604800, 2592000, 31536000];

/** Sizes of uploads in MB. */
const maxUploads = integer(100, 500);

const cipherSuite = /^(AEAD|ECDHE|AES|DES|NULL)[A-Z0-9-]*$/;

/**
 * Zone settings and their values. Source: Cloudflare's API reference, "Edit zone setting"
 * (`PATCH /zones/{zone_id}/settings/{setting_id}`).
 */
export const zoneSettings: Readonly<Record<string, Check>> = {
  "0rtt": onOff,
  always_online: onOff,
  always_use_https: onOff,
  automatic_https_rewrites: onOff,
  automatic_platform_optimization: isObject,
  brotli: onOff,
  browser_cache_ttl: (value) => browserCacheTtls.includes(Number(value)) && typeof value === "number",
  browser_check: onOff,
  cache_level: among("aggressive", "basic", "simplified"),
  challenge_ttl: (value) => challengeTtls.includes(Number(value)) && typeof value === "number",
  ciphers: (value) =>
    Array.isArray(value) && value.every((suite) => typeof suite === "string" && cipherSuite.test(suite)),
  cname_flattening: among("flatten_at_root", "flatten_all"),
  development_mode: onOff,
  early_hints: onOff,
  ech: onOff,
  edge_cache_ttl: integer(30, 604800),
  email_obfuscation: onOff,
  fonts: onOff,
  h2_prioritization: among("on", "off", "custom"),
  hotlink_protection: onOff,
  http2: onOff,
  http3: onOff,
  image_resizing: among("on", "off", "open"),
  ip_geolocation: onOff,
  ipv6: onOff,
  max_upload: maxUploads,
  min_tls_version: among("1.0", "1.1", "1.2", "1.3"),
  mirage: onOff,
  nel: isObject,
  opportunistic_encryption: onOff,
  opportunistic_onion: onOff,
  orange_to_orange: onOff,
  origin_error_page_pass_thru: onOff,
  origin_h2_max_streams: integer(1, 1000),
  origin_max_http_version: among("1", "2"),
  polish: among("off", "lossless", "lossy"),
  prefetch_preload: onOff,
  privacy_pass: onOff,
  proxy_read_timeout: integer(1, 6000),
  pseudo_ipv4: among("off", "add_header", "overwrite_header"),
  replace_insecure_js: onOff,
  response_buffering: onOff,
  rocket_loader: onOff,
  security_header: isSecurityHeader,
  security_level: among("off", "essentially_off", "low", "medium", "high", "under_attack"),
  server_side_exclude: onOff,
  sort_query_string_for_cache: onOff,
  ssl: among("off", "flexible", "full", "strict", "origin_pull"),
  ssl_automatic_mode: among("auto", "custom"),
  ssl_recommender: onOff,
  tls_1_2_only: onOff,
  tls_1_3: among("on", "off", "zrt"),
  tls_client_auth: onOff,
  transformations: onOff,
  transformations_allowed_origins: (value) => typeof value === "string",
  true_client_ip_header: onOff,
  waf: onOff,
  webp: onOff,
  websockets: onOff,
};

/** Settings that Cloudflare shows and nobody can change. */
export const readOnlySettings: readonly string[] = ["advanced_ddos"];

/** `{ strict_transport_security: { enabled, include_subdomains, max_age, nosniff, preload } }`, `max_age` in seconds. */
function isSecurityHeader(value: unknown): boolean {
  if (!isObject(value)) return false;
  const header = value.strict_transport_security;
  if (!isObject(header) || Object.keys(value).length !== 1) return false;
  return Object.entries(header).every(([key, field]) => {
    if (key === "max_age") return integer(0, 4_294_967_295)(field);
    return ["enabled", "include_subdomains", "nosniff", "preload"].includes(key) && typeof field === "boolean";
  });
}
