import { accountBaseline } from "./account-baseline";
import { aws } from "./case";
import { idsOf, key, routed, tier, vpc, zones } from "./cases/places";
import { type Described, ref } from "./engine-stub";

const tags = {
  system: "jeju",
  environment: "mainnet",
  owner: "platform",
  "cost-centre": "4711",
  "data-classification": "internal",
};
const keyArn = ref("key", "arn");
const [publicTier, privateTier, databaseTier] = [
  tier("public", zones, 0),
  tier("private", zones, 10),
  tier("database", zones, 20),
];
const nodesTrust = {
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const held = { protect: true };

/** Settings of a bucket, as the resources of their own that they are. */
function bucket(name: string): readonly Described[] {
  const of = { bucket: ref(name) };
  const arn = `arn:aws:s3:::${name}`;
  const denial = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
  return [
    aws("s3/Bucket", name, { bucket: name }, held),
    aws("s3/BucketServerSideEncryptionConfiguration", `${name}-encryption`, {
      ...of,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn } }],
    }),
    aws("s3/BucketPublicAccessBlock", `${name}-block`, {
      ...of,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    }),
    aws("s3/BucketOwnershipControls", `${name}-ownership`, { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } }),
    aws("s3/BucketLifecycleConfiguration", `${name}-lifecycle`, {
      ...of,
      rules: [{ id: "expire", status: "Enabled" }],
    }),
    aws("s3/BucketVersioning", `${name}-versions`, { ...of, versioningConfiguration: { status: "Enabled" } }),
    aws("s3/BucketPolicy", `${name}-policy`, { ...of, policy: JSON.stringify({ Statement: [denial] }) }),
  ];
}

const provider: Described = {
  type: "pulumi:providers:aws",
  name: "ours-aws",
  inputs: { region: "us-east-1", allowedAccountIds: '["222222222222"]', defaultTags: JSON.stringify({ tags }) },
};

const untagged: readonly Described[] = [
  provider,
  ...accountBaseline,
  vpc,
  ...publicTier,
  ...privateTier,
  ...databaseTier,
  aws("ec2/DefaultSecurityGroup", "closed-group", { vpcId: ref("vpc") }),
  aws("ec2/VpcBlockPublicAccessOptions", "block", { internetGatewayBlockMode: "block-ingress" }),
  ...["s3", "ecr.api", "ecr.dkr", "kms", "secretsmanager", "logs", "sts", "ec2"].map((service) =>
    aws("ec2/VpcEndpoint", `endpoint-${service}`, {
      vpcId: ref("vpc"),
      serviceName: `com.amazonaws.us-east-1.${service}`,
      vpcEndpointType: "Gateway",
    }),
  ),
  aws("ec2/InternetGateway", "internet", { vpcId: ref("vpc") }),
  ...publicTier.flatMap(({ name }) => routed(name, { gatewayId: ref("internet") })),
  ...[0, 1, 2].map((index) => aws("ec2/NatGateway", `nat-${index}`, { subnetId: ref(`public-${index}`) })),
  ...privateTier.flatMap(({ name }, index) => routed(name, { natGatewayId: ref(`nat-${index}`) })),
  key,
  aws("cloudwatch/LogGroup", "flows", { kmsKeyId: keyArn, retentionInDays: 365 }),
  aws("ec2/FlowLog", "flow-log", { vpcId: ref("vpc"), trafficType: "ALL", logDestination: ref("flows", "arn") }),
  aws("ebs/EncryptionByDefault", "encrypted-volumes", {}),
  aws(
    "eks/Cluster",
    "cluster",
    {
      name: "jeju",
      roleArn: "arn:aws:iam::222222222222:role/cluster",
      enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
      encryptionConfig: { provider: { keyArn }, resources: ["secrets"] },
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
      version: "1.34",
      deletionProtection: true,
      vpcConfig: { endpointPrivateAccess: true, endpointPublicAccess: false, subnetIds: idsOf(privateTier) },
    },
    held,
  ),

  aws("ec2/LaunchTemplate", "nodes-template", {
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true", kmsKeyId: keyArn } }],
  }),
  aws("eks/NodeGroup", "nodes", {
    clusterName: "jeju",
    launchTemplate: { id: ref("nodes-template"), version: "1" },
    subnetIds: idsOf(privateTier),
    nodeRoleArn: ref("nodes-role", "arn"),
    scalingConfig: { minSize: 3, desiredSize: 3, maxSize: 6 },
  }),
  aws("iam/Role", "nodes-role", { assumeRolePolicy: JSON.stringify(nodesTrust) }),
  aws("eks/Addon", "network-addon", {
    clusterName: "jeju",
    addonName: "vpc-cni",
    configurationValues: '{"enableNetworkPolicy":"true"}',
  }),
  aws("ebs/SnapshotBlockPublicAccess", "private-snapshots", { state: "block-all-sharing" }),
  aws("rds/SubnetGroup", "database-subnets", { subnetIds: idsOf(databaseTier) }),
  aws(
    "rds/ParameterGroup",
    "database-parameters",
    { family: "postgres17", parameters: [{ name: "rds.force_ssl", value: "1" }] },
    { outputs: { name: "name-of-database-parameters" } },
  ),
  aws(
    "rds/Instance",
    "database",
    {
      engine: "postgres",
      instanceClass: "db.r6g.large",
      dbSubnetGroupName: ref("database-subnets"),
      parameterGroupName: ref("database-parameters", "name"),
      multiAz: true,
      storageEncrypted: true,
      kmsKeyId: keyArn,
      performanceInsightsEnabled: true,
      performanceInsightsKmsKeyId: keyArn,
      backupRetentionPeriod: 30,
      manageMasterUserPassword: true,
      masterUserSecretKmsKeyId: keyArn,
      deletionProtection: true,
      skipFinalSnapshot: false,
      enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
      monitoringInterval: 60,
      iamDatabaseAuthenticationEnabled: true,
      copyTagsToSnapshot: true,
    },
    held,
  ),
  aws("backup/Vault", "vault", { kmsKeyArn: keyArn }, held),
  aws("backup/Selection", "selection", {
    iamRoleArn: "arn:aws:iam::222222222222:role/backups",
    planId: "plan",
    resources: [ref("database", "arn")],
  }),
  ...bucket("backups"),
  ...bucket("access-logs"),
  aws("s3/BucketLogging", "backups-logging", {
    bucket: ref("backups"),
    targetBucket: ref("access-logs"),
    targetPrefix: "",
  }),
  aws("s3/BucketObjectLockConfiguration", "backups-lock", {
    bucket: ref("backups"),
    rule: { defaultRetention: { mode: "COMPLIANCE", days: 30 } },
  }),
];

/** A small stack with something of everything; the whole pack has nothing to say of it. */
export const foundation: readonly Described[] = untagged.map((resource) =>
  resource === provider
    ? resource
    : {
        ...resource,
        outputs: { ...resource.outputs, tagsAll: tags },
        provider: { name: provider.name, inputs: provider.inputs },
      },
);

/** The foundation with some properties of one resource written otherwise. */
export function foundationWith(name: string, inputs: Readonly<Record<string, unknown>>): readonly Described[] {
  return foundation.map((resource) =>
    resource.name === name ? { ...resource, inputs: { ...resource.inputs, ...inputs } } : resource,
  );
}
