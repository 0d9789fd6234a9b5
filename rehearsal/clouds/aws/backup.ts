import type { ResourceType, Rule } from "../resource-type";
import { roleExists, roleTrusts } from "./accounts";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { mixedLetters, uuid } from "./ids";
import { flag, number, objects, text, texts } from "./inputs";
import { keyUsable } from "./key-use";
import { allowsService } from "./policy-document";

const VAULT = "aws:backup/vault:Vault";
const PLAN = "aws:backup/plan:Plan";

const vaultName: Rule = {
  name: "backup-vault-name",
  operation: "CreateBackupVault",
  on: ["create"],
  atPreview: true,
  refuse({ inputs }) {
    const name = text(inputs, "name");
    if (name === undefined || /^[A-Za-z0-9_-]{2,50}$/.test(name)) return undefined;
    return {
      code: "InvalidParameterValueException",
      message: `The vault name '${name}' must be 2 to 50 letters, digits, - and _.`,
    };
  },
};

const planVaults: Rule = {
  name: "backup-plan-vault",
  operation: "CreateBackupPlan",
  on: ["create", "update"],
  refuse({ world, inputs }) {
    const missing = objects(inputs, "rules")
      .map((rule) => text(rule, "targetVaultName"))
      .find((name) => name !== undefined && !world.get(VAULT, name));
    if (missing === undefined) return undefined;
    return { code: "ResourceNotFoundException", message: `Backup vault ${missing} does not exist.` };
  },
};

const planLifecycle: Rule = {
  name: "backup-plan-lifecycle",
  operation: "CreateBackupPlan",
  on: ["create", "update"],
  refuse({ inputs }) {
    for (const rule of objects(inputs, "rules")) {
      const [coldAfter, deleteAfter] = [
        number(rule, "lifecycle.coldStorageAfter"),
        number(rule, "lifecycle.deleteAfter"),
      ];
      if (coldAfter !== undefined && deleteAfter !== undefined && deleteAfter < coldAfter + 90) {
        return {
          code: "InvalidParameterValueException",
          message: `DeleteAfterDays (${deleteAfter}) cannot be less than 90 days apart from MoveToColdStorageAfterDays (${coldAfter}).`,
        };
      }
      if (flag(rule, "enableContinuousBackup") && (deleteAfter ?? 36) > 35) {
        return {
          code: "InvalidParameterValueException",
          message: `Continuous backups are kept for 1 to 35 days; set lifecycle.deleteAfter (rule ${text(rule, "ruleName")}).`,
        };
      }
    }
    return undefined;
  },
};

const planWindows: Rule = {
  name: "backup-plan-windows",
  operation: "CreateBackupPlan",
  on: ["create", "update"],
  refuse({ inputs }) {
    for (const rule of objects(inputs, "rules")) {
      const [startMinutes, completionMinutes] = [
        number(rule, "startWindow") ?? 60,
        number(rule, "completionWindow") ?? 180,
      ];
      if (startMinutes >= 60 && completionMinutes >= startMinutes + 60) continue;
      return {
        code: "InvalidParameterValueException",
        message: `startWindow is 60 minutes or more and completionWindow at least 60 more, got ${startMinutes} and ${completionMinutes}.`,
      };
    }
    return undefined;
  },
};

const planSchedule: Rule = {
  name: "backup-plan-schedule",
  operation: "CreateBackupPlan",
  on: ["create", "update"],
  refuse({ inputs }) {
    const wrong = objects(inputs, "rules")
      .map((rule) => text(rule, "schedule"))
      .find((schedule) => schedule !== undefined && !/^(cron\(\S+( \S+){5}\)|rate\(\d+ \w+\))$/.test(schedule));
    if (wrong === undefined) return undefined;
    return {
      code: "InvalidParameterValueException",
      message: `Invalid schedule '${wrong}': write cron(minutes hours day month weekday year).`,
    };
  },
};

const selectionArns: Rule = {
  name: "backup-selection-resources",
  operation: "CreateBackupSelection",
  on: ["create"],
  refuse({ inputs }) {
    const wrong = texts(inputs, "resources").find((resource) => resource !== "*" && !resource.startsWith("arn:"));
    if (wrong === undefined) return undefined;
    return { code: "InvalidParameterValueException", message: `Invalid ARN: ${wrong}.` };
  },
};

const lockDays: Rule = {
  name: "backup-vault-lock-days",
  operation: "PutBackupVaultLockConfiguration",
  on: ["create"],
  refuse({ inputs }) {
    const [least, most, grace] = ["minRetentionDays", "maxRetentionDays", "changeableForDays"].map((key) =>
      number(inputs, key),
    );
    if ((least ?? 1) >= 1 && (most ?? 36500) >= (least ?? 1) && (grace ?? 3) >= 3) return undefined;
    return {
      code: "InvalidParameterValueException",
      message: `minRetentionDays is 1 or more and at most maxRetentionDays, changeableForDays is 3 or more; got ${least}, ${most}, ${grace}.`,
    };
  },
};

