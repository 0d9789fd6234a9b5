import type { Settings } from "../../../policies/assessment/policy";
import { Stack } from "../../../policies/assessment/stack";
import { listed } from "../../../policies/assessment/verdict";
import { levelsFor } from "../../../policies/levels";
import { policies } from "../../../policies/registry";
import { call, contract, ownership, people, place, safe, timelock, zero } from "../cases/chain-accounts";
import { type Described, propertiesAt, unknown, urnOf } from "../engine-stub";

/** What a policy finds by these settings, without what passes. */
function found(id: string, resources: readonly Described[], settings: Settings): readonly string[] {
  const policy = policies.find((candidate) => candidate.id === id);
  if (!policy) throw new Error(`no policy ${id}`);
  const stack = new Stack(
    resources.map((described) => {
      const { type, name, ignoreChanges } = described;
      const options = { protect: false, ...(ignoreChanges && { ignoreChanges }) };
      return { urn: urnOf(described), type, name, ...options, ...propertiesAt(described) };
    }),
  );
  const verdicts =
    policy.scope === "stack"
      ? listed(policy.judge(stack, settings))
      : stack.all(...policy.types).flatMap((resource) => listed(policy.judge(resource, settings)));
  return verdicts.flatMap((verdict) => {
    if (verdict.outcome === "pass") return [];
    return verdict.outcome === "undecided" ? [verdict.because] : [`${verdict.level ?? "own"}: ${verdict.found}`];
  });
}

function settingsFor(environment: string, id: string): Settings {
  const { enforcementLevel: _, ...settings } = Object(levelsFor(environment)[id]);
  return settings;
}

test("anyone may execute what is due in a timelock of either environment, and nobody else may schedule", () => {
  for (const environment of ["mainnet", "testnet"]) {
    const settings = settingsFor(environment, "chain-timelock-roles");
    const open = timelock({ executors: [zero] });
    expect(found("chain-timelock-roles", [safe({}), open], settings)).toEqual([]);
    expect(found("chain-timelock-roles", [safe({}), timelock({ proposers: [zero] })], settings)).toHaveLength(1);
  }
});

test("a Safe outside the stack may schedule once it is named", () => {
  const stack = [safe({}), timelock({ proposers: [people[0]] })];
  expect(found("chain-timelock-roles", stack, {})).toHaveLength(1);
  expect(found("chain-timelock-roles", stack, { safes: [people[0].toLowerCase()] })).toEqual([]);
});

test("a guard and a module that were audited may be set", () => {
  const guarded = [safe({ guard: place(8), moduleGuard: place(8), modules: [place(9)] })];
  expect(found("chain-safe-pinned", guarded, {})).toHaveLength(3);
  expect(found("chain-safe-pinned", guarded, { guards: [place(8)], modules: [place(9)] })).toEqual([]);
  expect(found("chain-safe-pinned", guarded, { guards: [place(9)], modules: [place(8)] })).toHaveLength(3);
});

test("as many owners may be shared as the settings say", () => {
  const two = [
    safe({ owners: people.slice(0, 5) }),
    safe({ owners: people.slice(3, 8) }, { address: place(5) }, "other"),
  ];
  expect(found("chain-safe-owners-valid", two, { sharedOwners: 2 })).toEqual([]);
  expect(found("chain-safe-owners-valid", two, { sharedOwners: 1 })).toEqual([
    "own: 2 of its owners own other too",
    "own: 2 of its owners own treasury too",
  ]);
});

test("owners of which nobody knows are told of the Safe that has them, and of the others that may share them", () => {
  const two = [safe({}), safe({ owners: [people[6], unknown] }, { address: place(5) }, "other")];
  expect(found("chain-safe-owners-valid", two, {})).toEqual([
    "owners of other are not known",
    "owners[1] is known only after the update",
  ]);
});

test("a Safe is a council by any of the names that the settings give", () => {
  const guardians = [safe({}, {}, "guardians")];
  expect(found("chain-safe-owner-count", guardians, {})).toEqual([]);
  expect(found("chain-safe-owner-count", guardians, { councils: ["*council*", "guardian*"] })).toHaveLength(2);
});

test("a contract of somebody else may own once it is named, and governs by name only", () => {
  const outside = [ownership({ newOwner: people[0] }, { holder: people[0] }), call({ governed: { by: people[0] } })];
  expect(found("chain-no-eoa-owner", outside, {})).toHaveLength(3);
  expect(found("chain-no-eoa-owner", outside, { contracts: [people[0]] })).toEqual([]);
  expect(found("chain-no-eoa-owner", [call({ governed: { by: zero } })], {})).toHaveLength(1);
});

test("a hand-over that waits to be accepted stops nothing", () => {
  const waiting = [ownership({}, { status: "waits for the new owner to accept", holder: place(2) }), timelock({})];
  expect(found("chain-deployer-renounced", waiting, {})).toEqual([
    "advisory: status is waits for the new owner to accept",
  ]);
});

test("a key is a deployer's by the name that the settings give", () => {
  const holding = [safe({ owners: [...people.slice(0, 4), place(4)] })];
  const key = { type: "safes:index:SignerAddress", name: "pipeline", inputs: {}, outputs: { address: place(4) } };
  expect(found("chain-deployer-renounced", [key, ...holding], {})).toEqual([]);
  expect(found("chain-deployer-renounced", [key, ...holding], { deployers: ["*-deployer", "pipe*"] })).toHaveLength(1);
});

