import type { Request, ResourceType, Rule } from "../resource-type";
import { arn, parseArn } from "./arn";
import { awsType } from "./aws-type";
import { uuid } from "./ids";
import { flag, number, text } from "./inputs";
import { findKey } from "./key-use";
import { parsePolicy, unknownPrincipal } from "./policy-document";

const KEY = "aws:kms/key:Key";
const ALIAS = "aws:kms/alias:Alias";

const specOf = ({ inputs }: Pick<Request, "inputs">) => text(inputs, "customerMasterKeySpec") ?? "SYMMETRIC_DEFAULT";
const usageOf = ({ inputs }: Pick<Request, "inputs">) => text(inputs, "keyUsage") ?? "ENCRYPT_DECRYPT";

const deletionWindow: Rule = {
  name: "kms-deletion-window",
  operation: "ScheduleKeyDeletion",
  on: ["create", "update"],
  atPreview: true,
  refuse({ inputs }) {
    const days = number(inputs, "deletionWindowInDays");
    if (days === undefined || (days >= 7 && days <= 30)) return undefined;
    return { code: "ValidationException", message: `deletionWindowInDays is 7 to 30 days, got ${days}.` };
  },
};

const rotationPeriod: Rule = {
  name: "kms-rotation-period",
  operation: "EnableKeyRotation",
  on: ["create", "update"],
  atPreview: true,
  refuse({ inputs }) {
    const days = number(inputs, "rotationPeriodInDays");
    if (days === undefined || (days >= 90 && days <= 2560)) return undefined;
    return { code: "ValidationException", message: `rotationPeriodInDays is 90 to 2560 days, got ${days}.` };
  },
};

const rotationOfSymmetricKeys: Rule = {
  name: "kms-rotation-asymmetric",
  operation: "EnableKeyRotation",
  on: ["create", "update"],
  refuse(request) {
    if (!flag(request.inputs, "enableKeyRotation") || specOf(request) === "SYMMETRIC_DEFAULT") return undefined;
    return {
      code: "UnsupportedOperationException",
      message: `Automatic rotation is for symmetric encryption keys; this one is ${specOf(request)}.`,
    };
  },
};

const usageOfSpec: Rule = {
  name: "kms-key-usage",
  operation: "CreateKey",
  on: ["create"],
  refuse(request) {
    const [spec, usage] = [specOf(request), usageOf(request)];
    const allowed = usagesOf(spec);
    if (allowed.includes(usage)) return undefined;
    return {
      code: "ValidationException",
      message: `KeyUsage ${usage} is not compatible with KeySpec ${spec}; it is for ${allowed.join(" or ")}.`,
    };
  },
};

/** Source: KMS developer guide, key spec reference. */
function usagesOf(spec: string): readonly string[] {
  if (spec === "SYMMETRIC_DEFAULT") return ["ENCRYPT_DECRYPT"];
  if (spec === "ECC_SECG_P256K1" || spec === "ECC_NIST_EDWARDS25519" || spec.startsWith("ML_DSA_"))
    return ["SIGN_VERIFY"];
  if (spec.startsWith("ECC_NIST_")) return ["SIGN_VERIFY", "KEY_AGREEMENT"];
  if (spec.startsWith("HMAC_")) return ["GENERATE_VERIFY_MAC"];
  return ["ENCRYPT_DECRYPT", "SIGN_VERIFY"];
}

const policyPrincipals = (kind: string, operation: string): Rule => ({
  name: `${kind}-principals`,
  operation,
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const document = text(inputs, "policy");
    const policy = document === undefined ? undefined : parsePolicy(document);
    if (!policy || "fault" in policy) return undefined;
    const unknown = unknownPrincipal(world, policy.statements);
    if (unknown === undefined) return undefined;
    return {
      code: "MalformedPolicyDocumentException",
      message: `Policy contains a statement with one or more invalid principals: ${unknown}.`,
    };
  },
});

const policyLockout = (kind: string, operation: string): Rule => ({
  name: `${kind}-lockout`,
  operation,
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const document = text(inputs, "policy");
    const policy = document === undefined ? undefined : parsePolicy(document);
    if (!policy || "fault" in policy || flag(inputs, "bypassPolicyLockoutSafetyCheck")) return undefined;
    const open = policy.statements.some(({ effect, actions, principals }) => {
      const ours = principals?.AWS?.some((one) => {
        return one === "*" || one === world.accountId || parseArn(one)?.accountId === world.accountId;
      });
      return (
        effect === "Allow" &&
        ours &&
        actions.some((action) => /^(\*|kms:(\*|Put\*|PutKey\*|PutKeyPolicy))$/i.test(action))
      );
    });
    if (open) return undefined;
    return {
      code: "MalformedPolicyDocumentException",
      message:
        "The new key policy will not allow you to update the key policy in the future: " +
        `no statement allows kms:PutKeyPolicy to a principal of account ${world.accountId}.`,
    };
  },
});

