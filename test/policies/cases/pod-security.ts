import type { PolicyCases } from "../case";
import { unknown } from "../engine-stub";
import { container, containerCases, kinds, pod, podCases, security, together } from "./pods";

/** A setting of the pod for all of its containers, which say nothing themselves. */
const fromPod = (securityContext: object, own: Record<string, unknown>) => ({
  securityContext,
  containers: [container(security(own))],
});

export const podSecurityCases: readonly PolicyCases[] = [
  containerCases(
    "k8s-pss-privileged",
    { "root on the node": security({ privileged: true }) },
    /securityContext\.privileged is true/,
    security({ privileged: unknown }),
    { kinds },
  ),
  podCases(
    "k8s-pss-host-namespaces",
    { network: { hostNetwork: true }, processes: { hostPID: true }, memory: { hostIPC: true } },
    /spec\.host(Network|PID|IPC) is true/,
    { hostPID: unknown },
    { "a pod that says no": { hostNetwork: false, hostPID: false, hostIPC: false } },
  ),
  podCases(
    "k8s-pss-host-path",
    {
      "the node's disk": {
        volumes: [
          { name: "tmp", emptyDir: {} },
          { name: "disk", hostPath: { path: "/" } },
        ],
      },
    },
    /volumes\[1\]\.hostPath is set/,
    { volumes: unknown },
  ),
  together(
    containerCases(
      "k8s-pss-host-ports",
      { "a port of the node": { ports: [{ containerPort: 2 }, { containerPort: 1, hostPort: 1 }] } },
      /ports\[1\]\.hostPort is 1/,
      { ports: unknown },
    ),
    podCases(
      "k8s-pss-host-ports",
      {},
      /./,
      { containers: [container({ ports: [{ hostPort: unknown }] })] },
      {
        "no port of the node": { containers: [container({ ports: [{ containerPort: 1, hostPort: 0 }] })] },
      },
    ),
  ),
  containerCases(
    "k8s-pss-proc-mount",
    { unmasked: security({ procMount: "Unmasked" }) },
    /securityContext\.procMount is Unmasked/,
    security({ procMount: unknown }),
  ),
  containerCases(
    "k8s-pss-escalation",
    {
      allowed: security({ allowPrivilegeEscalation: true }),
      unsaid: security({ allowPrivilegeEscalation: undefined }),
    },
    /securityContext\.allowPrivilegeEscalation is (true|not set)/,
    security({ allowPrivilegeEscalation: unknown }),
  ),
  together(
    containerCases(
      "k8s-pss-run-as-non-root",
      { refused: security({ runAsNonRoot: false }), unsaid: security({ runAsNonRoot: undefined }) },
      /securityContext\.runAsNonRoot is (false|not set)/,
      security({ runAsNonRoot: unknown }),
    ),
    podCases(
      "k8s-pss-run-as-non-root",
      {
        "a pod that refuses for its containers": fromPod({ runAsNonRoot: false }, { runAsNonRoot: undefined }),
        "a pod that refuses and whose containers do not": fromPod({ runAsNonRoot: false }, {}),
      },
      /spec\.securityContext\.runAsNonRoot is false/,
      fromPod({ runAsNonRoot: unknown }, { runAsNonRoot: undefined }),
      { "a pod that says it for its containers": fromPod({ runAsNonRoot: true }, { runAsNonRoot: undefined }) },
    ),
  ),
  together(
    containerCases(
      "k8s-pss-run-as-user",
      { root: security({ runAsUser: 0 }) },
      /securityContext\.runAsUser is 0/,
      security({ runAsUser: unknown }),
    ),
    podCases(
      "k8s-pss-run-as-user",
      {
        "a pod of root's": { securityContext: { runAsUser: 0 } },
        "a pod of root's whose containers are another's": fromPod({ runAsUser: 0 }, { runAsUser: 1 }),
      },
      /spec\.securityContext\.runAsUser is 0/,
      { securityContext: { runAsUser: unknown } },
      { "the first user that is not root": fromPod({ runAsUser: 1 }, { runAsUser: 1 }) },
    ),
  ),
  together(
    containerCases(
      "k8s-pss-seccomp",
      {
        unconfined: security({ seccompProfile: { type: "Unconfined" } }),
        unsaid: security({ seccompProfile: undefined }),
      },
      /securityContext\.seccompProfile\.type is (Unconfined|not set)/,
      security({ seccompProfile: { type: unknown } }),
    ),
    podCases(
      "k8s-pss-seccomp",
      {
        "an unconfined pod whose containers are not": fromPod({ seccompProfile: { type: "Unconfined" } }, {}),
        "an unconfined pod": fromPod({ seccompProfile: { type: "Unconfined" } }, { seccompProfile: undefined }),
      },
      /spec\.securityContext\.seccompProfile\.type is Unconfined/,
      fromPod({ seccompProfile: unknown }, { seccompProfile: undefined }),
      {
        "a profile of the pod": fromPod({ seccompProfile: { type: "RuntimeDefault" } }, { seccompProfile: undefined }),
        "a profile of the node": fromPod({}, { seccompProfile: { type: "Localhost", localhostProfile: "node.json" } }),
      },
    ),
  ),
  together(
    containerCases(
      "k8s-pss-capabilities",
      {
        kept: security({ capabilities: { drop: ["CHOWN"] } }),
        unsaid: security({ capabilities: undefined }),
        added: security({ capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] } }),
        "added beside what may be": security({ capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE", "CHOWN"] } }),
      },
      /securityContext\.capabilities\.(drop lacks ALL|add\[0\] is SYS_ADMIN|add\[1\] is CHOWN)/,
      security({ capabilities: { drop: unknown } }),
    ),
    {
      policy: "k8s-pss-capabilities",
      good: {
        "a low port": [
          pod({ containers: [container(security({ capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } }))] }),
        ],
      },
      bad: {},
      unknown: {
        "additions that another resource computes": [
          pod({ containers: [container(security({ capabilities: { drop: ["ALL"], add: unknown } }))] }),
        ],
      },
    },
  ),
];
