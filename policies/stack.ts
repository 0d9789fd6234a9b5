import { isAbsent, notKnownYet } from "./assessment/expectations";
import { resourcePolicy, stackPolicy } from "./assessment/policy";
import { settingOf, settingsOf } from "./assessment/provider-settings";
import type { Resource } from "./assessment/resource";
import { absent, knownText } from "./assessment/value";
import { pass, undecided, type Verdict, violation } from "./assessment/verdict";
import { safeType, timelockType } from "./governance/types";
import { inventory } from "./stack/inventory";

const awsProviderType = "pulumi:providers:aws";

const levelsFitTheStack = stackPolicy({
  id: "stack-environment",
  title: "The levels in force are those of the stack's environment",
  severity: "critical",
  rationale: "with a test network's levels, mainnet would pass with what is only advised there",
  remedy:
    "pass policies/config/<environment>.json of this stack to --policy-pack-config; a new stack is named in its `stacks`",
  types: ["*"],
  settings: { environment: "mainnet", stacks: [] as readonly string[], declared: "" },
  check: (stack, { environment, stacks, declared }) => {
    // Mainnet's levels are the strictest, so they fit every stack.
    if (environment === "mainnet" || declared === environment) return pass;
    if (declared !== "") {
      return violation(`levels of ${environment}, while jeju:environment is ${declared}`, `levels of ${declared}`);
    }
    const names = new Set(stack.resources.map(({ urn }) => stackNameOf(urn)));
    const strangers = [...names].filter((name) => !stacks.includes(name));
    if (strangers.length === 0) return pass;
    return violation(
      `levels of ${environment} on the stack ${strangers.join(", ")}`,
      `a stack in ${JSON.stringify(stacks)}`,
    );
  },
});

/** The second part of `urn:pulumi:<stack>::<project>::<type>::<name>`. */
function stackNameOf(urn: string): string {
  return urn.slice("urn:pulumi:".length, urn.indexOf("::"));
}

const tagged = stackPolicy({
  id: "stack-tags",
  title: "Every taggable resource says whose it is, what it costs and what it holds",
  severity: "medium",
  rationale: "untagged resources are missing from the bill by owner and from the search for an incident's owner",
  remedy: "set defaultTags on the provider, as infra/providers.ts does",
  types: ["aws:*"],
  settings: {
    required: ["system", "environment", "owner", "cost-centre", "data-classification"] as readonly string[],
    dataClasses: ["public", "internal", "confidential", "secret"] as readonly string[],
    /** A regular expression: the names of cost centres in the books. */
    costCentre: "^[A-Za-z0-9][A-Za-z0-9-]*$",
  },
  check: (stack, { required, dataClasses, costCentre }) =>
    stack.all("aws:*").flatMap((resource): Verdict[] => {
      if (!isTaggable(resource)) return [];
      const tags = new Map(required.map((key) => [key, tagOf(resource, key)]));
      const missing = [...tags].filter(([, value]) => value.kind === "absent").map(([key]) => key);
      if (missing.length > 0)
        return [violation(`no tag ${missing.join(", ")}`, `tags ${required.join(", ")}`, resource)];
      const hidden = [...tags].filter(([, value]) => value.kind === "unknown").map(([key]) => key);
      if (hidden.length > 0) return [undecided(`tags ${hidden.join(", ")} are known only after the update`, resource)];
      // An environment may do without them.
      const [dataClass, centre] = ["data-classification", "cost-centre"].map((key) =>
        knownText(tags.get(key) ?? absent),
      );
      return [
        dataClass === undefined || dataClasses.includes(dataClass)
          ? pass
          : violation(`data-classification is ${dataClass}`, dataClasses.join(", "), resource),
        centre === undefined || new RegExp(costCentre).test(centre)
          ? pass
          : violation(`cost-centre is ${centre}`, `what fits ${costCentre}`, resource),
      ];
    }),
});

/** The provider answers `tagsAll` for whatever can carry tags, also at preview. */
function isTaggable({ description: { inputs, outputs } }: Resource): boolean {
  return [inputs, outputs].some((properties) => properties && ("tagsAll" in properties || "tags" in properties));
}

/** The tag as the resource, or its provider for all resources, sets it. */
function tagOf(resource: Resource, key: string): ReturnType<Resource["value"]> {
  const own = resource.value(["tags", key]);
  if (own.kind === "known") return own;
  const all = resource.value(["tagsAll", key]);
  if (all.kind === "known") return all;
  // The resource's own takes the place of the provider's.
  return own.kind === "unknown" ? own : providerSetting(resource, ["defaultTags", "tags", key]);
}

