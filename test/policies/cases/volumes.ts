import { aws, type PolicyCases } from "../case";
import { ref, unknown } from "../engine-stub";
import { key } from "./places";

const keyArn = ref("key", "arn");
const volume = (inputs: Record<string, unknown>) =>
  aws("ebs/Volume", "volume", { availabilityZone: "us-east-1a", ...inputs });
const template = (blockDeviceMappings: unknown) => aws("ec2/LaunchTemplate", "template", { blockDeviceMappings });
const disk = (ebs: unknown) => ({ deviceName: "/dev/xvda", ebs });
const instance = (inputs: Record<string, unknown>) => aws("ec2/Instance", "instance", inputs);
const fileSystem = (inputs: Record<string, unknown>) => aws("efs/FileSystem", "files", inputs, { protect: true });

export const volumeCases: readonly PolicyCases[] = [
  {
    policy: "ebs-volumes-cmk",
    good: { "a volume under a key of the stack": [key, volume({ encrypted: true, kmsKeyId: keyArn })] },
    bad: {
      "an unencrypted volume": { resources: [volume({ encrypted: false })], found: /encrypted is false/ },
      "a volume under AWS's key": {
        resources: [volume({ encrypted: true, kmsKeyId: "arn:aws:kms:us-east-1:111111111111:alias/aws/ebs" })],
        found: /kmsKeyId is the AWS-managed/,
      },
      "a volume that names no key": { resources: [volume({ encrypted: true })], found: /kmsKeyId is not set/ },
    },
    unknown: { "a key that nothing in the stack tells of": [volume({ encrypted: true, kmsKeyId: unknown })] },
  },
  {
    policy: "lt-volumes-cmk",
    good: {
      "an encrypted root volume": [key, template([disk({ encrypted: "true", kmsKeyId: keyArn })])],
      "an encrypted root volume beside an instance store": [
        key,
        template([
          disk({ encrypted: "true", kmsKeyId: keyArn }),
          { deviceName: "/dev/sdb", virtualName: "ephemeral0" },
        ]),
      ],
      "an encrypted root volume without the image's second one": [
        key,
        template([disk({ encrypted: "true", kmsKeyId: keyArn }), { deviceName: "/dev/sdb", noDevice: "" }]),
      ],
    },
    bad: {
      "a template without volumes": { resources: [template(undefined)], found: /blockDeviceMappings names no volume/ },
      "an unencrypted second volume": {
        resources: [key, template([disk({ encrypted: "true", kmsKeyId: keyArn }), disk({ encrypted: "false" })])],
        found: /blockDeviceMappings\[1\]\.ebs\.encrypted is false/,
      },
      "a volume that names no key": {
        resources: [template([disk({ encrypted: "true" })])],
        found: /blockDeviceMappings\[0\]\.ebs\.kmsKeyId is not set/,
      },
    },
    unknown: {
      "volumes that another resource computes": [template(unknown)],
      "a key that nothing in the stack tells of": [template([disk({ encrypted: "true", kmsKeyId: unknown })])],
    },
  },
  {
    policy: "ec2-volumes-cmk",
    good: {
      "an instance with an encrypted root volume": [
        key,
        instance({ rootBlockDevice: { encrypted: true, kmsKeyId: keyArn } }),
      ],
    },
    bad: {
      "an instance that says nothing": { resources: [instance({})], found: /rootBlockDevice\.encrypted is not set/ },
      "an unencrypted second volume": {
        resources: [
          key,
          instance({
            rootBlockDevice: { encrypted: true, kmsKeyId: keyArn },
            ebsBlockDevices: [{ deviceName: "/dev/sdf", encrypted: false }],
          }),
        ],
        found: /ebsBlockDevices\[0\]\.encrypted is false/,
      },
      "a second volume under AWS's key": {
        resources: [
          key,
          instance({
            rootBlockDevice: { encrypted: true, kmsKeyId: keyArn },
            ebsBlockDevices: [{ deviceName: "/dev/sdf", encrypted: true, kmsKeyId: "alias/aws/ebs" }],
          }),
        ],
        found: /ebsBlockDevices\[0\]\.kmsKeyId is the AWS-managed alias\/aws\/ebs/,
      },
    },
    unknown: { "a volume that another resource computes": [instance({ rootBlockDevice: unknown })] },
  },
  {
    policy: "ebs-default-encryption",
    good: {
      "the setting, on by default": [
        key,
        volume({ encrypted: true, kmsKeyId: keyArn }),
        aws("ebs/EncryptionByDefault", "default", {}),
      ],
      "the setting, written out": [aws("ebs/EncryptionByDefault", "default", { enabled: true })],
    },
    bad: {
      "machines without the setting": { resources: [template([])], found: /no EncryptionByDefault/ },
      "the setting turned off": {
        resources: [aws("ebs/EncryptionByDefault", "default", { enabled: false })],
        found: /enabled is false/,
      },
    },
    unknown: {
      "a flag that another resource computes": [aws("ebs/EncryptionByDefault", "default", { enabled: unknown })],
    },
  },
  {
    policy: "efs-encrypted-cmk",
    good: { "files under a key of the stack": [key, fileSystem({ encrypted: true, kmsKeyId: keyArn })] },
    bad: { "unencrypted files": { resources: [fileSystem({})], found: /encrypted is not set/ } },
    unknown: { "a flag that another resource computes": [key, fileSystem({ encrypted: unknown, kmsKeyId: keyArn })] },
  },
];
