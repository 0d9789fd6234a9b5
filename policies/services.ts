import { isAtLeast, isOneOf, isOurKey, isTrue, notKnownYet } from "./assessment/expectations";
import { type PolicyMetadata, type ResourcePolicy, resourcePolicy } from "./assessment/policy";
import { pass, type Verdict, violation } from "./assessment/verdict";
import { resourcePolicies } from "./services/resource-policies";

interface KeyProperty {
  /** Property that names the KMS key. */
  readonly key: string;
}

/** A policy on a service that encrypts as soon as it is given a key. */
function encryptedWithOurKey({ key, ...metadata }: PolicyMetadata & KeyProperty): ResourcePolicy {
  return resourcePolicy({ ...metadata, check: (resource) => isOurKey(resource, resource.at(key)) });
}

const logsKept = resourcePolicy({
  id: "logs-retention-kms",
  title: "Logs are kept for a year, encrypted with a key of ours",
  severity: "medium",
  rationale: "an intrusion is found after months on average, and logs say more than anybody meant to write",
  remedy: "set retentionInDays to 365 or more, and kmsKeyId to a key that logs.<region>.amazonaws.com may use",
  controls: { fsbp: ["CloudWatch.16"], cisEks: ["2.1.2"] },
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  settings: { days: 365 },
  check: (group, { days }) => [isAtLeast(group.at("retentionInDays"), days), isOurKey(group, group.at("kmsKeyId"))],
});

const topics = encryptedWithOurKey({
  id: "sns-cmk",
  title: "Topics are encrypted with a key of ours",
  severity: "medium",
  rationale: "alarms name hosts, balances and failures; services can publish only with a key whose policy lets them",
  remedy: "set kmsMasterKeyId to a key whose policy lets cloudwatch.amazonaws.com use it",
  controls: { fsbp: ["SNS.1"] },
  types: ["aws:sns/topic:Topic"],
  key: "kmsMasterKeyId",
});

const queues = encryptedWithOurKey({
  id: "sqs-cmk",
  title: "Queues are encrypted with a key of ours",
  severity: "medium",
  rationale: "messages wait there for days",
  remedy: "set kmsMasterKeyId to the ARN of a KMS key",
  controls: { fsbp: ["SQS.1"] },
  types: ["aws:sqs/queue:Queue"],
  key: "kmsMasterKeyId",
});

const parameters = resourcePolicy({
  id: "ssm-parameter-cmk",
  title: "Secret parameters are encrypted with a key of ours",
  severity: "high",
  rationale: "with AWS's key everybody in the account who may read parameters may decrypt this one",
  remedy: "set keyId on every parameter of type SecureString",
  types: ["aws:ssm/parameter:Parameter"],
  check: (parameter) => {
    const kind = parameter.text("type");
    if (kind.kind === "unknown") return notKnownYet("type");
    return kind.kind === "known" && kind.value === "SecureString" ? isOurKey(parameter, parameter.at("keyId")) : pass;
  },
});

const vaults = encryptedWithOurKey({
  id: "backup-vault-cmk",
  title: "Backup vaults are encrypted with a key of ours",
  severity: "high",
  rationale: "a vault holds a copy of everything",
  remedy: "set kmsKeyArn to the ARN of the backups' KMS key",
  controls: { fsbp: ["Backup.1"] },
  types: ["aws:backup/vault:Vault"],
  key: "kmsKeyArn",
});

const images = resourcePolicy({
  id: "ecr-scan-immutable-cmk",
  title: "Image repositories scan on push, keep their tags and are encrypted with a key of ours",
  severity: "medium",
  rationale: "a tag that moves runs another image than was reviewed; images carry, by mistake, credentials",
  remedy: "set imageScanningConfiguration.scanOnPush, imageTagMutability IMMUTABLE, encryptionType KMS with kmsKey",
  controls: { fsbp: ["ECR.1", "ECR.2", "ECR.5"], cisEks: ["5.1.1"] },
  types: ["aws:ecr/repository:Repository"],
  check: (repository): Verdict | readonly Verdict[] => {
    const images = [
      isTrue(repository.at("imageScanningConfiguration.scanOnPush")),
      isOneOf(repository.at("imageTagMutability"), ["IMMUTABLE"]),
    ];
    const configurations = repository.items("encryptionConfigurations");
    if (configurations.length === 0) {
      const found = "encryptionConfigurations is not set, so ECR uses AES256";
      return [...images, violation(found, "encryptionType: KMS with kmsKey")];
    }
    return [
      ...images,
      ...configurations.flatMap((configuration) => [
        isOneOf(configuration.at("encryptionType"), ["KMS", "KMS_DSSE"]),
        isOurKey(repository, configuration.at("kmsKey")),
      ]),
    ];
  },
});

const streams = resourcePolicy({
  id: "kinesis-cmk",
  title: "Streams are encrypted with a key of ours",
  severity: "medium",
  rationale: "records stay there for a day to a year",
  remedy: "set encryptionType to KMS and kmsKeyId",
  controls: { fsbp: ["Kinesis.1"] },
  types: ["aws:kinesis/stream:Stream"],
  check: (stream) => [isOneOf(stream.at("encryptionType"), ["KMS"]), isOurKey(stream, stream.at("kmsKeyId"))],
});

const tables = resourcePolicy({
  id: "dynamodb-cmk",
  title: "Tables are encrypted with a key of ours",
  severity: "medium",
  rationale: "with AWS's own key nobody can refuse a reader or see who read",
  remedy: "set serverSideEncryption to enabled true with kmsKeyArn",
  types: ["aws:dynamodb/table:Table"],
  check: (table) => [
    isTrue(table.at("serverSideEncryption.enabled")),
    isOurKey(table, table.at("serverSideEncryption.kmsKeyArn")),
  ],
});

const caches = resourcePolicy({
  id: "elasticache-cmk-multi-az",
  title: "Caches are encrypted with a key of ours and fail over between availability zones",
  severity: "high",
  rationale: "sessions and rate limits live there; a single node takes them down with its zone",
  remedy: "set atRestEncryptionEnabled, kmsKeyId, automaticFailoverEnabled and multiAzEnabled",
  controls: { fsbp: ["ElastiCache.3", "ElastiCache.4"] },
  types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
  check: (group) => [
    isTrue(group.at("atRestEncryptionEnabled")),
    isOurKey(group, group.at("kmsKeyId")),
    isTrue(group.at("automaticFailoverEnabled")),
    isTrue(group.at("multiAzEnabled")),
  ],
});

const cacheNodes = resourcePolicy({
  id: "elasticache-nodes-multi-az",
  title: "Nodes of a cache that is no replication group are in several availability zones",
  severity: "medium",
  rationale: "with its zone every entry is gone, and the database gets all of the load at once",
  remedy: "set azMode to cross-az with two or more numCacheNodes, or make it a replication group",
  types: ["aws:elasticache/cluster:Cluster"],
  check: (cluster) => {
    const group = cluster.asWritten().value("replicationGroupId");
    if (group.kind === "known") return pass;
    return group.kind === "unknown" ? notKnownYet("replicationGroupId") : isOneOf(cluster.at("azMode"), ["cross-az"]);
  },
});

export const servicePolicies = [
  logsKept,
  topics,
  queues,
  parameters,
  vaults,
  images,
  streams,
  tables,
  caches,
  cacheNodes,
  ...resourcePolicies,
] as const;
