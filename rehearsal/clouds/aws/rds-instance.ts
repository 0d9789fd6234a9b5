import type { Properties } from "../../../safes/plugin/provider";
import type { Request, ResourceType } from "../resource-type";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { lowerLetters, mixedLetters, sha256, timestamp, upperLetters, uuid } from "./ids";
import { flag, isSet, number, text, texts } from "./inputs";
import { findKey, keyUsable } from "./key-use";
import { majorOf, resolveVersion } from "./rds-engines";
import { engineFacts, instanceRules, sourceOf } from "./rds-instance-rules";
import { replicaRules } from "./rds-replica-rules";
import { factsOf } from "./regions";
import { securityGroupsExist } from "./security-groups";
import { zonesOfSubnets } from "./siblings";

const INSTANCE = "aws:rds/instance:Instance";
const SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup";
const PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup";

/** Part of every endpoint of an account in a region. */
export function endpointDomain({ world, region }: Pick<Request, "world" | "region">): string {
  const hex = sha256(`rds/${world.accountId}/${region}`);
  const account = lowerLetters({ hex: (length) => hex.slice(0, length) }, "account", 12).replace(/^\d/, "c");
  return `${account}.${region}.rds.amazonaws.com`;
}

/** ARN of the key behind a reference; AWS-managed keys get a stable ARN of their own. */
function keyArnOf(request: Request, reference: string | undefined): string {
  const key = findKey(request.world, reference ?? "");
  if (key) return text(key.outputs, "arn") ?? "";
  const hex = sha256(`${request.world.accountId}/${request.region}/aws-managed/rds`);
  return arn(request, "kms", `key/${uuid({ hex: (length) => hex.slice(0, length) })}`);
}

const groupOf = ({ world, inputs }: Pick<Request, "world" | "inputs">) => {
  const source = sourceOf({ world, inputs });
  return world.get(
    SUBNET_GROUP,
    text(inputs, "dbSubnetGroupName") ?? text(source?.outputs ?? {}, "dbSubnetGroupName") ?? "",
  );
};

function instanceOutputs(request: Request): Properties {
  const { region, inputs } = request;
  const source = sourceOf(request);
  const inherited = source?.outputs ?? {};
  const { name, version, engine } = engineFacts(request);
  const actual = (engine && resolveVersion(engine, version)) ?? version ?? "";
  const port = number(inputs, "port") ?? number(inherited, "port") ?? engine?.port ?? 0;
  const address = `${text(inputs, "identifier")}.${endpointDomain(request)}`;
  const zones = zonesOfSubnets(request.world, texts(groupOf(request)?.inputs ?? {}, "subnetIds"));
  const hash = Number.parseInt(request.hex(4), 16);
  const managed = flag(inputs, "manageMasterUserPassword");
  const encrypted = flag(inputs, "storageEncrypted") || (source !== undefined && inherited.storageEncrypted === true);
  const secretId = `rds!db-${uuid(request, "secret")}-${mixedLetters(request, "secret", 6)}`;
  const major = engine && majorOf(engine, actual);
  return {
    address,
    allocatedStorage: inherited.allocatedStorage ?? 20,
    availabilityZone: zones[hash % Math.max(zones.length, 1)] ?? `${region}a`,
    backupTarget: "region",
    backupWindow: "06:17-06:47",
    caCertIdentifier: "rds-ca-rsa2048-g1",
    databaseInsightsMode: "standard",
    dbName: inherited.dbName ?? "",
    dbSubnetGroupName: groupOf(request)?.id ?? "default",
    endpoint: `${address}:${port}`,
    engine: name,
    engineLifecycleSupport: "open-source-rds-extended-support",
    engineVersion: actual,
    engineVersionActual: actual,
    hostedZoneId: factsOf(region).hostedZones.rds,
    iops: text(inputs, "storageType") === "gp3" ? 3000 : 0,
    kmsKeyId: encrypted ? keyArnOf(request, text(inputs, "kmsKeyId") ?? text(inherited, "kmsKeyId")) : "",
    latestRestorableTime: timestamp(),
    licenseModel: engine?.licence ?? "",
    listenerEndpoints: [],
    maintenanceWindow: "sun:08:14-sun:08:44",
    masterUserSecretKmsKeyId: managed ? keyArnOf(request, text(inputs, "masterUserSecretKmsKeyId")) : "",
    masterUserSecrets: managed
      ? [
          {
            kmsKeyId: keyArnOf(request, text(inputs, "masterUserSecretKmsKeyId")),
            secretArn: arn(request, "secretsmanager", `secret:${secretId}`),
            secretStatus: "active",
          },
        ]
      : [],
    networkType: "IPV4",
    optionGroupName: `default:${name}-${(major ?? "").replace(".", "-")}`,
    parameterGroupName:
      inherited.parameterGroupName ?? `default.${major === undefined ? name : engine?.familyOf(major)}`,
    performanceInsightsKmsKeyId: flag(inputs, "performanceInsightsEnabled")
      ? keyArnOf(request, text(inputs, "performanceInsightsKmsKeyId"))
      : "",
    performanceInsightsRetentionPeriod: flag(inputs, "performanceInsightsEnabled") ? 7 : 0,
    port,
    replicas: [],
    resourceId: `db-${upperLetters(request, "dbi", 26)}`,
    status: "available",
    storageThroughput: text(inputs, "storageType") === "gp3" ? 125 : 0,
    storageType: inherited.storageType ?? "gp2",
    upgradeRolloutOrder: "second",
    username: inherited.username ?? "",
    vpcSecurityGroupIds: inherited.vpcSecurityGroupIds ?? [],
  };
}

