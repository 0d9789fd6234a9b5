import { type Encrypted, encrypted, is, on } from "./encryption";

/** Files, volumes, images and desktops. Buckets, volumes and EFS have policies of their own. */
export const encryptedStorage: readonly Encrypted[] = [
  encrypted("backup/logicallyAirGappedVault", "encryptionKeyArn"),
  encrypted(
    "dlm/lifecyclePolicy",
    [
      "policyDetails.schedules[].crossRegionCopyRules[]?.cmkArn",
      "policyDetails.action.crossRegionCopies[].encryptionConfiguration?.cmkArn",
    ],
    on("policyDetails.schedules[].crossRegionCopyRules[]?.encrypted"),
    on("policyDetails.action.crossRegionCopies[].encryptionConfiguration?.encrypted"),
  ),
  encrypted("drs/replicationConfigurationTemplate", "ebsEncryptionKeyArn", is("ebsEncryption", "CUSTOM")),
  encrypted("ebs/snapshotCopy", "kmsKeyId", on("encrypted")),
  encrypted("ebs/snapshotImport", "kmsKeyId", on("encrypted")),
  encrypted("ec2/amiCopy", "kmsKeyId", on("encrypted")),
  encrypted("ec2/launchConfiguration", [], on("rootBlockDevice.encrypted"), on("ebsBlockDevices[]?.encrypted")),
  encrypted(
    "ec2/spotFleetRequest",
    ["launchSpecifications[].rootBlockDevices[]?.kmsKeyId", "launchSpecifications[].ebsBlockDevices[]?.kmsKeyId"],
    on("launchSpecifications[].rootBlockDevices[]?.encrypted"),
    on("launchSpecifications[].ebsBlockDevices[]?.encrypted"),
  ),
  encrypted(
    "ec2/spotInstanceRequest",
    ["rootBlockDevice.kmsKeyId", "ebsBlockDevices[]?.kmsKeyId"],
    on("rootBlockDevice.encrypted"),
    on("ebsBlockDevices[]?.encrypted"),
  ),
  encrypted(
    "ecr/repositoryCreationTemplate",
    "encryptionConfigurations[].kmsKey",
    is("encryptionConfigurations[].encryptionType", "KMS", "KMS_DSSE"),
  ),
  encrypted("efs/replicationConfiguration", "destination.kmsKeyId"),
  encrypted("fsx/fileCache", "kmsKeyId"),
  encrypted("fsx/lustreFileSystem", "kmsKeyId"),
  encrypted("fsx/ontapFileSystem", "kmsKeyId"),
  encrypted("fsx/openZfsFileSystem", "kmsKeyId"),
  encrypted("fsx/windowsFileSystem", "kmsKeyId"),
  encrypted("imagebuilder/component", "kmsKeyId"),
  encrypted("imagebuilder/containerRecipe", ["kmsKeyId", "instanceConfiguration.blockDeviceMappings[].ebs?.kmsKeyId"]),
  encrypted("imagebuilder/distributionConfiguration", "distributions[].amiDistributionConfiguration?.kmsKeyId"),
  encrypted(
    "imagebuilder/imageRecipe",
    "blockDeviceMappings[].ebs?.kmsKeyId",
    on("blockDeviceMappings[].ebs?.encrypted"),
  ),
  encrypted("imagebuilder/workflow", "kmsKeyId"),
  encrypted("s3/bucketMetadataConfiguration", [
    "metadataConfiguration.inventoryTableConfiguration?.encryptionConfiguration.kmsKeyArn",
    "metadataConfiguration.journalTableConfiguration?.encryptionConfiguration.kmsKeyArn",
  ]),
  encrypted("s3/filesFileSystem", "kmsKeyId"),
  encrypted(
    "s3/vectorsIndex",
    "encryptionConfigurations[].kmsKeyArn",
    is("encryptionConfigurations[].sseType", "aws:kms"),
  ),
  encrypted(
    "s3/vectorsVectorBucket",
    "encryptionConfigurations[].kmsKeyArn",
    is("encryptionConfigurations[].sseType", "aws:kms"),
  ),
  encrypted(
    "s3tables/table",
    "encryptionConfiguration.kmsKeyArn",
    is("encryptionConfiguration.sseAlgorithm", "aws:kms"),
  ),
  encrypted(
    "s3tables/tableBucket",
    "encryptionConfiguration.kmsKeyArn",
    is("encryptionConfiguration.sseAlgorithm", "aws:kms"),
  ),
  encrypted("securitylake/dataLake", "configuration.encryptionConfigurations[].kmsKeyId"),
  encrypted("storagegateway/cachesIscsiVolume", "kmsKey", on("kmsEncrypted")),
  encrypted("storagegateway/nfsFileShare", "kmsKeyArn", on("kmsEncrypted")),
  encrypted("storagegateway/smbFileShare", "kmsKeyArn", on("kmsEncrypted")),
  encrypted("storagegateway/storedIscsiVolume", "kmsKey", on("kmsEncrypted")),
  encrypted(
    "workspaces/workspace",
    "volumeEncryptionKey",
    on("rootVolumeEncryptionEnabled"),
    on("userVolumeEncryptionEnabled"),
  ),
];
