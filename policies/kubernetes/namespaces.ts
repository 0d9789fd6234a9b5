import { isOneOf, notKnownYet } from "../assessment/expectations";
import { type Policy, resourcePolicy, stackPolicy } from "../assessment/policy";
import type { Item, Resource } from "../assessment/resource";
import type { Stack } from "../assessment/stack";
import type { Value } from "../assessment/value";
import { about, pass, undecided, type Verdict, violation, worst } from "../assessment/verdict";
import { podTypes } from "./pods";

const namespaceType = "kubernetes:core/v1:Namespace";
const networkPolicyType = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

const podSecurityEnforced = resourcePolicy({
  id: "k8s-psa-restricted",
  title: "Every namespace enforces the restricted Pod Security Standard of one version",
  severity: "high",
  rationale: "what is not made by this program, as an operator's debugging pod, is judged by the API server alone",
  remedy: "label it pod-security.kubernetes.io/enforce=restricted and enforce-version with the cluster's version",
  controls: { cisEks: ["4.2.1", "4.2.2", "4.2.3", "4.2.4", "4.2.5"] },
  types: [namespaceType],
  // The version whose standard the policies k8s-pss-* are written from; an older one asks for less.
  settings: { minimumMinorVersion: 34 },
  check: (namespace, { minimumMinorVersion }) => {
    const label = (name: string) => namespace.at(["metadata", "labels", `pod-security.kubernetes.io/${name}`]);
    return [isOneOf(label("enforce"), ["restricted"]), isPinned(label("enforce-version"), minimumMinorVersion)];
  },
});

function isPinned({ path, value }: ReturnType<Resource["at"]>, minimum: number): Verdict {
  if (value.kind === "unknown") return notKnownYet(path);
  // Left out it is `latest`, and an upgrade of the cluster would decide what starts.
  const version = value.kind === "known" ? String(value.value) : "latest";
  const minor = /^v1\.(\d+)$/.exec(version)?.[1];
  if (minor !== undefined && Number(minor) >= minimum) return pass;
  return violation(`${path} is ${version}`, `${path}: v1.${minimum} or newer`);
}

type Direction = "Ingress" | "Egress";

const defaultDeny = stackPolicy({
  id: "k8s-netpol-default-deny",
  title: "In every namespace traffic is refused both ways unless a policy names it",
  severity: "high",
  rationale: "one broken pod would reach the signers, the database and the internet",
  remedy: "add a NetworkPolicy with an empty podSelector, policyTypes Ingress and Egress and no rules",
  controls: { cisEks: ["4.3.2"] },
  types: [namespaceType, ...podTypes],
  check: (stack) =>
    placesOf(stack).flatMap(([place, subject]) =>
      (["Ingress", "Egress"] as const).map((direction) => about(subject, isClosed(stack, place, direction))),
    ),
});

/** Namespaces of the stack, and those in which it only runs pods, each with what stands for it. */
function placesOf(stack: Stack): readonly (readonly [Value<string>, Resource])[] {
  const declared = stack.all(namespaceType).map((namespace) => [namespace.text("metadata.name"), namespace] as const);
  const names = new Set(declared.map(([name]) => nameOf(name)));
  const others = stack.all(...podTypes).flatMap((workload) => {
    const place = workload.text("metadata.namespace");
    if (place.kind !== "unknown" && names.has(nameOf(place))) return [];
    names.add(nameOf(place));
    return [[place, workload] as const];
  });
  return [...declared, ...others];
}

function nameOf(namespace: Value<string>): string | undefined {
  if (namespace.kind === "unknown") return undefined;
  return namespace.kind === "known" ? namespace.value : "default";
}

