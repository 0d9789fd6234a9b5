import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import {
  dataKeyPolicy,
  KEY_PURPOSES,
  type KeyPurpose,
  type KeySite,
  ON_CHAIN_ROLES,
  type OnChainRole,
  signingKeyPolicy,
} from "./keys/policies";
import { aliasName, classified, holdingData, named, signerName } from "./naming";

export interface KeysArgs extends KeySite {
  /** Whether the keys are protected against deletion. Source: `decommission`. */
  readonly protectData: boolean;
}

/** Days in which a deletion can be called off; the longest that KMS has. */
const DELETION_WINDOW_DAYS = 30;
const ROTATION_PERIOD_DAYS = 365;
/** Route53 logs queries in this region only: "Public DNS query logging" in its developer guide. */
const DNS_LOGS_REGION = "us-east-1";

/** Names of the keys in aliases and descriptions; contract, because a key is found by its alias. */
const LABELS: Readonly<Record<KeyPurpose, string>> = {
  cluster: "cluster-secrets",
  volumes: "volumes",
  database: "database",
  logs: "logs",
  dnsLogs: "dns-logs",
  backups: "backups",
  secrets: "secrets",
  alarms: "alarms",
};

/**
 * The environment's keys: a rotating data key per purpose, and a secp256k1 signing key per on-chain role.
 *
 * Losing a data key loses its data; losing a signing key loses the account on chain. Hence they are protected, wait 30
 * days before deletion, and stay in one region. KMS cannot rotate an asymmetric key: the tag `rotation: manual` says so,
 * and the key ceremony does it.
 *
 * @example
 * const keys = new Keys("jeju-mainnet-keys", { accountId, region, prefix: "jeju-mainnet", protectData: true });
 * new rds.Instance("db", { kmsKeyId: keys.data.database, ... });
 */
export class Keys extends pulumi.ComponentResource {
  /** ARNs of the data keys. */
  readonly data: Readonly<Record<KeyPurpose, pulumi.Output<string>>>;
  /** ARNs of the signing keys. */
  readonly signing: Readonly<Record<OnChainRole, pulumi.Output<string>>>;
  /** By their aliases the signing keys are found: see {@link aliasName}. */
  readonly signingAliases: Readonly<Record<OnChainRole, kms.Alias>>;

  constructor(
    private readonly name: string,
    private readonly args: KeysArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("jeju:infra:Keys", name, args, opts);
    this.data = record(KEY_PURPOSES, (purpose) => this.createDataKey(purpose));
    const signers = record(ON_CHAIN_ROLES, (role) => this.createSigningKey(role));
    this.signing = record(ON_CHAIN_ROLES, (role) => signers[role].arn);
    this.signingAliases = record(ON_CHAIN_ROLES, (role) => signers[role].alias);
    this.registerOutputs({ data: this.data, signing: this.signing });
  }

  private createDataKey(purpose: KeyPurpose): pulumi.Output<string> {
    const region = purpose === "dnsLogs" ? DNS_LOGS_REGION : this.args.region;
    const label = LABELS[purpose];
    return this.createKey(label, region, {
      description: `Encrypts ${label} of ${this.args.prefix}`,
      enableKeyRotation: true,
      rotationPeriodInDays: ROTATION_PERIOD_DAYS,
      policy: dataKeyPolicy(purpose, { ...this.args, region }),
      tags: named(`${this.args.prefix}-${label}`, classified("confidential")),
    }).arn;
  }

  private createSigningKey(role: OnChainRole): NamedKey {
    return this.createKey(signerName(role), this.args.region, {
      description: `Signs as ${role} of ${this.args.prefix}`,
      keyUsage: "SIGN_VERIFY",
      customerMasterKeySpec: "ECC_SECG_P256K1",
      policy: signingKeyPolicy(role, this.args),
      tags: named(`${this.args.prefix}-signer-${role}`, { ...classified("secret"), rotation: "manual" }),
    });
  }

  private createKey(suffix: string, region: string, args: kms.KeyArgs): NamedKey {
    const key = new kms.Key(
      `${this.name}-${suffix}`,
      { region, deletionWindowInDays: DELETION_WINDOW_DAYS, multiRegion: false, ...args },
      { parent: this, ...holdingData(this.args.protectData) },
    );
    const alias = new kms.Alias(
      `${this.name}-${suffix}-alias`,
      { region, name: aliasName(this.args.prefix, suffix), targetKeyId: key.keyId },
      { parent: this },
    );
    return { arn: key.arn, alias };
  }
}

interface NamedKey {
  readonly arn: pulumi.Output<string>;
  readonly alias: kms.Alias;
}

function record<K extends string, V>(keys: readonly K[], make: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, V>;
}
