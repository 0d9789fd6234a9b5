import { aws, type PolicyCases } from "../case";
import { ref, unknown } from "../engine-stub";
import { document, role, root } from "./documents";

const key = (inputs: Record<string, unknown>, name = "key") => aws("kms/Key", name, inputs, { protect: true });
const signing = { customerMasterKeySpec: "ECC_SECG_P256K1", keyUsage: "SIGN_VERIFY" };
const keyArn = "arn:aws:kms:us-east-1:222222222222:key/1";
const separateWith = (...more: readonly Record<string, unknown>[]) =>
  document(
    { Principal: root, Action: ["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"], Resource: "*" },
    {
      Principal: root,
      Action: "kms:Sign",
      Resource: "*",
      Condition: { ArnEquals: { "aws:PrincipalArn": role("signer") } },
    },
    ...more,
  );
const separate = separateWith();
const grant = (granteePrincipal: unknown, operations: readonly unknown[]) =>
  aws("kms/Grant", "grant", { keyId: ref("key"), granteePrincipal, operations });
const mayUse = (statement: Record<string, unknown>) =>
  aws("iam/RolePolicy", "signer", { role: "signer", policy: document(statement) });
const external = (inputs: Record<string, unknown>) => aws("kms/ExternalKey", "external", inputs, { protect: true });

export const keyCases: readonly PolicyCases[] = [
  {
    policy: "kms-rotation",
    good: {
      "a symmetric key that rotates": [key({ enableKeyRotation: true })],
      "a signing key that does not": [key(signing)],
    },
    bad: {
      "a symmetric key that stays": { resources: [key({})], found: /enableKeyRotation is not set/ },
      "a symmetric key that says so and stays": {
        resources: [key({ customerMasterKeySpec: "SYMMETRIC_DEFAULT" })],
        found: /enableKeyRotation is not set/,
      },
    },
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
    unknown: {
      "a tag that another resource computes": [key({ ...signing, tags: { rotation: unknown } })],
      "a spec that another resource computes": [key({ customerMasterKeySpec: unknown })],
    },
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
      "some of the actions for a role, by how they begin or end": [
        key({ policy: document({ Principal: { AWS: role("nodes") }, Action: ["kms:Describe*", "kms:*Grants"] }) }),
      ],
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
      "everything, of KMS and all else, for a role": {
        resources: [key({ policy: document({ Principal: { AWS: role("nodes") }, Action: "*" }) })],
        found: /gives kms:\* to arn:aws:iam::222222222222:role\/nodes/,
      },
      "everything among other actions for a role": {
        resources: [key({ policy: document({ Principal: { AWS: role("nodes") }, Action: ["kms:Decrypt", "kms:*"] }) })],
        found: /gives kms:\* to arn:aws:iam::222222222222:role\/nodes/,
      },
      "everything but one action for a role": {
        resources: [key({ policy: document({ Principal: { AWS: role("nodes") }, NotAction: "kms:Sign" }) })],
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
      "a key that encrypts, and says so": [key({ keyUsage: "ENCRYPT_DECRYPT" })],
      "an account that administers and is denied to sign": [
        key({ ...signing, policy: separateWith({ Effect: "Deny", Principal: root, Action: "kms:Sign" }) }),
      ],
      "a policy that nobody can read, which is refused as such": [key({ ...signing, policy: "{ not json" })],
      "a grant to sign for another role": [key({ ...signing, policy: separate }), grant(role("batcher"), ["Sign"])],
      "a grant to verify for the administrator": [
        key({ ...signing, policy: separate }),
        grant(root.AWS, ["Verify", "GetPublicKey"]),
      ],
      "a role's policy that names the key": [mayUse({ Action: "kms:Sign", Resource: keyArn })],
      "a role's policy that lets it see every key": [mayUse({ Action: "kms:GetPublicKey", Resource: "*" })],
      "a role's policy that denies to sign with any key": [
        mayUse({ Effect: "Deny", Action: "kms:Sign", Resource: "*" }),
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
        resources: [key({ ...signing, policy: separate }), grant(root.AWS, ["Verify", "Sign"])],
        found: /lets arn:aws:iam::222222222222:root sign, an administrator/,
      },
      "everybody who signs": {
        resources: [key({ ...signing, policy: separateWith({ Principal: "*", Action: "kms:Sign" }) })],
        found: /lets \* administer and sign/,
      },
      "a role that may sign with every key": {
        resources: [mayUse({ Action: "kms:Sign*", Resource: "*" })],
        found: /kms:Sign with every key/,
      },
      "a role that may sign with one key and every key of a region": {
        resources: [mayUse({ Action: "kms:Sign", Resource: [keyArn, "arn:aws:kms:us-east-1:222222222222:key/*"] })],
        found: /kms:Sign with every key/,
      },
    },
    unknown: {
      "a policy that another resource computes": [key({ ...signing, policy: unknown })],
      "a usage that another resource computes": [key({ policy: separate, keyUsage: unknown })],
      "a policy of a key that nothing tells of": [
        key({ ...signing, policy: separate }),
        aws("kms/KeyPolicy", "key-policy", { keyId: unknown, policy: separate }),
      ],
      "a grant for somebody of whom nothing tells": [key({ ...signing, policy: separate }), grant(unknown, ["Sign"])],
      "a grant to the administrator for nobody knows what": [
        key({ ...signing, policy: separate }),
        grant(root.AWS, [unknown]),
      ],
    },
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
