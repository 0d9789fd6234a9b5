import { holdsAll, isAbsent, isNotTrue, isOneOf, notKnownYet } from "../assessment/expectations";
import type { ResourcePolicy } from "../assessment/policy";
import type { Located } from "../assessment/value";
import { pass, type Verdict, violation } from "../assessment/verdict";
import { allowed, demanded, eachContainer, onPodAndContainers, podRule } from "./pod-rule";
import { containersOf, elementsOf, itemsOf, podAt, podItems } from "./pods";

/**
 * The restricted Pod Security Standard, control by control: which of them a pod breaks is then told by the id. What it
 * takes over from the baseline, and its types of volumes, are in `pod-baseline.ts`.
 */
export const podSecurityPolicies: readonly ResourcePolicy[] = [
  podRule({
    id: "k8s-pss-privileged",
    title: "No container is privileged",
    severity: "critical",
    rationale: "a privileged container is root on its node, and so reads the secrets of every pod there",
    remedy: "leave securityContext.privileged out",
    control: "Privileged Containers",
    cisEks: ["4.2.1"],
    check: eachContainer((container) => isNotTrue(container.at("securityContext.privileged"))),
  }),
  podRule({
    id: "k8s-pss-host-namespaces",
    title: "No pod shares its node's network, processes or memory",
    severity: "high",
    rationale: "it would see its neighbours' traffic and processes, past every network policy",
    remedy: "leave hostNetwork, hostPID and hostIPC out",
    control: "Host Namespaces",
    cisEks: ["4.2.2", "4.2.3", "4.2.4"],
    check: (workload) => ["hostNetwork", "hostPID", "hostIPC"].map((flag) => isNotTrue(podAt(workload, flag))),
  }),
  podRule({
    id: "k8s-pss-host-path",
    title: "No pod mounts a path of its node",
    severity: "high",
    rationale: "the node's credentials and every other pod's files lie there",
    remedy: "use an emptyDir or a PersistentVolumeClaim",
    control: "HostPath Volumes",
    check: (workload) => podItems(workload, "volumes").map((volume) => isAbsent(volume.at("hostPath"))),
  }),
  podRule({
    id: "k8s-pss-host-ports",
    title: "No container listens on a port of its node",
    severity: "medium",
    rationale: "such a port is reached past the Service and its network policy",
    remedy: "leave hostPort out and reach the pod through a Service",
    control: "Host Ports",
    check: (workload) =>
      containersOf(workload).flatMap((container) =>
        itemsOf(container.at("ports")).map((port) => allowed(port.at("hostPort"), ["0"])),
      ),
  }),
  podRule({
    id: "k8s-pss-proc-mount",
    title: "Every container sees the masked /proc",
    severity: "medium",
    rationale: "an unmasked one lets a container read and change what belongs to the kernel",
    remedy: "leave securityContext.procMount out",
    control: "/proc Mount Type",
    check: eachContainer((container) => allowed(container.at("securityContext.procMount"), ["Default"])),
  }),
  podRule({
    id: "k8s-pss-escalation",
    title: "No process of a container can gain more rights than it started with",
    severity: "high",
    rationale: "a setuid program in the image would make root of whoever breaks in",
    remedy: "set securityContext.allowPrivilegeEscalation to false",
    control: "Privilege Escalation",
    cisEks: ["4.2.5"],
    check: eachContainer((container) => isOneOf(container.at("securityContext.allowPrivilegeEscalation"), ["false"])),
  }),
  podRule({
    id: "k8s-pss-run-as-non-root",
    title: "Every container has to run as another user than root",
    severity: "high",
    rationale: "root in a container is one kernel defect away from root on the node",
    remedy: "set securityContext.runAsNonRoot to true, on the pod or on each container",
    control: "Running as Non-root",
    check: (workload) => demanded(workload, "runAsNonRoot", ["true"]),
  }),
  podRule({
    id: "k8s-pss-run-as-user",
    title: "Neither a pod nor a container names root as its user",
    severity: "high",
    rationale: "the kubelet refuses such a pod only when it starts, on the node that should take over",
    remedy: "set securityContext.runAsUser to a number other than 0",
    control: "Running as Non-root user",
    check: (workload) => onPodAndContainers(workload, "runAsUser").map(isNotRoot),
  }),
  podRule({
    id: "k8s-pss-seccomp",
    title: "Every container runs under a seccomp profile",
    severity: "medium",
    rationale: "without one every system call of the kernel is there to be attacked",
    remedy: "set securityContext.seccompProfile.type to RuntimeDefault, on the pod or on each container",
    control: "Seccomp",
    check: (workload) => demanded(workload, "seccompProfile.type", ["RuntimeDefault", "Localhost"]),
  }),
  podRule({
    id: "k8s-pss-capabilities",
    title: "Every container drops all capabilities and adds none but NET_BIND_SERVICE",
    severity: "high",
    rationale: "each of them is a part of what root may do",
    remedy: "set securityContext.capabilities.drop to ALL",
    control: "Capabilities",
    check: (workload) =>
      containersOf(workload).flatMap((container) => {
        const drop = container.at("securityContext.capabilities.drop");
        const added = elementsOf(container.at("securityContext.capabilities.add"));
        return [
          holdsAll(elementsOf(drop), drop.path, ["ALL"]),
          ...added.map((capability) => isOneOf(capability, ["NET_BIND_SERVICE"])),
        ];
      }),
  }),
];

function isNotRoot({ path, value }: Located): Verdict {
  if (value.kind === "unknown") return notKnownYet(path);
  const isRoot = value.kind === "known" && Number(value.value) === 0;
  return isRoot ? violation(`${path} is 0`, `${path}: another number, or left out`) : pass;
}
