import type { Properties } from "../../../safes/plugin/provider";
import type { ResourceType, Rule } from "../resource-type";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { ec2Id, timestamp } from "./ids";
import { flag, number, object, objects, text, texts } from "./inputs";
import { isKnownInstanceType } from "./instance-types";
import { findKey, keyUsable } from "./key-use";
import { zonesOf } from "./regions";
import { vpcOfSecurityGroup } from "./siblings";

/** Smallest and largest size in GiB and IOPS of each volume type. Source: EC2 user guide, EBS volume types. */
const volumeTypes: Readonly<Record<string, { sizeGb: readonly [number, number]; iops?: readonly [number, number] }>> = {
  gp2: { sizeGb: [1, 16384] },
  gp3: { sizeGb: [1, 65536], iops: [3000, 80000] },
  io1: { sizeGb: [4, 16384], iops: [100, 64000] },
  io2: { sizeGb: [4, 65536], iops: [100, 256000] },
  sc1: { sizeGb: [125, 16384] },
  st1: { sizeGb: [125, 16384] },
  standard: { sizeGb: [1, 1024] },
};

function faultOfVolume(kind: string, sizeGb: number | undefined, iops: number | undefined): string | undefined {
  const limits = volumeTypes[kind];
  if (!limits) return `the volume type ${kind} is none of ${Object.keys(volumeTypes).join(", ")}.`;
  const [least, most] = limits.sizeGb;
  if (sizeGb !== undefined && (sizeGb < least || sizeGb > most))
    return `a ${kind} volume has ${least} to ${most} GiB, not ${sizeGb}.`;
  if (iops === undefined) return undefined;
  if (!limits.iops) return `the parameter iops is not supported for ${kind} volumes.`;
  const [fewest, mostIops] = limits.iops;
  return iops < fewest || iops > mostIops
    ? `a ${kind} volume has ${fewest} to ${mostIops} IOPS, not ${iops}.`
    : undefined;
}

const templateVolumes: Rule = {
  name: "launch-template-volumes",
  operation: "CreateLaunchTemplate",
  on: ["create", "update"],
  refuse({ inputs }) {
    for (const mapping of objects(inputs, "blockDeviceMappings")) {
      const ebs = object(mapping, "ebs");
      const fault = faultOfVolume(text(ebs, "volumeType") ?? "gp2", number(ebs, "volumeSize"), number(ebs, "iops"));
      if (fault) return { code: "InvalidParameterValue", message: `${text(mapping, "deviceName")}: ${fault}` };
    }
    return undefined;
  },
};

const templateInstanceType: Rule = {
  name: "launch-template-instance-type",
  operation: "CreateLaunchTemplate",
  on: ["create", "update"],
  refuse({ inputs }) {
    const type = text(inputs, "instanceType");
    if (type === undefined || isKnownInstanceType(type)) return undefined;
    return { code: "InvalidInstanceType", message: `The instance type '${type}' does not exist.` };
  },
};

const hopLimit: Rule = {
  name: "launch-template-hop-limit",
  operation: "CreateLaunchTemplate",
  on: ["create", "update"],
  atPreview: true,
  refuse({ inputs }) {
    const hops = number(inputs, "metadataOptions.httpPutResponseHopLimit");
    if (hops === undefined || (hops >= 1 && hops <= 64)) return undefined;
    return { code: "InvalidParameterValue", message: `httpPutResponseHopLimit is 1 to 64, got ${hops}.` };
  },
};

const userDataEncoded: Rule = {
  name: "launch-template-user-data",
  operation: "CreateLaunchTemplate",
  on: ["create", "update"],
  refuse({ inputs }) {
    const userData = text(inputs, "userData");
    if (userData === undefined || Buffer.from(userData, "base64").toString("base64") === userData) return undefined;
    return { code: "InvalidUserData.Malformed", message: "Invalid BASE64 encoding of user data." };
  },
};

const templateGroups: Rule = {
  name: "launch-template-security-groups",
  operation: "CreateLaunchTemplate",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const named = [
      ...texts(inputs, "vpcSecurityGroupIds"),
      ...objects(inputs, "networkInterfaces").flatMap((networkInterface) => texts(networkInterface, "securityGroups")),
    ];
    const missing = named.find((groupId) => vpcOfSecurityGroup(world, groupId) === undefined);
    if (!missing) return undefined;
    return { code: "InvalidGroup.NotFound", message: `The security group '${missing}' does not exist` };
  },
};

