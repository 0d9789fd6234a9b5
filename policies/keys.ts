import {
  holdsAll,
  isAbsent,
  isAtLeast,
  isNotFalse,
  isNotTrue,
  isOneOf,
  isTrue,
  notKnownYet,
} from "./assessment/expectations";
import { resourcePolicy, stackPolicy } from "./assessment/policy";
import {
  covers,
  isOnEverything,
  isPublic,
  judgeStatements,
  matches,
  type Statement,
  statementsOf,
  subjectsOf,
} from "./assessment/policy-document";
import type { Resource } from "./assessment/resource";
import type { Stack } from "./assessment/stack";
import { knownText, type Value } from "./assessment/value";
import { about, pass, undecided, type Verdict, violation, worst } from "./assessment/verdict";

const keyType = "aws:kms/key:Key";
const keyPolicyType = "aws:kms/keyPolicy:KeyPolicy";
const grantType = "aws:kms/grant:Grant";
const identityPolicyTypes = ["aws:iam/policy:Policy", "aws:iam/rolePolicy:RolePolicy"] as const;
/** KMS's own default, which it takes when `customerMasterKeySpec` is left out. */
const symmetric = "SYMMETRIC_DEFAULT";

function isSymmetric(key: Resource): Value<boolean> {
  const spec = key.text("customerMasterKeySpec");
  if (spec.kind === "unknown") return spec;
  return { kind: "known", value: spec.kind === "absent" || spec.value === symmetric };
}

const rotated = resourcePolicy({
  id: "kms-rotation",
  title: "Symmetric keys rotate",
  severity: "medium",
  rationale: "rotation limits what one leaked version of the key opens",
  remedy: "set enableKeyRotation to true",
  controls: { fsbp: ["KMS.4"], cisAws: ["3.6"] },
  types: [keyType],
  check: (key) => {
    const kind = isSymmetric(key);
    if (kind.kind !== "known") return notKnownYet("customerMasterKeySpec");
    return kind.value ? isTrue(key.at("enableKeyRotation")) : pass;
  },
});

const asymmetricByHand = resourcePolicy({
  id: "kms-asymmetric-no-rotation",
  title: "Asymmetric keys do not claim to rotate, and say that people rotate them",
  severity: "medium",
  rationale: "KMS cannot rotate an asymmetric key and refuses to say so; without the tag nobody knows it is their work",
  remedy: "leave enableKeyRotation out and tag the key rotation: manual",
  types: [keyType],
  check: (key) => {
    const kind = isSymmetric(key);
    if (kind.kind !== "known") return notKnownYet("customerMasterKeySpec");
    if (kind.value) return pass;
    return [isNotTrue(key.at("enableKeyRotation")), isOneOf(key.at(["tags", "rotation"]), ["manual"])];
  },
});

const signers = resourcePolicy({
  id: "kms-signer-spec",
  title: "Keys that sign on chain are secp256k1 keys of one region",
  severity: "critical",
  rationale: "the chain knows no other curve, and a replica in another region is a second way to the same signature",
  remedy: "set customerMasterKeySpec ECC_SECG_P256K1, keyUsage SIGN_VERIFY and multiRegion false",
  types: [keyType],
  // A key is known as a signer's by its curve, which nothing but a chain asks for, or by its name in the program.
  settings: { signers: ["*-signer-*"] as readonly string[] },
  check: (key, { signers }) => {
    const spec = key.at("customerMasterKeySpec");
    const isNamedSo = signers.some((pattern) => matches(pattern, key.name));
    if (!isNamedSo && spec.value.kind === "unknown") return notKnownYet(spec.path);
    if (!isNamedSo && knownText(spec.value) !== "ECC_SECG_P256K1") return pass;
    return [
      isOneOf(spec, ["ECC_SECG_P256K1"]),
      isOneOf(key.at("keyUsage"), ["SIGN_VERIFY"]),
      isNotTrue(key.at("multiRegion")),
    ];
  },
});

const accountRoot = /^(arn:aws[\w-]*:iam::)?\d{12}(:root)?$/;

const policyIsNarrow = resourcePolicy({
  id: "kms-policy-no-wildcard",
  title: "A key's policy lets in nobody unnamed, and gives everything to administrators alone",
  severity: "critical",
  rationale: "a key policy holds by itself: whoever it names may use the key, whatever IAM says",
  remedy: "name the principals, or bind * by aws:PrincipalArn or aws:SourceAccount; list the actions",
  controls: { fsbp: ["KMS.5"] },
  types: [keyType, keyPolicyType],
  settings: { administrators: [] as readonly string[] },
  check: (holder, { administrators }) =>
    judgeStatements(holder.at("policy"), (statement) => {
      if (!statement.isAllow) return pass;
      if (isPublic(statement)) return violation("policy allows everybody", "named principals, or a condition on them");
      const isWhole = statement.notActions.length > 0 || statement.actions.some((action) => /^(kms:)?\*$/.test(action));
      const stranger = subjectsOf(statement).find(
        (name) => !accountRoot.test(name) && !administrators.some((pattern) => matches(pattern, name)),
      );
      if (!isWhole || stranger === undefined) return pass;
      return violation(`policy gives kms:* to ${stranger}`, "the actions that it needs");
    }),
});

/** What makes an administrator: each of these leads to any use of the key, or to its end. */
const administration = ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"];
const isAdministration = (statement: Statement) => administration.some((action) => covers(statement, action));

