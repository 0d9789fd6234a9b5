import type { PolicyCases } from "../case";
import { type Described, unknown } from "../engine-stub";

export type Fields = Readonly<Record<string, unknown>>;

export function object(type: string, name: string, inputs: Fields): Described {
  return { type: `kubernetes:${type}`, name, inputs };
}

const hardened = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};

/** A container's security context that no policy minds, with changes. */
export const security = (changes: Fields = {}) => ({ securityContext: { ...hardened, ...changes } });

export const image = `us-docker.pkg.dev/oplabs-tools-artifacts/images/op-node:v1.19.2@sha256:${"3652c0fa".repeat(8)}`;
const probe = { httpGet: { path: "/healthz", port: 9545 } };

/** A container that no policy minds, with changes. */
export const container = (changes: Fields = {}) => ({
  name: "node",
  image,
  ...security(),
  livenessProbe: probe,
  readinessProbe: probe,
  resources: {
    requests: { cpu: "1", memory: "1Gi" },
    limits: { cpu: "2", memory: "2Gi", "ephemeral-storage": "1Gi" },
  },
  ...changes,
});

/** What the API server asks of a debugging container is less: it has neither probes nor resources. */
export const ephemeralContainer = { name: "debug", image, ...security() };

const metadata = { name: "node", namespace: "jeju" };
const templateMetadata = (spec: Fields) => ("annotations" in spec ? { annotations: spec.annotations } : {});

/** `annotations` stands beside the specification of the pod and goes where the kind keeps those of its pods. */
function withoutAnnotations({ annotations, ...spec }: Fields): Fields {
  return spec;
}

export const templated =
  (type: string, beside: Fields = {}) =>
  (spec: Fields): Described =>
    object(type, "node", {
      metadata,
      spec: { ...beside, template: { metadata: templateMetadata(spec), spec: withoutAnnotations(spec) } },
    });

export const pod = (spec: Fields): Described =>
  object("core/v1:Pod", "node", {
    metadata: { ...metadata, ...templateMetadata(spec) },
    spec: withoutAnnotations(spec),
  });

export const job = templated("batch/v1:Job");

export const cronJob = (spec: Fields): Described =>
  object("batch/v1:CronJob", "node", {
    metadata,
    spec: { jobTemplate: { spec: { template: { metadata: templateMetadata(spec), spec: withoutAnnotations(spec) } } } },
  });

export type Kind = (spec: Fields) => Described;

/** Every kind that makes pods. */
export const kinds: readonly Kind[] = [
  pod,
  templated("apps/v1:Deployment", { replicas: 2 }),
  templated("apps/v1:StatefulSet", { replicas: 2 }),
  templated("apps/v1:DaemonSet"),
  templated("apps/v1:ReplicaSet", { replicas: 2 }),
  templated("core/v1:ReplicationController", { replicas: 2 }),
  job,
  cronJob,
];

export const lists = ["containers", "initContainers", "ephemeralContainers"] as const;

interface Tried {
  /** Default: a pod. Policies find pods by the same function, so one of them is enough to try it in every kind. */
  readonly kinds?: readonly Kind[];
  /** Default: all of them. */
  readonly lists?: readonly (typeof lists)[number][];
}

/** A container's rule, tried in every list of containers. */
export function containerCases(
  policy: string,
  bad: Readonly<Record<string, Fields>>,
  found: RegExp,
  open: Fields,
  tried: Tried = {},
): PolicyCases {
  const everywhere = (changes: Fields) =>
    (tried.kinds ?? [pod]).flatMap((kind) =>
      (tried.lists ?? lists).map((list) => {
        const resource = kind({ containers: [container()], [list]: [container(changes)] });
        return [`${resource.type}, ${list}`, resource, new RegExp(`${list}\\[0\\]\\.(${found.source})`)] as const;
      }),
    );
  return {
    policy,
    good: Object.fromEntries(
      kinds.map((kind) => {
        const [prepares, debugs] = [[container()], [ephemeralContainer]];
        const resource = kind({ containers: [container()], initContainers: prepares, ephemeralContainers: debugs });
        return [`a hardened container (${resource.type})`, [resource]];
      }),
    ),
    bad: Object.fromEntries(
      Object.entries(bad).flatMap(([name, changes]) =>
        everywhere(changes).map(([where, resource, message]) => [
          `${name} (${where})`,
          { resources: [resource], found: message },
        ]),
      ),
    ),
    unknown: {
      "a setting that another resource computes": [pod({ containers: [container(open)] })],
      "containers that another resource computes": [pod({ containers: unknown })],
    },
  };
}

const withContainer = (spec: Fields) => ({ containers: [container()], ...spec });

/** A pod's own rule. */
export function podCases(
  policy: string,
  bad: Readonly<Record<string, Fields>>,
  found: RegExp,
  open: Fields,
  good: Readonly<Record<string, Fields>> = {},
): PolicyCases {
  return {
    policy,
    good: {
      "a pod that says nothing": [pod(withContainer({}))],
      ...Object.fromEntries(Object.entries(good).map(([name, spec]) => [name, [pod(withContainer(spec))]])),
    },
    bad: Object.fromEntries(
      Object.entries(bad).map(([name, spec]) => [name, { resources: [pod(withContainer(spec))], found }]),
    ),
    unknown: { "a pod's setting that another resource computes": [pod(withContainer(open))] },
  };
}

/** The cases of one policy on pods and on their containers. */
export function together(...[first, ...others]: readonly [PolicyCases, ...PolicyCases[]]): PolicyCases {
  return others.reduce(
    (all, { good, bad, unknown }) => ({
      policy: all.policy,
      good: { ...all.good, ...good },
      bad: { ...all.bad, ...bad },
      unknown:
        typeof all.unknown === "string" || typeof unknown === "string" ? unknown : { ...all.unknown, ...unknown },
    }),
    first,
  );
}
