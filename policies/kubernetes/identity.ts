import { isOneOf, notKnownYet } from "../assessment/expectations";
import { type ResourcePolicy, resourcePolicy } from "../assessment/policy";
import type { Item, Resource } from "../assessment/resource";
import type { Value } from "../assessment/value";
import { pass, type Verdict, type Verdicts, violation } from "../assessment/verdict";
import { elementsOf, podAt, podTypes } from "./pods";

const rbac = "kubernetes:rbac.authorization.k8s.io/v1";
const roleTypes = [`${rbac}:Role`, `${rbac}:ClusterRole`] as const;
const bindingTypes = [`${rbac}:RoleBinding`, `${rbac}:ClusterRoleBinding`] as const;
const accountType = "kubernetes:core/v1:ServiceAccount";

// Section 4.1 of the CIS Amazon EKS Benchmark 1.7.0, control by control.

const noTokens = resourcePolicy({
  id: "k8s-sa-token-off",
  title: "No pod is given a token for the Kubernetes API",
  severity: "medium",
  rationale: "whoever breaks into the pod can use the token from inside the cluster",
  remedy: "set automountServiceAccountToken to false, on the pod and on its ServiceAccount",
  controls: { cisEks: ["4.1.6"] },
  types: [...podTypes, accountType],
  check: (resource) => {
    const property = "automountServiceAccountToken";
    return isOneOf(resource.is(accountType) ? resource.at(property) : podAt(resource, property), ["false"]);
  },
});

const noDefaultAccount = resourcePolicy({
  id: "k8s-no-default-sa",
  title: "Every pod has a service account of its own, and the default one has no rights",
  severity: "medium",
  rationale: "what the default account may do, every pod that forgets to name another may do",
  remedy: "set serviceAccountName to a ServiceAccount of the workload, and bind roles to that",
  controls: { cisEks: ["4.1.5"] },
  types: [...podTypes, ...bindingTypes],
  check: (resource) =>
    resource.is(...bindingTypes) ? resource.items("subjects").map(isNotDefault) : hasOwnAccount(resource),
});

function hasOwnAccount(workload: Resource): Verdict {
  const account = podAt(workload, "serviceAccountName");
  // The older name of the property, which the API server still reads.
  const { path, value } = account.value.kind === "absent" ? podAt(workload, "serviceAccount") : account;
  if (value.kind === "unknown") return notKnownYet(path);
  const expected = `${account.path}: a ServiceAccount of the workload`;
  if (value.kind === "absent") return violation(`${account.path} is not set, so it is default`, expected);
  return value.value === "default" ? violation(`${path} is default`, expected) : pass;
}

/** Names under which a binding reaches the default account of a namespace. */
const defaultAccounts = /^(default|system:serviceaccounts(:.+)?|system:serviceaccount:[^:]+:default)$/;

function isNotDefault(subject: Item): Verdict {
  const { path, value } = subject.at("name");
  if (value.kind === "unknown") return notKnownYet(path);
  const name = value.kind === "known" ? String(value.value) : "";
  // A user may be called default.
  const kind = subject.at("kind").value;
  const isPerson = kind.kind === "known" && kind.value !== "ServiceAccount" && name === "default";
  if (!defaultAccounts.test(name) || isPerson) return pass;
  return violation(`${path} is ${name}`, `${path}: a ServiceAccount of one workload`);
}

const noWildcards = resourcePolicy({
  id: "k8s-rbac-no-wildcard",
  title: "Roles name what may be done, and to what",
  severity: "high",
  rationale: "a wildcard grants what a later version of Kubernetes, or an operator, adds",
  remedy: "list the verbs, resources, apiGroups and nonResourceURLs that are needed",
  controls: { cisEks: ["4.1.3"] },
  types: roleTypes,
  check: (role) =>
    role.items("rules").flatMap((rule) =>
      ["verbs", "resources", "apiGroups", "nonResourceURLs"].flatMap((part) =>
        elementsOf(rule.at(part)).map(({ path, value }): Verdict => {
          if (value.kind === "unknown") return notKnownYet(path);
          // Paths below one, as /healthz/*, are a list of their own.
          const isWild = value.kind === "known" && /^\*(\/.*)?$/.test(String(value.value));
          return isWild ? violation(`${path} is ${value.value}`, `${path}: what is needed, by name`) : pass;
        }),
      ),
    ),
});

