import type { Reference, ResourceType, Rule } from "../resource-type";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { mixedLetters, uuid } from "./ids";
import { isSet, number, text } from "./inputs";
import { keyUsable } from "./key-use";
import { parsePolicy, unknownPrincipal } from "./policy-document";

const SECRET = "aws:secretsmanager/secret:Secret";

const recoveryWindow: Rule = {
  name: "secret-recovery-window",
  operation: "DeleteSecret",
  on: ["create", "update"],
  atPreview: true,
  refuse({ inputs }) {
    const days = number(inputs, "recoveryWindowInDays");
    if (days === undefined || days === 0 || (days >= 7 && days <= 30)) return undefined;
    return {
      code: "InvalidParameterException",
      message: `recoveryWindowInDays is 0 (delete at once) or 7 to 30 days, got ${days}.`,
    };
  },
};

const nameFree: Rule = {
  name: "secret-scheduled-for-deletion",
  operation: "CreateSecret",
  on: ["create"],
  refuse({ world, region, inputs }) {
    const waiting = world
      .deleted(SECRET)
      .some(
        (gone) => gone.region === region && gone.inputs.name === inputs.name && gone.inputs.recoveryWindowInDays !== 0,
      );
    if (!waiting) return undefined;
    return {
      code: "InvalidRequestException",
      message: `You can't create this secret because a secret with this name is already scheduled for deletion (${text(inputs, "name")}).`,
    };
  },
};

const secretName: Rule = {
  name: "secret-name",
  operation: "CreateSecret",
  on: ["create"],
  refuse({ inputs }) {
    const name = text(inputs, "name") ?? "";
    if (/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name)) return undefined;
    return {
      code: "ValidationException",
      message: `Invalid name '${name}'. Must be 1 to 512 alphanumeric characters and /_+=.@-.`,
    };
  },
};

const oneValue: Rule = {
  name: "secret-version-value",
  operation: "PutSecretValue",
  on: ["create", "update"],
  atPreview: true,
  refuse({ inputs }) {
    const set = ["secretString", "secretBinary", "secretStringWo"].filter((property) => isSet(inputs, property));
    if (set.length === 1) return undefined;
    return {
      code: "InvalidParameterException",
      message: `A version has exactly one of secretString, secretBinary and secretStringWo, got ${set.length}.`,
    };
  },
};

const rotationSchedule: Rule = {
  name: "secret-rotation-schedule",
  operation: "RotateSecret",
  on: ["create", "update"],
  refuse({ inputs }) {
    const [days, schedule] = [
      number(inputs, "rotationRules.automaticallyAfterDays"),
      text(inputs, "rotationRules.scheduleExpression"),
    ];
    const fine =
      (days === undefined) !== (schedule === undefined) && (days === undefined || (days >= 1 && days <= 1000));
    if (fine) return undefined;
    return {
      code: "InvalidParameterException",
      message: "rotationRules take either automaticallyAfterDays (1 to 1000) or a scheduleExpression.",
    };
  },
};

const policyPrincipals: Rule = {
  name: "secret-policy-principals",
  operation: "PutResourcePolicy",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const policy = parsePolicy(text(inputs, "policy") ?? "");
    const unknown = "fault" in policy ? undefined : unknownPrincipal(world, policy.statements);
    if (unknown === undefined) return undefined;
    return {
      code: "MalformedPolicyDocumentException",
      message: `This resource policy contains an unsupported principal (${unknown}).`,
    };
  },
};

const toSecret = (property: string): Reference => ({ property, to: [SECRET], missing: "ResourceNotFoundException" });

export const secretsTypes: readonly ResourceType[] = [
  awsType({
    type: SECRET,
    service: "Secrets Manager",
    label: "Secrets Manager Secret",
    replaceOn: ["name", "namePrefix", "type"],
    autoName: { property: "name", maxLength: 512 },
    defaults: { forceOverwriteReplicaSecret: false, recoveryWindowInDays: 30 },
    id: (request) =>
      arn(request, "secretsmanager", `secret:${text(request.inputs, "name")}-${mixedLetters(request, "secret", 6)}`),
    arn: (_, id) => id,
    rules: [
      secretName,
      recoveryWindow,
      nameFree,
      keyUsable({
        kind: "secret",
        operation: "CreateSecret",
        code: "InvalidParameterException",
        keys: ({ inputs }) => [text(inputs, "kmsKeyId")],
      }),
    ],
  }),
  awsType({
    type: "aws:secretsmanager/secretVersion:SecretVersion",
    service: "Secrets Manager",
    label: "Secrets Manager Secret Version",
    replaceOn: ["secretBinary", "secretId", "secretString"],
    id: (request) => `${text(request.inputs, "secretId")}|${uuid(request)}`,
    arn: ({ inputs }) => text(inputs, "secretId") ?? "",
    computed: (request) => ({
      hasSecretStringWo: isSet(request.inputs, "secretStringWo"),
      secretArn: text(request.inputs, "secretId") ?? "",
      versionId: uuid(request),
      versionStages: ["AWSCURRENT"],
    }),
    references: [toSecret("secretId")],
    rules: [oneValue],
  }),
  awsType({
    type: "aws:secretsmanager/secretRotation:SecretRotation",
    service: "Secrets Manager",
    label: "Secrets Manager Secret Rotation",
    replaceOn: ["secretId"],
    defaults: { rotateImmediately: true },
    id: ({ inputs }) => text(inputs, "secretId") ?? "",
    computed: () => ({ rotationEnabled: true }),
    references: [toSecret("secretId")],
    rules: [rotationSchedule],
  }),
  awsType({
    type: "aws:secretsmanager/secretPolicy:SecretPolicy",
    service: "Secrets Manager",
    label: "Secrets Manager Secret Policy",
    replaceOn: ["secretArn"],
    id: ({ inputs }) => text(inputs, "secretArn") ?? "",
    references: [toSecret("secretArn")],
    rules: [policyPrincipals],
  }),
];