const keyExists = (kind: string, operation: string, property: string): Rule => ({
  name: `${kind}-key-exists`,
  operation,
  on: ["create", "update"],
  refuse({ world, region, inputs }) {
    const reference = text(inputs, property) ?? "";
    const key = findKey(world, reference);
    if (key?.region === region) return undefined;
    const keyId = reference.split("/").pop();
    const pending = world.deleted(KEY).some((gone) => gone.id === keyId);
    if (pending) {
      return { code: "KMSInvalidStateException", message: `${reference} is pending deletion.` };
    }
    return { code: "NotFoundException", message: `Key '${reference}' does not exist in ${region}` };
  },
});

const aliasName: Rule = {
  name: "kms-alias-name",
  operation: "CreateAlias",
  on: ["create"],
  atPreview: true,
  refuse({ inputs }) {
    const name = text(inputs, "name");
    if (name === undefined || /^alias\/[A-Za-z0-9/_-]{1,250}$/.test(name)) return undefined;
    return {
      code: "InvalidAliasNameException",
      message: `The alias name '${name}' must begin with alias/ and hold only letters, digits and / _ -.`,
    };
  },
};

const aliasReserved: Rule = {
  name: "kms-alias-reserved",
  operation: "CreateAlias",
  on: ["create"],
  refuse({ inputs }) {
    const name = text(inputs, "name") ?? "";
    if (!name.startsWith("alias/aws/")) return undefined;
    return { code: "NotAuthorizedException", message: `${name}: the prefix alias/aws/ is reserved for AWS.` };
  },
};

const idOf = (reference: string) => reference.split("/").pop() ?? reference;

export const kmsTypes: readonly ResourceType[] = [
  awsType({
    type: KEY,
    service: "KMS",
    label: "KMS Key",
    replaceOn: ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"],
    defaults: {
      bypassPolicyLockoutSafetyCheck: false,
      customerMasterKeySpec: "SYMMETRIC_DEFAULT",
      enableKeyRotation: false,
      isEnabled: true,
      keyUsage: "ENCRYPT_DECRYPT",
    },
    id: (request) => uuid(request),
    arn: (request, id) => arn(request, "kms", `key/${id}`),
    computed: ({ world, inputs }, id) => ({
      keyId: id,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Id: "key-default-1",
        Statement: [
          {
            Sid: "Enable IAM User Permissions",
            Effect: "Allow",
            Principal: { AWS: `arn:${world.partition}:iam::${world.accountId}:root` },
            Action: "kms:*",
            Resource: "*",
          },
        ],
      }),
      rotationPeriodInDays: flag(inputs, "enableKeyRotation") ? 365 : 0,
    }),
    rules: [
      deletionWindow,
      rotationPeriod,
      rotationOfSymmetricKeys,
      usageOfSpec,
      policyPrincipals("kms-policy", "CreateKey"),
      policyLockout("kms-policy", "CreateKey"),
    ],
  }),
  awsType({
    type: ALIAS,
    service: "KMS",
    label: "KMS Alias",
    // Pointing an alias at another key happens in place (UpdateAlias).
    replaceOn: ["name", "namePrefix"],
    autoName: { property: "name", maxLength: 256 },
    id: ({ inputs }) => text(inputs, "name") ?? "",
    arn: (request, id) => arn(request, "kms", id),
    derived: (request) => ({
      targetKeyArn: arn(request, "kms", `key/${idOf(text(request.inputs, "targetKeyId") ?? "")}`),
    }),
    rules: [aliasName, aliasReserved, keyExists("kms-alias", "CreateAlias", "targetKeyId")],
  }),
  awsType({
    type: "aws:kms/keyPolicy:KeyPolicy",
    service: "KMS",
    label: "KMS Key Policy",
    replaceOn: ["keyId"],
    defaults: { bypassPolicyLockoutSafetyCheck: false },
    id: ({ inputs }) => text(inputs, "keyId") ?? "",
    rules: [
      keyExists("kms-key-policy", "PutKeyPolicy", "keyId"),
      policyPrincipals("kms-key-policy", "PutKeyPolicy"),
      policyLockout("kms-key-policy", "PutKeyPolicy"),
    ],
  }),
];
