import { both, drop, flip, set, withItem } from "../edits";
import { type Mutant, mutants, one } from "../mutant";

const workload = one("kubernetes:apps/v1:StatefulSet");

const pod = "spec.template.spec";
const container = `${pod}.containers[1]`;
const initial = `${pod}.initContainers[0]`;
const context = `${container}.securityContext`;
const image = "us-docker.pkg.dev/oplabs-tools-artifacts/images/op-node";
const digest = `sha256:${"3652c0fa".repeat(8)}`;
const appArmor = "container.apparmor.security.beta.kubernetes.io/op-node";

export const podMutants: readonly Mutant[] = [
  ...mutants("k8s-pss-host-process", workload, {
    "a process of the node": set(`${context}.windowsOptions`, { hostProcess: true }),
    "all of the pod": set(`${pod}.securityContext.windowsOptions.hostProcess`, true),
    "at first": set(`${initial}.securityContext.windowsOptions.hostProcess`, true),
  }),
  ...mutants("k8s-pss-host-probes", workload, {
    "a probe of a neighbour": set(`${container}.livenessProbe.httpGet.host`, "10.0.0.1"),
    "readiness of a neighbour": set(`${container}.readinessProbe.tcpSocket`, { host: "10.0.0.1", port: 80 }),
    "a call on leaving": set(`${container}.lifecycle.preStop.httpGet`, { host: "10.0.0.1", port: 80 }),
  }),
  ...mutants("k8s-pss-app-armor", workload, {
    unconfined: set(`${context}.appArmorProfile`, { type: "Unconfined" }),
    "all of the pod": set(`${pod}.securityContext.appArmorProfile.type`, "Unconfined"),
    "by annotation": set("spec.template.metadata.annotations", { [appArmor]: "unconfined" }),
  }),
  ...mutants("k8s-pss-selinux", workload, {
    "another type": set(`${context}.seLinuxOptions.type`, "spc_t"),
    "a user": set(`${pod}.securityContext.seLinuxOptions.user`, "system_u"),
    "a role": set(`${initial}.securityContext.seLinuxOptions.role`, "system_r"),
  }),
  ...mutants("k8s-pss-sysctls", workload, {
    "a parameter of the node": set(`${pod}.securityContext.sysctls`, [{ name: "kernel.msgmax", value: "65536" }]),
  }),
  ...mutants("k8s-pss-volume-types", workload, {
    "a file server": withItem(`${pod}.volumes`, { name: "files", nfs: { server: "10.0.0.1", path: "/" } }),
    "no type": withItem(`${pod}.volumes`, { name: "nothing" }),
  }),
  ...mutants("k8s-readonly-rootfs", workload, {
    writable: flip(`${context}.readOnlyRootFilesystem`),
    "nothing said": drop(`${context}.readOnlyRootFilesystem`),
    "writable at first": flip(`${initial}.securityContext.readOnlyRootFilesystem`),
  }),
  ...mutants("k8s-limits", workload, {
    "no CPU asked for": drop(`${container}.resources.requests.cpu`),
    "no memory asked for": drop(`${container}.resources.requests.memory`),
    "no limit of CPU": drop(`${container}.resources.limits.cpu`),
    "no limit of memory": drop(`${container}.resources.limits.memory`),
    "no limit of the disk": drop(`${container}.resources.limits.ephemeral-storage`),
    "a limit of nothing": set(`${container}.resources.limits.memory`, "0"),
    "no limit at first": drop(`${initial}.resources.limits.memory`),
  }),
  ...mutants("k8s-image-digest", workload, {
    "a tag": set(`${container}.image`, `${image}:v1.19.2`),
    "half a digest": set(`${container}.image`, `${image}@${digest.slice(0, 40)}`),
    "a tag at first": set(`${initial}.image`, `${image}:v1.19.2`),
  }),
  ...mutants("k8s-registry-allowlist", workload, {
    "another registry": set(`${container}.image`, `ghcr.io/paradigmxyz/op-node@${digest}`),
    "Docker Hub": set(`${initial}.image`, `busybox@${digest}`),
    "a neighbour": set(`${container}.image`, `us-docker.pkg.dev/oplabs-tools-artifacts/images2/op-node@${digest}`),
  }),
  ...mutants("k8s-probes", workload, {
    "nobody asks whether it lives": drop(`${container}.livenessProbe`),
    "nobody asks whether it is ready": drop(`${container}.readinessProbe`),
  }),
  ...mutants("k8s-sa-token-off", workload, {
    "a token": flip(`${pod}.automountServiceAccountToken`),
    "nothing said": drop(`${pod}.automountServiceAccountToken`),
  }),
  ...mutants("k8s-no-default-sa", workload, {
    "the default account": set(`${pod}.serviceAccountName`, "default"),
    // The API server repeats it under its older name.
    "no account": both(drop(`${pod}.serviceAccountName`), drop(`${pod}.serviceAccount`)),
  }),
];
