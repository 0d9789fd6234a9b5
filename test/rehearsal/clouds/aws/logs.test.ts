import type { FurnishedAccount } from "./furnished-account";
import { testRules } from "./rule-cases";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

/** A key that no service may use by itself. */
const bareKey = (account: FurnishedAccount) => account.add("aws:kms/key:Key").outputs.arn;

describe("logs and alarms", () => {
  testRules([
    {
      rule: "log-group-name",
      refuses: "a log group name with a space",
      code: "InvalidParameterException",
      type: LOG_GROUP,
      fine: { name: "/aws/eks/jeju/cluster" },
      wrong: { name: "flow logs" },
    },
    {
      rule: "log-group-retention",
      refuses: "a retention that CloudWatch Logs does not offer",
      code: "InvalidParameterException",
      type: LOG_GROUP,
      fine: { retentionInDays: 400 },
      wrong: { retentionInDays: 45 },
    },
    {
      rule: "log-group-kms-key",
      refuses: "a key whose policy leaves out the logs service",
      code: "InvalidParameterException",
      type: LOG_GROUP,
      wrong: (account) => ({ kmsKeyId: bareKey(account) }),
    },
    {
      rule: "log-group-deletion-protection",
      refuses: "to delete a protected log group",
      code: "ValidationException",
      mayGo: ({ logGroup }) => logGroup,
      mayNot: (account) => account.add(LOG_GROUP, { deletionProtectionEnabled: true }),
    },
    {
      rule: "alarm-period",
      refuses: "a period that is no multiple of a minute",
      code: "ValidationError",
      type: ALARM,
      fine: { period: 60 },
      wrong: { period: 90 },
    },
    {
      rule: "alarm-datapoints",
      refuses: "more bad datapoints than there are periods",
      code: "ValidationError",
      type: ALARM,
      fine: { datapointsToAlarm: 3 },
      wrong: { datapointsToAlarm: 4 },
    },
    {
      rule: "alarm-statistic",
      refuses: "a statistic and a percentile at once",
      code: "InvalidParameterCombination",
      type: ALARM,
      fine: { statistic: undefined, extendedStatistic: "p99" },
      wrong: { extendedStatistic: "p99" },
    },
    {
      rule: "alarm-actions",
      refuses: "a topic that does not exist",
      code: "ValidationError",
      type: ALARM,
      wrong: { alarmActions: ["arn:aws:sns:us-east-1:111111111111:gone"] },
    },
    {
      rule: "dashboard-body",
      refuses: "a dashboard that is no JSON",
      code: "InvalidParameterInput",
      type: "aws:cloudwatch/dashboard:Dashboard",
      wrong: { dashboardBody: "widgets: []" },
    },
  ]);
});
