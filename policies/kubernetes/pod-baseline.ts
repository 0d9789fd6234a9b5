import { isNotTrue, isOneOf, notKnownYet } from "../assessment/expectations";
import type { ResourcePolicy } from "../assessment/policy";
import type { Item, Resource } from "../assessment/resource";
import type { Located } from "../assessment/value";
import { pass, type Verdict, violation } from "../assessment/verdict";
import { allowed, onPodAndContainers, podRule } from "./pod-rule";
import { containersOf, elementsOf, podAt, podItems, podMetadataAt } from "./pods";

// Pod Security Standards of Kubernetes 1.34, https://kubernetes.io/docs/concepts/security/pod-security-standards/

const safeSysctls = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.ping_group_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
];

const selinuxTypes = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

const volumeTypes = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

const appArmorAnnotation = "container.apparmor.security.beta.kubernetes.io/";

const probes = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"];

export const podBaselinePolicies: readonly ResourcePolicy[] = [
  podRule({
    id: "k8s-pss-host-process",
    title: "No container is a process of a Windows node",
    severity: "critical",
    rationale: "such a container has every right on its node, as a privileged one has on Linux",
    remedy: "leave securityContext.windowsOptions.hostProcess out",
    control: "HostProcess",
    check: (workload) => onPodAndContainers(workload, "windowsOptions.hostProcess").map(isNotTrue),
  }),
  podRule({
    id: "k8s-pss-host-probes",
    title: "Probes and lifecycle hooks reach their own pod and no other host",
    severity: "medium",
    rationale: "the kubelet sends them from the node, past every network policy, to whatever host they name",
    remedy: "leave host out of httpGet and tcpSocket",
    control: "Host Probes / Lifecycle Hooks",
    check: (workload) => containersOf(workload).flatMap(hostVerdicts),
  }),
  podRule({
    id: "k8s-pss-app-armor",
    title: "No container leaves its AppArmor profile",
    severity: "medium",
    rationale: "without it a process that breaks out of the image finds no further wall on hosts with AppArmor",
    remedy: "leave securityContext.appArmorProfile and the annotation out, or say RuntimeDefault",
    control: "AppArmor",
    check: (workload) => [
      ...onPodAndContainers(workload, "appArmorProfile.type").map((type) =>
        allowed(type, ["RuntimeDefault", "Localhost"]),
      ),
      ...annotatedProfiles(workload),
    ],
  }),
  podRule({
    id: "k8s-pss-selinux",
    title: "No container has an SELinux label other than those for containers",
    severity: "medium",
    rationale: "with another type, user or role it reads what the label keeps from containers",
    remedy: "leave seLinuxOptions.user and role out, and let type be container_t",
    control: "SELinux",
    check: (workload) => [
      ...onPodAndContainers(workload, "seLinuxOptions.type").map((type) => allowed(type, selinuxTypes)),
      ...["user", "role"].flatMap((part) => onPodAndContainers(workload, `seLinuxOptions.${part}`)).map(isLeftOut),
    ],
  }),
  podRule({
    id: "k8s-pss-sysctls",
    title: "A pod sets only kernel parameters that are its own",
    severity: "medium",
    rationale: "others turn off protections or change the node for every pod on it",
    remedy: "leave the parameter out of securityContext.sysctls, or set it on the machine image",
    control: "Sysctls",
    check: (workload) =>
      podItems(workload, "securityContext.sysctls").map((sysctl) => isOneOf(sysctl.at("name"), safeSysctls)),
  }),
  podRule({
    id: "k8s-pss-volume-types",
    title: "A pod mounts only volumes of the types that the cluster controls",
    severity: "medium",
    rationale: "the others reach disks and servers that no storage class, key or quota of ours covers",
    remedy: "use a PersistentVolumeClaim, a configMap, a secret or an emptyDir",
    control: "Volume Types",
    check: (workload) => elementsOf(podAt(workload, "volumes")).map(isOfAllowedType),
  }),
];

function isLeftOut({ path, value }: Located): Verdict {
  if (value.kind === "unknown") return notKnownYet(path);
  if (value.kind === "absent" || value.value === "") return pass;
  return violation(`${path} is ${value.value}`, `${path} left out`);
}

function hostVerdicts(container: Item): readonly Verdict[] {
  return probes.flatMap((probe) =>
    ["httpGet", "tcpSocket"].map((handler) => isLeftOut(container.at(`${probe}.${handler}.host`))),
  );
}

/** The older way to name a profile, on the pod and once for each container. */
function annotatedProfiles(workload: Resource): readonly Verdict[] {
  const { path, value } = podMetadataAt(workload, "annotations");
  if (value.kind !== "known") return value.kind === "unknown" ? [notKnownYet(path)] : [];
  return Object.keys(Object(value.value))
    .filter((name) => name.startsWith(appArmorAnnotation))
    .map((name) => {
      const profile = workload.at([...path.split("."), name]);
      const isLocal = profile.value.kind === "known" && String(profile.value.value).startsWith("localhost/");
      return isLocal ? pass : isOneOf(profile, ["runtime/default"]);
    });
}

function isOfAllowedType({ path, value }: Located): Verdict {
  if (value.kind === "unknown") return notKnownYet(path);
  const fields = value.kind === "known" ? Object.entries(Object(value.value)) : [];
  const types = fields.filter(([name, source]) => name !== "name" && source !== undefined && source !== null);
  if (types.some(([type]) => volumeTypes.includes(type))) return pass;
  const found = types.map(([type]) => type).join(", ") || "no type";
  return violation(`${path} is of ${found}`, `${path}: ${volumeTypes.join(" or ")}`);
}
