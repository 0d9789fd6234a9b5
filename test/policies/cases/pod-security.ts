import type { PolicyCases } from "../case";
import { type Described, unknown } from "../engine-stub";

const hardened = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};
const container = (securityContext: object = {}, rest: object = {}) => ({
  name: "node",
  securityContext: { ...hardened, ...securityContext },
  ...rest,
});
type Spec = Readonly<Record<string, unknown>>;
const object = (type: string, spec: Spec): Described => ({
  type: `kubernetes:${type}`,
  name: "node",
  inputs: { metadata: { namespace: "jeju" }, spec },
});
const templated = (type: string) => (spec: Spec) => object(type, { template: { spec } });
const kinds: readonly ((spec: Spec) => Described)[] = [
  (spec) => object("core/v1:Pod", spec),
  templated("apps/v1:Deployment"),
  templated("apps/v1:StatefulSet"),
  templated("apps/v1:DaemonSet"),
  templated("batch/v1:Job"),
  (spec) => object("batch/v1:CronJob", { jobTemplate: { spec: { template: { spec } } } }),
];
const lists = ["containers", "initContainers", "ephemeralContainers"] as const;
const [pod = templated("")] = kinds;

/** A container's rule, tried in each of these kinds of workload and in every list of containers. */
function containerCases(
  policy: string,
  bad: Record<string, object>,
  found: RegExp,
  open: object,
  tried: typeof kinds = [pod],
): PolicyCases {
  const everywhere = (securityContext: object) =>
    tried.flatMap((kind) =>
      lists.map((list) => kind({ containers: [container()], [list]: [container(securityContext)] })),
    );
  return {
    policy,
    good: { "a hardened container in each kind": kinds.map((kind) => kind({ containers: [container()] })) },
    bad: Object.fromEntries(
      Object.entries(bad).flatMap(([name, securityContext]) =>
        everywhere(securityContext).map((resource, index) => [
          `${name} (${resource.type}, ${lists[index % lists.length]})`,
          { resources: [resource], found },
        ]),
      ),
    ),
    unknown: {
      "a setting that another resource computes": [pod({ containers: [container(open)] })],
      "containers that another resource computes": [pod({ containers: unknown })],
    },
  };
}

/** A pod's own rule. */
function podCases(policy: string, bad: Record<string, Spec>, found: RegExp, open: Spec): PolicyCases {
  const withContainer = (spec: Spec) => pod({ containers: [container()], ...spec });
  return {
    policy,
    good: { "a pod that says nothing": [withContainer({})] },
    bad: Object.fromEntries(
      Object.entries(bad).map(([name, spec]) => [name, { resources: [withContainer(spec)], found }]),
    ),
    unknown: { "a setting that another resource computes": [withContainer(open)] },
  };
}

export const podSecurityCases: readonly PolicyCases[] = [
  // All rules find containers by the same function, so one of them is enough to try it in every kind.
  containerCases(
    "k8s-pss-privileged",
    { "root on the node": { privileged: true } },
    /privileged is true/,
    { privileged: unknown },
    kinds,
  ),
  podCases(
    "k8s-pss-host-namespaces",
    { network: { hostNetwork: true }, processes: { hostPID: true }, memory: { hostIPC: true } },
    /host(Network|PID|IPC) is true/,
    { hostPID: unknown },
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
  podCases(
    "k8s-pss-host-ports",
    { "a port of the node": { containers: [container({}, { ports: [{ containerPort: 1, hostPort: 80 }] })] } },
    /ports\[0\]\.hostPort is 80/,
    { containers: [container({}, { ports: unknown })] },
  ),
  containerCases("k8s-pss-proc-mount", { unmasked: { procMount: "Unmasked" } }, /procMount is Unmasked/, {
    procMount: unknown,
  }),
  containerCases(
    "k8s-pss-escalation",
    { allowed: { allowPrivilegeEscalation: true }, unsaid: { allowPrivilegeEscalation: undefined } },
    /allowPrivilegeEscalation is (true|not set)/,
    { allowPrivilegeEscalation: unknown },
  ),
  containerCases(
    "k8s-pss-run-as-non-root",
    { refused: { runAsNonRoot: false }, unsaid: { runAsNonRoot: undefined } },
    /runAsNonRoot is (false|not set)/,
    { runAsNonRoot: unknown },
  ),
  containerCases("k8s-pss-run-as-user", { root: { runAsUser: 0 } }, /runAsUser is 0/, { runAsUser: unknown }),
  containerCases(
    "k8s-pss-seccomp",
    { unconfined: { seccompProfile: { type: "Unconfined" } }, unsaid: { seccompProfile: undefined } },
    /seccompProfile\.type is (Unconfined|not set)/,
    { seccompProfile: { type: unknown } },
  ),
  containerCases(
    "k8s-pss-capabilities",
    { kept: { capabilities: { drop: ["CHOWN"] } }, added: { capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] } } },
    /drop lacks ALL|add\[0\] is SYS_ADMIN/,
    { capabilities: { drop: unknown } },
  ),
];