export const dbInstanceType: ResourceType = awsType({
  type: INSTANCE,
  service: "RDS",
  label: "RDS DB Instance",
  replaceOn: [
    "availabilityZone",
    "backupTarget",
    "characterSetName",
    "customIamInstanceProfile",
    "dbName",
    "engine",
    "identifierPrefix",
    "kmsKeyId",
    "ncharCharacterSetName",
    "restoreToPointInTime",
    "s3Import",
    "snapshotIdentifier",
    "storageEncrypted",
    "timezone",
    "username",
  ],
  autoName: { property: "identifier", maxLength: 63 },
  defaults: {
    autoMinorVersionUpgrade: true,
    copyTagsToSnapshot: false,
    deleteAutomatedBackups: true,
    monitoringInterval: 0,
    performanceInsightsEnabled: false,
    publiclyAccessible: false,
    skipFinalSnapshot: false,
  },
  // Since version 5 the provider's id is the resource id, so that a rename happens in place.
  id: (request) => `db-${upperLetters(request, "dbi", 26)}`,
  arn: (request) => arn(request, "rds", `db:${text(request.inputs, "identifier")}`),
  computed: instanceOutputs,
  updated(request) {
    const { name, version, engine } = engineFacts(request);
    const address = `${text(request.inputs, "identifier")}.${endpointDomain(request)}`;
    const port = number(request.inputs, "port") ?? engine?.port;
    return {
      address,
      arn: arn(request, "rds", `db:${text(request.inputs, "identifier")}`),
      endpoint: `${address}:${port}`,
      engine: name,
      ...(isSet(request.inputs, "engineVersion") && {
        engineVersionActual: engine && resolveVersion(engine, version),
      }),
    };
  },
  references: [
    {
      property: "dbSubnetGroupName",
      to: [SUBNET_GROUP],
      by: "name",
      missing: "DBSubnetGroupNotFoundFault",
      blocksDeletion: "InvalidDBSubnetGroupStateFault",
    },
  ],
  rules: [
    ...instanceRules,
    ...replicaRules,
    {
      name: "db-parameter-group-exists",
      operation: "CreateDBInstance",
      on: ["create", "update"],
      refuse({ world, inputs }) {
        const name = text(inputs, "parameterGroupName");
        if (name === undefined || name.startsWith("default.") || world.get(PARAMETER_GROUP, name)) return undefined;
        return { code: "DBParameterGroupNotFound", status: 404, message: `DBParameterGroup not found: ${name}` };
      },
    },
    securityGroupsExist(
      "db",
      "CreateDBInstance",
      "vpcSecurityGroupIds",
      (request) => text(groupOf(request)?.outputs ?? {}, "vpcId"),
      "InvalidParameterValue",
    ),
    keyUsable({
      kind: "db",
      operation: "CreateDBInstance",
      code: "KMSKeyNotAccessibleFault",
      keys: ({ inputs }) =>
        ["kmsKeyId", "performanceInsightsKmsKeyId", "masterUserSecretKmsKeyId"].map((property) =>
          text(inputs, property),
        ),
    }),
  ],
});
