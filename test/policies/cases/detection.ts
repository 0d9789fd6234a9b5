import {
  analyzer,
  channel,
  detector,
  feature,
  features,
  hub,
  inspector,
  macie,
  recorder,
  recorderStatus,
  runtimeAgents,
  standard,
  standards,
  trail,
} from "../account-baseline";
import type { PolicyCases } from "../case";
import { aws } from "../case";
import { ref, unknown } from "../engine-stub";
import { key } from "./places";

const elsewhere = aws("sns/Topic", "topic", {});
const withoutFeature = (name: string) => features.filter((described) => described.name !== `feature-${name}`);
const flag = (property: string, found = new RegExp(`${property} is (false|not set)`)) => ({
  [`a trail with ${property} off`]: { resources: [key, trail({ [property]: false })], found },
});
const objects = (rest: Record<string, unknown> = {}) => ({
  dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3"] }],
  ...rest,
});
const fields = (...more: readonly Record<string, unknown>[]) => [
  {
    fieldSelectors: [
      { field: "eventCategory", equals: ["Data"] },
      { field: "resources.type", equals: ["AWS::S3::Object"] },
      ...more,
    ],
  },
];

const inRegion = (region: string) => ({ name: region, inputs: { region } });
const newer = (...fieldSelectors: readonly Record<string, unknown>[]) =>
  trail({ eventSelectors: undefined, advancedEventSelectors: [{ fieldSelectors }] });
const ofType = (type: string) => ({ field: "resources.type", equals: [type] });
const agentOf = (additionalConfigurations: unknown) => [
  detector(),
  ...withoutFeature("RUNTIME_MONITORING"),
  feature("RUNTIME_MONITORING", { additionalConfigurations }),
];

