import type { PolicyCases } from "../case";
import { type Described, unknown } from "../engine-stub";
import { container, type Fields, object, pod } from "./pods";

const label = (name: string) => `pod-security.kubernetes.io/${name}`;
const labelled = (enforce: unknown, version: unknown = "v1.34") =>
  object("core/v1:Namespace", "jeju", {
    metadata: { name: "jeju", labels: { [label("enforce")]: enforce, [label("enforce-version")]: version } },
  });
const namespace = (metadata: Fields = { name: "jeju" }) => object("core/v1:Namespace", "jeju", { metadata });
const policy = (spec: Fields, metadata: Fields = { namespace: "jeju" }, name = "deny"): Described =>
  object("networking.k8s.io/v1:NetworkPolicy", name, { metadata, spec: { podSelector: {}, ...spec } });
const both = { policyTypes: ["Ingress", "Egress"] };
const running = pod({ containers: [container()] });
const peers = [{ podSelector: { matchLabels: { app: "rpc" } } }];

const inNamespace = (type: string, metadata: Fields) => object(type, "object", { metadata });
const named = (namespace?: unknown) => ({ name: "object", namespace });

export const namespaceCases: readonly PolicyCases[] = [
  {
    policy: "k8s-psa-restricted",
    good: {
      "the restricted standard of the policies' version": [labelled("restricted")],
      "the restricted standard of a newer version": [labelled("restricted", "v1.35")],
    },
    bad: {
      "a namespace without labels": {
        resources: [namespace()],
        found: /pod-security\.kubernetes\.io\/enforce" is not set/,
      },
      "the baseline": { resources: [labelled("baseline")], found: /enforce" is baseline/ },
      "no standard": { resources: [labelled("privileged")], found: /enforce" is privileged/ },
      "the standard of whatever version runs": {
        resources: [labelled("restricted", "latest")],
        found: /enforce-version" is latest/,
      },
      "no version": { resources: [labelled("restricted", null)], found: /enforce-version" is latest/ },
      "an older version": { resources: [labelled("restricted", "v1.33")], found: /enforce-version" is v1\.33/ },
      "a version with something before it": {
        resources: [labelled("restricted", "xv1.34")],
        found: /enforce-version" is xv1\.34/,
      },
      "a version with something behind it": {
        resources: [labelled("restricted", "v1.34.1")],
        found: /enforce-version" is v1\.34\.1/,
      },
      "a version of another form": { resources: [labelled("restricted", "1.34")], found: /enforce-version" is 1\.34/ },
      "a warning in place of a refusal": {
        resources: [namespace({ name: "jeju", labels: { [label("warn")]: "restricted" } })],
        found: /enforce" is not set/,
      },
    },
    unknown: {
      "labels that another resource computes": [namespace({ name: "jeju", labels: unknown })],
      "a level that another resource computes": [labelled(unknown)],
      "a version that another resource computes": [labelled("restricted", unknown)],
    },
  },
  {
    policy: "k8s-netpol-default-deny",
    good: {
      "a refusal both ways": [namespace(), policy(both)],
      "a refusal both ways, with lists that are empty": [namespace(), policy({ ...both, ingress: [], egress: [] })],
      "a refusal that asks the pods for nothing": [
        namespace(),
        policy({ ...both, podSelector: { matchLabels: {}, matchExpressions: [] } }),
      ],
      "a refusal each way": [
        namespace(),
        policy({ policyTypes: ["Ingress"] }),
        policy({ policyTypes: ["Egress"] }, { namespace: "jeju" }, "egress"),
      ],
      "a refusal of ingress, as without policyTypes": [
        namespace(),
        policy({}),
        policy({ policyTypes: ["Egress"] }, { namespace: "jeju" }, "egress"),
      ],
      "a refusal beside what is allowed": [
        namespace(),
        policy(both),
        policy(
          { podSelector: { matchLabels: { app: "rpc" } }, ...both, ingress: [{}], egress: [{}] },
          { namespace: "jeju" },
          "open",
        ),
        policy(
          { ...both, ingress: [{ from: peers }], egress: [{ ports: [{ port: 53 }] }] },
          { namespace: "jeju" },
          "dns",
        ),
      ],
      "pods in a namespace of another stack with a refusal": [running, policy(both)],
    },
    bad: {
      "a namespace without policies": { resources: [namespace()], found: /no NetworkPolicy refuses Ingress in jeju/ },
      "pods in a namespace without policies": {
        resources: [running],
        found: /no NetworkPolicy refuses Egress in jeju/,
      },
      "pods in no namespace at all": {
        resources: [object("core/v1:Pod", "node", { metadata: {}, spec: {} })],
        found: /no NetworkPolicy refuses Ingress in default/,
      },
      "a refusal of ingress only": {
        resources: [namespace(), policy({ policyTypes: ["Ingress"] })],
        found: /no NetworkPolicy refuses Egress/,
      },
      "a refusal without policyTypes": {
        resources: [namespace(), policy({})],
        found: /no NetworkPolicy refuses Egress/,
      },
      "a refusal of egress only": {
        resources: [namespace(), policy({ policyTypes: ["Egress"] })],
        found: /no NetworkPolicy refuses Ingress/,
      },
      "a refusal in another namespace": {
        resources: [namespace(), policy(both, { namespace: "other" })],
        found: /no NetworkPolicy refuses Ingress in jeju/,
      },
      "a refusal for some pods": {
        resources: [namespace(), policy({ ...both, podSelector: { matchLabels: { app: "rpc" } } })],
        found: /no NetworkPolicy refuses Ingress/,
      },
      "a refusal for pods with a label": {
        resources: [
          namespace(),
          policy({ ...both, podSelector: { matchExpressions: [{ key: "app", operator: "Exists" }] } }),
        ],
        found: /no NetworkPolicy refuses Ingress/,
      },
      "rules, but no refusal": {
        resources: [namespace(), policy({ ...both, ingress: [{ from: peers }], egress: [{ to: peers }] })],
        found: /no NetworkPolicy refuses Ingress/,
      },
      "all ingress allowed beside the refusal": {
        resources: [
          namespace(),
          policy(both),
          policy({ policyTypes: ["Ingress"], ingress: [{ from: peers }, {}] }, { namespace: "jeju" }, "open"),
        ],
        found: /open allows all Ingress/,
      },
      "all egress allowed beside the refusal": {
        resources: [
          namespace(),
          policy(both),
          policy({ egress: [{ to: [], ports: [] }] }, { namespace: "jeju" }, "open"),
        ],
        found: /open allows all Egress/,
      },
    },
    unknown: {
      "a namespace that another resource names": [namespace({ name: unknown }), policy(both)],
      "a policy's namespace that another resource computes": [namespace(), policy(both, { namespace: unknown })],
      "a selector that another resource computes": [namespace(), policy({ ...both, podSelector: unknown })],
      "labels that another resource computes": [
        namespace(),
        policy({ ...both, podSelector: { matchLabels: unknown } }),
      ],
      "pods in a namespace that another resource names": [
        object("core/v1:Pod", "node", { metadata: { namespace: unknown } }),
        policy(both),
      ],
      "directions that another resource computes": [namespace(), policy({ policyTypes: unknown })],
      "rules that another resource computes": [namespace(), policy({ ...both, ingress: unknown })],
    },
  },
  {
    policy: "k8s-no-default-ns",
    good: {
      "objects in a namespace": [running, inNamespace("core/v1:ConfigMap", named("jeju"))],
      "an object that lives in none": [inNamespace("rbac.authorization.k8s.io/v1:ClusterRole", named())],
      "an operator's object in a namespace": [inNamespace("cert-manager.io/v1:Certificate", named("jeju"))],
    },
    bad: {
      ...Object.fromEntries(
        [
          ...["Pod", "ConfigMap", "Secret", "Service", "ServiceAccount", "PersistentVolumeClaim"].map(
            (kind) => `core/v1:${kind}`,
          ),
          ...["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"].map((kind) => `apps/v1:${kind}`),
          ...["Job", "CronJob"].map((kind) => `batch/v1:${kind}`),
          ...["Role", "RoleBinding"].map((kind) => `rbac.authorization.k8s.io/v1:${kind}`),
          "networking.k8s.io/v1:NetworkPolicy",
          "policy/v1:PodDisruptionBudget",
        ].map((type) => [
          `an object in no namespace (${type})`,
          { resources: [inNamespace(type, named())], found: /metadata\.namespace is not set, so it is default/ },
        ]),
      ),
      "an object in default": {
        resources: [inNamespace("core/v1:ConfigMap", named("default"))],
        found: /metadata\.namespace is default/,
      },
      "an operator's object in default": {
        resources: [inNamespace("cert-manager.io/v1:Certificate", named("default"))],
        found: /metadata\.namespace is default/,
      },
    },
    unknown: { "a namespace that another resource computes": [inNamespace("core/v1:ConfigMap", named(unknown))] },
  },
];