function isClosed(stack: Stack, place: Value<string>, direction: Direction): Verdict {
  if (place.kind === "unknown") return notKnownYet("the namespace's name");
  const verdicts = stack.all(networkPolicyType).flatMap((policy): Verdict[] => {
    const where = nameOf(policy.text("metadata.namespace"));
    if (where !== undefined && where !== nameOf(place)) return [];
    const verdict = closes(policy, direction);
    if (verdict === "says nothing") return [];
    return [
      where === undefined ? undecided(`the namespace of ${policy.name} is known only after the update`) : verdict,
    ];
  });
  const expected = `a NetworkPolicy for all pods of ${nameOf(place)} with ${direction} and no ${direction.toLowerCase()}`;
  // One that allows everything undoes the others: what they allow adds up.
  return verdicts.length > 0
    ? worst(verdicts)
    : violation(`no NetworkPolicy refuses ${direction} in ${nameOf(place)}`, expected);
}

/** A pass for one that refuses the direction to all pods, a violation for one that allows all of them everything. */
function closes(policy: Resource, direction: Direction): Verdict | "says nothing" {
  const forAll = selectsAllPods(policy);
  if (forAll === false) return "says nothing";
  const types = policy.value("spec.policyTypes");
  const rules = policy.items(`spec.${direction.toLowerCase()}`);
  if (forAll === undefined || types.kind === "unknown" || rules.some((rule) => rule.isUnknown)) {
    return undecided(`what ${policy.name} allows is known only after the update`);
  }
  // Without policyTypes it is about Ingress, and about Egress when it has rules for it.
  const named = types.kind === "known" ? [types.value].flat() : rules.length > 0 ? [direction] : ["Ingress"];
  if (!named.includes(direction)) return "says nothing";
  if (rules.some(allowsEverything)) {
    return violation(`${policy.name} allows all ${direction}`, "rules with peers and ports");
  }
  return rules.length === 0 ? pass : "says nothing";
}

/** As an empty or missing selector does. */
function selectsAllPods(policy: Resource): boolean | undefined {
  const parts = ["matchLabels", "matchExpressions"].map((part) => policy.value(`spec.podSelector.${part}`));
  if (parts.some((part) => part.kind === "known" && Object.keys(Object(part.value)).length > 0)) return false;
  return parts.some(({ kind }) => kind === "unknown") ? undefined : true;
}

function allowsEverything(rule: Item): boolean {
  return ["from", "to", "ports"].every((part) => {
    const { value } = rule.at(part);
    return value.kind === "absent" || (value.kind === "known" && [value.value].flat().length === 0);
  });
}

/** Built-in kinds that live in a namespace; of others only what they name can be told. */
const namespaced = [
  ...podTypes,
  ...["ConfigMap", "Endpoints", "LimitRange", "PersistentVolumeClaim", "PodTemplate", "ResourceQuota", "Secret"].map(
    (kind) => `kubernetes:core/v1:${kind}`,
  ),
  ...["Service", "ServiceAccount"].map((kind) => `kubernetes:core/v1:${kind}`),
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
  "kubernetes:networking.k8s.io/v1:Ingress",
  networkPolicyType,
  "kubernetes:policy/v1:PodDisruptionBudget",
  "kubernetes:rbac.authorization.k8s.io/v1:Role",
  "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
];

const noDefaultNamespace = resourcePolicy({
  id: "k8s-no-default-ns",
  title: "Nothing lives in the namespace default",
  severity: "medium",
  rationale: "it enforces no Pod Security, has no network policy and no quota, and whoever forgets a name ends there",
  remedy: "set metadata.namespace to a namespace of the stack",
  controls: { cisEks: ["4.5.2"] },
  types: ["kubernetes:*"],
  check: (object) => {
    const { path, value } = object.at("metadata.namespace");
    if (value.kind === "unknown") return notKnownYet(path);
    const expected = `${path}: a namespace of the stack`;
    if (value.kind === "known") return value.value === "default" ? violation(`${path} is default`, expected) : pass;
    return object.is(...namespaced) ? violation(`${path} is not set, so it is default`, expected) : pass;
  },
});

export const namespacePolicies: readonly Policy[] = [podSecurityEnforced, defaultDeny, noDefaultNamespace];