const signIsApart = stackPolicy({
  id: "kms-sign-admin-separation",
  title: "Who administers a signing key does not sign with it, and nobody may sign with every key",
  severity: "critical",
  rationale: "one stolen credential would be enough to sign as the network and to cover it up",
  remedy: "give kms:Sign to the signer's role alone, in the key's policy, and name the key in the role's policy",
  controls: { fsbp: ["KMS.1", "KMS.2"] },
  types: [keyType, keyPolicyType, grantType, ...identityPolicyTypes],
  check: (stack) => [
    ...stack.all(keyType).flatMap((key) => separated(stack, key)),
    ...stack.all(...identityPolicyTypes).flatMap((policy) =>
      judgeStatements(policy.at("policy"), (statement): Verdict => {
        if (!statement.isAllow || !covers(statement, "kms:Sign")) return pass;
        const isWide = isOnEverything(statement) || statement.resources.some((arn) => arn.endsWith(":key/*"));
        return isWide ? violation("policy allows kms:Sign with every key", "kms:Sign with the ARN of one key") : pass;
      }).map((verdict) => about(policy, verdict)),
    ),
  ],
});

function separated(stack: Stack, key: Resource): readonly Verdict[] {
  const usage = key.text("keyUsage");
  if (usage.kind === "unknown") return [about(key, notKnownYet("keyUsage"))];
  if (knownText(usage) !== "SIGN_VERIFY") return [];
  const apart = stack.referring([keyPolicyType], "keyId", key);
  if (apart.perhaps.length > 0) return [undecided("which policy it has is known only after the update", key)];
  const holder = apart.surely[0] ?? key;
  const statements = statementsOf(holder.at("policy"));
  // kms-policy-no-wildcard says what is wrong with a document that cannot be read.
  if (statements === "malformed") return [];
  if (statements.kind === "unknown") return [about(holder, notKnownYet("policy"))];
  if (statements.kind === "absent") {
    const found = "policy is not set, so the account's root administers and signs";
    return [violation(found, "a policy that gives kms:Sign to one role", key)];
  }
  const allowed = statements.value.filter(({ isAllow }) => isAllow);
  const administrators = allowed.filter(isAdministration).flatMap(subjectsOf);
  const both = allowed
    .filter((statement) => covers(statement, "kms:Sign"))
    .flatMap(subjectsOf)
    .find((subject) => subject === "*" || administrators.includes(subject));
  const byPolicy = both === undefined ? pass : joins(`policy lets ${both} administer and sign`, holder);
  const grants = stack.referring([grantType], "keyId", key).surely.map((grant): Verdict => {
    const signs = holdsAll(grant.elements("operations[]"), "operations", ["Sign"]);
    const isAdministrator = isOneOf(grant.at("granteePrincipal"), administrators);
    const both = worst([signs, isAdministrator]);
    if (both.outcome === "violation") return pass;
    if (both.outcome === "undecided") return about(grant, both);
    return joins(`it lets ${knownText(grant.value("granteePrincipal"))} sign, an administrator`, grant);
  });
  return [byPolicy, ...grants];
}

function joins(found: string, holder: Resource): Verdict {
  return violation(found, "kms:Sign and the administration of the key in different hands", holder);
}

const deletedSlowly = resourcePolicy({
  id: "kms-deletion-window",
  title: "A key that is deleted can be had back for a month",
  severity: "high",
  rationale: "with the key goes everything that it encrypts, and every address that it signs for",
  remedy: "set deletionWindowInDays to 30, or leave it out",
  controls: { fsbp: ["KMS.3"] },
  types: [keyType],
  settings: { days: 30 },
  check: (key, { days }) => {
    const window = key.at("deletionWindowInDays");
    // KMS waits 30 days when nothing is said.
    return window.value.kind === "absent" ? pass : isAtLeast(window, days);
  },
});

const enabled = resourcePolicy({
  id: "kms-enabled",
  title: "Keys are not turned off",
  severity: "high",
  rationale: "nothing that is encrypted with a disabled key can be read, and its account on chain stands still",
  remedy: "leave isEnabled out, or set it to true",
  types: [keyType],
  check: (key) => isNotFalse(key.at("isEnabled")),
});

const noLockout = resourcePolicy({
  id: "kms-no-lockout-bypass",
  title: "A key's policy cannot lock its administrators out",
  severity: "high",
  rationale: "a key that nobody may administer is lost, and only AWS Support can help",
  remedy: "leave bypassPolicyLockoutSafetyCheck out",
  types: [keyType, keyPolicyType],
  check: (key) => isNotTrue(key.at("bypassPolicyLockoutSafetyCheck")),
});

const notImported = resourcePolicy({
  id: "kms-material-from-kms",
  title: "Key material is made inside KMS",
  severity: "high",
  rationale: "material that was outside once can be copied, so no proof of custody holds",
  remedy: "use aws.kms.Key; for material of your own, write down the ceremony and ask for a waiver",
  types: ["aws:kms/externalKey:ExternalKey"],
  check: (key) => isAbsent(key.at("keyMaterialBase64"), "an aws.kms.Key in its place"),
});

export const keyPolicies = [
  rotated,
  asymmetricByHand,
  signers,
  policyIsNarrow,
  signIsApart,
  deletedSlowly,
  enabled,
  noLockout,
  notImported,
] as const;
