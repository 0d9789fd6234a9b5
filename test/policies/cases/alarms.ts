import { accountAlarms, metricAlarm, metricFilter } from "../account-baseline";
import { aws, type PolicyCases } from "../case";
import { type Described, later, unknown } from "../engine-stub";

const alarms = (without?: string): readonly Described[] =>
  [...accountAlarms].flatMap(([control, described]) => (control === without ? [] : described));
const alarmed = (control: string, filter: Record<string, unknown>, alarm: Record<string, unknown> = {}) => {
  const words = accountAlarms.get(control)?.[0]?.inputs.pattern;
  return [...alarms(control), metricFilter(control, { pattern: words, ...filter }), metricAlarm(control, alarm)];
};

export const alarmCases: readonly PolicyCases[] = [
  {
    policy: "cis-alarms",
    good: {
      "a filter and an alarm for each": alarms(),
      "an alarm whose actions are said to be on": alarmed("4.3", {}, { actionsEnabled: true }),
      "an alarm that tells whom another resource computes": alarmed(
        "4.3",
        {},
        { alarmActions: later(["arn:aws:sns:::t"]) },
      ),
    },
    bad: {
      "an account without filters": { resources: [aws("sns/Topic", "topic", {})], found: /found: no LogMetricFilter/ },
      ...Object.fromEntries(
        [...accountAlarms.keys()].map((control) => [
          `all but ${control}`,
          {
            resources: alarms(control),
            found: control === "signer" ? /speaks of signatures/ : new RegExp(`speaks of .* \\(${control}\\)`),
          },
        ]),
      ),
      "a word of a pattern that is part of another word": {
        resources: alarmed("4.7", {
          pattern: '{ $.eventSource = "kms.amazonaws.com" && DisableKeys ScheduleKeyDeletion }',
        }),
        found: /no LogMetricFilter speaks of keys that are disabled or deleted \(4\.7\)/,
      },
      "a filter on which there is no alarm": {
        resources: alarmed("4.3", {}, { metricName: "another" }),
        found: /no MetricAlarm is on its metric, so nobody hears of use of the root user/,
      },
      "an alarm on a metric of another namespace": {
        resources: alarmed("4.3", {}, { namespace: "Other" }),
        found: /no MetricAlarm is on its metric/,
      },
      "an alarm that tells nobody": {
        resources: alarmed("4.3", {}, { alarmActions: undefined }),
        found: /alarmActions is not set/,
      },
      "an alarm with an empty list": {
        resources: alarmed("4.3", {}, { alarmActions: [] }),
        found: /alarmActions is not set/,
      },
      "an alarm that is silenced": {
        resources: alarmed("4.3", {}, { actionsEnabled: false }),
        found: /actionsEnabled is false/,
      },
    },
    unknown: {
      "a pattern that another resource computes": alarmed("4.3", { pattern: unknown }),
      "a metric that another resource computes": alarmed("4.3", {}, { metricName: unknown }),
      "a namespace that another resource computes": alarmed("4.3", {}, { namespace: unknown }),
      "a filter of whose metric only the namespace is known": alarmed("4.3", {
        metricTransformation: { namespace: "Account", name: unknown, value: "1" },
      }),
      "a filter of whose metric only the name is known": alarmed("4.3", {
        metricTransformation: { namespace: unknown, name: "4.3", value: "1" },
      }),
      "whether an alarm is silenced, which another resource computes": alarmed("4.3", {}, { actionsEnabled: unknown }),
    },
  },
];
