import { testRules } from "./rule-cases";

const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const VOLUME = "aws:ebs/volume:Volume";

const ebs = (settings: object) => ({ blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: settings }] });

describe("launch templates and volumes", () => {
  testRules([
    {
      rule: "launch-template-volumes",
      refuses: "a volume type that does not exist",
      code: "InvalidParameterValue",
      type: TEMPLATE,
      fine: ebs({ volumeType: "gp3", volumeSize: 100, iops: 4000 }),
      wrong: ebs({ volumeType: "gp4", volumeSize: 100 }),
    },
    {
      rule: "launch-template-instance-type",
      refuses: "an instance type that does not exist",
      code: "InvalidInstanceType",
      type: TEMPLATE,
      fine: { instanceType: "c7gn.16xlarge" },
      wrong: { instanceType: "m5.3xlarge-fast" },
    },
    {
      rule: "launch-template-hop-limit",
      refuses: "a hop limit over 64",
      code: "InvalidParameterValue",
      type: TEMPLATE,
      wrong: { metadataOptions: { httpPutResponseHopLimit: 65 } },
    },
    {
      rule: "launch-template-user-data",
      refuses: "user data in plain text",
      code: "InvalidUserData.Malformed",
      type: TEMPLATE,
      fine: { userData: Buffer.from("#!/bin/sh").toString("base64") },
      wrong: { userData: "#!/bin/sh" },
    },
    {
      rule: "launch-template-security-groups",
      refuses: "a security group that does not exist",
      code: "InvalidGroup.NotFound",
      type: TEMPLATE,
      fine: ({ group }) => ({ vpcSecurityGroupIds: [group.id] }),
      wrong: { vpcSecurityGroupIds: ["sg-00000000000000000"] },
    },
    {
      rule: "launch-template-kms-key",
      refuses: "a key of another region",
      code: "InvalidKmsKeyId.NotFound",
      type: TEMPLATE,
      fine: ({ key }) => ebs({ encrypted: "true", kmsKeyId: key.outputs.arn }),
      wrong: (account) => ebs({ kmsKeyId: account.add("aws:kms/key:Key", {}, "eu-west-1").outputs.arn }),
    },
    {
      rule: "volume-limits",
      refuses: "IOPS for a volume type that has none to choose",
      code: "InvalidParameterValue",
      type: VOLUME,
      wrong: { type: "gp2", iops: 4000 },
    },
    {
      rule: "volume-zone",
      refuses: "a zone that does not exist",
      code: "InvalidZone.NotFound",
      type: VOLUME,
      wrong: { availabilityZone: "us-east-1z" },
    },
    {
      rule: "volume-kms-key",
      refuses: "a key that is disabled",
      code: "InvalidKmsKeyId.NotFound",
      type: VOLUME,
      fine: ({ key }) => ({ kmsKeyId: key.id }),
      wrong: (account) => ({ kmsKeyId: account.add("aws:kms/key:Key", { isEnabled: false }).id }),
    },
  ]);
});
