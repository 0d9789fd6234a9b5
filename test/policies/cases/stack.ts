import { aws, type PolicyCases } from "../case";
import { type Described, ref, unknown } from "../engine-stub";

const tags = {
  system: "jeju",
  environment: "mainnet",
  owner: "platform",
  "cost-centre": "4711",
  "data-classification": "internal",
};
const topic = (inputs: Record<string, unknown>, rest: Partial<Described> = {}) =>
  aws("sns/Topic", "topic", inputs, rest);
const provider = (inputs: Record<string, unknown>): Described => ({
  type: "pulumi:providers:aws",
  name: "aws",
  inputs: { region: "us-east-1", allowedAccountIds: '["222222222222"]', ...inputs },
});
const withDefaults = (defaultTags: unknown) => ({
  provider: { name: "aws", inputs: { defaultTags: JSON.stringify({ tags: defaultTags }) } },
});
const { owner: _, ...withoutOwner } = tags;

export const stackCases: readonly PolicyCases[] = [
  {
    policy: "stack-tags",
    good: {
      "tags of its own": [topic({ tags })],
      "tags of the provider": [topic({}, { outputs: { tagsAll: tags }, ...withDefaults(tags) })],
      "tags of both": [
        topic({ tags: { owner: "platform" } }, { outputs: { tagsAll: tags }, ...withDefaults(withoutOwner) }),
      ],
      "tags of which one comes from another resource": [topic({ tags: { ...tags, backup: ref("plan") } })],
      "what cannot be tagged": [aws("ec2/Route", "route", { routeTableId: "rtb-1" })],
    },
    bad: {
      "no tags": {
        resources: [topic({}, { outputs: { tagsAll: {} } })],
        found: /no tag system, environment, owner, cost-centre, data-classification/,
      },
      "one tag too few": { resources: [topic({ tags: withoutOwner })], found: /no tag owner$/m },
      "a class of data that nobody knows": {
        resources: [topic({ tags: { ...tags, "data-classification": "hush" } })],
        found: /data-classification is hush/,
      },
    },
    unknown: { "a tag that another resource computes": [topic({ tags: { ...tags, owner: unknown } })] },
  },
  {
    policy: "stack-protect",
    good: {
      "a protected key": [aws("kms/Key", "key", {}, { protect: true })],
      "an unprotected replica": [
        aws("rds/Instance", "replica", { instanceClass: "db.r6g.large", replicateSourceDb: "database" }),
      ],
    },
    bad: { "an unprotected bucket": { resources: [aws("s3/Bucket", "bucket", {})], found: /protect is not set/ } },
    unknown: "the engine always knows a resource's options",
  },
  {
    policy: "stack-no-dynamic",
    good: { "resources of real providers": [topic({})] },
    bad: {
      "a dynamic resource": {
        resources: [
          { type: "pulumi-nodejs:dynamic:Resource", name: "clever", inputs: { __provider: "serialised code" } },
        ],
        found: /it is a pulumi-nodejs:dynamic:Resource/,
      },
      "a dynamic resource in a module": {
        resources: [{ type: "pulumi-nodejs:dynamic/clever:Resource", name: "clever", inputs: {} }],
        found: /it is a pulumi-nodejs:dynamic\/clever:Resource/,
      },
    },
    unknown: "judges the type alone",
  },
  {
    policy: "stack-explicit-provider",
    good: {
      "a resource with a provider": [topic({})],
      "a component, which has none": [{ type: "jeju:infra:Network", name: "network", inputs: {} }],
    },
    bad: {
      "a resource without a provider": {
        resources: [topic({}, { provider: { name: "default_7_48_0" } })],
        found: /its provider is default_7_48_0/,
      },
    },
    unknown: "the engine always knows a resource's provider",
  },
  {
    policy: "stack-account-pinned",
    good: { "a provider for one account": [provider({})] },
    bad: {
      "a provider for any account": {
        resources: [provider({ allowedAccountIds: undefined })],
        found: /allowedAccountIds names 0 accounts/,
      },
      "a provider for two accounts": {
        resources: [provider({ allowedAccountIds: '["1","2"]' })],
        found: /allowedAccountIds names 2 accounts/,
      },
      "a provider with keys in it": {
        resources: [provider({ accessKey: "AKIAIOSFODNN7EXAMPLE" })],
        found: /accessKey is set/,
      },
    },
    unknown: { "an account that another resource computes": [provider({ allowedAccountIds: unknown })] },
  },
  {
    policy: "stack-region-pinned",
    good: {
      "a provider in the allowed region": [provider({})],
      "a resource that says nothing": [topic({})],
      "a key for DNSSEC where it has to be": [aws("kms/Key", "dnssec", { region: "us-east-1" }, { protect: true })],
    },
    bad: {
      "a provider elsewhere": { resources: [provider({ region: "eu-north-1" })], found: /region is eu-north-1/ },
      "a provider that takes the shell's region": {
        resources: [provider({ region: undefined })],
        found: /region is not set/,
      },
      "a resource elsewhere": { resources: [topic({ region: "eu-north-1" })], found: /region is eu-north-1/ },
    },
    unknown: { "a region that another resource computes": [topic({ region: unknown })] },
  },
];
