import type { ResourceType, Rule } from "../resource-type";
import { roleExists } from "./accounts";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { hexFor } from "./ids";
import { isSet, text } from "./inputs";
import { keyUsable } from "./key-use";
import { allowsService } from "./policy-document";

const BUCKET = "aws:s3/bucket:Bucket";

const trailBucket: Rule = {
  name: "trail-bucket-policy",
  operation: "CreateTrail",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const bucket = text(inputs, "s3BucketName") ?? "";
    const policy =
      text(world.findBy("aws:s3/bucketPolicy:BucketPolicy", "bucket", bucket)?.inputs ?? {}, "policy") ?? "";
    if (allowsService(policy, ["cloudtrail.amazonaws.com"])) return undefined;
    return {
      code: "InsufficientS3BucketPolicyException",
      message: `Incorrect S3 bucket policy is detected for bucket: ${bucket}; let cloudtrail.amazonaws.com get its ACL and put objects.`,
    };
  },
};

const recorderFirst: Rule = {
  name: "delivery-channel-needs-recorder",
  operation: "PutDeliveryChannel",
  on: ["create"],
  refuse({ world, region }) {
    if (world.all("aws:cfg/recorder:Recorder").some((recorder) => recorder.region === region)) return undefined;
    return {
      code: "NoAvailableConfigurationRecorderException",
      message: "Configuration recorder is not available to put delivery channel.",
    };
  },
};

const channelFirst: Rule = {
  name: "recorder-needs-delivery-channel",
  operation: "StartConfigurationRecorder",
  on: ["create", "update"],
  refuse({ world, region, inputs }) {
    if (inputs.isEnabled !== true) return undefined;
    if (world.all("aws:cfg/deliveryChannel:DeliveryChannel").some((channel) => channel.region === region))
      return undefined;
    return {
      code: "NoAvailableDeliveryChannelException",
      message: "Delivery channel is not available to start configuration recorder.",
    };
  },
};

const hubFirst: Rule = {
  name: "standards-need-security-hub",
  operation: "BatchEnableStandards",
  on: ["create"],
  refuse({ world, region }) {
    if (world.all("aws:securityhub/account:Account").some((account) => account.region === region)) return undefined;
    return {
      code: "InvalidAccessException",
      status: 401,
      message: `Account ${world.accountId} is not subscribed to AWS Security Hub`,
    };
  },
};

/** Type names of GuardDuty's features; `aws guardduty list-...`, API reference DetectorFeatureConfiguration. */
const features = [
  "EBS_MALWARE_PROTECTION",
  "EKS_AUDIT_LOGS",
  "EKS_RUNTIME_MONITORING",
  "LAMBDA_NETWORK_LOGS",
  "RDS_LOGIN_EVENTS",
  "RUNTIME_MONITORING",
  "S3_DATA_EVENTS",
];

const featureKnown: Rule = {
  name: "detector-feature",
  operation: "UpdateDetector",
  on: ["create"],
  atPreview: true,
  refuse({ inputs }) {
    const name = text(inputs, "name");
    if (name === undefined || features.includes(name)) return undefined;
    return { code: "BadRequestException", message: `The detector feature ${name} is none of ${features.join(", ")}.` };
  },
};