export const detectionCases: readonly PolicyCases[] = [
  {
    policy: "ct-trail",
    good: {
      "a trail of every region under a key of the stack": [key, trail()],
      "a trail that says what it does anyway": [key, trail({ enableLogging: true, includeGlobalServiceEvents: true })],
    },
    bad: {
      "an account without a trail": { resources: [elsewhere], found: /found: no Trail/ },
      ...flag("isMultiRegionTrail"),
      ...flag("enableLogFileValidation"),
      ...flag("enableLogging"),
      ...flag("includeGlobalServiceEvents"),
      "a trail of one region by default": {
        resources: [key, trail({ isMultiRegionTrail: undefined })],
        found: /isMultiRegionTrail is not set/,
      },
      "files that nobody validates by default": {
        resources: [key, trail({ enableLogFileValidation: undefined })],
        found: /enableLogFileValidation is not set/,
      },
      "a trail that CloudWatch does not see": {
        resources: [key, trail({ cloudWatchLogsGroupArn: undefined })],
        found: /cloudWatchLogsGroupArn is not set/,
      },
      "a trail without a key": { resources: [trail({ kmsKeyId: undefined })], found: /kmsKeyId is not set/ },
      "a trail under AWS's key": {
        resources: [trail({ kmsKeyId: "alias/aws/cloudtrail" })],
        found: /kmsKeyId is the AWS-managed alias\/aws\/cloudtrail/,
      },
      "a second trail of one region": {
        resources: [key, trail(), { ...trail({ isMultiRegionTrail: false }), name: "second" }],
        found: /second[\s\S]*isMultiRegionTrail is false/,
      },
    },
    unknown: {
      "a key that nothing in the stack tells of": [trail({ kmsKeyId: unknown })],
      "a flag that another resource computes": [key, trail({ isMultiRegionTrail: unknown })],
    },
  },
  {
    policy: "ct-data-events",
    good: {
      "reads and writes of all buckets": [trail()],
      "both by default": [trail({ eventSelectors: [objects()] })],
      "functions beside the objects": [
        trail({
          eventSelectors: [
            {
              dataResources: [
                { type: "AWS::Lambda::Function", values: ["arn:aws:lambda"] },
                ...objects().dataResources,
              ],
            },
          ],
        }),
      ],
      "the newer selectors": [trail({ eventSelectors: undefined, advancedEventSelectors: fields() })],
      "one trail of two": [trail({ eventSelectors: undefined }), { ...trail(), name: "second" }],
    },
    bad: {
      "an account without a trail": { resources: [elsewhere], found: /found: no Trail/ },
      "a trail of management events": {
        resources: [trail({ eventSelectors: undefined })],
        found: /eventSelectors name no objects of S3/,
      },
      "writes only": {
        resources: [trail({ eventSelectors: [objects({ readWriteType: "WriteOnly" })] })],
        found: /readWriteType is WriteOnly/,
      },
      "one bucket": {
        resources: [
          trail({ eventSelectors: [{ dataResources: [{ type: "AWS::S3::Object", values: ["arn:aws:s3:::one/"] }] }] }),
        ],
        found: /dataResources leaves buckets out/,
      },
      "functions only": {
        resources: [
          trail({ eventSelectors: [{ dataResources: [{ type: "AWS::Lambda::Function", values: ["arn:aws:s3"] }] }] }),
        ],
        found: /dataResources leaves buckets out/,
      },
      "the newer selectors, reads only": {
        resources: [
          trail({ eventSelectors: undefined, advancedEventSelectors: fields({ field: "readOnly", equals: ["true"] }) }),
        ],
        found: /advancedEventSelectors\[0\]\.fieldSelectors\[2\]\.field is readOnly/,
      },
      "the newer selectors, of functions": {
        resources: [newer({ field: "eventCategory", equals: ["Data"] }, ofType("AWS::Lambda::Function"))],
        found: /fieldSelectors leaves events of objects out/,
      },
      "the newer selectors, of management events": {
        resources: [newer({ field: "eventCategory", equals: ["Management"] }, ofType("AWS::S3::Object"))],
        found: /fieldSelectors leaves events of objects out/,
      },
      "the newer selectors, of every category": {
        resources: [newer(ofType("AWS::S3::Object"))],
        found: /fieldSelectors leaves events of objects out/,
      },
      "selectors without resources": {
        resources: [trail({ eventSelectors: [{ readWriteType: "All" }] })],
        found: /dataResources leaves buckets out/,
      },
    },
    unknown: {
      "selectors that another resource computes": [trail({ eventSelectors: unknown })],
      "fields that another resource computes": [
        trail({ eventSelectors: undefined, advancedEventSelectors: [{ fieldSelectors: unknown }] }),
      ],
      "the value of a field that another resource computes": [
        newer({ field: "eventCategory", equals: [unknown] }, ofType("AWS::S3::Object")),
      ],
      "resources of which one is computed by another resource": [
        trail({
          eventSelectors: [{ dataResources: [{ type: "AWS::Lambda::Function", values: ["arn:aws:lambda"] }, unknown] }],
        }),
      ],
      "whether reads are recorded, which another resource computes": [
        trail({ eventSelectors: [objects({ readWriteType: unknown })] }),
      ],
      "buckets that another resource computes": [
        trail({ eventSelectors: [{ dataResources: [{ type: "AWS::S3::Object", values: [unknown] }] }] }),
      ],
      "a kind of resource that another resource computes": [
        trail({ eventSelectors: [{ dataResources: [{ type: unknown, values: ["arn:aws:s3"] }] }] }),
      ],
    },
  },
  {
    policy: "cfg-recorder",
    good: {
      "a recorder of everything": [recorder(), recorderStatus(), channel],
      "everything that is supported, by default": [
        recorder({ includeGlobalResourceTypes: true }),
        recorderStatus(),
        channel,
      ],
    },
    bad: {
      "an account without a recorder": { resources: [elsewhere], found: /found: no Recorder/ },
      "a channel for no recorder": { resources: [channel], found: /found: no Recorder/ },
      "a recorder that nobody started": {
        resources: [recorder(), channel],
        found: /no RecorderStatus starts it/,
      },
      "a recorder that is stopped": {
        resources: [recorder(), recorderStatus({ isEnabled: false }), channel],
        found: /isEnabled is false/,
      },
      "a recorder without a channel": {
        resources: [recorder(), recorderStatus()],
        found: /no DeliveryChannel takes what it records/,
      },
      "some types": {
        resources: [recorder({ allSupported: false, includeGlobalResourceTypes: true }), recorderStatus(), channel],
        found: /allSupported is false/,
      },
      "no global types": {
        resources: [recorder({ allSupported: true }), recorderStatus(), channel],
        found: /includeGlobalResourceTypes is not set/,
      },
    },
    unknown: {
      "a group that another resource computes": [recorder(unknown), recorderStatus(), channel],
      "a state that another resource computes": [recorder(), recorderStatus({ isEnabled: unknown }), channel],
      "a state of which nobody knows the recorder": [recorder(), recorderStatus({ name: unknown }), channel],
    },
  },
  {
    policy: "gd-enabled",
    good: {
      "a detector with all features": [detector(), ...features],
      "a detector that says it is on, with the older feature": [
        detector({ enable: true }),
        ...withoutFeature("RUNTIME_MONITORING"),
        feature("EKS_RUNTIME_MONITORING", { additionalConfigurations: runtimeAgents }),
      ],
    },
    bad: {
      "an account without a detector": { resources: [elsewhere], found: /found: no Detector/ },
      "a detector that is off": { resources: [detector({ enable: false }), ...features], found: /enable is false/ },
      ...Object.fromEntries(
        ["EKS_AUDIT_LOGS", "RUNTIME_MONITORING", "S3_DATA_EVENTS", "RDS_LOGIN_EVENTS"].map((name) => [
          `a detector without ${name}`,
          {
            resources: [detector(), ...withoutFeature(name)],
            found: new RegExp(`no DetectorFeature .*${name}.* names it`),
          },
        ]),
      ),
      "a feature that is off": {
        resources: [detector(), ...withoutFeature("S3_DATA_EVENTS"), feature("S3_DATA_EVENTS", { status: "DISABLED" })],
        found: /status is DISABLED/,
      },
      "nodes without GuardDuty's agent": {
        resources: [detector(), ...withoutFeature("RUNTIME_MONITORING"), feature("RUNTIME_MONITORING")],
        found: /additionalConfigurations lacks EKS_ADDON_MANAGEMENT/,
      },
      "another agent than that of the nodes": {
        resources: agentOf([{ name: "ECS_FARGATE_AGENT_MANAGEMENT", status: "ENABLED" }]),
        found: /additionalConfigurations lacks EKS_ADDON_MANAGEMENT/,
      },
      "an agent that is off": {
        resources: agentOf([{ name: "EKS_ADDON_MANAGEMENT", status: "DISABLED" }]),
        found: /additionalConfigurations\[0\]\.status is DISABLED/,
      },
      "features of another detector": {
        resources: [
          detector(),
          { ...detector(), name: "other" },
          ...features.map((described) => ({ ...described, inputs: { ...described.inputs, detectorId: ref("other") } })),
        ],
        found: /no DetectorFeature EKS_AUDIT_LOGS/,
      },
    },
    unknown: {
      "a status that another resource computes": [
        detector(),
        ...withoutFeature("S3_DATA_EVENTS"),
        feature("S3_DATA_EVENTS", { status: unknown }),
      ],
      "a feature of which nobody knows the detector": [
        detector(),
        ...withoutFeature("S3_DATA_EVENTS"),
        feature("S3_DATA_EVENTS", { detectorId: unknown }),
      ],
      "an agent of which nobody knows which": agentOf([{ name: unknown, status: "ENABLED" }]),
      "a feature of which nobody knows which": [
        detector(),
        ...withoutFeature("S3_DATA_EVENTS"),
        { ...feature("S3_DATA_EVENTS", { name: unknown }) },
      ],
    },
  },
  {
    policy: "sh-enabled",
    good: { "both standards": [hub, ...standards] },
    bad: {
      "an account without Security Hub": { resources: [elsewhere], found: /found: no securityhub Account/ },
      "standards without Security Hub": { resources: standards, found: /found: no securityhub Account/ },
      "AWS's practices only": {
        resources: [hub, ...standards.slice(0, 1)],
        found: /no StandardsSubscription of cis-aws-foundations-benchmark\/v\/5\.0\.0/,
      },
      "an older edition of CIS": {
        resources: [
          hub,
          ...standards.slice(0, 1),
          standard("cis", "arn:aws:securityhub:us-east-1::standards/cis-aws-foundations-benchmark/v/3.0.0"),
        ],
        found: /no StandardsSubscription of cis-aws-foundations-benchmark\/v\/5\.0\.0/,
      },
    },
    unknown: { "a standard that another resource computes": [hub, ...standards.slice(0, 1), standard("cis", unknown)] },
  },
  {
    policy: "iam-access-analyzer",
    good: {
      "an analyzer, of the account by default": [analyzer()],
      "an analyzer of the organisation": [analyzer({ type: "ORGANIZATION" })],
      "an analyzer of the account, said to be one": [analyzer({ type: "ACCOUNT" })],
      "an analyzer of unused rights beside one of access": [
        { ...analyzer({ type: "ACCOUNT_UNUSED_ACCESS", region: "us-east-1" }), name: "unused" },
        analyzer({ region: "us-east-1" }),
      ],
      "an analyzer by a provider in each region": [
        { ...analyzer(), provider: inRegion("us-east-1") },
        { ...analyzer(), name: "second", provider: inRegion("eu-west-1") },
        { ...aws("sns/Topic", "topic", {}), provider: inRegion("eu-west-1") },
      ],
      "an analyzer in each region": [
        analyzer({ region: "us-east-1" }),
        { ...analyzer({ region: "eu-west-1" }), name: "second" },
        aws("sns/Topic", "topic", { region: "eu-west-1" }),
      ],
    },
    bad: {
      "an account without an analyzer": { resources: [elsewhere], found: /found: no Analyzer/ },
      "an analyzer of unused rights only": {
        resources: [analyzer({ type: "ACCOUNT_UNUSED_ACCESS" })],
        found: /type is ACCOUNT_UNUSED_ACCESS/,
      },
      "a region that nobody watches": {
        resources: [analyzer({ region: "us-east-1" }), aws("sns/Topic", "topic", { region: "eu-west-1" })],
        found: /no Analyzer in eu-west-1/,
      },
      "a provider's region that nobody watches": {
        resources: [
          { ...analyzer(), provider: inRegion("us-east-1") },
          { ...aws("sns/Topic", "topic", {}), provider: inRegion("eu-west-1") },
        ],
        found: /no Analyzer in eu-west-1/,
      },
      "a region with an analyzer of unused rights only": {
        resources: [
          analyzer({ region: "us-east-1" }),
          { ...analyzer({ type: "ACCOUNT_UNUSED_ACCESS", region: "eu-west-1" }), name: "unused" },
        ],
        found: /unused[\s\S]*type is ACCOUNT_UNUSED_ACCESS/,
      },
    },
    unknown: {
      "a type that another resource computes": [analyzer({ type: unknown })],
      "a region that another resource computes": [
        analyzer({ region: unknown }),
        { ...analyzer({ region: "us-east-1" }), name: "second" },
        aws("sns/Topic", "topic", { region: "eu-west-1" }),
      ],
      "a region that the provider takes from its environment": [
        analyzer(),
        aws("sns/Topic", "topic", { region: "eu-west-1" }),
      ],
    },
  },
  {
    policy: "inspector",
    good: { "images, machines and functions": [inspector()] },
    bad: {
      "an account without Inspector": { resources: [elsewhere], found: /found: no inspector2 Enabler/ },
      "machines only": { resources: [inspector(["EC2"])], found: /resourceTypes lacks ECR, LAMBDA, LAMBDA_CODE/ },
    },
    unknown: { "types that another resource computes": [inspector(unknown)] },
  },
  {
    policy: "macie",
    good: { "Macie, on by default": [macie()], "Macie, said to be on": [macie({ status: "ENABLED" })] },
    bad: {
      "an account without Macie": { resources: [elsewhere], found: /found: no macie2 Account/ },
      "Macie paused": { resources: [macie({ status: "PAUSED" })], found: /status is PAUSED/ },
    },
    unknown: { "a status that another resource computes": [macie({ status: unknown })] },
  },
];
