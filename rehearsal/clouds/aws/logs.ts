import type { ResourceType, Rule } from "../resource-type";
import { arn } from "./arn";
import { awsType } from "./aws-type";
import { hexFor } from "./ids";
import { number, text } from "./inputs";
import { keyUsable } from "./key-use";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** Source: CloudWatch Logs API reference, PutRetentionPolicy; 0 keeps for ever. */
const retentionDays = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const retention: Rule = {
  name: "log-group-retention",
  operation: "PutRetentionPolicy",
  on: ["create", "update"],
  atPreview: true,
  refuse({ inputs }) {
    const days = number(inputs, "retentionInDays");
    if (days === undefined || retentionDays.includes(days)) return undefined;
    return {
      code: "InvalidParameterException",
      message: `retentionInDays is one of ${retentionDays.join(", ")}; got ${days}.`,
    };
  },
};

const groupName: Rule = {
  name: "log-group-name",
  operation: "CreateLogGroup",
  on: ["create"],
  atPreview: true,
  refuse({ inputs }) {
    const name = text(inputs, "name");
    if (name === undefined || /^[A-Za-z0-9_./#-]{1,512}$/.test(name)) return undefined;
    return {
      code: "InvalidParameterException",
      message: `Value '${name}' at 'logGroupName' must be up to 512 of a-z A-Z 0-9 and _ - / . #.`,
    };
  },
};

export const logTypes: readonly ResourceType[] = [
  awsType({
    type: LOG_GROUP,
    service: "CloudWatch Logs",
    label: "CloudWatch Logs Log Group",
    replaceOn: ["logGroupClass", "name", "namePrefix"],
    autoName: { property: "name", maxLength: 512 },
    defaults: { retentionInDays: 0, skipDestroy: false },
    id: ({ inputs }) => text(inputs, "name") ?? "",
    arn: (request, id) => arn(request, "logs", `log-group:${id}`),
    computed: () => ({ logGroupClass: "STANDARD" }),
    rules: [
      groupName,
      retention,
      keyUsable({
        kind: "log-group",
        operation: "CreateLogGroup",
        code: "InvalidParameterException",
        keys: ({ inputs }) => [text(inputs, "kmsKeyId")],
        services: ({ region }) => [`logs.${region}.amazonaws.com`, "logs.amazonaws.com"],
      }),
      {
        name: "log-group-deletion-protection",
        operation: "DeleteLogGroup",
        on: ["delete"],
        refuse({ inputs, before }) {
          if (inputs.deletionProtectionEnabled !== true) return undefined;
          return {
            code: "ValidationException",
            message: `The log group ${before?.id} has deletion protection; turn deletionProtectionEnabled off first.`,
          };
        },
      },
    ],
  }),
  awsType({
    type: "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    service: "CloudWatch Logs",
    label: "CloudWatch Logs Resource Policy",
    replaceOn: ["policyName", "resourceArn"],
    id: ({ inputs }) => text(inputs, "policyName") ?? text(inputs, "resourceArn") ?? "",
    computed: (request) => ({ policyScope: "ACCOUNT", revisionId: hexFor(request, "revision", 32) }),
  }),
  awsType({
    type: "aws:cloudwatch/logMetricFilter:LogMetricFilter",
    service: "CloudWatch Logs",
    label: "CloudWatch Logs Metric Filter",
    replaceOn: ["logGroupName", "name"],
    autoName: { property: "name", maxLength: 512 },
    id: ({ inputs }) => text(inputs, "name") ?? "",
    references: [{ property: "logGroupName", to: [LOG_GROUP], by: "name", missing: "ResourceNotFoundException" }],
  }),
];
