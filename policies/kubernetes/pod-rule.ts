import { isOneOf } from "../assessment/expectations";
import { type ResourcePolicy, resourcePolicy } from "../assessment/policy";
import type { Item, Resource } from "../assessment/resource";
import type { Located } from "../assessment/value";
import { pass, type Verdict, violation } from "../assessment/verdict";
import { containersOf, podAt, podTypes } from "./pods";

type Rule = Pick<ResourcePolicy, "id" | "title" | "rationale" | "remedy" | "severity"> & {
  /** Control of the Pod Security Standards, by the name it has there. */
  readonly control?: string;
  readonly cisEks?: readonly string[];
  readonly check: (workload: Resource) => readonly Verdict[];
};

/** A policy on the pods that workloads of all kinds make. */
export function podRule({ control, cisEks, check, ...rule }: Rule): ResourcePolicy {
  const controls = { ...(control && { pss: [control] }), ...(cisEks && { cisEks }) };
  return resourcePolicy({ ...rule, controls, types: podTypes, check });
}

export const eachContainer = (judge: (container: Item) => Verdict) => (workload: Resource) =>
  containersOf(workload).map(judge);

/** Left out or one of these. */
export function allowed(setting: Located, values: readonly string[]): Verdict {
  return setting.value.kind === "absent" ? pass : isOneOf(setting, values);
}

/** A setting of the security context of the pod and of every container. */
export function onPodAndContainers(workload: Resource, setting: string): readonly Located[] {
  const property = `securityContext.${setting}`;
  return [podAt(workload, property), ...containersOf(workload).map((container) => container.at(property))];
}

/**
 * A setting that every container needs, its own or the pod's. Neither level may say anything else, not even where the
 * other overrides it: so the standard has it, and so does the API server.
 */
export function demanded(workload: Resource, setting: string, values: readonly string[]): readonly Verdict[] {
  const levels = onPodAndContainers(workload, setting);
  const verdicts = levels.map((level) => allowed(level, values));
  const [pod, ...containers] = levels;
  if (pod?.value.kind !== "absent") return verdicts;
  const missing = containers.filter(({ value }) => value.kind === "absent");
  const expected = `${values.join(" or ")}, there or in the securityContext of the pod`;
  return [...verdicts, ...missing.map(({ path }) => violation(`${path} is not set`, expected))];
}
