import { isNotFalse, isOurKey, isTrue } from "./assessment/expectations";
import { resourcePolicy, stackPolicy } from "./assessment/policy";
import type { Item, Resource } from "./assessment/resource";
import type { Located } from "./assessment/value";
import { about, type Verdict, violation } from "./assessment/verdict";

const volumeType = "aws:ebs/volume:Volume";
const launchTemplateType = "aws:ec2/launchTemplate:LaunchTemplate";
const instanceType = "aws:ec2/instance:Instance";
const defaultType = "aws:ebs/encryptionByDefault:EncryptionByDefault";

const volumesEncrypted = resourcePolicy({
  id: "ebs-volumes-cmk",
  title: "Every volume is encrypted with a key of ours",
  severity: "high",
  rationale: "a copied or shared snapshot of it is readable by whoever gets hold of it",
  remedy: "set encrypted to true and kmsKeyId to the ARN of the volumes' KMS key",
  controls: { fsbp: ["EC2.3"] },
  types: [volumeType],
  check: (volume) => [isTrue(volume.at("encrypted")), isOurKey(volume, volume.at("kmsKeyId"))],
});

const templateVolumesEncrypted = resourcePolicy({
  id: "lt-volumes-cmk",
  title: "Volumes of nodes are encrypted with a key of ours",
  severity: "high",
  rationale: "images, pod data and secrets in use lie on them",
  remedy: "name the root volume in blockDeviceMappings, with ebs.encrypted true and ebs.kmsKeyId",
  controls: { fsbp: ["EC2.3", "EC2.181"] },
  types: [launchTemplateType],
  check: (template) => {
    const disks = template.items("blockDeviceMappings").filter((mapping) => !isEphemeral(mapping));
    if (disks.length === 0) {
      return violation("blockDeviceMappings names no volume", "blockDeviceMappings with the encrypted root volume");
    }
    return disks.flatMap((mapping) => diskVerdicts(template, mapping.at("ebs.encrypted"), mapping.at("ebs.kmsKeyId")));
  },
});

/** An instance store, or a device that the image has and the template takes away. */
function isEphemeral(mapping: Item): boolean {
  return ["virtualName", "noDevice"].some((property) => mapping.at(property).value.kind === "known");
}

const instanceVolumesEncrypted = resourcePolicy({
  id: "ec2-volumes-cmk",
  title: "Volumes of single instances are encrypted with a key of ours",
  severity: "high",
  rationale: "a copied or shared snapshot of them is readable by whoever gets hold of it",
  remedy: "set encrypted and kmsKeyId in rootBlockDevice and in every ebsBlockDevices entry",
  controls: { fsbp: ["EC2.3"] },
  types: [instanceType],
  check: (instance) => [
    ...diskVerdicts(instance, instance.at("rootBlockDevice.encrypted"), instance.at("rootBlockDevice.kmsKeyId")),
    ...instance
      .items("ebsBlockDevices")
      .flatMap((disk) => diskVerdicts(instance, disk.at("encrypted"), disk.at("kmsKeyId"))),
  ],
});

function diskVerdicts(holder: Resource, encrypted: Located, key: Located): readonly Verdict[] {
  return [isTrue(encrypted), isOurKey(holder, key)];
}

const encryptedByDefault = stackPolicy({
  id: "ebs-default-encryption",
  title: "The region encrypts new volumes by default",
  severity: "medium",
  rationale: "volumes that nobody declared, such as those of a debugging instance, are encrypted too",
  remedy: "add an aws.ebs.EncryptionByDefault with enabled true",
  controls: { fsbp: ["EC2.7"], cisAws: ["5.1.1"] },
  types: [launchTemplateType, instanceType, volumeType, defaultType, "aws:eks/nodeGroup:NodeGroup"],
  check: (stack) => {
    const settings = stack.all(defaultType);
    if (settings.length === 0) {
      return violation("no EncryptionByDefault in a stack that starts machines", "one, with enabled: true");
    }
    // AWS's provider turns it on when `enabled` is left out.
    return settings.map((setting) => about(setting, isNotFalse(setting.at("enabled"))));
  },
});

const fileSystemsEncrypted = resourcePolicy({
  id: "efs-encrypted-cmk",
  title: "Every file system is encrypted with a key of ours",
  severity: "high",
  rationale: "its backups and replicas carry the same data",
  remedy: "set encrypted to true and kmsKeyId",
  controls: { fsbp: ["EFS.1"], cisAws: ["2.3.1"] },
  types: ["aws:efs/fileSystem:FileSystem"],
  check: (system) => [isTrue(system.at("encrypted")), isOurKey(system, system.at("kmsKeyId"))],
});

export const volumePolicies = [
  volumesEncrypted,
  templateVolumesEncrypted,
  instanceVolumesEncrypted,
  encryptedByDefault,
  fileSystemsEncrypted,
] as const;
