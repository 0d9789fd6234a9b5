import type { Properties } from "../../../safes/plugin/provider";
import { flag, isSet, number, object, text, value } from "../aws/inputs";
import type { CloudResource, Refusal, Request, ResourceType, Rule } from "../resource-type";
import { apiError, changeTime, collection, inZone, objectId, oneOf, planError, timestamp, ZONE, zoneName } from "./api";
import { contentOf, isReachable, proxiable, recordTypes, refuseContent, structured } from "./dns-content";
import { planOf } from "./plan";

const DNS_RECORD = "cloudflare:index/dnsRecord:DnsRecord";

/** `ttl` of a record whose lifetime Cloudflare chooses. */
const AUTOMATIC = 1;

const operation = "POST /zones/:zone_id/dns_records";

const sameName =
  "For more details, refer to <https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/records-with-same-name/>.";

function rule(name: string, refuse: (request: Request) => Refusal | undefined, atPreview = false): Rule {
  return { name, operation, on: ["create", "update"], atPreview, refuse };
}

export const dnsRecord: ResourceType = {
  type: DNS_RECORD,
  service: "Cloudflare",
  label: "Cloudflare DNS Record",
  operations: collection("/zones/:zone_id/dns_records"),
  global: true,
  // Source: terraform-provider-cloudflare v5, internal/services/dns_record/schema.go.
  replaceOn: ["zoneId"],
  deleteBeforeReplace: true,
  defaults: { proxied: false },
  references: [inZone],
  create: (request) => ({ id: objectId(request), outputs: { createdOn: timestamp(), ...outputs(request) } }),
  update: outputs,
  rules: [
    oneOf("record-type-known", operation, "type", recordTypes),
    rule("record-needs-content", needsContent, true),
    rule("record-content-fits-type", ({ inputs }) => {
      const content = text(inputs, "content");
      return content === undefined ? undefined : refuseContent(typeOf(inputs), content);
    }),
    rule("record-ttl-range", ttlRange),
    // The API answers with 1 whatever it was sent, which the provider reports as an inconsistent result after apply.
    rule(
      "record-proxied-ttl-automatic",
      ({ inputs }) =>
        flag(inputs, "proxied") && (number(inputs, "ttl") ?? AUTOMATIC) !== AUTOMATIC
          ? planError("ttl", "must be set to 1 when `proxied` is true")
          : undefined,
      true,
    ),
    rule("record-type-proxiable", ({ inputs }) =>
      flag(inputs, "proxied") && !proxiable.includes(typeOf(inputs))
        ? apiError(9004, "This record type cannot be proxied.")
        : undefined,
    ),
    rule("record-proxied-target-reachable", ({ inputs }) => {
      const content = text(inputs, "content") ?? "";
      return flag(inputs, "proxied") && ["A", "AAAA"].includes(typeOf(inputs)) && !isReachable(content)
        ? apiError(9003, `Target ${content} is not allowed for a proxied record.`)
        : undefined;
    }),
    rule("record-inside-zone", insideZone),
    rule("record-identical", (request) =>
      others(request).some((other) => isIdentical(request, other))
        ? apiError(81058, "An identical record already exists.")
        : undefined,
    ),
    rule("record-cname-alone", cnameAlone),
  ],
};

function outputs(request: Request): Properties {
  const { inputs } = request;
  const now = changeTime(request, "modifiedOn");
  return {
    modifiedOn: now,
    commentModifiedOn: isSet(inputs, "comment") ? now : null,
    tagsModifiedOn: isSet(inputs, "tags") ? now : null,
    content: text(inputs, "content") ?? contentOf(typeOf(inputs), object(inputs, "data")),
    meta: "{}",
    name: fullName(text(inputs, "name") ?? "", zoneName(request) ?? ""),
    proxiable: proxiable.includes(typeOf(inputs)) && isProxyTarget(inputs),
    settings: {
      flattenCname: false,
      ipv4Only: false,
      ipv6Only: false,
      ...object(inputs, "settings"),
    },
    tags: value(inputs, "tags") ?? [],
  };
}

