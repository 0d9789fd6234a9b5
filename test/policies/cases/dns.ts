import { aws, type PolicyCases } from "../case";
import { ref, unknown } from "../engine-stub";

const zone = (inputs: Record<string, unknown> = {}) =>
  aws("route53/Zone", "zone", { name: "origin.example", ...inputs }, { protect: true });
const inside = zone({ vpcs: [{ vpcId: "vpc-1" }] });
const signing = (inputs: Record<string, unknown> = {}) =>
  aws("route53/HostedZoneDnsSec", "signing", { hostedZoneId: ref("zone"), ...inputs });
const keySigningKey = (status: unknown) =>
  aws("route53/KeySigningKey", "ksk", { hostedZoneId: ref("zone"), keyManagementServiceArn: "arn", status });
const log = (zoneId: unknown = ref("zone")) => aws("route53/QueryLog", "log", { zoneId, cloudwatchLogGroupArn: "arn" });

export const dnsCases: readonly PolicyCases[] = [
  {
    policy: "r53-dnssec",
    good: {
      "a zone that is signed": [zone(), keySigningKey("ACTIVE"), signing({ signingStatus: "SIGNING" })],
      "a zone that is signed, by default": [zone(), keySigningKey("ACTIVE"), signing()],
      "a zone of a VPC": [inside],
    },
    bad: {
      "a zone of no VPC, without signatures": {
        resources: [zone({ vpcs: [] })],
        found: /no HostedZoneDnsSec names it/,
      },
      "a zone without signatures": { resources: [zone()], found: /no HostedZoneDnsSec names it/ },
      "signing turned off": {
        resources: [zone(), keySigningKey("ACTIVE"), signing({ signingStatus: "NOT_SIGNING" })],
        found: /signingStatus is NOT_SIGNING/,
      },
      "a key that is not used": {
        resources: [zone(), keySigningKey("INACTIVE"), signing()],
        found: /status is INACTIVE/,
      },
      "no key at all": { resources: [zone(), signing()], found: /no KeySigningKey names it/ },
    },
    unknown: {
      "signing of a zone that nothing tells of": [zone(), keySigningKey("ACTIVE"), signing({ hostedZoneId: unknown })],
      "a key of a zone that nothing tells of": [
        zone(),
        signing(),
        aws("route53/KeySigningKey", "ksk", {
          hostedZoneId: unknown,
          keyManagementServiceArn: "arn",
          status: "ACTIVE",
        }),
      ],
      "a zone of which nobody knows whether a VPC has it": [zone({ vpcs: unknown })],
    },
  },
  {
    policy: "r53-query-log",
    good: { "a zone that logs": [zone(), log()], "a zone of a VPC": [inside] },
    bad: { "a zone that does not": { resources: [zone()], found: /no QueryLog names it/ } },
    unknown: { "a log of a zone that nothing tells of": [zone(), log(unknown)] },
  },
];