function providerSetting(resource: Resource, path: readonly [string, ...string[]]): ReturnType<Resource["value"]> {
  const provider = resource.description.provider;
  return provider ? settingOf(provider.properties, path) : absent;
}

const protectedTypes = [
  "aws:rds/instance:Instance",
  "aws:rds/cluster:Cluster",
  "aws:eks/cluster:Cluster",
  "aws:kms/key:Key",
  "aws:s3/bucket:Bucket",
  "aws:backup/vault:Vault",
  "aws:secretsmanager/secret:Secret",
  "aws:route53/zone:Zone",
  "aws:dynamodb/table:Table",
  "aws:efs/fileSystem:FileSystem",
  "cloudflare:index/zone:Zone",
  safeType,
  timelockType,
] as const;

const dataProtected = resourcePolicy({
  id: "stack-protect",
  title: "What holds data, keys or the chain's government cannot be deleted by an update",
  severity: "high",
  rationale: "renaming a resource replaces it, and with it goes what it holds",
  remedy: "set protect and retainOnDelete on it, as holdingData in infra/naming.ts does",
  types: protectedTypes,
  check: (resource) =>
    resource.description.protect || isReadReplica(resource) ? pass : violation("protect is not set", "protect: true"),
});

/** A replica holds nothing that its source does not. */
function isReadReplica(resource: Resource): boolean {
  return resource.value("replicateSourceDb").kind !== "absent";
}

const noDynamicProviders = resourcePolicy({
  id: "stack-no-dynamic-unknown",
  title: "No resource comes from a dynamic provider that nobody has examined",
  severity: "high",
  rationale: "its code, and every secret that it captures, is serialised into the checkpoint in clear",
  remedy: "write a resource provider, as safes/ is, or add the type to the policy's settings",
  types: ["pulumi-nodejs:dynamic*", "pulumi-python:dynamic*"],
  settings: { allowed: [] as readonly string[] },
  check: (resource, { allowed }) =>
    resource.is(...allowed) ? pass : violation(`it is a ${resource.type}`, "a resource of a real provider"),
});

const noDefaultProviders = resourcePolicy({
  id: "stack-explicit-provider",
  title: "Every resource names its provider",
  severity: "high",
  rationale: "a default provider takes account, region or cluster from whatever shell the update was started in",
  remedy: "pass provider (or providers, to a component) in the resource's options",
  types: ["*"],
  check: (resource) => {
    const provider = resource.description.provider;
    const isDefault = provider !== undefined && /^default(_|$)/.test(provider.name);
    return isDefault ? violation(`its provider is ${provider.name}`, "a provider that the program makes") : pass;
  },
});

const accountPinned = resourcePolicy({
  id: "stack-account-pinned",
  title: "The AWS provider is pinned to one account and holds no keys",
  severity: "critical",
  rationale: "with the wrong credentials in the shell, an update would build the network in another account",
  remedy: "set allowedAccountIds to the environment's account; take credentials from the process (OIDC, SSO)",
  types: [awsProviderType],
  check: (provider) => {
    const accounts = settingOf(settingsOf(provider), ["allowedAccountIds"]);
    const keys = ["accessKey", "secretKey", "token"].map((property) => isAbsent(provider.at(property)));
    if (accounts.kind === "unknown") return [notKnownYet("allowedAccountIds"), ...keys];
    const count = accounts.kind === "known" ? [accounts.value].flat().length : 0;
    if (count === 1) return keys;
    return [violation(`allowedAccountIds names ${count} accounts`, "allowedAccountIds: [the account]"), ...keys];
  },
});

const regionPinned = resourcePolicy({
  id: "stack-region-allow",
  title: "Everything is in a region that was decided on",
  severity: "high",
  rationale: "data in another region may break the law, and nobody watches there",
  remedy: "set region on the provider to one of the allowed ones, which policies/config/<environment>.json lists",
  types: [awsProviderType, "aws:*"],
  settings: { regions: ["us-east-1"] as readonly string[] },
  check: (resource, { regions }) => {
    const region = resource.asWritten().value("region");
    if (region.kind === "unknown") return notKnownYet("region");
    if (region.kind === "absent") {
      return resource.is(awsProviderType) ? violation("region is not set", `region: ${regions.join(" or ")}`) : pass;
    }
    const isAllowed = regions.includes(String(region.value));
    return isAllowed ? pass : violation(`region is ${region.value}`, `region: ${regions.join(" or ")}`);
  },
});

export const stackPolicies = [
  levelsFitTheStack,
  tagged,
  dataProtected,
  noDynamicProviders,
  noDefaultProviders,
  accountPinned,
  regionPinned,
  inventory,
] as const;