const topicAdmits: Rule = {
  name: "backup-notifications-topic-policy",
  operation: "PutBackupVaultNotifications",
  on: ["create"],
  refuse({ world, inputs }) {
    const topicArn = text(inputs, "snsTopicArn") ?? "";
    const policy = text(world.findBy("aws:sns/topicPolicy:TopicPolicy", "arn", topicArn)?.inputs ?? {}, "policy") ?? "";
    if (allowsService(policy, ["backup.amazonaws.com"])) return undefined;
    return {
      code: "AccessDeniedException",
      status: 403,
      message: `The policy of topic ${topicArn} does not let backup.amazonaws.com publish (sns:Publish), or is set only later.`,
    };
  },
};

export const backupTypes: readonly ResourceType[] = [
  awsType({
    type: VAULT,
    service: "Backup",
    label: "Backup Vault",
    replaceOn: ["kmsKeyArn", "name"],
    autoName: { property: "name", maxLength: 50 },
    defaults: { forceDestroy: false },
    id: ({ inputs }) => text(inputs, "name") ?? "",
    arn: (request, id) => arn(request, "backup", `backup-vault:${id}`),
    computed: (request) => ({
      kmsKeyArn: arn(request, "kms", `key/${uuid(request, "aws-backup")}`),
      recoveryPoints: 0,
    }),
    rules: [
      vaultName,
      keyUsable({
        kind: "backup-vault",
        operation: "CreateBackupVault",
        code: "InvalidParameterValueException",
        keys: ({ inputs }) => [text(inputs, "kmsKeyArn")],
      }),
    ],
  }),
  awsType({
    type: PLAN,
    service: "Backup",
    label: "Backup Plan",
    replaceOn: ["name"],
    autoName: { property: "name", maxLength: 50 },
    id: (request) => uuid(request),
    arn: (request, id) => arn(request, "backup", `backup-plan:${id}`),
    computed: (request) => ({ version: mixedLetters(request, "version", 48) }),
    // Each change makes a version of the plan.
    updated: (request) => ({ version: mixedLetters(request, JSON.stringify(request.inputs), 48) }),
    rules: [planVaults, planLifecycle, planWindows, planSchedule],
  }),
  awsType({
    type: "aws:backup/selection:Selection",
    service: "Backup",
    label: "Backup Selection",
    replaceOn: ["conditions", "iamRoleArn", "name", "notResources", "planId", "resources", "selectionTags"],
    autoName: { property: "name", maxLength: 50 },
    id: (request) => uuid(request),
    references: [
      {
        property: "planId",
        to: [PLAN],
        missing: "ResourceNotFoundException",
        blocksDeletion: "InvalidRequestException",
      },
    ],
    rules: [
      selectionArns,
      roleExists("backup-selection", "CreateBackupSelection", "iamRoleArn", "InvalidParameterValueException"),
      roleTrusts(
        "backup-selection",
        "CreateBackupSelection",
        "iamRoleArn",
        "backup.amazonaws.com",
        "InvalidParameterValueException",
      ),
    ],
  }),
  awsType({
    type: "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    service: "Backup",
    label: "Backup Vault Lock Configuration",
    replaceOn: ["backupVaultName", "changeableForDays", "maxRetentionDays", "minRetentionDays"],
    id: ({ inputs }) => text(inputs, "backupVaultName") ?? "",
    computed: (request, id) => ({ backupVaultArn: arn(request, "backup", `backup-vault:${id}`) }),
    references: [{ property: "backupVaultName", to: [VAULT], by: "name", missing: "ResourceNotFoundException" }],
    rules: [lockDays],
  }),
  awsType({
    type: "aws:backup/vaultNotifications:VaultNotifications",
    service: "Backup",
    label: "Backup Vault Notifications",
    replaceOn: ["backupVaultEvents", "backupVaultName", "snsTopicArn"],
    id: ({ inputs }) => text(inputs, "backupVaultName") ?? "",
    computed: (request, id) => ({ backupVaultArn: arn(request, "backup", `backup-vault:${id}`) }),
    references: [
      { property: "backupVaultName", to: [VAULT], by: "name", missing: "ResourceNotFoundException" },
      { property: "snsTopicArn", to: ["aws:sns/topic:Topic"], by: "arn", missing: "InvalidParameterValueException" },
    ],
    rules: [topicAdmits],
  }),
];