function isProxyTarget(inputs: Properties): boolean {
  return typeOf(inputs) === "CNAME" || isReachable(text(inputs, "content") ?? "");
}

function typeOf(inputs: Properties): string {
  return (text(inputs, "type") ?? "").toUpperCase();
}

function needsContent({ inputs }: Request): Refusal | undefined {
  const type = typeOf(inputs);
  if (isSet(inputs, "content") || isSet(inputs, "data") || type === "") return undefined;
  return structured.includes(type)
    ? planError("data", `is required for a record of type ${type}`)
    : planError("content", `is required for a record of type ${type}`);
}

function ttlRange({ inputs, world }: Request): Refusal | undefined {
  const ttl = number(inputs, "ttl");
  const least = planOf(world, text(inputs, "zoneId")) === "enterprise" ? 30 : 60;
  if (ttl === undefined || ttl === AUTOMATIC || (ttl >= least && ttl <= 86_400)) return undefined;
  return apiError(9021, `Invalid TTL. Must be between ${least} and 86400 seconds, or 1 for Automatic.`);
}

/**
 * Cloudflare takes a name that does not end with the zone's as relative to it, so `rpc.example.com` in the zone
 * `example.org` would quietly become `rpc.example.com.example.org`. Nobody means that; here it is refused.
 */
function insideZone(request: Request): Refusal | undefined {
  const zone = zoneName(request);
  const name = text(request.inputs, "name");
  if (zone === undefined || name === undefined || isBelow(name, zone)) return undefined;
  const topLevel = zone.slice(zone.lastIndexOf(".") + 1);
  const elsewhere = request.world.all(ZONE).some((other) => isBelow(name, text(other.outputs, "name") ?? zone));
  if (!elsewhere && !(name.includes(".") && name.toLowerCase().endsWith(`.${topLevel}`))) return undefined;
  return apiError(
    9000,
    `DNS name is invalid: ${name} lies outside of the zone ${zone} and would become ${name}.${zone}.`,
  );
}

function isBelow(name: string, zone: string): boolean {
  const lower = name.toLowerCase();
  return lower === zone || lower.endsWith(`.${zone}`);
}

function fullName(name: string, zone: string): string {
  if (name === "@" || name === "") return zone;
  return isBelow(name, zone) ? name.toLowerCase() : `${name.toLowerCase()}.${zone}`;
}

/** Records of the same zone with the same full name, this one excepted. */
function others(request: Request): readonly CloudResource[] {
  const zone = zoneName(request);
  if (zone === undefined) return [];
  const name = fullName(text(request.inputs, "name") ?? "", zone);
  return request.world
    .all(DNS_RECORD)
    .filter((other) => other.id !== request.before?.id)
    .filter((other) => value(other.inputs, "zoneId") === value(request.inputs, "zoneId"))
    .filter((other) => fullName(text(other.inputs, "name") ?? "", zone) === name);
}

function isIdentical({ inputs }: Request, other: CloudResource): boolean {
  const content = (properties: Properties) =>
    JSON.stringify([typeOf(properties), value(properties, "content") ?? null, value(properties, "data") ?? null]);
  return content(inputs) === content(other.inputs);
}

/** A name that has a CNAME has no other address record. */
function cnameAlone(request: Request): Refusal | undefined {
  const taken = others(request).map((other) => typeOf(other.inputs));
  const type = typeOf(request.inputs);
  if (type === "CNAME" && taken.some((other) => proxiable.includes(other))) {
    return apiError(81053, `An A, AAAA, or CNAME record with that host already exists. ${sameName}`);
  }
  if (["A", "AAAA"].includes(type) && taken.includes("CNAME")) {
    return apiError(81054, `A CNAME record with that host already exists. ${sameName}`);
  }
  return undefined;
}
