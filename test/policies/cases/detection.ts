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
} from "../account-baseline";
import type { PolicyCases } from "../case";
import { aws } from "../case";
import { ref, unknown } from "../engine-stub";

const elsewhere = aws("sns/Topic", "topic", {});
const withoutFeature = (name: string) => features.filter((described) => described.name !== `feature-${name}`);
const inRegion = (region: string) => ({ name: region, inputs: { region } });
const agentOf = (additionalConfigurations: unknown) => [
  detector(),
  ...withoutFeature("RUNTIME_MONITORING"),
  feature("RUNTIME_MONITORING", { additionalConfigurations }),
];

export const detectionCases: readonly PolicyCases[] = [
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
