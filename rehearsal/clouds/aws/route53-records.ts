import { isIPv4, isIPv6 } from "node:net";
import type { Properties } from "../../../safes/plugin/provider";
import type { Refusal, Request, ResourceType, Rule } from "../resource-type";
import { awsType } from "./aws-type";
import { flag, isSet, objects, text, texts } from "./inputs";
import { regions } from "./regions";
import { siblings } from "./siblings";

const ZONE = "aws:route53/zone:Zone";
const RECORD = "aws:route53/record:Record";

const zoneNameOf = ({ world, inputs }: Pick<Request, "world" | "inputs">) =>
  (text(world.get(ZONE, text(inputs, "zoneId") ?? "")?.inputs ?? {}, "name") ?? "").toLowerCase().replace(/\.$/, "");

/** The full name, by the provider's reading: a name that does not end like the zone is taken as relative to it. */
function fullName(request: Pick<Request, "world" | "inputs">): string {
  const name = (text(request.inputs, "name") ?? "").toLowerCase().replace(/\.$/, "");
  const zone = zoneNameOf(request);
  if (zone === "" || name.endsWith(zone)) return name;
  return name === "" ? zone : `${name}.${zone}`;
}

const batch = (message: string): Refusal => ({ code: "InvalidChangeBatch", message });

const insideZone: Rule = {
  name: "record-inside-zone",
  operation: "ChangeResourceRecordSets",
  on: ["create"],
  refuse(request) {
    const [name, zone] = [fullName(request), zoneNameOf(request)];
    if (zone === "" || name === zone || name.endsWith(`.${zone}`)) return undefined;
    return batch(`RRSet with DNS name ${name}. is not permitted in zone ${zone}.`);
  },
};

const apexCname: Rule = {
  name: "record-cname-apex",
  operation: "ChangeResourceRecordSets",
  on: ["create"],
  refuse(request) {
    const zone = zoneNameOf(request);
    if (text(request.inputs, "type") !== "CNAME" || fullName(request) !== zone) return undefined;
    return batch(`RRSet of type CNAME with DNS name ${zone}. is not permitted at apex in zone ${zone}.`);
  },
};

const others = (request: Request) =>
  siblings(request, RECORD).filter(
    (other) =>
      other.inputs.zoneId === request.inputs.zoneId &&
      fullName({ ...request, inputs: other.inputs }) === fullName(request),
  );

const cnameAlone: Rule = {
  name: "record-cname-alone",
  operation: "ChangeResourceRecordSets",
  on: ["create"],
  refuse(request) {
    const type = text(request.inputs, "type");
    const conflict = others(request).find(({ inputs }) => (type === "CNAME") !== (inputs.type === "CNAME"));
    if (!conflict) return undefined;
    return batch(
      `RRSet of type ${type} with DNS name ${fullName(request)}. is not permitted as it conflicts with other records with the same DNS name in zone ${zoneNameOf(request)}.`,
    );
  },
};

const once: Rule = {
  name: "record-duplicate",
  operation: "ChangeResourceRecordSets",
  on: ["create"],
  refuse(request) {
    const { inputs } = request;
    if (flag(inputs, "allowOverwrite")) return undefined;
    const type = text(inputs, "type") ?? "";
    // Every zone is born with these two at its apex.
    const born = ["NS", "SOA"].includes(type) && fullName(request) === zoneNameOf(request);
    const twin = others(request).some(
      ({ inputs: other }) => other.type === type && other.setIdentifier === inputs.setIdentifier,
    );
    if (!born && !twin) return undefined;
    return batch(
      `Tried to create resource record set [name='${fullName(request)}.', type='${type}'] but it already exists`,
    );
  },
};

const content: Rule = {
  name: "record-content",
  operation: "ChangeResourceRecordSets",
  on: ["create", "update"],
  refuse({ inputs }) {
    const isAlias = isSet(inputs, "aliases");
    if (isAlias === isSet(inputs, "records"))
      return batch("A record has either records with a ttl, or aliases, and not both.");
    if (!isAlias && !isSet(inputs, "ttl"))
      return batch("Invalid request: Expected TTL for a record set that is no alias.");
    const type = text(inputs, "type") ?? "";
    const values = texts(inputs, "records");
    const illegal =
      type === "A"
        ? values.find((one) => !isIPv4(one))
        : type === "AAAA"
          ? values.find((one) => !isIPv6(one))
          : undefined;
    if (illegal !== undefined) {
      const problem = type === "A" ? "ARRDATAIllegalIPv4Address" : "AAAARRDATAIllegalIPv6Address";
      return batch(
        `Invalid Resource Record: 'FATAL problem: ${problem} (Value is not a valid address) encountered with '${illegal}''`,
      );
    }
    const caa = type === "CAA" ? values.find((one) => !/^\d+ [a-zA-Z0-9]+ ".*"$/.test(one)) : undefined;
    if (caa !== undefined) {
      return batch(
        `Invalid Resource Record: 'FATAL problem: CAARRDATAFormat (CAA is FLAG TAG "VALUE") encountered with '${caa}''`,
      );
    }
    const many = type === "CNAME" && values.length > 1;
    return many ? batch("A CNAME record set holds exactly one value.") : undefined;
  },
};

/** Zones of the services that alias records point into, with the domain that each of them serves. */
const serviceDomains = Object.entries(regions).flatMap(([region, { hostedZones }]) => [
  { zoneId: hostedZones.alb, pattern: new RegExp(`\\.${region}\\.elb\\.amazonaws\\.com\\.?$`) },
  { zoneId: hostedZones.nlb, pattern: new RegExp(`\\.elb\\.${region}\\.amazonaws\\.com\\.?$`) },
  { zoneId: hostedZones.s3, pattern: new RegExp(`^s3-website[.-]${region}\\.amazonaws\\.com\\.?$`) },
]);

const aliasTarget: Rule = {
  name: "record-alias-target",
  operation: "ChangeResourceRecordSets",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const alias: Properties = objects(inputs, "aliases")[0] ?? {};
    const [zoneId, name] = [text(alias, "zoneId"), (text(alias, "name") ?? "").toLowerCase()];
    if (zoneId === undefined) return undefined;
    const service = serviceDomains.find((one) => one.zoneId === zoneId);
    const zone = zoneNameOf({ world, inputs: { zoneId } });
    const fits = service ? service.pattern.test(name) : zone === "" || name.replace(/\.$/, "").endsWith(zone);
    if (fits) return undefined;
    return batch(
      `Tried to create an alias that targets ${name}, type ${text(inputs, "type")} in zone ${zoneId}, but the alias target name does not lie within the target zone`,
    );
  },
};

export const recordType: ResourceType = awsType({
  type: RECORD,
  service: "Route 53",
  label: "Route 53 Record",
  global: true,
  replaceOn: ["name", "zoneId"],
  id: ({ inputs }) =>
    [inputs.zoneId, (text(inputs, "name") ?? "").toLowerCase(), inputs.type, inputs.setIdentifier]
      .filter((part) => part !== undefined)
      .join("_"),
  derived: (request) => ({ fqdn: fullName(request) }),
  references: [{ property: "zoneId", to: [ZONE], missing: "NoSuchHostedZone" }],
  rules: [insideZone, apexCname, cnameAlone, once, content, aliasTarget],
});
