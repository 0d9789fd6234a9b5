import { aws, type PolicyCases } from "../case";
import { type Described, ref, unknown } from "../engine-stub";
import { key } from "./places";
import { resourcePolicyCases } from "./resource-policies";

const keyArn = ref("key", "arn");

/** Cases of a service that encrypts as soon as it is given a key. */
function keyCases(
  policy: string,
  property: string,
  make: (inputs: Record<string, unknown>) => Described,
  alsoBad: PolicyCases["bad"] = {},
  alsoUnknown: Readonly<Record<string, readonly Described[]>> = {},
): PolicyCases {
  return {
    policy,
    good: { "one under a key of the stack": [key, make({ [property]: keyArn })] },
    bad: {
      ...alsoBad,
      "one without a key": {
        resources: [make({ [property]: undefined })],
        found: new RegExp(`${property} is not set`),
      },
      "one under AWS's key": {
        resources: [make({ [property]: "alias/aws/service" })],
        found: new RegExp(`${property} is the AWS-managed alias/aws/service`),
      },
    },
    unknown: { ...alsoUnknown, "a key that nothing in the stack tells of": [make({ [property]: unknown })] },
  };
}

const group = (inputs: Record<string, unknown>) =>
  aws("cloudwatch/LogGroup", "group", { retentionInDays: 365, kmsKeyId: keyArn, ...inputs });
const parameter = (inputs: Record<string, unknown>) => aws("ssm/Parameter", "parameter", inputs);
const repository = (encryptionConfigurations: unknown) =>
  aws("ecr/Repository", "images", {
    encryptionConfigurations,
    imageScanningConfiguration: { scanOnPush: true },
    imageTagMutability: "IMMUTABLE",
  });
const stream = (inputs: Record<string, unknown>) => aws("kinesis/Stream", "stream", inputs);
const table = (serverSideEncryption: unknown) =>
  aws("dynamodb/Table", "table", { serverSideEncryption }, { protect: true });
const cache = (inputs: Record<string, unknown>) =>
  aws("elasticache/ReplicationGroup", "cache", {
    description: "cache",
    atRestEncryptionEnabled: true,
    kmsKeyId: keyArn,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
    ...inputs,
  });

const nodes = (inputs: Record<string, unknown>) =>
  aws("elasticache/Cluster", "nodes", { engine: "memcached", ...inputs });

export const serviceCases: readonly PolicyCases[] = [
  ...resourcePolicyCases,
  keyCases(
    "logs-retention-kms",
    "kmsKeyId",
    group,
    {
      "logs of a month": {
        resources: [key, group({ retentionInDays: 30 })],
        found: /retentionInDays is 30/,
      },
      "logs one day short of a year": {
        resources: [key, group({ retentionInDays: 364 })],
        found: /retentionInDays is 364/,
      },
      "logs for which nobody said how long": {
        resources: [key, group({ retentionInDays: undefined })],
        found: /retentionInDays is not set/,
      },
    },
    { "a time that another resource computes": [key, group({ retentionInDays: unknown })] },
  ),
  keyCases("sns-cmk", "kmsMasterKeyId", (inputs) => aws("sns/Topic", "topic", inputs)),
  keyCases("sqs-cmk", "kmsMasterKeyId", (inputs) => aws("sqs/Queue", "queue", inputs)),
  keyCases("backup-vault-cmk", "kmsKeyArn", (inputs) => aws("backup/Vault", "vault", inputs, { protect: true })),
  {
    policy: "ssm-parameter-cmk",
    good: {
      "a secret parameter under a key of the stack": [key, parameter({ type: "SecureString", keyId: keyArn })],
      "a parameter that is no secret": [parameter({ type: "String" })],
    },
    bad: {
      "a secret parameter without a key": {
        resources: [parameter({ type: "SecureString" })],
        found: /keyId is not set/,
      },
    },
    unknown: { "a type that another resource computes": [parameter({ type: unknown })] },
  },
  {
    policy: "ecr-scan-immutable-cmk",
    good: { "images under a key of the stack": [key, repository([{ encryptionType: "KMS", kmsKey: keyArn }])] },
    bad: {
      "a repository that says nothing": { resources: [repository(undefined)], found: /so ECR uses AES256/ },
      "images under ECR's own keys": {
        resources: [repository([{ encryptionType: "AES256" }])],
        found: /encryptionType is AES256/,
      },
      "tags that move, unscanned": {
        resources: [aws("ecr/Repository", "images", { imageTagMutability: "MUTABLE" })],
        found: /scanOnPush is not set[\s\S]*imageTagMutability is MUTABLE/,
      },
    },
    unknown: { "a setting that another resource computes": [repository(unknown)] },
  },
  {
    policy: "kinesis-cmk",
    good: { "a stream under a key of the stack": [key, stream({ encryptionType: "KMS", kmsKeyId: keyArn })] },
    bad: { "a stream in clear": { resources: [stream({ encryptionType: "NONE" })], found: /encryptionType is NONE/ } },
    unknown: { "a key that nothing in the stack tells of": [stream({ encryptionType: "KMS", kmsKeyId: unknown })] },
  },
  {
    policy: "dynamodb-cmk",
    good: { "a table under a key of the stack": [key, table({ enabled: true, kmsKeyArn: keyArn })] },
    bad: {
      "a table that says nothing": { resources: [table(undefined)], found: /serverSideEncryption\.enabled is not set/ },
      "a table under AWS's key": {
        resources: [table({ enabled: true })],
        found: /serverSideEncryption\.kmsKeyArn is not set/,
      },
    },
    unknown: { "a setting that another resource computes": [table(unknown)] },
  },
  {
    policy: "elasticache-cmk-multi-az",
    good: { "an encrypted cache over several zones": [key, cache({})] },
    bad: {
      "a cache in one zone": { resources: [key, cache({ multiAzEnabled: false })], found: /multiAzEnabled is false/ },
      "a cache in clear": {
        resources: [key, cache({ atRestEncryptionEnabled: false })],
        found: /atRestEncryptionEnabled is false/,
      },
    },
    unknown: { "a flag that another resource computes": [key, cache({ multiAzEnabled: unknown })] },
  },
  {
    policy: "elasticache-nodes-multi-az",
    good: {
      "nodes over several zones": [nodes({ azMode: "cross-az", numCacheNodes: 2 })],
      "a member of a replication group": [nodes({ replicationGroupId: "cache" }), cache({})],
    },
    bad: {
      "nodes in one zone": { resources: [nodes({ azMode: "single-az" })], found: /azMode is single-az/ },
      "nodes of which nobody said": { resources: [nodes({})], found: /azMode is not set/ },
    },
    unknown: {
      "a mode that another resource computes": [nodes({ azMode: unknown })],
      "a group of which nothing tells": [nodes({ replicationGroupId: unknown })],
    },
  },
];
