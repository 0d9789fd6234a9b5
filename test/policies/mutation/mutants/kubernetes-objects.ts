import { beside, drop, flip, gone, on, set, withItem } from "../edits";
import { added, type Mutant, mutants, one } from "../mutant";

const workload = one("kubernetes:apps/v1:StatefulSet");
const namespace = one("kubernetes:core/v1:Namespace");
const service = one("kubernetes:core/v1:Service", "op-rpc");
const account = one("kubernetes:core/v1:ServiceAccount");
const configMap = one("kubernetes:core/v1:ConfigMap");
const secret = one("kubernetes:core/v1:Secret");
const refusal = one("kubernetes:networking.k8s.io/v1:NetworkPolicy", "default-deny");

const rbac = "kubernetes:rbac.authorization.k8s.io/v1";
const label = (name: string) => `metadata.labels["pod-security.kubernetes.io/${name}"]`;
const key = `0x${"ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"}`;
const env = "spec.template.spec.containers[1].env";

/** A role or a binding in the namespace of the chain, which the program has none of. */
const made = (policy: string, type: string, all: Readonly<Record<string, Readonly<Record<string, unknown>>>>) =>
  mutants(
    policy,
    workload,
    Object.fromEntries(
      Object.entries(all).map(([called, inputs]) => [
        called,
        beside(type, "made", { metadata: { name: "made", namespace: "chain" }, ...inputs }),
      ]),
    ),
    { at: added(type, "made") },
  );
const rule = (changes: Readonly<Record<string, unknown>>) => ({
  rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get"], ...changes }],
});
const bound = (role: string, name: string, kind = "ServiceAccount") => ({
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
  subjects: [{ kind, name, namespace: "chain" }],
});

export const kubernetesObjectMutants: readonly Mutant[] = [
  ...mutants("k8s-replicas-2", workload, { one: set("spec.replicas", 1), "not said": drop("spec.replicas") }),
  ...mutants("k8s-psa-restricted", namespace, {
    "the baseline": set(label("enforce"), "baseline"),
    "not enforced": drop(label("enforce")),
    "whatever version": set(label("enforce-version"), "latest"),
    "an older version": set(label("enforce-version"), "v1.33"),
    "no version": drop(label("enforce-version")),
  }),
  ...mutants("k8s-netpol-default-deny", namespace, {
    "nothing refused": on(refusal, gone),
    "nothing refused on the way out": on(refusal, set("spec.policyTypes", ["Ingress"])),
    "nothing refused on the way in": on(refusal, set("spec.policyTypes", ["Egress"])),
    "refused to some": on(refusal, set("spec.podSelector", { matchLabels: { app: "rpc" } })),
    "refused elsewhere": on(refusal, set("metadata.namespace", "other")),
    "all let in": on(refusal, set("spec.ingress", [{}])),
    "all let out": on(refusal, set("spec.egress", [{}])),
  }),
  ...mutants("k8s-no-default-ns", service, {
    "in default": set("metadata.namespace", "default"),
    "in no namespace": drop("metadata.namespace"),
  }),
  ...mutants("k8s-no-plain-secret", secret, { "a key": set("stringData", { key }) }),
  ...mutants("k8s-no-plain-secret", configMap, {
    "a key": set("data", { key }),
    "a packed key": set("binaryData", { key: Buffer.from(key).toString("base64") }),
  }),
  ...mutants("k8s-no-plain-secret", workload, {
    "a key in a variable": withItem(env, { name: "SIGNER", value: key }),
    "a password in a variable": withItem(env, { name: "DB_PASSWORD", value: "tr0ub4dor" }),
    "a key in an argument": withItem("spec.template.spec.containers[1].args", `--private-key=${key}`),
  }),
  ...mutants("k8s-sa-token-off", account, {
    "a token": flip("automountServiceAccountToken"),
    "nothing said": drop("automountServiceAccountToken"),
  }),
  ...made("k8s-no-default-sa", `${rbac}:RoleBinding`, {
    "rights of the default account": bound("view", "default"),
    "rights of all accounts": bound("view", "system:serviceaccounts", "Group"),
  }),
  ...made("k8s-rbac-no-wildcard", `${rbac}:Role`, {
    "every part of a resource": rule({ resources: ["*/scale"] }),
    "every group": rule({ apiGroups: ["*"] }),
    "every path": rule({ nonResourceURLs: ["*"] }),
  }),
  ...made("k8s-rbac-no-escalate", `${rbac}:ClusterRole`, {
    "to bind": rule({ verbs: ["bind"] }),
    "to escalate": rule({ verbs: ["escalate"] }),
    "to impersonate": rule({ verbs: ["impersonate"] }),
    "to read all secrets": rule({ resources: ["secrets"] }),
    "to list all secrets": rule({ resources: ["secrets"], verbs: ["list"] }),
    "to make pods": rule({ resources: ["pods"], verbs: ["create"] }),
  }),
  ...made("k8s-no-cluster-admin", `${rbac}:ClusterRoleBinding`, { everything: bound("cluster-admin", "op-rpc") }),
  ...mutants("k8s-no-public-lb", service, { "a load balancer of its own": set("spec.type", "LoadBalancer") }),
];