test("each environment has the chain of its own", () => {
  const l1 = (chainId: string, environment: string, url: string): Described => ({
    ...{ type: "pulumi:providers:safes", name: "l1" },
    inputs: { chainId, environment, rpcUrls: JSON.stringify([url]) },
  });
  const mainnet = l1("8453", "mainnet", "https://mainnet.base.org");
  const testnet = l1("84532", "testnet", "https://sepolia.base.org");
  for (const [environment, own, other] of [
    ["mainnet", mainnet, testnet],
    ["testnet", testnet, mainnet],
  ] as const) {
    const settings = settingsFor(environment, "chain-id-matches-stack");
    expect(found("chain-id-matches-stack", [own], settings)).toEqual([]);
    expect(found("chain-id-matches-stack", [other], settings)).toHaveLength(3);
  }
});

test("a stack goes without what the settings say", () => {
  const incomplete = [contract(), safe({}), timelock({}), ownership()];
  expect(found("stack-inventory", incomplete, {})).toHaveLength(1);
  expect(found("stack-inventory", incomplete, { without: ["safes:index:Verification"] })).toEqual([]);
});

test("a change may be ignored where the settings say so, of this type alone", () => {
  const ignoring = (type: string) => ({ type, name: "x", inputs: {}, ignoreChanges: ["protect", "multiAz"] });
  const instance = [ignoring("aws:rds/instance:Instance")];
  expect(found("stack-no-ignore-security", instance, {})).toHaveLength(1);
  expect(found("stack-no-ignore-security", instance, { allowed: ["aws:rds/instance:Instance multiAz"] })).toEqual([]);
  expect(found("stack-no-ignore-security", instance, { allowed: ["aws:rds/cluster:Cluster multiAz"] })).toHaveLength(1);
});

test("a key is a signer's by any of the names that the settings give", () => {
  const key = [{ type: "aws:kms/key:Key", name: "keys-batcher", inputs: {} }];
  expect(found("kms-signer-spec", key, { signers: ["*-proposer"] })).toEqual([]);
  expect(found("kms-signer-spec", key, { signers: ["*-proposer", "*-batcher"] })).toHaveLength(2);
});

test("an administrator that the settings name may be given everything on a key", () => {
  const Principal = { AWS: "arn:aws:iam::222222222222:role/keys" };
  const policy = JSON.stringify({ Statement: [{ Effect: "Allow", Principal, Action: "kms:*" }] });
  const key = [{ type: "aws:kms/key:Key", name: "key", inputs: { policy } }];
  expect(found("kms-policy-no-wildcard", key, { administrators: ["*:role/other"] })).toHaveLength(1);
  expect(found("kms-policy-no-wildcard", key, { administrators: ["*:role/other", "*:role/keys"] })).toEqual([]);
});

test("any of the roles that the settings name may administer the cluster", () => {
  const inputs = {
    policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminPolicy",
    principalArn: "arn:aws:iam::222222222222:role/jeju-oncall",
  };
  const association = [{ type: "aws:eks/accessPolicyAssociation:AccessPolicyAssociation", name: "oncall", inputs }];
  expect(found("eks-access-no-broad-admin", association, {})).toHaveLength(1);
  expect(found("eks-access-no-broad-admin", association, { roles: ["jeju-deployer", "jeju-oncall"] })).toEqual([]);
});

test("a host that the settings name may be reached past Cloudflare", () => {
  const inputs = { name: "p2p.jeju.example", type: "A", content: "203.0.113.7", proxied: false };
  const record = [{ type: "cloudflare:index/dnsRecord:DnsRecord", name: "p2p", inputs }];
  expect(found("cf-proxied", record, { direct: ["rpc.*"] })).toEqual(["own: proxied is false"]);
  expect(found("cf-proxied", record, { direct: ["rpc.*", "p2p.*"] })).toEqual([]);
});

test("a dynamic type may be used once it was examined", () => {
  const dynamic = [{ type: "pulumi-nodejs:dynamic:Resource", name: "clever", inputs: {} }];
  expect(found("stack-no-dynamic-unknown", dynamic, {})).toHaveLength(1);
  expect(found("stack-no-dynamic-unknown", dynamic, { allowed: ["pulumi-nodejs:dynamic:Resource"] })).toEqual([]);
});

test("cost centres and classes of data are those of the books", () => {
  const tags = { system: "a", environment: "b", owner: "c", "cost-centre": "CC-1", "data-classification": "public" };
  const topic = [{ type: "aws:sns/topic:Topic", name: "topic", inputs: { tags } }];
  expect(found("stack-tags", topic, {})).toEqual([]);
  expect(found("stack-tags", topic, { costCentre: "^\\d+$", dataClasses: ["internal"] })).toHaveLength(2);
});

test("tags that are missing and tags of which nobody knows are named, those alone that the settings require", () => {
  const topic = (tags: object) => [{ type: "aws:sns/topic:Topic", name: "topic", inputs: { tags } }];
  expect(found("stack-tags", topic({ system: "a" }), { required: ["system", "owner", "team"] })).toEqual([
    "own: no tag owner, team",
  ]);
  expect(found("stack-tags", topic({ system: "a", owner: unknown }), { required: ["system", "owner"] })).toEqual([
    "tags owner are known only after the update",
  ]);
  expect(found("stack-tags", topic({ owner: "a" }), { required: ["owner"], costCentre: "^\\d+$" })).toEqual([]);
});