const volumeLimits: Rule = {
  name: "volume-limits",
  operation: "CreateVolume",
  on: ["create", "update"],
  refuse({ inputs }) {
    const fault = faultOfVolume(text(inputs, "type") ?? "gp2", number(inputs, "size"), number(inputs, "iops"));
    return fault ? { code: "InvalidParameterValue", message: fault } : undefined;
  },
};

const volumeZone: Rule = {
  name: "volume-zone",
  operation: "CreateVolume",
  on: ["create"],
  refuse({ region, inputs }) {
    const zone = text(inputs, "availabilityZone") ?? "";
    if (zonesOf(region).includes(zone)) return undefined;
    return { code: "InvalidZone.NotFound", message: `The zone '${zone}' does not exist in ${region}.` };
  },
};

/** What EC2 adds to the metadata options of a template. */
const metadataOptions = (inputs: Properties): Properties => ({
  httpEndpoint: "enabled",
  httpProtocolIpv6: "disabled",
  httpPutResponseHopLimit: 1,
  httpTokens: "optional",
  instanceMetadataTags: "disabled",
  ...object(inputs, "metadataOptions"),
});

const setting = (
  type: string,
  label: string,
  extra: { defaults?: Properties; replaceOn?: string[] } = {},
): ResourceType =>
  awsType({
    type,
    service: "EC2",
    label,
    replaceOn: extra.replaceOn ?? [],
    ...(extra.defaults && { defaults: extra.defaults }),
    id: ({ world, region }) => `${world.accountId}-${region}`,
  });

export const computeTypes: readonly ResourceType[] = [
  awsType({
    type: "aws:ec2/launchTemplate:LaunchTemplate",
    service: "EC2",
    label: "EC2 Launch Template",
    replaceOn: ["name", "namePrefix"],
    autoName: { property: "name", maxLength: 125 },
    id: (request) => ec2Id(request, "lt"),
    arn: (request, id) => arn(request, "ec2", `launch-template/${id}`),
    computed: () => ({ defaultVersion: 1, latestVersion: 1 }),
    derived: ({ inputs }) => ({ metadataOptions: metadataOptions(inputs) }),
    updated({ inputs, before }) {
      const latestVersion = (number(before?.outputs ?? {}, "latestVersion") ?? 1) + 1;
      return { latestVersion, ...(flag(inputs, "updateDefaultVersion") && { defaultVersion: latestVersion }) };
    },
    rules: [
      templateVolumes,
      templateInstanceType,
      hopLimit,
      userDataEncoded,
      templateGroups,
      keyUsable({
        kind: "launch-template",
        operation: "CreateLaunchTemplate",
        code: "InvalidKmsKeyId.NotFound",
        keys: ({ inputs }) => objects(inputs, "blockDeviceMappings").map((mapping) => text(mapping, "ebs.kmsKeyId")),
      }),
    ],
  }),
  awsType({
    type: "aws:ebs/volume:Volume",
    service: "EC2",
    label: "EC2 EBS Volume",
    replaceOn: ["availabilityZone", "encrypted", "kmsKeyId", "outpostArn", "snapshotId"],
    defaults: { finalSnapshot: false },
    id: (request) => ec2Id(request, "vol"),
    arn: (request, id) => arn(request, "ec2", `volume/${id}`),
    computed({ world, inputs }) {
      const key = findKey(world, text(inputs, "kmsKeyId") ?? "");
      const kind = text(inputs, "type") ?? "gp2";
      const byDefault = world
        .all("aws:ebs/encryptionByDefault:EncryptionByDefault")
        .some((one) => one.inputs.enabled !== false);
      return {
        createTime: timestamp(),
        encrypted: byDefault,
        iops: kind === "gp3" ? 3000 : 100,
        kmsKeyId: key ? text(key.outputs, "arn") : "",
        size: 8,
        throughput: kind === "gp3" ? 125 : 0,
        type: kind,
      };
    },
    rules: [
      volumeLimits,
      volumeZone,
      keyUsable({
        kind: "volume",
        operation: "CreateVolume",
        code: "InvalidKmsKeyId.NotFound",
        keys: ({ inputs }) => [text(inputs, "kmsKeyId")],
      }),
    ],
  }),
  setting("aws:ebs/encryptionByDefault:EncryptionByDefault", "EC2 EBS Encryption By Default", {
    defaults: { enabled: true },
  }),
  setting("aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess", "EC2 EBS Snapshot Block Public Access"),
  setting("aws:ebs/defaultKmsKey:DefaultKmsKey", "EC2 EBS Default KMS Key", { replaceOn: ["keyArn"] }),
];