interface Right {
  readonly verbs: readonly string[];
  /** Resource of the core API group. Absent: whatever the verb is about. */
  readonly resource?: string;
  /** Whether naming single objects makes it small. */
  readonly mayBeNamed?: boolean;
}

/** Rights that lead to others: 4.1.8, 4.1.2 and 4.1.4. Whoever makes pods takes the rights of every account. */
const escalating: readonly Right[] = [
  { verbs: ["bind", "escalate", "impersonate"] },
  { verbs: ["get", "list", "watch"], resource: "secrets", mayBeNamed: true },
  { verbs: ["create"], resource: "pods" },
];

const noEscalation = resourcePolicy({
  id: "k8s-rbac-no-escalate",
  title: "No role leads to more rights than it grants",
  severity: "high",
  rationale: "whoever may bind, impersonate, read all secrets or make pods has in the end the rights of all",
  remedy: "leave bind, escalate, impersonate and making pods out; name the secrets in resourceNames",
  controls: { cisEks: ["4.1.2", "4.1.4", "4.1.8"] },
  types: roleTypes,
  check: (role) => role.items("rules").flatMap((rule) => escalating.map((right) => isWithheld(rule, right))),
});

function isWithheld(rule: Item, { verbs, resource, mayBeNamed }: Right): Verdict {
  const granted = namesIn(rule, "verbs");
  const resources = namesIn(rule, "resources");
  const groups = namesIn(rule, "apiGroups");
  const objects = namesIn(rule, "resourceNames");
  const verb = verbs.find((each) => holds(granted, each));
  const reaches = resource === undefined ? true : both(holds(resources, resource), holds(groups, ""));
  const isNamed = mayBeNamed === true && objects.kind === "known" && objects.value.length > 0;
  if ((granted.kind === "known" && verb === undefined) || reaches === false || isNamed) return pass;
  if (rule.isUnknown || granted.kind === "unknown" || reaches === undefined) return notKnownYet(rule.path);
  const found = `${rule.path} allows to ${verb}${resource === undefined ? "" : ` ${resource}`}`;
  return violation(found, mayBeNamed ? `${rule.path}: with resourceNames, or without it` : `${rule.path}: without it`);
}

function namesIn(rule: Item, part: string): Value<readonly string[]> {
  const elements = elementsOf(rule.at(part)).map(({ value }) => value);
  if (elements.some(({ kind }) => kind === "unknown")) return { kind: "unknown" };
  return { kind: "known", value: elements.flatMap((value) => (value.kind === "known" ? [String(value.value)] : [])) };
}

function holds(names: Value<readonly string[]>, name: string): boolean | undefined {
  return names.kind === "known" ? [name, "*"].some((each) => names.value.includes(each)) : undefined;
}

function both(one: boolean | undefined, other: boolean | undefined): boolean | undefined {
  if (one === false || other === false) return false;
  return one === undefined || other === undefined ? undefined : true;
}

const noClusterAdmin = resourcePolicy({
  id: "k8s-no-cluster-admin",
  title: "Nobody is bound to cluster-admin",
  severity: "critical",
  rationale: "it may do everything, to every secret and every node; who needs that once has an access entry of EKS",
  remedy: "bind a role that names what is needed",
  controls: { cisEks: ["4.1.1"] },
  types: bindingTypes,
  check: (binding): Verdicts => {
    const { path, value } = binding.at("roleRef.name");
    if (value.kind === "unknown") return notKnownYet(path);
    const isAdmin = value.kind === "known" && value.value === "cluster-admin";
    return isAdmin ? violation(`${path} is cluster-admin`, `${path}: a role that names what is needed`) : pass;
  },
});

export const identityPolicies: readonly ResourcePolicy[] = [
  noTokens,
  noDefaultAccount,
  noWildcards,
  noEscalation,
  noClusterAdmin,
];
