import type { ResourceDescription } from "../../../policies/assessment/resource";
import { accountBaseline } from "../account-baseline";
import { aws } from "../case";
import { key } from "../cases/places";
import { type Described, propertiesAt, ref, referencesIn } from "../engine-stub";
import type { State } from "./edits";

const keyArn = ref("key", "arn");
const held = { protect: true };

/** One sound resource of each kind that the program does not make and that policies judge all the same. */
const notInTheProgram = (subnetIds: readonly unknown[]): readonly Described[] => [
  key,
  ...accountBaseline,
  aws("ebs/Volume", "volume", { availabilityZone: "us-east-1a", encrypted: true, kmsKeyId: keyArn }),
  aws("ec2/Instance", "machine", {
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    rootBlockDevice: { encrypted: true, kmsKeyId: keyArn },
    ebsBlockDevices: [{ deviceName: "/dev/sdf", encrypted: true, kmsKeyId: keyArn }],
  }),
  aws("autoscaling/Group", "machines", { minSize: 3, maxSize: 3, vpcZoneIdentifiers: subnetIds }),
  aws("efs/FileSystem", "files", { encrypted: true, kmsKeyId: keyArn }, held),
  ...subnetIds.map((subnetId, index) =>
    aws("efs/MountTarget", `files-${index}`, { fileSystemId: ref("files"), subnetId }),
  ),
  aws("dynamodb/Table", "table", { serverSideEncryption: { enabled: true, kmsKeyArn: keyArn } }, held),
  aws("elasticache/ReplicationGroup", "cache", {
    atRestEncryptionEnabled: true,
    kmsKeyId: keyArn,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
  }),
  aws("elasticache/Cluster", "nodes", { azMode: "cross-az", numCacheNodes: 3 }),
  aws("docdb/Cluster", "documents", { storageEncrypted: true, kmsKeyId: keyArn }, held),
  ...["us-east-1a", "us-east-1b"].map((availabilityZone, index) =>
    aws("docdb/ClusterInstance", `documents-${index}`, { clusterIdentifier: ref("documents"), availabilityZone }),
  ),
  aws("memorydb/Cluster", "memory", { kmsKeyArn: keyArn, numReplicasPerShard: 1 }),
  aws("batch/ComputeEnvironment", "batches", { computeResources: { subnets: subnetIds } }),
  aws("sqs/Queue", "queue", { kmsMasterKeyId: keyArn }),
  aws("ssm/Parameter", "parameter", { type: "SecureString", keyId: keyArn }),
  aws("ecr/Repository", "images", {
    imageScanningConfiguration: { scanOnPush: true },
    imageTagMutability: "IMMUTABLE",
    encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: keyArn }],
  }),
  aws("kinesis/Stream", "records", { encryptionType: "KMS", kmsKeyId: keyArn }),
  aws("secretsmanager/Secret", "secret", { kmsKeyId: keyArn, recoveryWindowInDays: 30 }, held),
  aws("secretsmanager/SecretRotation", "secret-rotation", {
    secretId: ref("secret"),
    rotationRules: { automaticallyAfterDays: 30 },
  }),
  aws("secretsmanager/SecretPolicy", "secret-policy", {
    secretArn: ref("secret", "arn"),
    policy: JSON.stringify({
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::222222222222:role/reader" },
          Action: "secretsmanager:GetSecretValue",
          Resource: "*",
        },
      ],
    }),
  }),
];

/** The same in the terms of a checkpoint, made by the provider of a golden state. */
export function complement(made: State): State {
  const [vpc] = made.filter(({ type }) => type === "aws:ec2/vpc:Vpc");
  if (!vpc) throw new Error("a golden state has a VPC");
  const { provider, urn } = vpc;
  const tagsAll = { ...Object(vpc.inputs?.tagsAll), Name: "complement" };
  const [stack = "", project = ""] = urn.split("::");
  const urnOf = ({ type, name }: Described) => `${stack}::${project}::${type}::${name}`;
  const resources = notInTheProgram(privateSubnets(made));
  const urns = new Map(resources.map((described) => [described.name, urnOf(described)]));
  return resources.map((described): ResourceDescription => {
    const { inputs, outputs } = propertiesAt(described);
    const dependencies = Object.entries(described.inputs).map(([property, value]) => {
      return [property, referencesIn(value).flatMap(({ target }) => urns.get(target) ?? [])] as const;
    });
    return {
      ...{ urn: urnOf(described), type: described.type, name: described.name, protect: described.protect ?? false },
      inputs: { ...inputs, tagsAll },
      outputs: { ...outputs, tagsAll },
      dependencies: new Map(dependencies),
      ...(provider && { provider }),
    };
  });
}

function privateSubnets(made: State): readonly unknown[] {
  const subnets = made.filter(
    ({ type, name }) => type === "aws:ec2/subnet:Subnet" && /-private-[^-]+-[^-]+-[^-]+$/.test(name),
  );
  return subnets.map(({ outputs }) => outputs?.id);
}
