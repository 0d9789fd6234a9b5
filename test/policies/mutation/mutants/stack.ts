import { beside, both, drop, gone, option, set } from "../edits";
import { added, type Mutant, mutants, one } from "../mutant";

const topic = one("sns/Topic", "alarms");
const database = one("rds/Instance", "database");
const key = one("kms/Key", "signer-batcher");
const safe = one("safes:index:Safe", "treasury");
const provider = one("pulumi:providers:aws");
const plan = one("backup/Plan");
const dynamic = added("pulumi-nodejs:dynamic:Resource", "script");

export const stackMutants: readonly Mutant[] = [
  ...mutants("stack-protect", database, { "not protected": option({ protect: false }) }),
  ...mutants("stack-protect", key, { "not protected": option({ protect: false }) }),
  ...mutants("stack-protect", safe, { "not protected": option({ protect: false }) }),
  ...mutants(
    "stack-no-dynamic-unknown",
    topic,
    { "a script": beside("pulumi-nodejs:dynamic:Resource", "script", {}) },
    { at: dynamic },
  ),
  ...mutants("stack-explicit-provider", topic, {
    "a default provider": {
      apply: (state, subject) =>
        state.map((each) =>
          each.urn === subject.urn && each.provider
            ? { ...each, provider: { ...each.provider, name: "default_7_48_0" } }
            : each,
        ),
    },
  }),
  ...mutants("stack-account-pinned", provider, {
    "any account": drop("allowedAccountIds"),
    "two accounts": set("allowedAccountIds", '["222222222222","333333333333"]'),
    "a key of a person": set("accessKey", "AKIA"),
  }),
  ...mutants(
    "stack-region-allow",
    topic,
    { "another region for one resource": set("region", "eu-central-1") },
    // Nobody watches there.
    { also: [["iam-access-analyzer", "stack"]] },
  ),
  ...mutants("stack-region-allow", provider, {
    "another region": set("region", "eu-central-1"),
    "no region": drop("region"),
  }),
  ...mutants("stack-tags", topic, {
    "a class of its own": both(set("tags.data-classification", "top"), set("tagsAll.data-classification", "top")),
    "a cost centre in no book": both(set("tags.cost-centre", "?"), set("tagsAll.cost-centre", "?")),
  }),
  ...mutants("stack-no-ignore-security", database, {
    "the standby": option({ ignoreChanges: ["multiAz"] }),
    everything: option({ ignoreChanges: ["*"] }),
  }),
  ...mutants("stack-no-ignore-security", topic, { "the key": option({ ignoreChanges: ["kmsMasterKeyId"] }) }),
  ...mutants("stack-inventory", plan, { "no plan": gone }, { at: "stack" }),
];
