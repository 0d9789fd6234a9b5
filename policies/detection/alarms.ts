import { isNotFalse, isOneOf } from "../assessment/expectations";
import { requiredPolicy } from "../assessment/required";
import type { Resource } from "../assessment/resource";
import type { Stack } from "../assessment/stack";
import { about, either, pass, undecided, type Verdict, violation, worst } from "../assessment/verdict";
import { type AlarmPattern, alarmPatterns } from "./alarm-patterns";

const filterType = "aws:cloudwatch/logMetricFilter:LogMetricFilter";
const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";

const cisAlarms = requiredPolicy({
  id: "cis-alarms",
  title: "Somebody is told of what intruders do first, and of signatures nobody asked for",
  severity: "medium",
  level: "advisory",
  rationale: "the trail holds it, but nobody reads a trail before the damage is seen",
  remedy: "add a LogMetricFilter on the trail's log group and a MetricAlarm with alarmActions for each of them",
  controls: { cisAws: alarmPatterns.flatMap(({ control }) => control ?? []) },
  types: [filterType],
  called: "a LogMetricFilter",
  check: (filters, stack) => alarmPatterns.map((pattern) => alarmOf(stack, filters, pattern)),
});

function alarmOf(stack: Stack, filters: readonly Resource[], { control, of, words }: AlarmPattern): Verdict {
  const called = control ? `${of} (${control})` : of;
  const speaking = filters.filter((filter) => {
    const pattern = filter.text("pattern");
    return pattern.kind === "known" && speaksOf(pattern.value, words);
  });
  if (speaking.length > 0) return either(speaking.map((filter) => about(filter, heard(stack, filter, called))));
  return filters.some((filter) => filter.value("pattern").kind === "unknown")
    ? undecided("the pattern of a LogMetricFilter is known only after the update")
    : violation(`no LogMetricFilter speaks of ${called}`, `a LogMetricFilter whose pattern names ${words.join(", ")}`);
}

/** Whole words, so that `DeletePolicyVersion` does not stand for `DeletePolicy`. */
function speaksOf(pattern: string, words: readonly string[]): boolean {
  return words.every((word) => new RegExp(`\\b${word.replaceAll(".", "\\.")}\\b`).test(pattern));
}

/** An alarm on the filter's metric that tells somebody. */
function heard(stack: Stack, filter: Resource, called: string): Verdict {
  const namespace = filter.text("metricTransformation.namespace");
  const name = filter.text("metricTransformation.name");
  if (namespace.kind !== "known" || name.kind !== "known") {
    return undecided(`the metric of ${filter.name} is known only after the update`);
  }
  const alarms = stack.all(alarmType).map((alarm) => ({
    alarm,
    isOn: worst([isOneOf(alarm.at("namespace"), [namespace.value]), isOneOf(alarm.at("metricName"), [name.value])])
      .outcome,
  }));
  const on = alarms.filter(({ isOn }) => isOn === "pass");
  if (on.length > 0) return either(on.map(({ alarm }) => about(alarm, tells(alarm))));
  return alarms.some(({ isOn }) => isOn === "undecided")
    ? undecided(`which alarm is on ${called} is known only after the update`)
    : violation(`no MetricAlarm is on its metric, so nobody hears of ${called}`, "a MetricAlarm with alarmActions");
}

function tells(alarm: Resource): Verdict {
  // CloudWatch takes the actions when nothing is said.
  const isEnabled = isNotFalse(alarm.at("actionsEnabled"));
  const tellsSomebody = alarm.elements("alarmActions[]").length > 0;
  return worst([isEnabled, tellsSomebody ? pass : violation("alarmActions is not set", "alarmActions with a topic")]);
}

export const alarmPolicies = [cisAlarms] as const;
