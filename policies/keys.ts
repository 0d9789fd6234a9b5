import { isAbsent, isAtLeast, isNotTrue, isTrue, notKnownYet } from "./assessment/expectations";
import { resourcePolicy } from "./assessment/policy";
import { pass, violation } from "./assessment/verdict";

const keyType = "aws:kms/key:Key";
/** KMS's own default, which it takes when `customerMasterKeySpec` is left out. */
const symmetric = "SYMMETRIC_DEFAULT";

const rotated = resourcePolicy({
  id: "kms-rotation",
  title: "Symmetric keys rotate, asymmetric ones do not claim to",
  severity: "medium",
  rationale: "rotation limits what one leaked version opens; KMS cannot rotate an asymmetric key and refuses to say so",
  remedy: "set enableKeyRotation to true for SYMMETRIC_DEFAULT and leave it out for every other spec",
  controls: { fsbp: ["KMS.4"], cisAws: ["3.6"] },
  types: [keyType],
  check: (key) => {
    const spec = key.text("customerMasterKeySpec");
    if (spec.kind === "unknown") return notKnownYet("customerMasterKeySpec");
    const rotation = key.at("enableKeyRotation");
    return spec.kind === "absent" || spec.value === symmetric ? isTrue(rotation) : isNotTrue(rotation);
  },
});

const deletedSlowly = resourcePolicy({
  id: "kms-deletion-window",
  title: "A key that is deleted can be had back for a month",
  severity: "high",
  rationale: "with the key goes everything that it encrypts, and every address that it signs for",
  remedy: "set deletionWindowInDays to 30, or leave it out",
  types: [keyType],
  settings: { days: 30 },
  check: (key, { days }) => {
    const window = key.at("deletionWindowInDays");
    // KMS waits 30 days when nothing is said.
    return window.value.kind === "absent" ? pass : isAtLeast(window, days);
  },
});

const usable = resourcePolicy({
  id: "kms-no-lockout-bypass",
  title: "A key's policy cannot lock its administrators out",
  severity: "high",
  rationale: "a key that nobody may administer is lost, and only AWS Support can help",
  remedy: "leave bypassPolicyLockoutSafetyCheck out, and isEnabled too",
  types: [keyType],
  check: (key) => {
    const enabled = key.at("isEnabled");
    const isOff = enabled.value.kind === "known" && String(enabled.value.value) === "false";
    return [
      isNotTrue(key.at("bypassPolicyLockoutSafetyCheck")),
      isOff ? violation("isEnabled is false", "isEnabled: true") : pass,
    ];
  },
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

export const keyPolicies = [rotated, deletedSlowly, usable, notImported] as const;
