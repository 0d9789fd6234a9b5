import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as kms from "@pulumi/aws/kms";
import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument, type Statement } from "./iam";
import { administration } from "./keys/policies";
import { classified, holdingData } from "./naming";

/** Route53 is global, but writes query logs to, and takes DNSSEC keys from, this region only. */
export const ROUTE53_HOME_REGION = "us-east-1";

/** Fields of the DS record (RFC 4034) by which the parent zone vouches for a zone's key. */
export interface DelegationSigner {
  readonly keyTag: pulumi.Output<number>;
  /** 13: ECDSA P-256 with SHA-256. */
  readonly algorithm: pulumi.Output<number>;
  /** 2: SHA-256. */
  readonly digestType: pulumi.Output<number>;
  /** Hex digits. */
  readonly digest: pulumi.Output<string>;
}

export interface ZoneSigningArgs {
  /** Zone that is signed. */
  readonly zoneId: pulumi.Input<string>;
  /** The same zone's ARN, to which Route53's use of the key is bound. */
  readonly zoneArn: pulumi.Input<string>;
  /** AWS account, 12 digits. Source: `accountId`. */
  readonly accountId: string;
  /** SNS topics in us-east-1 that are told when signing is in trouble. */
  readonly alarmTopicArns: readonly pulumi.Input<string>[];
  /** Whether the keys are protected against deletion. Source: `decommission`. */
  readonly protectData: boolean;
}

/**
 * DNSSEC for a Route53 zone. Signing must be on before the parent publishes the DS record and off only after that record
 * has gone, or every resolver that validates loses the zone; so {@link ZoneSigning.delegationSigner} depends on it.
 *
 * @example
 * new ZoneSigning("jeju-testnet-dns-signing", { zoneId: zone.zoneId, zoneArn: zone.arn, accountId, ... });
 */
export class ZoneSigning extends pulumi.ComponentResource {
  readonly delegationSigner: DelegationSigner;

  constructor(
    private readonly name: string,
    private readonly args: ZoneSigningArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:ZoneSigning", name, {}, opts);
    const keySigningKey = this.createKeySigningKey(this.createKey());
    const signing = this.signZone(keySigningKey);
    this.watchSigning();
    this.delegationSigner = delegationSignerOf(keySigningKey, signing);
    this.registerOutputs({ delegationSigner: this.delegationSigner });
  }

  /**
   * Route53 takes only this kind of key, single-region, in this region.
   * Source: Route53 developer guide, "Working with customer managed keys for DNSSEC".
   */
  private createKey(): kms.Key {
    const region = ROUTE53_HOME_REGION;
    const key = new kms.Key(
      `${this.name}-key`,
      {
        region,
        description: "Signs the keys of the origin zone (DNSSEC)",
        customerMasterKeySpec: "ECC_NIST_P256",
        keyUsage: "SIGN_VERIFY",
        multiRegion: false,
        deletionWindowInDays: 30,
        policy: pulumi
          .output(this.args.zoneArn)
          .apply((zoneArn) => policyDocument(...keyStatements(this.args.accountId, zoneArn))),
        // KMS never rotates an asymmetric key; a new one is made by hand, next to the old one.
        tags: { ...classified("secret"), rotation: "manual" },
      },
      { parent: this, ...holdingData(this.args.protectData) },
    );
    new kms.Alias(
      `${this.name}-alias`,
      { region, name: `alias/${this.name}`, targetKeyId: key.keyId },
      { parent: this },
    );
    return key;
  }

  private createKeySigningKey(key: kms.Key): route53.KeySigningKey {
    return new route53.KeySigningKey(
      `${this.name}-ksk`,
      // Letters, digits and underscores only; the number is for the next one, when the key is rotated.
      { hostedZoneId: this.args.zoneId, name: "ksk_1", keyManagementServiceArn: key.arn, status: "ACTIVE" },
      { parent: this, protect: this.args.protectData },
    );
  }

  private signZone(keySigningKey: route53.KeySigningKey): route53.HostedZoneDnsSec {
    return new route53.HostedZoneDnsSec(
      `${this.name}-dnssec`,
      { hostedZoneId: keySigningKey.hostedZoneId, signingStatus: "SIGNING" },
      { parent: this, protect: this.args.protectData, dependsOn: [keySigningKey] },
    );
  }

  private watchSigning(): void {
    this.watch("failure", "DNSSECInternalFailure", "Route53 cannot sign the origin zone");
    this.watch(
      "key",
      "DNSSECKeySigningKeysNeedingAction",
      "Route53 cannot use the key that signs the origin zone's keys",
    );
  }

  private watch(alarm: string, metricName: string, alarmDescription: string): void {
    new cloudwatch.MetricAlarm(
      `${this.name}-${alarm}`,
      {
        region: ROUTE53_HOME_REGION,
        alarmDescription,
        metricName,
        namespace: "AWS/Route53",
        dimensions: { HostedZoneId: this.args.zoneId },
        statistic: "Maximum",
        // Route53 reports these about once in four hours.
        period: 86_400,
        evaluationPeriods: 1,
        threshold: 0,
        comparisonOperator: "GreaterThanThreshold",
        treatMissingData: "notBreaching",
        alarmActions: [...this.args.alarmTopicArns],
      },
      { parent: this },
    );
  }
}

function delegationSignerOf(key: route53.KeySigningKey, signing: route53.HostedZoneDnsSec): DelegationSigner {
  const onceSigned = <T>(value: pulumi.Output<T>): pulumi.Output<T> => signing.id.apply(() => value);
  return {
    keyTag: onceSigned(key.keyTag),
    algorithm: onceSigned(key.signingAlgorithmType),
    digestType: onceSigned(key.digestAlgorithmType),
    digest: onceSigned(key.digestValue),
  };
}

function keyStatements(accountId: string, zoneArn: string): Statement[] {
  const Principal = { Service: "dnssec-route53.amazonaws.com" };
  const forThisZone = { StringEquals: { "aws:SourceAccount": accountId }, ArnEquals: { "aws:SourceArn": zoneArn } };
  return [
    administration({ accountId }),
    {
      Sid: "Route53Signs",
      Effect: "Allow",
      Principal,
      Action: ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"],
      Resource: "*",
      Condition: forThisZone,
    },
    {
      Sid: "Route53Grants",
      Effect: "Allow",
      Principal,
      Action: "kms:CreateGrant",
      Resource: "*",
      Condition: { ...forThisZone, Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}