export const detectionTypes: readonly ResourceType[] = [
  awsType({
    type: "aws:guardduty/detector:Detector",
    service: "GuardDuty",
    label: "GuardDuty Detector",
    replaceOn: [],
    defaults: { enable: true },
    id: (request) => hexFor(request, "detector", 32),
    arn: (request, id) => arn(request, "guardduty", `detector/${id}`),
    computed: ({ world }) => ({
      accountId: world.accountId,
      datasources: {
        kubernetes: { auditLogs: { enable: true } },
        malwareProtection: { scanEc2InstanceWithFindings: { ebsVolumes: { enable: true } } },
        s3Logs: { enable: true },
      },
      findingPublishingFrequency: "SIX_HOURS",
    }),
  }),
  awsType({
    type: "aws:guardduty/detectorFeature:DetectorFeature",
    service: "GuardDuty",
    label: "GuardDuty Detector Feature",
    replaceOn: ["detectorId", "name"],
    autoName: { property: "name", maxLength: 255 },
    id: ({ inputs }) => `${text(inputs, "detectorId")}/${text(inputs, "name")}`,
    references: [{ property: "detectorId", to: ["aws:guardduty/detector:Detector"], missing: "BadRequestException" }],
    rules: [featureKnown],
  }),
  awsType({
    type: "aws:cloudtrail/trail:Trail",
    service: "CloudTrail",
    label: "CloudTrail Trail",
    replaceOn: ["name"],
    autoName: { property: "name", maxLength: 128 },
    defaults: {
      enableLogFileValidation: false,
      enableLogging: true,
      includeGlobalServiceEvents: true,
      isMultiRegionTrail: false,
      isOrganizationTrail: false,
    },
    id: (request) => arn(request, "cloudtrail", `trail/${text(request.inputs, "name")}`),
    arn: (_, id) => id,
    computed: ({ region }) => ({ homeRegion: region, snsTopicArn: "" }),
    references: [{ property: "s3BucketName", to: [BUCKET], missing: "S3BucketDoesNotExistException" }],
    rules: [
      trailBucket,
      keyUsable({
        kind: "trail",
        operation: "CreateTrail",
        code: "InsufficientEncryptionPolicyException",
        keys: ({ inputs }) => [text(inputs, "kmsKeyId")],
        services: () => ["cloudtrail.amazonaws.com"],
      }),
      roleExists("trail", "CreateTrail", "cloudWatchLogsRoleArn", "InvalidCloudWatchLogsRoleArnException"),
      {
        name: "trail-log-group-role",
        operation: "CreateTrail",
        on: ["create", "update"],
        refuse({ inputs }) {
          if (isSet(inputs, "cloudWatchLogsGroupArn") === isSet(inputs, "cloudWatchLogsRoleArn")) return undefined;
          return {
            code: "InvalidParameterCombinationException",
            message: "A trail takes cloudWatchLogsGroupArn and cloudWatchLogsRoleArn together or neither.",
          };
        },
      },
    ],
  }),
  awsType({
    type: "aws:cfg/recorder:Recorder",
    service: "Config",
    label: "ConfigService Configuration Recorder",
    replaceOn: ["name"],
    autoName: { property: "name", maxLength: 256 },
    id: ({ inputs }) => text(inputs, "name") ?? "",
    computed: () => ({
      recordingGroup: {
        allSupported: true,
        exclusionByResourceTypes: [],
        includeGlobalResourceTypes: false,
        recordingStrategies: [{ useOnly: "ALL_SUPPORTED_RESOURCE_TYPES" }],
      },
      recordingMode: { recordingFrequency: "CONTINUOUS" },
    }),
    rules: [roleExists("recorder", "PutConfigurationRecorder", "roleArn", "InvalidRoleException")],
  }),
  awsType({
    type: "aws:cfg/deliveryChannel:DeliveryChannel",
    service: "Config",
    label: "ConfigService Delivery Channel",
    replaceOn: ["name"],
    autoName: { property: "name", maxLength: 256 },
    id: ({ inputs }) => text(inputs, "name") ?? "",
    references: [{ property: "s3BucketName", to: [BUCKET], missing: "NoSuchBucketException" }],
    rules: [recorderFirst],
  }),
  awsType({
    type: "aws:cfg/recorderStatus:RecorderStatus",
    service: "Config",
    label: "ConfigService Configuration Recorder Status",
    replaceOn: ["name"],
    autoName: { property: "name", maxLength: 255 },
    id: ({ inputs }) => text(inputs, "name") ?? "",
    references: [
      {
        property: "name",
        to: ["aws:cfg/recorder:Recorder"],
        by: "name",
        missing: "NoSuchConfigurationRecorderException",
      },
    ],
    rules: [channelFirst],
  }),
  awsType({
    type: "aws:securityhub/account:Account",
    service: "SecurityHub",
    label: "Security Hub Account",
    replaceOn: [],
    defaults: { autoEnableControls: true, enableDefaultStandards: true },
    id: ({ world }) => world.accountId,
    arn: (request) => arn(request, "securityhub", "hub/default"),
    computed: () => ({ controlFindingGenerator: "SECURITY_CONTROL" }),
  }),
  awsType({
    type: "aws:securityhub/standardsSubscription:StandardsSubscription",
    service: "SecurityHub",
    label: "Security Hub Standards Subscription",
    replaceOn: ["standardsArn"],
    id: (request) =>
      arn(
        request,
        "securityhub",
        `subscription/${(text(request.inputs, "standardsArn") ?? "").split("/").slice(1).join("/")}`,
      ),
    arn: (_, id) => id,
    rules: [hubFirst],
  }),
  awsType({
    type: "aws:accessanalyzer/analyzer:Analyzer",
    service: "AccessAnalyzer",
    label: "IAM Access Analyzer Analyzer",
    replaceOn: ["analyzerName", "type"],
    defaults: { type: "ACCOUNT" },
    id: ({ inputs }) => text(inputs, "analyzerName") ?? "",
    arn: (request, id) => arn(request, "access-analyzer", `analyzer/${id}`),
  }),
];
