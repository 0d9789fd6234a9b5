import type { PolicyCases } from "../case";
import { type Described, ref, unknown } from "../engine-stub";
import { key } from "./places";

const object = (type: string, name: string, inputs: Described["inputs"]): Described => ({
  type: `kubernetes:${type}`,
  name,
  inputs,
});
const storageClass = (inputs: Record<string, unknown>) =>
  object("storage.k8s.io/v1:StorageClass", "gp3", { provisioner: "ebs.csi.aws.com", ...inputs });
const labels = { "app.kubernetes.io/name": "rpc" };
const deployment = (spec: Record<string, unknown>, replicas: unknown = 2) =>
  object("apps/v1:Deployment", "rpc", {
    metadata: { namespace: "jeju" },
    spec: { replicas, template: { metadata: { labels }, spec } },
  });
const spread = (changes: Record<string, unknown> = {}) => ({
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule", ...changes },
  ],
});
const budget = (spec: Record<string, unknown>, namespace = "jeju") =>
  object("policy/v1:PodDisruptionBudget", "budget", {
    metadata: { namespace },
    spec: { selector: { matchLabels: labels }, ...spec },
  });

export const kubernetesCases: readonly PolicyCases[] = [
  {
    policy: "k8s-helm-opaque",
    good: { "a chart whose objects are resources": [object("helm.sh/v4:Chart", "rpc", {})] },
    bad: {
      "a Helm release": {
        resources: [object("helm.sh/v3:Release", "rpc", { chart: "rpc" })],
        found: /it is a kubernetes:helm\.sh\/v3:Release/,
      },
    },
    unknown: "judges the type alone",
  },
  {
    policy: "k8s-storage-encrypted",
    good: {
      "volumes under a key of the stack": [
        key,
        storageClass({ parameters: { encrypted: "true", kmsKeyId: ref("key", "arn") } }),
      ],
    },
    bad: {
      "volumes in clear": { resources: [storageClass({ parameters: {} })], found: /parameters\.encrypted is not set/ },
      "volumes under AWS's key": {
        resources: [storageClass({ parameters: { encrypted: "true" } })],
        found: /parameters\.kmsKeyId is not set/,
      },
      "volumes of another driver": {
        resources: [storageClass({ provisioner: "rancher.io/local-path" })],
        found: /provisioner is rancher/,
      },
    },
    unknown: {
      "a flag that another resource computes": [
        storageClass({ parameters: { encrypted: unknown, kmsKeyId: "arn:aws:kms:key" } }),
      ],
    },
  },
  {
    policy: "k8s-spread-zone",
    good: {
      "replicas that spread": [deployment(spread())],
      "a single replica": [deployment({}, 1)],
      "replicas that spread over nodes and zones": [
        deployment({
          topologySpreadConstraints: [
            { maxSkew: 1, topologyKey: "kubernetes.io/hostname" },
            ...spread().topologySpreadConstraints,
          ],
        }),
      ],
    },
    bad: {
      "replicas anywhere": { resources: [deployment({})], found: /no topologySpreadConstraint on the zone/ },
      "replicas that spread if it suits": {
        resources: [deployment(spread({ whenUnsatisfiable: "ScheduleAnyway" }))],
        found: /no topologySpreadConstraint/,
      },
      "replicas that spread over nodes only": {
        resources: [deployment(spread({ topologyKey: "kubernetes.io/hostname" }))],
        found: /no topologySpreadConstraint/,
      },
    },
    unknown: {
      "a number that another resource computes": [deployment({}, unknown)],
      "constraints that another resource computes": [deployment({ topologySpreadConstraints: unknown })],
    },
  },
  {
    policy: "k8s-pdb",
    good: {
      "a budget for the pods": [deployment({}), budget({ maxUnavailable: 1 })],
      "a single replica": [deployment({}, 1)],
    },
    bad: {
      "no budget": { resources: [deployment({})], found: /no PodDisruptionBudget selects its pods/ },
      "a budget in another namespace": {
        resources: [deployment({}), budget({ maxUnavailable: 1 }, "other")],
        found: /no PodDisruptionBudget/,
      },
      "a budget for other pods": {
        resources: [deployment({}), budget({ maxUnavailable: 1, selector: { matchLabels: { app: "other" } } })],
        found: /no PodDisruptionBudget/,
      },
      "a budget that allows none": {
        resources: [deployment({}), budget({ maxUnavailable: 0 })],
        found: /budget allows no disruption/,
      },
    },
    unknown: {
      "a selector that another resource computes": [deployment({}), budget({ selector: { matchLabels: unknown } })],
    },
  },
];
