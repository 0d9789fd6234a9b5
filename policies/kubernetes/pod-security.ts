import { holdsAll, isAbsent, isNotTrue, isOneOf, isTrue, notKnownYet } from "../assessment/expectations";
import { type ResourcePolicy, resourcePolicy } from "../assessment/policy";
import type { Item, Resource } from "../assessment/resource";
import { type Located, locate } from "../assessment/value";
import { pass, type Verdict, violation } from "../assessment/verdict";
import { containersOf, effective, podAt, podItems, podTypes } from "./pods";

/** The restricted Pod Security Standard, control by control: which of them a pod breaks is then told by the id. */
type Rule = Pick<ResourcePolicy, "id" | "title" | "rationale" | "remedy" | "severity"> & {
  readonly control: string;
  readonly cisEks?: readonly string[];
  readonly check: (workload: Resource) => readonly Verdict[];
};

function podRule({ control, cisEks, check, ...rule }: Rule): ResourcePolicy {
  return resourcePolicy({ ...rule, controls: { pss: [control], ...(cisEks && { cisEks }) }, types: podTypes, check });
}

const eachContainer = (judge: (container: Item, workload: Resource) => Verdict) => (workload: Resource) =>
  containersOf(workload).map((container) => judge(container, workload));

const allowed = (setting: Located, values: readonly string[]): Verdict =>
  setting.value.kind === "absent" ? pass : isOneOf(setting, values);

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
        elementsOf(container.at("ports")).map(({ path, value }) => {
          if (value.kind !== "known") return value.kind === "unknown" ? notKnownYet(path) : pass;
          const [port] = locate(value.value, "hostPort");
          return port ? allowed({ path: `${path}.hostPort`, value: port.value }, ["0"]) : pass;
        }),
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
    check: eachContainer((container, workload) => isTrue(effective(workload, container, "runAsNonRoot"))),
  }),
  podRule({
    id: "k8s-pss-run-as-user",
    title: "Neither a pod nor a container names root as its user",
    severity: "high",
    rationale: "the kubelet refuses such a pod only when it starts, on the node that should take over",
    remedy: "set securityContext.runAsUser to a number other than 0",
    control: "Running as Non-root user",
    check: eachContainer((container, workload) => {
      const { path, value } = effective(workload, container, "runAsUser");
      if (value.kind === "unknown") return notKnownYet(path);
      const isRoot = value.kind === "known" && Number(value.value) === 0;
      return isRoot ? violation(`${path} is 0`, `${path}: another number, or left out`) : pass;
    }),
  }),
  podRule({
    id: "k8s-pss-seccomp",
    title: "Every container runs under a seccomp profile",
    severity: "medium",
    rationale: "without one every system call of the kernel is there to be attacked",
    remedy: "set securityContext.seccompProfile.type to RuntimeDefault, on the pod or on each container",
    control: "Seccomp",
    check: eachContainer((container, workload) =>
      isOneOf(effective(workload, container, "seccompProfile.type"), ["RuntimeDefault", "Localhost"]),
    ),
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

/** The elements of a list within an item; one unknown for a list that is unknown as a whole. */
function elementsOf({ path, value }: Located): readonly Located[] {
  if (value.kind !== "known") return value.kind === "unknown" ? [{ path, value }] : [];
  return locate({ list: value.value }, "list[]").map((element) => ({
    path: element.path.replace(/^list/, path),
    value: element.value,
  }));
}
