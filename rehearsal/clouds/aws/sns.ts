import type { Reference, ResourceType, Rule } from "../resource-type";
import { arn, parseArn } from "./arn";
import { awsType } from "./aws-type";
import { uuid } from "./ids";
import { flag, text } from "./inputs";
import { keyUsable } from "./key-use";

const TOPIC = "aws:sns/topic:Topic";

const topicName: Rule = {
  name: "topic-name",
  operation: "CreateTopic",
  on: ["create"],
  refuse({ inputs }) {
    const name = text(inputs, "name") ?? "";
    const fifo = flag(inputs, "fifoTopic");
    const fine = /^[A-Za-z0-9_-]{1,256}(\.fifo)?$/.test(name) && fifo === name.endsWith(".fifo");
    if (fine) return undefined;
    return {
      code: "InvalidParameter",
      message: `Invalid parameter: Topic Name '${name}': up to 256 letters, digits, - and _, and .fifo at the end of a FIFO topic only.`,
    };
  },
};

/** What an endpoint looks like in each protocol. */
const endpoints: Readonly<Record<string, RegExp>> = {
  application: /^arn:aws[\w-]*:sns:/,
  email: /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
  "email-json": /^[^@\s]+@[^@\s]+\.[^@\s]+$/,
  firehose: /^arn:aws[\w-]*:firehose:/,
  http: /^http:\/\/.+/,
  https: /^https:\/\/.+/,
  lambda: /^arn:aws[\w-]*:lambda:/,
  sms: /^\+?[0-9-]{8,17}$/,
  sqs: /^arn:aws[\w-]*:sqs:/,
};

const protocolKnown: Rule = {
  name: "subscription-protocol",
  operation: "Subscribe",
  on: ["create"],
  atPreview: true,
  refuse({ inputs }) {
    const protocol = text(inputs, "protocol");
    if (protocol === undefined || endpoints[protocol]) return undefined;
    return {
      code: "InvalidParameter",
      message: `Invalid parameter: protocol '${protocol}' is none of ${Object.keys(endpoints).join(", ")}.`,
    };
  },
};

const endpointFits: Rule = {
  name: "subscription-endpoint",
  operation: "Subscribe",
  on: ["create"],
  refuse({ inputs }) {
    const [protocol, endpoint] = [text(inputs, "protocol") ?? "", text(inputs, "endpoint") ?? ""];
    if (endpoints[protocol]?.test(endpoint) !== false) return undefined;
    return { code: "InvalidParameter", message: `Invalid parameter: ${protocol} endpoint '${endpoint}'.` };
  },
};

const toTopic = (property: string): Reference => ({ property, to: [TOPIC], by: "arn", missing: "NotFound" });

export const snsTypes: readonly ResourceType[] = [
  awsType({
    type: TOPIC,
    service: "SNS",
    label: "SNS Topic",
    replaceOn: ["fifoTopic", "name", "namePrefix"],
    autoName: { property: "name", maxLength: 256 },
    id: (request) => arn(request, "sns", text(request.inputs, "name") ?? ""),
    arn: (_, id) => id,
    computed: ({ world }, id) => ({
      beginningArchiveTime: "",
      owner: world.accountId,
      policy: JSON.stringify({
        Version: "2008-10-17",
        Id: "__default_policy_ID",
        Statement: [
          {
            Sid: "__default_statement_ID",
            Effect: "Allow",
            Principal: { AWS: "*" },
            Action: ["SNS:Publish", "SNS:Subscribe", "SNS:GetTopicAttributes", "SNS:SetTopicAttributes"],
            Resource: id,
            Condition: { StringEquals: { "AWS:SourceOwner": world.accountId } },
          },
        ],
      }),
      tracingConfig: "PassThrough",
    }),
    rules: [
      topicName,
      keyUsable({
        kind: "topic",
        operation: "CreateTopic",
        code: "KMSNotFound",
        keys: ({ inputs }) => [text(inputs, "kmsMasterKeyId")],
      }),
    ],
  }),
  awsType({
    type: "aws:sns/topicSubscription:TopicSubscription",
    service: "SNS",
    label: "SNS Topic Subscription",
    replaceOn: ["endpoint", "protocol", "topic"],
    defaults: { confirmationTimeoutInMinutes: 1, endpointAutoConfirms: false, rawMessageDelivery: false },
    id: (request) => `${text(request.inputs, "topic")}:${uuid(request)}`,
    arn: (_, id) => id,
    computed({ world, inputs }) {
      // A person has to follow the link in the mail; queues and functions of the account confirm by themselves.
      const pending = ["email", "email-json", "http", "https"].includes(text(inputs, "protocol") ?? "");
      return { confirmationWasAuthenticated: !pending, ownerId: world.accountId, pendingConfirmation: pending };
    },
    references: [toTopic("topic")],
    rules: [protocolKnown, endpointFits],
  }),
  awsType({
    type: "aws:sns/topicPolicy:TopicPolicy",
    service: "SNS",
    label: "SNS Topic Policy",
    replaceOn: ["arn"],
    id: ({ inputs }) => text(inputs, "arn") ?? "",
    computed: ({ inputs }) => ({ owner: parseArn(text(inputs, "arn") ?? "")?.accountId ?? "" }),
    references: [toTopic("arn")],
  }),
];
