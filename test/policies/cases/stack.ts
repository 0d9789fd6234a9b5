import { aws, type PolicyCases } from "../case";
import { type Described, ref, unknown } from "../engine-stub";
import { call, contract, ownership, safe, timelock, verification } from "./chain-accounts";

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

const component: Described = { type: "jeju:infra:Network", name: "network", inputs: {} };
const nodes = (ignoreChanges: readonly string[], type = "eks/NodeGroup") =>
  aws(type, "nodes", { scalingConfig: { minSize: 3, desiredSize: 3 } }, { ignoreChanges });
/** What the program makes in every phase; none of it is right by other rules. */
const base: readonly Described[] = [
  component,
  ...["ec2/Vpc", "ec2/FlowLog", "ec2/DefaultSecurityGroup", "ec2/DefaultNetworkAcl"].map((type) => aws(type, type, {})),
  ...["ebs/EncryptionByDefault", "ebs/SnapshotBlockPublicAccess"].map((type) => aws(type, type, {})),
  ...["s3/AccountPublicAccessBlock", "kms/Key", "eks/Cluster", "eks/NodeGroup"].map((type) => aws(type, type, {})),
  ...["rds/Instance", "backup/Vault", "backup/Plan", "backup/Selection"].map((type) => aws(type, type, {})),
  aws("sns/TopicSubscription", "mail", {}),
];
const onChain = [safe({}), timelock({}), ownership(), contract(), verification([])];
const zone: Described = { type: "cloudflare:index/zone:Zone", name: "zone", inputs: { name: "jeju.network" } };

export const stackCases: readonly PolicyCases[] = [
  {
    policy: "stack-tags",
    good: {
      "tags of its own": [topic({ tags })],
      "tags of the provider": [topic({}, { outputs: { tagsAll: tags }, ...withDefaults(tags) })],
      "tags of which the resource says that it has them all": [topic({}, { outputs: { tagsAll: tags } })],
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
      "a cost centre that is in no book": {
        resources: [topic({ tags: { ...tags, "cost-centre": "whoever pays" } })],
        found: /cost-centre is whoever pays/,
      },
      "a class of data that nobody knows": {
        resources: [topic({ tags: { ...tags, "data-classification": "hush" } })],
        found: /data-classification is hush\n.*expected: public, internal, confidential, secret/,
      },
    },
    unknown: {
      "a tag that another resource computes": [topic({ tags: { ...tags, owner: unknown } })],
      "a tag that another resource computes, in place of the provider's": [
        topic({ tags: { "data-classification": unknown } }, withDefaults(tags)),
      ],
    },
  },
  {
    policy: "stack-protect",
    good: {
      "a protected key": [aws("kms/Key", "key", {}, { protect: true })],
      "an unprotected replica": [
        aws("rds/Instance", "replica", { instanceClass: "db.r6g.large", replicateSourceDb: "database" }),
      ],
    },
    bad: {
      "an unprotected bucket": { resources: [aws("s3/Bucket", "bucket", {})], found: /protect is not set/ },
      "an unprotected cluster": { resources: [aws("eks/Cluster", "cluster", {})], found: /protect is not set/ },
      "an unprotected Safe": { resources: [safe({})], found: /protect is not set/ },
    },
    unknown: "the engine always knows a resource's options",
  },
  {
    policy: "stack-no-dynamic-unknown",
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
      "a provider whose name ends so": [topic({}, { provider: { name: "not-default" } })],
      "a provider whose name begins so": [topic({}, { provider: { name: "defaults" } })],
    },
    bad: {
      "a resource without a provider": {
        resources: [topic({}, { provider: { name: "default_7_48_0" } })],
        found: /its provider is default_7_48_0/,
      },
      "a resource of a default provider without a version": {
        resources: [topic({}, { provider: { name: "default" } })],
        found: /its provider is default$/m,
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
      "a provider with a secret key in it": {
        resources: [provider({ secretKey: "EXAMPLE" })],
        found: /secretKey is set/,
      },
      "a provider with a token in it": { resources: [provider({ token: "EXAMPLE" })], found: /token is set/ },
    },
    unknown: { "an account that another resource computes": [provider({ allowedAccountIds: unknown })] },
  },
  {
    policy: "stack-region-allow",
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
  {
    policy: "stack-no-ignore-security",
    good: {
      "a number that the autoscaler changes": [nodes(["scalingConfig.desiredSize"])],
      "what the component for EKS ignores": [
        aws("eks/Cluster", "cluster", {}, { ignoreChanges: ["accessConfig.bootstrapClusterCreatorAdminPermissions"] }),
      ],
      "how the chain's files are packed": [
        {
          type: "kubernetes:core/v1:ConfigMap",
          name: "chain",
          inputs: { metadata: { namespace: "chain" }, binaryData: { genesis: "H4sI" } },
          ignoreChanges: ["binaryData"],
        },
      ],
      "nothing ignored": [nodes([])],
      "what no policy judges, beside a resource of which nothing is ignored": [
        nodes(["scalingConfig.desiredSize"]),
        topic({}),
      ],
    },
    bad: {
      "a property that a policy judges": {
        resources: [
          aws("rds/Instance", "database", { storageEncrypted: true }, { ignoreChanges: ["storageEncrypted"] }),
        ],
        found: /ignoreChanges names storageEncrypted, which rds-encrypted-cmk judges/,
      },
      "a property that is not even set": {
        resources: [aws("rds/Instance", "database", {}, { ignoreChanges: ["multiAz"] })],
        found: /ignoreChanges names multiAz, which rds-multi-az judges/,
      },
      "what is judged as it is written": {
        resources: [aws("eks/Cluster", "cluster", { version: "1.34" }, { ignoreChanges: ["version"] })],
        found: /ignoreChanges names version, which eks-version-supported judges/,
      },
      "the object that holds it": {
        resources: [nodes(["scalingConfig"])],
        found: /ignoreChanges names scalingConfig, which eks-/,
      },
      "a single tag": {
        resources: [aws("sns/Topic", "topic", { tags }, { ignoreChanges: ['tags["owner"]'] })],
        found: /which stack-tags judges/,
      },
      "an element of a list": {
        resources: [
          aws(
            "ec2/LaunchTemplate",
            "template",
            { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true" } }] },
            { ignoreChanges: ["blockDeviceMappings[0].ebs.encrypted"] },
          ),
        ],
        found: /which lt-volumes-cmk judges/,
      },
      everything: { resources: [nodes(["*"])], found: /ignoreChanges names \*, which/ },
    },
    unknown: "the engine always knows a resource's options",
  },
  {
    policy: "stack-inventory",
    good: {
      "a stack of the first phase": base,
      "a stack with contracts": [...base, ...onChain],
      "something that is no stack of the program": [topic({})],
    },
    bad: {
      "a stack without a database": {
        resources: base.filter(({ type }) => type !== "aws:rds/instance:Instance"),
        found: /no aws:rds\/instance:Instance is in the stack/,
      },
      "a stack with a component alone": { resources: [component], found: /no aws:eks\/cluster:Cluster/ },
      "contracts that nobody reads back": {
        resources: onChain.filter(({ type }) => type !== "safes:index:Verification"),
        found: /no safes:index:Verification/,
      },
      "contracts that are not handed over": {
        resources: [contract(), call({})],
        found: /no safes:index:Ownership/,
      },
      "a zone without limits": { resources: [zone], found: /no cloudflare:index\/ruleset:Ruleset/ },
    },
    unknown: "the engine always knows which resources there are",
  },
];
