import { policyDocument, roleArn, type Statement } from "../iam";

/** Where a key lives and what its policy has to name. */
export interface KeySite {
  readonly accountId: string;
  readonly region: string;
  /** Start of the environment's names, e.g. `jeju-mainnet`. */
  readonly prefix: string;
}

/** What a data key is for; each has its own, so that access to one kind of data gives none to another. */
export const KEY_PURPOSES = [
  "cluster",
  "volumes",
  "database",
  "logs",
  "dnsLogs",
  "backups",
  "secrets",
  "alarms",
] as const;
export type KeyPurpose = (typeof KEY_PURPOSES)[number];

/** Accounts that act on chain; each has a key that never leaves KMS. */
export const ON_CHAIN_ROLES = ["deployer", "batcher", "proposer", "sequencer"] as const;
export type OnChainRole = (typeof ON_CHAIN_ROLES)[number];

const USE = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];

/** Everything that concerns a key except using it, as the KMS developer guide lists it for key administrators. */
const ADMINISTER = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListAliases",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListKeyRotations",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RevokeGrant",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

/** Policy of a data key: the account administers it, and the services of its purpose use it, nobody else. */
export function dataKeyPolicy(purpose: KeyPurpose, site: KeySite): string {
  return policyDocument(administration(site), ...USES[purpose](site));
}

/**
 * Policy of a signing key: only the role {@link signerRoleName} signs with it, and only digests; the account, which
 * administers it, does not. The role needs the permission in its own policy as well.
 */
export function signingKeyPolicy(role: OnChainRole, site: KeySite): string {
  return policyDocument(
    administration(site),
    {
      Sid: "ReadPublicKey",
      Effect: "Allow",
      Principal: account(site),
      Action: "kms:GetPublicKey",
      Resource: "*",
    },
    {
      Sid: "SignDigests",
      Effect: "Allow",
      Principal: account(site),
      Action: "kms:Sign",
      Resource: "*",
      Condition: {
        ArnEquals: { "aws:PrincipalArn": roleArn(site.accountId, signerRoleName(site.prefix, role)) },
        StringEquals: { "kms:MessageType": "DIGEST", "kms:SigningAlgorithm": "ECDSA_SHA_256" },
      },
    },
  );
}

/** Name of the IAM role that may sign as an on-chain role. The key policy names it before it exists. */
export function signerRoleName(prefix: string, role: OnChainRole): string {
  return `${prefix}-signer-${role}`;
}

const USES: Readonly<Record<KeyPurpose, (site: KeySite) => Statement[]>> = {
  // EKS wants to make its grant without the condition kms:GrantIsForAWSResource: "Encrypt K8s secrets with KMS" in its
  // user guide. So this key can be granted by whoever may administer the cluster by IAM.
  cluster: (site) => [
    {
      Sid: "GrantToEks",
      Effect: "Allow",
      Principal: account(site),
      Action: ["kms:CreateGrant", ...USE],
      Resource: "*",
    },
  ],
  volumes: (site) => [...through(["ec2"], site), ...autoscaling(site)],
  database: (site) => through(["rds", "pi"], site),
  logs: encryptLogGroups,
  dnsLogs: encryptLogGroups,
  backups: (site) => through(["backup", "rds", "s3"], site),
  secrets: (site) => through(["secretsmanager", "rds"], site),
  alarms: (site) => [
    {
      Sid: "PublishAlarms",
      Effect: "Allow",
      Principal: { Service: ["cloudwatch.amazonaws.com", "backup.amazonaws.com"] },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceAccount": site.accountId } },
    },
  ],
};

function encryptLogGroups({ accountId, region }: KeySite): Statement[] {
  return [
    {
      Sid: "EncryptLogGroups",
      Effect: "Allow",
      Principal: { Service: `logs.${region}.amazonaws.com` },
      Action: USE,
      Resource: "*",
      Condition: {
        ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${accountId}:log-group:*` },
      },
    },
  ];
}

/** Lets principals of the account whose own policies allow it use the key, but only through the given AWS services. */
function through(services: readonly string[], site: KeySite): Statement[] {
  const viaService = services.map((service) => `${service}.${site.region}.amazonaws.com`);
  return [
    {
      Sid: "UseThroughService",
      Effect: "Allow",
      Principal: account(site),
      Action: USE,
      Resource: "*",
      Condition: { StringEquals: { "kms:ViaService": viaService } },
    },
    {
      Sid: "GrantToService",
      Effect: "Allow",
      Principal: account(site),
      Action: "kms:CreateGrant",
      Resource: "*",
      Condition: { StringEquals: { "kms:ViaService": viaService }, Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}

/**
 * Auto Scaling starts nodes with its service-linked role, whose own policy says nothing of KMS. In a new account the
 * role does not exist yet, and a policy that names it as principal would be refused: so it is named in a condition.
 */
function autoscaling(site: KeySite): Statement[] {
  const isAutoscaling = {
    "aws:PrincipalArn": roleArn(
      site.accountId,
      "aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
    ),
  };
  return [
    {
      Sid: "UseByAutoscaling",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: USE,
      Resource: "*",
      Condition: { ArnEquals: isAutoscaling },
    },
    {
      Sid: "GrantByAutoscaling",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: "kms:CreateGrant",
      Resource: "*",
      Condition: { ArnEquals: isAutoscaling, Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}

/** What the account may do with a key of which it is the administrator and not a user. */
export function administration(site: Pick<KeySite, "accountId">): Statement {
  return { Sid: "Administer", Effect: "Allow", Principal: account(site), Action: ADMINISTER, Resource: "*" };
}

/** The account as principal: whoever its IAM policies allow it. */
function account({ accountId }: Pick<KeySite, "accountId">): { AWS: string } {
  return { AWS: `arn:aws:iam::${accountId}:root` };
}
