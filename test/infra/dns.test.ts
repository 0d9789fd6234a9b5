import { Dns, type DnsArgs } from "../../infra/dns";
import { Recording } from "./recorded-resources";

const zoneArn = "arn:aws:route53:::hostedzone/Z1";

const args: DnsArgs = {
  accountId: "111111111111",
  originDomain: "origin.testnet.jeju.network",
  logsKeyArn: "arn:aws:kms:us-east-1:111111111111:key/logs",
  protectData: true,
  securityEmail: "security@jeju.network",
};

const record = (changes: Partial<DnsArgs> = {}) =>
  Recording.of(
    () => {
      new Dns("jeju-test-dns", { ...args, ...changes });
    },
    ({ type }) => (type === "aws:route53/zone:Zone" ? { zoneId: "Z1", arn: zoneArn } : {}),
  );

interface Policy {
  readonly Statement: readonly { readonly Sid: string; readonly [field: string]: unknown }[];
}

function statements(policy: unknown): Policy["Statement"] {
  return (JSON.parse(String(policy)) as Policy).Statement;
}

describe("Dns", () => {
  it("signs the zone with the only kind of key that Route53 takes, in the only region", async () => {
    const recording = await record();
    expect(recording.inputs("aws:kms/key:Key")).toMatchObject({
      region: "us-east-1",
      customerMasterKeySpec: "ECC_NIST_P256",
      keyUsage: "SIGN_VERIFY",
      deletionWindowInDays: 30,
      multiRegion: false,
    });
    expect(recording.inputs("aws:kms/key:Key")).not.toHaveProperty("enableKeyRotation");
    expect(recording.inputs("aws:route53/keySigningKey:KeySigningKey")).toMatchObject({
      hostedZoneId: "Z1",
      status: "ACTIVE",
      keyManagementServiceArn: expect.stringContaining("jeju-test-dns-signing-key"),
    });
    expect(recording.inputs("aws:route53/hostedZoneDnsSec:HostedZoneDnsSec")).toEqual({
      hostedZoneId: "Z1",
      signingStatus: "SIGNING",
    });
  });

  it("vouches for the key only once the zone is signed", async () => {
    let dns: Dns | undefined;
    await Recording.of(() => {
      dns = new Dns("jeju-test-dns", args);
    });
    for (const field of Object.values(dns?.delegationSigner ?? {})) {
      const waitsFor = [...((await field.allResources?.()) ?? [])].map(({ __pulumiType }) => __pulumiType);
      expect(waitsFor).toContain("aws:route53/hostedZoneDnsSec:HostedZoneDnsSec");
    }
    expect.assertions(4);
  });

  it("lets Route53 sign for this zone of this account only", async () => {
    const [admin, ...route53] = statements((await record()).inputs("aws:kms/key:Key").policy);
    expect(admin).toMatchObject({ Principal: { AWS: "arn:aws:iam::111111111111:root" } });
    expect(route53.map(({ Action }) => Action)).toEqual([
      ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"],
      "kms:CreateGrant",
    ]);
    for (const statement of route53) {
      expect(statement).toMatchObject({
        Principal: { Service: "dnssec-route53.amazonaws.com" },
        Condition: {
          StringEquals: { "aws:SourceAccount": "111111111111" },
          ArnEquals: { "aws:SourceArn": zoneArn },
        },
      });
    }
  });

  it("logs queries, encrypted, in the region where Route53 can", async () => {
    const recording = await record();
    expect(recording.inputs("aws:cloudwatch/logGroup:LogGroup")).toMatchObject({
      region: "us-east-1",
      name: "/aws/route53/origin.testnet.jeju.network",
      retentionInDays: 365,
      kmsKeyId: "arn:aws:kms:us-east-1:111111111111:key/logs",
    });
    expect(recording.inputs("aws:cloudwatch/logResourcePolicy:LogResourcePolicy").region).toBe("us-east-1");
    expect(recording.inputs("aws:route53/queryLog:QueryLog")).toMatchObject({ zoneId: "Z1" });
  });

  it("lets only Amazon issue certificates for the origin", async () => {
    const { records } = (await record()).inputs("aws:route53/record:Record");
    expect(records).toEqual(['0 issue "amazon.com"', '0 issuewild ";"', '0 iodef "mailto:security@jeju.network"']);
  });

  it("raises an alarm when signing is in trouble", async () => {
    const alarmTopicArns = ["arn:aws:sns:us-east-1:111111111111:alerts"];
    const alarms = (await record({ alarmTopicArns })).ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
    expect(alarms.map(({ inputs }) => [inputs.metricName, inputs.region, inputs.alarmActions])).toEqual([
      ["DNSSECInternalFailure", "us-east-1", alarmTopicArns],
      ["DNSSECKeySigningKeysNeedingAction", "us-east-1", alarmTopicArns],
    ]);
  });
});
