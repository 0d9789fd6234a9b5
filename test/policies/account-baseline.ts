import { alarmPatterns } from "../../policies/detection/alarm-patterns";
import { aws } from "./case";
import { type Described, ref } from "./engine-stub";

export const trail = (inputs: Record<string, unknown> = {}) =>
  aws("cloudtrail/Trail", "trail", {
    s3BucketName: "trail-of-the-account",
    isMultiRegionTrail: true,
    enableLogFileValidation: true,
    cloudWatchLogsGroupArn: "arn:aws:logs:us-east-1:222222222222:log-group:trail:*",
    cloudWatchLogsRoleArn: "arn:aws:iam::222222222222:role/trail",
    kmsKeyId: ref("key", "arn"),
    eventSelectors: [{ readWriteType: "All", dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3"] }] }],
    ...inputs,
  });

export const recorder = (recordingGroup: unknown = { allSupported: true, includeGlobalResourceTypes: true }) =>
  aws(
    "cfg/Recorder",
    "recorder",
    {
      roleArn: "arn:aws:iam::222222222222:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
      recordingGroup,
    },
    { outputs: { name: "name-of-recorder" } },
  );
export const recorderStatus = (inputs: Record<string, unknown> = {}) =>
  aws("cfg/RecorderStatus", "recorder-status", { name: ref("recorder", "name"), isEnabled: true, ...inputs });
export const channel = aws("cfg/DeliveryChannel", "channel", { s3BucketName: "recordings" });

export const detector = (inputs: Record<string, unknown> = {}) => aws("guardduty/Detector", "detector", inputs);
export const feature = (name: unknown, inputs: Record<string, unknown> = {}) =>
  aws("guardduty/DetectorFeature", `feature-${String(name)}`, {
    detectorId: ref("detector"),
    name,
    status: "ENABLED",
    ...inputs,
  });
export const runtimeAgents = [{ name: "EKS_ADDON_MANAGEMENT", status: "ENABLED" }];
export const features = [
  feature("EKS_AUDIT_LOGS"),
  feature("RUNTIME_MONITORING", { additionalConfigurations: runtimeAgents }),
  feature("S3_DATA_EVENTS"),
  feature("RDS_LOGIN_EVENTS"),
];

export const hub = aws("securityhub/Account", "hub", {});
export const standard = (name: string, standardsArn: unknown) =>
  aws("securityhub/StandardsSubscription", name, { standardsArn });
export const standards = [
  standard("fsbp", "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0"),
  standard("cis", "arn:aws:securityhub:us-east-1::standards/cis-aws-foundations-benchmark/v/5.0.0"),
];

export const analyzer = (inputs: Record<string, unknown> = {}) =>
  aws("accessanalyzer/Analyzer", "analyzer", { analyzerName: "account", ...inputs });
export const inspector = (resourceTypes: unknown = ["EC2", "ECR", "LAMBDA", "LAMBDA_CODE"]) =>
  aws("inspector2/Enabler", "inspector", { accountIds: ["222222222222"], resourceTypes });
export const macie = (inputs: Record<string, unknown> = {}) => aws("macie2/Account", "macie", inputs);

export const metricFilter = (name: string, inputs: Record<string, unknown>) =>
  aws("cloudwatch/LogMetricFilter", `filter-${name}`, {
    logGroupName: "trail",
    metricTransformation: { namespace: "Account", name, value: "1" },
    ...inputs,
  });
export const metricAlarm = (name: string, inputs: Record<string, unknown> = {}) =>
  aws("cloudwatch/MetricAlarm", `alarm-${name}`, {
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    evaluationPeriods: 1,
    namespace: "Account",
    metricName: name,
    alarmActions: ["arn:aws:sns:us-east-1:222222222222:alarms"],
    ...inputs,
  });

/** The filters and alarms of CIS chapter 4, by the control's name; the last one is ours. */
export const accountAlarms: ReadonlyMap<string, readonly Described[]> = new Map(
  alarmPatterns.map(({ control = "signer", words }) => [
    control,
    [
      metricFilter(control, { pattern: `{ ${words.map((word) => `($.eventName = "${word}")`).join(" || ")} }` }),
      metricAlarm(control),
    ],
  ]),
);

/** What an account has once: trail, recorder, detectors, alarms. */
export const accountBaseline: readonly Described[] = [
  trail(),
  recorder(),
  recorderStatus(),
  channel,
  detector(),
  ...features,
  hub,
  ...standards,
  analyzer(),
  inspector(),
  macie(),
  ...[...accountAlarms.values()].flat(),
];
