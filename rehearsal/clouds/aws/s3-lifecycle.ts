import type { Properties } from "../../../safes/plugin/provider";
import type { Rule } from "../resource-type";
import { number, object, objects, text } from "./inputs";

/** Storage classes from warm to cold: a transition leads only to the right. Source: S3 user guide, lifecycle transitions. */
const colder = [
  "STANDARD",
  "STANDARD_IA",
  "INTELLIGENT_TIERING",
  "ONEZONE_IA",
  "GLACIER_IR",
  "GLACIER",
  "DEEP_ARCHIVE",
];
const after30Days = ["STANDARD_IA", "ONEZONE_IA"];

const named = (rule: Properties) => text(rule, "id") ?? "";

const uniqueIds: Rule = {
  name: "lifecycle-rule-ids",
  operation: "PutBucketLifecycleConfiguration",
  on: ["create", "update"],
  refuse({ inputs }) {
    const ids = objects(inputs, "rules").map(named);
    const twin = ids.find((id, index) => ids.indexOf(id) !== index);
    return twin === undefined
      ? undefined
      : { code: "InvalidArgument", message: `Rule ID must be unique. Found same ID for more than one rule: ${twin}` };
  },
};

const infrequentAfter30Days: Rule = {
  name: "lifecycle-infrequent-access",
  operation: "PutBucketLifecycleConfiguration",
  on: ["create", "update"],
  refuse({ inputs }) {
    for (const rule of objects(inputs, "rules")) {
      for (const transition of objects(rule, "transitions")) {
        const [days, storageClass] = [number(transition, "days"), text(transition, "storageClass") ?? ""];
        if (days === undefined || days >= 30 || !after30Days.includes(storageClass)) continue;
        return {
          code: "InvalidArgument",
          message: `'Days' in Transition action must be greater than or equal to 30 for storageClass '${storageClass}' (rule ${named(rule)}, got ${days}).`,
        };
      }
    }
    return undefined;
  },
};

const transitionOrder: Rule = {
  name: "lifecycle-transition-order",
  operation: "PutBucketLifecycleConfiguration",
  on: ["create", "update"],
  refuse({ inputs }) {
    for (const rule of objects(inputs, "rules")) {
      const steps = objects(rule, "transitions")
        .map((transition) => ({ days: number(transition, "days") ?? 0, to: text(transition, "storageClass") ?? "" }))
        .sort((one, other) => colder.indexOf(one.to) - colder.indexOf(other.to));
      for (const [index, step] of steps.entries()) {
        const warmer = steps[index - 1];
        const pause = warmer && after30Days.includes(warmer.to) ? 30 : 1;
        if (!warmer || step.days >= warmer.days + pause) continue;
        return {
          code: "InvalidArgument",
          message: `'Days' in the '${step.to}' Transition action must be ${pause} days more than those to '${warmer.to}' (rule ${named(rule)}: ${warmer.days}, then ${step.days}).`,
        };
      }
    }
    return undefined;
  },
};

const expirationLast: Rule = {
  name: "lifecycle-expiration-last",
  operation: "PutBucketLifecycleConfiguration",
  on: ["create", "update"],
  refuse({ inputs }) {
    for (const rule of objects(inputs, "rules")) {
      const expiry = number(object(rule, "expiration"), "days") ?? 0;
      const latest = Math.max(0, ...objects(rule, "transitions").map((transition) => number(transition, "days") ?? 0));
      if (expiry === 0 || expiry > latest) continue;
      return {
        code: "InvalidArgument",
        message: `'Days' in the Expiration action must be greater than 'Days' in the Transition action (rule ${named(rule)}: ${expiry} and ${latest}).`,
      };
    }
    return undefined;
  },
};

export const lifecycleRules: readonly Rule[] = [uniqueIds, infrequentAfter30Days, transitionOrder, expirationLast];
