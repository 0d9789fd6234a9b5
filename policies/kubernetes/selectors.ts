import { isUnknownSentinel } from "../assessment/sdk";
import type { Value } from "../assessment/value";

interface Expression {
  readonly key?: unknown;
  readonly operator?: unknown;
  readonly values?: unknown;
}

/** Whether a label selector matches labels; undefined while one of them is not known. An empty one matches everything. */
export function selects(selector: Value, labels: Value): boolean | undefined {
  if (selector.kind === "unknown" || labels.kind === "unknown") return undefined;
  // Of a selector that is left out, Kubernetes says that it matches nothing.
  if (selector.kind === "absent") return false;
  const { matchLabels = {}, matchExpressions = [] } = Object(selector.value);
  if ([matchLabels, matchExpressions].some(isUnknownSentinel)) return undefined;
  const present: Readonly<Record<string, unknown>> = labels.kind === "known" ? Object(labels.value) : {};
  const asked = [
    ...Object.entries(matchLabels).map(([key, value]): Expression => ({ key, operator: "In", values: [value] })),
    ...[matchExpressions].flat(),
  ];
  const answers = asked.map((expression) => holds(expression, present));
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function holds(expression: Expression, labels: Readonly<Record<string, unknown>>): boolean | undefined {
  const { key, operator, values } = Object(expression) as Expression;
  const label = labels[String(key)];
  const listed: readonly unknown[] = [values ?? []].flat();
  if ([expression, key, operator, label, ...listed].some(isUnknownSentinel)) return undefined;
  switch (operator) {
    case "In":
      return label !== undefined && listed.includes(label);
    case "NotIn":
      return label === undefined || !listed.includes(label);
    case "Exists":
      return label !== undefined;
    default:
      return label === undefined;
  }
}
