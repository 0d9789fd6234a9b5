import type { ResourceType, Rule } from "../resource-type";
import { roleExists } from "./accounts";
import { arn, parseArn } from "./arn";
import { awsType } from "./aws-type";
import { ec2Id } from "./ids";
import { isSet, number, text } from "./inputs";

const sources = [
  "eniId",
  "subnetId",
  "transitGatewayAttachmentId",
  "transitGatewayId",
  "vpcId",
  "regionalNatGatewayId",
];

const oneSource: Rule = {
  name: "flow-log-one-source",
  operation: "CreateFlowLogs",
  on: ["create"],
  atPreview: true,
  refuse({ inputs }) {
    const set = sources.filter((property) => isSet(inputs, property));
    if (set.length === 1) return undefined;
    return {
      code: "InvalidParameterCombination",
      message: `A flow log needs exactly one of ${sources.join(", ")}; got ${set.join(", ") || "none"}.`,
    };
  },
};

const aggregationInterval: Rule = {
  name: "flow-log-aggregation-interval",
  operation: "CreateFlowLogs",
  on: ["create"],
  atPreview: true,
  refuse({ inputs }) {
    const seconds = number(inputs, "maxAggregationInterval");
    if (seconds === undefined || seconds === 60 || seconds === 600) return undefined;
    return { code: "InvalidParameter", message: `maxAggregationInterval is 60 or 600 seconds, got ${seconds}.` };
  },
};

const destinationExists: Rule = {
  name: "flow-log-destination",
  operation: "CreateFlowLogs",
  on: ["create"],
  refuse({ world, inputs }) {
    const destination = text(inputs, "logDestination");
    if (destination === undefined) return { code: "InvalidParameter", message: "LogDestination must be provided." };
    const target = parseArn(destination);
    const found =
      target?.service === "logs"
        ? world.findBy("aws:cloudwatch/logGroup:LogGroup", "arn", destination.replace(/:\*$/, ""))
        : world.findBy("aws:s3/bucket:Bucket", "arn", destination.split("/")[0]);
    if (found) return undefined;
    return { code: "InvalidParameter", message: `LogDestination: ${destination} does not exist.` };
  },
};

const roleForLogGroups: Rule = {
  name: "flow-log-role-needed",
  operation: "CreateFlowLogs",
  on: ["create"],
  refuse({ inputs }) {
    const kind = text(inputs, "logDestinationType") ?? "cloud-watch-logs";
    if (kind !== "cloud-watch-logs" || isSet(inputs, "iamRoleArn")) return undefined;
    return {
      code: "InvalidParameter",
      message: "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.",
    };
  },
};

export const flowLogTypes: readonly ResourceType[] = [
  awsType({
    type: "aws:ec2/flowLog:FlowLog",
    service: "EC2",
    label: "EC2 Flow Log",
    replaceOn: [
      ...sources,
      "deliverCrossAccountRole",
      "destinationOptions",
      "iamRoleArn",
      "logDestination",
      "logDestinationType",
      "logFormat",
      "maxAggregationInterval",
      "trafficType",
    ],
    defaults: { logDestinationType: "cloud-watch-logs", maxAggregationInterval: 600 },
    id: (request) => ec2Id(request, "fl"),
    arn: (request, id) => arn(request, "ec2", `vpc-flow-log/${id}`),
    computed: () => ({
      logFormat:
        "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
          .split(" ")
          .map((field) => `\${${field}}`)
          .join(" "),
    }),
    references: [
      { property: "vpcId", to: ["aws:ec2/vpc:Vpc"], missing: "InvalidVpcId.NotFound" },
      { property: "subnetId", to: ["aws:ec2/subnet:Subnet"], missing: "InvalidSubnetId.NotFound" },
    ],
    rules: [
      oneSource,
      aggregationInterval,
      roleForLogGroups,
      destinationExists,
      roleExists("flow-log", "CreateFlowLogs", "iamRoleArn", "InvalidParameter"),
    ],
  }),
];
