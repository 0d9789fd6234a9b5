import { aws, type PolicyCases } from "../case";
import { unknown } from "../engine-stub";

const key = (inputs: Record<string, unknown>) => aws("kms/Key", "key", inputs, { protect: true });
const signing = { customerMasterKeySpec: "ECC_SECG_P256K1", keyUsage: "SIGN_VERIFY" };
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
      "a signing key that claims to rotate": {
        resources: [key({ ...signing, enableKeyRotation: true })],
        found: /enableKeyRotation is true/,
      },
    },
    unknown: { "a spec that another resource computes": [key({ customerMasterKeySpec: unknown })] },
  },
  {
    policy: "kms-deletion-window",
    good: { "a month, by default": [key({})], "a month, written out": [key({ deletionWindowInDays: 30 })] },
    bad: { "a week": { resources: [key({ deletionWindowInDays: 7 })], found: /deletionWindowInDays is 7/ } },
    unknown: { "a number that another resource computes": [key({ deletionWindowInDays: unknown })] },
  },
  {
    policy: "kms-no-lockout-bypass",
    good: { "a key that says nothing": [key({})] },
    bad: {
      "a key that skips the check": {
        resources: [key({ bypassPolicyLockoutSafetyCheck: true })],
        found: /bypassPolicyLockoutSafetyCheck is true/,
      },
      "a key that is turned off": { resources: [key({ isEnabled: false })], found: /isEnabled is false/ },
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
