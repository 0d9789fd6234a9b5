import type { ResourceType, Rule } from "../resource-type";
import { arn, bareArn, parseArn } from "./arn";
import { awsType } from "./aws-type";
import { isSet, number, text, texts } from "./inputs";

const alarmPeriod: Rule = {
  name: "alarm-period",
  operation: "PutMetricAlarm",
  on: ["create", "update"],
  refuse({ inputs }) {
    const seconds = number(inputs, "period");
    if (seconds === undefined || [10, 20, 30].includes(seconds) || (seconds >= 60 && seconds % 60 === 0))
      return undefined;
    return { code: "ValidationError", message: `Period is 10, 20, 30 or a multiple of 60 seconds, got ${seconds}.` };
  },
};

const alarmDatapoints: Rule = {
  name: "alarm-datapoints",
  operation: "PutMetricAlarm",
  on: ["create", "update"],
  refuse({ inputs }) {
    const [datapoints, periods] = [number(inputs, "datapointsToAlarm"), number(inputs, "evaluationPeriods")];
    if (datapoints === undefined || periods === undefined || datapoints <= periods) return undefined;
    return {
      code: "ValidationError",
      message: `DatapointsToAlarm (${datapoints}) must be less than or equal to EvaluationPeriods (${periods}).`,
    };
  },
};

const alarmStatistic: Rule = {
  name: "alarm-statistic",
  operation: "PutMetricAlarm",
  on: ["create", "update"],
  refuse({ inputs }) {
    if (!isSet(inputs, "metricName")) return undefined;
    const set = ["statistic", "extendedStatistic"].filter((property) => isSet(inputs, property));
    if (set.length === 1) return undefined;
    return {
      code: "InvalidParameterCombination",
      message: `An alarm on a metric needs exactly one of statistic and extendedStatistic, got ${set.join(", ") || "none"}.`,
    };
  },
};

const alarmActions: Rule = {
  name: "alarm-actions",
  operation: "PutMetricAlarm",
  on: ["create", "update"],
  refuse({ world, region, inputs }) {
    for (const property of ["alarmActions", "okActions", "insufficientDataActions"]) {
      for (const action of texts(inputs, property)) {
        const target = parseArn(action);
        const faulty = !target || (target.service === "sns" && target.region !== region);
        const gone =
          target?.service === "sns" &&
          target.accountId === world.accountId &&
          !world.get("aws:sns/topic:Topic", action);
        if (!faulty && !gone) continue;
        const fault = gone ? "the topic does not exist" : `it is no ARN of an action in ${region}`;
        return { code: "ValidationError", message: `Invalid ${property} ${action}: ${fault}.` };
      }
    }
    return undefined;
  },
};

const dashboardBody: Rule = {
  name: "dashboard-body",
  operation: "PutDashboard",
  on: ["create", "update"],
  refuse({ inputs }) {
    try {
      JSON.parse(text(inputs, "dashboardBody") ?? "");
      return undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { code: "InvalidParameterInput", message: `The dashboard body is invalid, it is not JSON: ${reason}` };
    }
  },
};

export const cloudwatchTypes: readonly ResourceType[] = [
  awsType({
    type: "aws:cloudwatch/metricAlarm:MetricAlarm",
    service: "CloudWatch",
    label: "CloudWatch Metric Alarm",
    replaceOn: ["name"],
    autoName: { property: "name", maxLength: 255 },
    defaults: { actionsEnabled: true, treatMissingData: "missing" },
    id: ({ inputs }) => text(inputs, "name") ?? "",
    arn: (request, id) => arn(request, "cloudwatch", `alarm:${id}`),
    rules: [alarmPeriod, alarmDatapoints, alarmStatistic, alarmActions],
  }),
  awsType({
    type: "aws:cloudwatch/dashboard:Dashboard",
    service: "CloudWatch",
    label: "CloudWatch Dashboard",
    replaceOn: ["dashboardName"],
    id: ({ inputs }) => text(inputs, "dashboardName") ?? "",
    computed: (request, id) => ({
      dashboardArn: bareArn(request, "cloudwatch", "").replace(/::$/, `:${request.world.accountId}:dashboard/${id}`),
    }),
    rules: [dashboardBody],
  }),
];
