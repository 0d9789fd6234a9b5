import { aws, type PolicyCases } from "../case";
import { ref, unknown } from "../engine-stub";
import { document, role, root } from "./documents";

const key = (inputs: Record<string, unknown>, name = "key") => aws("kms/Key", name, inputs, { protect: true });
const signing = { customerMasterKeySpec: "ECC_SECG_P256K1", keyUsage: "SIGN_VERIFY" };
const keyArn = "arn:aws:kms:us-east-1:222222222222:key/1";
const separate = document(
  { Principal: root, Action: ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"], Resource: "*" },
  {
    Principal: root,
    Action: "kms:Sign",
    Resource: "*",
    Condition: { ArnEquals: { "aws:PrincipalArn": role("signer") } },
  },
);
const external = (inputs: Record<string, unknown>) => aws("kms/ExternalKey", "external", inputs, { protect: true });

export const keyCases: readonly PolicyCases[] = [
  {
    policy: "kms-rotation",
    good: {
      "a symmetric key that rotates": [key({ enableKeyRotation: true })],
      "a signing key that does not": [key(signing)],
    },
    bad: { "a symmetric key that stays": { resources: [key({})], found: /enableKeyRotation is not set/ } },
    unknown: { "a spec that another resource computes": [key({ customerMasterKeySpec: unknown })] },
  },
  {
    policy: "kms-asymmetric-no-rotation",
    good: {
      "a signing key that people rotate": [key({ ...signing, tags: { rotation: "manual" } })],
      "a symmetric key that rotates": [key({ enableKeyRotation: true })],
    },
    bad: {
      "a signing key that claims to rotate": {
        resources: [key({ ...signing, tags: { rotation: "manual" }, enableKeyRotation: true })],
        found: /enableKeyRotation is true/,
      },
      "a signing key of which nobody says who rotates it": {
        resources: [key(signing)],
        found: /tags.rotation is not set/,
      },
    },
    unknown: { "a tag that another resource computes": [key({ ...signing, tags: { rotation: unknown } })] },
  },
  {
    policy: "kms-signer-spec",
    good: {
      "a signer's key": [key(signing, "keys-signer-batcher")],
      "a key of DNSSEC, which the chain never sees": [key({ ...signing, customerMasterKeySpec: "ECC_NIST_P256" })],
    },
    bad: {
      "a signer's key of another curve": {
        resources: [key({ ...signing, customerMasterKeySpec: "ECC_NIST_P256" }, "keys-signer-batcher")],
        found: /customerMasterKeySpec is ECC_NIST_P256/,
      },
      "a key of the curve that is in several regions": {
        resources: [key({ ...signing, multiRegion: true })],
        found: /multiRegion is true/,
      },
    },
    unknown: { "a spec that another resource computes": [key({ customerMasterKeySpec: unknown })] },
  },
  {
    policy: "kms-policy-no-wildcard",
    good: {
      "everything for the account's root": [key({ policy: document({ Principal: root, Action: "kms:*" }) })],
      "everybody who is a role that a condition names": [
        key({
          policy: document({
            Principal: "*",
            Action: "kms:Decrypt",
            Condition: { ArnEquals: { "aws:PrincipalArn": role("nodes") } },
          }),
        }),
      ],
      "a denial to everybody": [key({ policy: document({ Effect: "Deny", Principal: "*", Action: "kms:*" }) })],
    },
    bad: {
      everybody: {
        resources: [key({ policy: document({ Principal: { AWS: "*" }, Action: "kms:Decrypt" }) })],
        found: /policy allows everybody/,
      },
      "everybody who is not a role": {
        resources: [
          key({
            policy: document({
              Principal: "*",
              Action: "kms:Decrypt",
              Condition: { ArnNotEquals: { "aws:PrincipalArn": role("nodes") } },
            }),
          }),
        ],
        found: /policy allows everybody/,
      },
      "everything for a role": {
        resources: [key({ policy: document({ Principal: { AWS: role("nodes") }, Action: "kms:*" }) })],
        found: /gives kms:\* to arn:aws:iam::222222222222:role\/nodes/,
      },
      "what is no policy": { resources: [key({ policy: "{ not json" })], found: /no JSON document/ },
    },
    unknown: { "a policy that another resource computes": [key({ policy: unknown })] },
  },
  {
    policy: "kms-sign-admin-separation",
    good: {
      "a role that signs and an account that administers": [key({ ...signing, policy: separate })],
      "a symmetric key": [key({})],
      "a role's policy that names the key": [
        aws("iam/RolePolicy", "signer", { role: "signer", policy: document({ Action: "kms:Sign", Resource: keyArn }) }),
      ],
    },
    bad: {
      "the default policy": { resources: [key(signing)], found: /root administers and signs/ },
      "a role for everything": {
        resources: [key({ ...signing, policy: document({ Principal: { AWS: role("signer") }, Action: "kms:*" }) })],
        found: /lets arn:aws:iam::222222222222:role\/signer administer and sign/,
      },
      "a policy of its own that joins them": {
        resources: [
          key({ ...signing, policy: separate }),
          aws("kms/KeyPolicy", "key-policy", {
            keyId: ref("key"),
            policy: document({ Principal: root, Action: ["kms:Sign", "kms:PutKeyPolicy"] }),
          }),
        ],
        found: /lets arn:aws:iam::222222222222:root administer and sign/,
      },
      "a grant for the administrator": {
        resources: [
          key({ ...signing, policy: separate }),
          aws("kms/Grant", "grant", { keyId: ref("key"), granteePrincipal: root.AWS, operations: ["Sign"] }),
        ],
        found: /lets arn:aws:iam::222222222222:root sign, an administrator/,
      },
      "a role that may sign with every key": {
        resources: [
          aws("iam/RolePolicy", "signer", { role: "signer", policy: document({ Action: "kms:Sign*", Resource: "*" }) }),
        ],
        found: /kms:Sign with every key/,
      },
    },
    unknown: { "a policy that another resource computes": [key({ ...signing, policy: unknown })] },
  },
  {
    policy: "kms-deletion-window",
    good: { "a month, by default": [key({})], "a month, written out": [key({ deletionWindowInDays: 30 })] },
    bad: { "a week": { resources: [key({ deletionWindowInDays: 7 })], found: /deletionWindowInDays is 7/ } },
    unknown: { "a number that another resource computes": [key({ deletionWindowInDays: unknown })] },
  },
  {
    policy: "kms-enabled",
    good: { "a key that says nothing": [key({})], "a key that is turned on": [key({ isEnabled: true })] },
    bad: { "a key that is turned off": { resources: [key({ isEnabled: false })], found: /isEnabled is false/ } },
    unknown: { "a flag that another resource computes": [key({ isEnabled: unknown })] },
  },
  {
    policy: "kms-no-lockout-bypass",
    good: { "a key that says nothing": [key({})] },
    bad: {
      "a key that skips the check": {
        resources: [key({ bypassPolicyLockoutSafetyCheck: true })],
        found: /bypassPolicyLockoutSafetyCheck is true/,
      },
    },
    unknown: { "a flag that another resource computes": [key({ bypassPolicyLockoutSafetyCheck: unknown })] },
  },
  {
    policy: "kms-material-from-kms",
    good: { "a key that waits for its ceremony": [external({})] },
    bad: {
      "material in the program": {
        resources: [external({ keyMaterialBase64: "bWF0ZXJpYWw=" })],
        found: /keyMaterialBase64 is set/,
      },
    },
    unknown: { "material that another resource computes": [external({ keyMaterialBase64: unknown })] },
  },
];
