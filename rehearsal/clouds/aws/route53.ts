import type { ResourceType, Rule } from "../resource-type";
import { bareArn } from "./arn";
import { awsType } from "./aws-type";
import { hexFor, hostedZoneId, upperLetters } from "./ids";
import { flag, objects, text } from "./inputs";
import { recordType } from "./route53-records";

const ZONE = "aws:route53/zone:Zone";
const DELEGATION_SET = "aws:route53/delegationSet:DelegationSet";

/** Four name servers, one of each top-level domain, as Route 53 numbers them. */
function nameServersFor(seed: { hex(length: number): string }): string[] {
  const hex = hexFor(seed, "name-servers", 16);
  const suffixes = ["com", "net", "org", "co.uk"];
  return suffixes.map((suffix, index) => {
    const host = Number.parseInt(hex.slice(index * 4, index * 4 + 4), 16) % 512;
    const cell = String(Math.floor(host / 8)).padStart(2, "0");
    return `ns-${index * 512 + host}.awsdns-${cell}.${suffix}`;
  });
}

const zoneName: Rule = {
  name: "zone-name",
  operation: "CreateHostedZone",
  on: ["create"],
  refuse({ inputs }) {
    const name = (text(inputs, "name") ?? "").replace(/\.$/, "");
    const labels = name.split(".");
    const fine = name.length <= 255 && labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label));
    if (fine) return undefined;
    return { code: "InvalidDomainName", message: `The domain name '${name}' is not valid.` };
  },
};

const zoneConflict: Rule = {
  name: "zone-conflict",
  operation: "CreateHostedZone",
  on: ["create"],
  refuse({ world, inputs }) {
    const vpcIds = objects(inputs, "vpcs").map((vpc) => text(vpc, "vpcId"));
    const delegationSetId = text(inputs, "delegationSetId");
    const twin = world.all(ZONE).find(({ inputs: other }) => {
      const sameSet = delegationSetId !== undefined && other.delegationSetId === delegationSetId;
      const sameVpc = objects(other, "vpcs").some((vpc) => vpcIds.includes(text(vpc, "vpcId")));
      return other.name === inputs.name && (sameSet || sameVpc);
    });
    if (!twin) return undefined;
    return {
      code: "ConflictingDomainExists",
      message: `The name ${text(inputs, "name")} conflicts with the hosted zone ${twin.id}, which has the same ${vpcIds.length > 0 ? "VPC" : "delegation set"}.`,
    };
  },
};

const zoneEmpty: Rule = {
  name: "zone-not-empty",
  operation: "DeleteHostedZone",
  on: ["delete"],
  refuse({ world, inputs, before }) {
    const records = world.all("aws:route53/record:Record").filter((one) => one.inputs.zoneId === before?.id);
    const keys = world
      .all("aws:route53/keySigningKey:KeySigningKey")
      .filter((one) => one.inputs.hostedZoneId === before?.id);
    const forced = flag(inputs, "forceDestroy");
    const held =
      keys.length > 0
        ? "DNSSEC Key Signing Keys"
        : records.length > 0 && !forced
          ? "non-required resource record sets"
          : undefined;
    if (!held) return undefined;
    return {
      code: "HostedZoneNotEmpty",
      message: `The specified hosted zone contains ${held} and so cannot be deleted (${before?.id}).`,
    };
  },
};

export const route53Types: readonly ResourceType[] = [
  awsType({
    type: ZONE,
    service: "Route 53",
    label: "Route 53 Hosted Zone",
    global: true,
    replaceOn: ["delegationSetId", "name"],
    autoName: { property: "name", maxLength: 255 },
    defaults: { comment: "Managed by Pulumi", forceDestroy: false },
    id: (request) => hostedZoneId(request),
    arn: (request, id) => bareArn(request, "route53", `hostedzone/${id}`),
    computed(request, id) {
      const set = request.world.get(DELEGATION_SET, text(request.inputs, "delegationSetId") ?? "");
      const isPrivate = objects(request.inputs, "vpcs").length > 0;
      const own = isPrivate
        ? ["ns-0.awsdns-00.com", "ns-512.awsdns-00.net", "ns-1024.awsdns-00.org", "ns-1536.awsdns-00.co.uk"]
        : nameServersFor(request);
      const servers = Array.isArray(set?.outputs.nameServers) ? set.outputs.nameServers : own;
      return {
        nameServers: [...servers].sort(),
        primaryNameServer: servers[0],
        zoneId: id,
      };
    },
    references: [
      {
        property: "delegationSetId",
        to: [DELEGATION_SET],
        missing: "NoSuchDelegationSet",
        blocksDeletion: "DelegationSetInUse",
      },
      { property: "vpcs[].vpcId", to: ["aws:ec2/vpc:Vpc"], missing: "InvalidVPCId" },
    ],
    rules: [zoneName, zoneConflict, zoneEmpty],
  }),
  recordType,
  awsType({
    type: DELEGATION_SET,
    service: "Route 53",
    label: "Route 53 Reusable Delegation Set",
    global: true,
    replaceOn: ["referenceName"],
    id: (request) => `N${upperLetters(request, "delegation-set", 20)}`,
    arn: (request, id) => bareArn(request, "route53", `delegationset/${id}`),
    computed: (request) => ({ nameServers: nameServersFor(request).sort() }),
  }),
];
