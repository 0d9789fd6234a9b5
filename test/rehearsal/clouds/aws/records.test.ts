import { testRules } from "./rule-cases";
import { sampleOf } from "./samples";

const ZONE = "aws:route53/zone:Zone";
const RECORD = "aws:route53/record:Record";
const KEY_SIGNING_KEY = "aws:route53/keySigningKey:KeySigningKey";
const text = (name: string) => ({ name, type: "TXT", records: ["v=spf1 -all"] });

describe("zones and records", () => {
  testRules([
    {
      rule: "zone-name",
      refuses: "a zone name with an empty label",
      code: "InvalidDomainName",
      type: ZONE,
      wrong: { name: "jeju..network" },
    },
    {
      rule: "zone-conflict",
      refuses: "a second private zone of one name in a VPC",
      code: "ConflictingDomainExists",
      type: ZONE,
      fine: ({ otherVpc }) => ({ name: "jeju.internal", vpcs: [{ vpcId: otherVpc.id }] }),
      wrong: ({ vpc }) => ({ name: "jeju.internal", vpcs: [{ vpcId: vpc.id }] }),
    },
    {
      rule: "zone-not-empty",
      refuses: "to delete a zone that has records",
      code: "HostedZoneNotEmpty",
      mayGo: ({ zone }) => zone,
      mayNot: (account) => {
        account.add(RECORD, sampleOf(RECORD, account));
        return account.zone;
      },
    },
    {
      rule: "zone-not-empty",
      refuses: "to delete a zone that has a key-signing key, even by force",
      code: "HostedZoneNotEmpty",
      mayGo: (account) => {
        const zone = account.add(ZONE, { name: "forced.network", forceDestroy: true });
        account.add(RECORD, { ...sampleOf(RECORD, account), zoneId: zone.id });
        return zone;
      },
      mayNot: (account) => {
        const zone = account.add(ZONE, { name: "forced.network", forceDestroy: true });
        account.add(KEY_SIGNING_KEY, { ...sampleOf(KEY_SIGNING_KEY, account), hostedZoneId: zone.id });
        return zone;
      },
    },
    {
      rule: "record-inside-zone",
      refuses: "a record whose name only looks like the zone's",
      code: "InvalidChangeBatch",
      type: RECORD,
      fine: { name: "rpc.jeju.network" },
      wrong: { name: "notjeju.network" },
    },
    {
      rule: "record-cname-apex",
      refuses: "a CNAME at the apex",
      code: "InvalidChangeBatch",
      type: RECORD,
      wrong: { name: "jeju.network", type: "CNAME", records: ["example.org"] },
    },
    {
      rule: "record-cname-alone",
      refuses: "a CNAME beside another record",
      code: "InvalidChangeBatch",
      type: RECORD,
      wrong: (account) => {
        account.add(RECORD, { ...sampleOf(RECORD, account), ...text("rpc.jeju.network") });
        return { type: "CNAME", records: ["example.org"] };
      },
    },
    {
      rule: "record-duplicate",
      refuses: "a record that exists already",
      code: "InvalidChangeBatch",
      type: RECORD,
      fine: (account) => {
        account.add(RECORD, sampleOf(RECORD, account));
        return { allowOverwrite: true };
      },
      wrong: (account) => {
        account.add(RECORD, sampleOf(RECORD, account));
        return {};
      },
    },
    {
      rule: "record-duplicate",
      refuses: "name servers at the apex, which every zone is born with",
      code: "InvalidChangeBatch",
      type: RECORD,
      fine: { name: "testnet", type: "NS", records: ["ns.example.org"] },
      wrong: { name: "jeju.network", type: "NS", records: ["ns.example.org"] },
    },
    {
      rule: "record-content",
      refuses: "a host name in an A record",
      code: "InvalidChangeBatch",
      type: RECORD,
      wrong: { records: ["example.org"] },
    },
    {
      rule: "record-content",
      refuses: "a CAA record that is not quoted",
      code: "InvalidChangeBatch",
      type: RECORD,
      fine: { type: "CAA", records: ['0 issue "amazon.com"'] },
      wrong: { type: "CAA", records: ["0 issue amazon.com"] },
    },
    {
      rule: "record-alias-target",
      refuses: "an alias whose target is not of the zone that it names",
      code: "InvalidChangeBatch",
      type: RECORD,
      fine: ({ balancer: { outputs } }) => ({
        ttl: undefined,
        records: undefined,
        aliases: [{ name: outputs.dnsName, zoneId: outputs.zoneId, evaluateTargetHealth: true }],
      }),
      wrong: ({ balancer: { outputs } }) => ({
        ttl: undefined,
        records: undefined,
        aliases: [{ name: "rpc.example.org", zoneId: outputs.zoneId, evaluateTargetHealth: true }],
      }),
    },
  ]);
});
