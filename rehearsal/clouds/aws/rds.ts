import type { Properties } from "../provider";
import type { Request, ResourceType, Rule } from "../resource-type";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { lowerLetters, mixedLetters, sha256, timestamp, upperLetters, uuid } from "./ids";
import { flag, isSet, number, objects, text, texts } from "./inputs";
import { findKey, keyUsable } from "./key-use";
import { knownFamilies, majorOf, resolveVersion } from "./rds-engines";
import { engineFacts, instanceRules, sourceOf } from "./rds-instance-rules";
import { factsOf } from "./regions";
import { securityGroupsExist } from "./security-groups";
import { vpcsOfSubnets, zonesOfSubnets } from "./siblings";

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
export function keyArnOf(request: Request, reference: string | undefined): string {
  const key = findKey(request.world, reference ?? "");
  if (key) return text(key.outputs, "arn") ?? "";
  const hex = sha256(`${request.world.accountId}/${request.region}/aws-managed/rds`);
  return arn(request, "kms", `key/${uuid({ hex: (length) => hex.slice(0, length) })}`);
}

const zonesCovered: Rule = {
  name: "db-subnet-group-zones",
  operation: "CreateDBSubnetGroup",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const zones = zonesOfSubnets(world, texts(inputs, "subnetIds"));
    if (zones.length >= 2) return undefined;
    return {
      code: "DBSubnetGroupDoesNotCoverEnoughAZs",
      message: `The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${zones.join(", ") || "none"}. Add subnets to cover at least 2 AZs.`,
    };
  },
};

const oneVpc: Rule = {
  name: "db-subnet-group-one-vpc",
  operation: "CreateDBSubnetGroup",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const vpcs = vpcsOfSubnets(world, texts(inputs, "subnetIds"));
    if (vpcs.length < 2) return undefined;
    return {
      code: "InvalidParameterValue",
      message: `The subnet IDs provided aren't from the same VPC (${vpcs.join(", ")}).`,
    };
  },
};

const familyKnown: Rule = {
  name: "db-parameter-family",
  operation: "CreateDBParameterGroup",
  on: ["create"],
  refuse({ inputs }) {
    const family = text(inputs, "family") ?? "";
    if (knownFamilies().includes(family)) return undefined;
    return {
      code: "InvalidParameterValue",
      message: `ParameterGroupFamily ${family} is not a valid parameter group family; one of ${knownFamilies().join(", ")}.`,
    };
  },
};

/** Parameters of PostgreSQL that only a restart applies; `aws rds describe-engine-default-parameters`. */
const staticParameters = ["rds.logical_replication", "shared_buffers", "max_connections", "shared_preload_libraries"];

const parameterApply: Rule = {
  name: "db-static-parameter",
  operation: "ModifyDBParameterGroup",
  on: ["create", "update"],
  refuse({ inputs }) {
    const wrong = objects(inputs, "parameters").find(
      (parameter) =>
        staticParameters.includes(text(parameter, "name") ?? "") && text(parameter, "applyMethod") !== "pending-reboot",
    );
    if (!wrong) return undefined;
    return {
      code: "InvalidParameterCombination",
      message: `cannot use immediate apply method for static parameter ${text(wrong, "name")}; set applyMethod to pending-reboot.`,
    };
  },
};

const parameterGroupInUse: Rule = {
  name: "db-parameter-group-in-use",
  operation: "DeleteDBParameterGroup",
  on: ["delete"],
  refuse({ world, before }) {
    const holder = world.findBy(INSTANCE, "parameterGroupName", before?.id);
    if (!holder) return undefined;
    return {
      code: "InvalidDBParameterGroupState",
      message: `One or more database instances are still members of this parameter group ${before?.id} (${holder.id}), so the group cannot be deleted.`,
    };
  },
};

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
    backupRetentionPeriod: 0,
    backupTarget: "region",
    backupWindow: "06:17-06:47",
    caCertIdentifier: "rds-ca-rsa2048-g1",
    characterSetName: "",
    databaseInsightsMode: "standard",
    dbName: inherited.dbName ?? "",
    dbSubnetGroupName: groupOf(request)?.id ?? "default",
    domainFqdn: "",
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
    monitoringRoleArn: "",
    multiAz: false,
    ncharCharacterSetName: "",
    networkType: "IPV4",
    optionGroupName: `default:${name}-${(major ?? "").replace(".", "-")}`,
    parameterGroupName:
      inherited.parameterGroupName ?? `default.${major === undefined ? name : engine?.familyOf(major)}`,
    performanceInsightsKmsKeyId: flag(inputs, "performanceInsightsEnabled")
      ? keyArnOf(request, text(inputs, "performanceInsightsKmsKeyId"))
      : "",
    performanceInsightsRetentionPeriod: flag(inputs, "performanceInsightsEnabled") ? 7 : 0,
    port,
    replicaMode: "",
    replicas: [],
    resourceId: `db-${upperLetters(request, "dbi", 26)}`,
    snapshotIdentifier: "",
    status: "available",
    storageThroughput: text(inputs, "storageType") === "gp3" ? 125 : 0,
    storageType: inherited.storageType ?? "gp2",
    timezone: "",
    upgradeRolloutOrder: "second",
    username: inherited.username ?? "",
    vpcSecurityGroupIds: inherited.vpcSecurityGroupIds ?? [],
  };
}

export const rdsTypes: readonly ResourceType[] = [
  awsType({
    type: SUBNET_GROUP,
    service: "RDS",
    label: "RDS DB Subnet Group",
    replaceOn: ["name", "namePrefix"],
    autoName: { property: "name", maxLength: 255 },
    defaults: { description: "Managed by Pulumi" },
    id: ({ inputs }) => text(inputs, "name") ?? "",
    arn: (request, id) => arn(request, "rds", `subgrp:${id}`),
    computed: () => ({ supportedNetworkTypes: ["IPV4"] }),
    derived: ({ world, inputs }) => ({ vpcId: vpcsOfSubnets(world, texts(inputs, "subnetIds"))[0] ?? "" }),
    references: [
      {
        property: "subnetIds[]",
        to: ["aws:ec2/subnet:Subnet"],
        missing: "InvalidSubnet",
        blocksDeletion: "DependencyViolation",
      },
    ],
    rules: [zonesCovered, oneVpc],
  }),
  awsType({
    type: PARAMETER_GROUP,
    service: "RDS",
    label: "RDS DB Parameter Group",
    replaceOn: ["description", "family", "name", "namePrefix"],
    autoName: { property: "name", maxLength: 255 },
    defaults: { description: "Managed by Pulumi", skipDestroy: false },
    id: ({ inputs }) => text(inputs, "name") ?? "",
    arn: (request, id) => arn(request, "rds", `pg:${id}`),
    rules: [familyKnown, parameterApply, parameterGroupInUse],
  }),
  awsType({
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
    computed: (request) => ({ identifierPrefix: "", ...instanceOutputs(request) }),
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
  }),
];
