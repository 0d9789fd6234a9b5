import { beside, drop, flip, gone, on, set, withItem } from "../edits";
import { added, type Mutant, mutants, one } from "../mutant";

const workload = one("kubernetes:apps/v1:StatefulSet");
const budget = one("kubernetes:policy/v1:PodDisruptionBudget");
const storageClass = one("kubernetes:storage.k8s.io/v1:StorageClass");
const release = added("kubernetes:helm.sh/v3:Release", "opaque");

const pod = "spec.template.spec";
const container = `${pod}.containers[1]`;
const initial = `${pod}.initContainers[0]`;
const context = `${container}.securityContext`;

export const kubernetesMutants: readonly Mutant[] = [
  ...mutants(
    "k8s-helm-opaque",
    workload,
    { "a release": beside("kubernetes:helm.sh/v3:Release", "opaque", {}) },
    { at: release },
  ),
  ...mutants("k8s-storage-encrypted", storageClass, {
    "in clear": flip("parameters.encrypted"),
    "another driver": set("provisioner", "kubernetes.io/aws-ebs"),
  }),
  ...mutants(
    "k8s-storage-encrypted",
    storageClass,
    { "no key": drop("parameters.kmsKeyId") },
    { settled: "written all the same" },
  ),
  ...mutants("k8s-spread-zone", workload, {
    "as the scheduler likes": set(`${pod}.topologySpreadConstraints[0].whenUnsatisfiable`, "ScheduleAnyway"),
    "over machines only": set(`${pod}.topologySpreadConstraints[0].topologyKey`, "kubernetes.io/hostname"),
    "not said": drop(`${pod}.topologySpreadConstraints`),
  }),
  ...mutants("k8s-pdb", workload, {
    "no budget": on(budget, gone),
    "a budget of others": on(budget, set("spec.selector", { matchLabels: { "app.kubernetes.io/name": "other" } })),
    "a budget in another namespace": on(budget, set("metadata.namespace", "other")),
    "a budget that allows none": on(budget, set("spec.maxUnavailable", 0)),
  }),
  ...mutants("k8s-pss-privileged", workload, {
    privileged: set(`${context}.privileged`, true),
    "privileged at first": set(`${initial}.securityContext.privileged`, true),
  }),
  ...mutants("k8s-pss-host-namespaces", workload, {
    network: set(`${pod}.hostNetwork`, true),
    processes: set(`${pod}.hostPID`, true),
    memory: set(`${pod}.hostIPC`, true),
  }),
  ...mutants(
    "k8s-pss-host-path",
    workload,
    { "a path of the node": withItem(`${pod}.volumes`, { name: "root", hostPath: { path: "/" } }) },
    // The restricted standard lists the types that may be, and this is none of them.
    { also: [["k8s-pss-volume-types", workload]] },
  ),
  ...mutants("k8s-pss-host-ports", workload, { "a port of the node": set(`${container}.ports[0].hostPort`, 9545) }),
  ...mutants("k8s-pss-proc-mount", workload, { unmasked: set(`${context}.procMount`, "Unmasked") }),
  ...mutants("k8s-pss-escalation", workload, {
    allowed: flip(`${context}.allowPrivilegeEscalation`),
    "nothing said": drop(`${context}.allowPrivilegeEscalation`),
    "nothing said at first": drop(`${initial}.securityContext.allowPrivilegeEscalation`),
  }),
  ...mutants("k8s-pss-run-as-non-root", workload, {
    "root allowed": flip(`${pod}.securityContext.runAsNonRoot`),
    "nothing said": drop(`${pod}.securityContext.runAsNonRoot`),
    "one container may": set(`${context}.runAsNonRoot`, false),
  }),
  ...mutants("k8s-pss-run-as-user", workload, {
    "root by number": set(`${pod}.securityContext.runAsUser`, 0),
    "one container": set(`${context}.runAsUser`, 0),
  }),
  ...mutants("k8s-pss-seccomp", workload, {
    unconfined: set(`${pod}.securityContext.seccompProfile.type`, "Unconfined"),
    "nothing said": drop(`${pod}.securityContext.seccompProfile`),
  }),
  ...mutants("k8s-pss-capabilities", workload, {
    "one is added": set(`${context}.capabilities.add`, ["NET_ADMIN"]),
    "none is dropped": drop(`${context}.capabilities`),
    "only some are dropped": set(`${context}.capabilities.drop`, ["NET_RAW"]),
  }),
];
