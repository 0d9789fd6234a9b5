import type { PolicyCases } from "../case";
import { type Described, unknown } from "../engine-stub";
import { type Fields, object } from "./pods";

const labels = { "app.kubernetes.io/name": "rpc" };
const workload =
  (type: string) =>
  (spec: Fields, replicas: unknown = 2, rest: Fields = {}): Described =>
    object(type, "rpc", {
      metadata: { name: "rpc", namespace: "jeju", ...(rest.metadata as Fields) },
      spec: { replicas, template: { metadata: { labels }, spec }, ...(rest.spec as Fields) },
    });
const deployment = workload("apps/v1:Deployment");
const statefulSet = workload("apps/v1:StatefulSet");
const replicated = ["apps/v1:Deployment", "apps/v1:StatefulSet", "apps/v1:ReplicaSet", "core/v1:ReplicationController"];

const inEveryKind = (name: string, make: (kind: ReturnType<typeof workload>) => readonly Described[], found: RegExp) =>
  Object.fromEntries(
    replicated.map((type) => [`${name} (${type})`, { resources: make(workload(type)), found }] as const),
  );

const signer = (name: unknown, replicas: unknown, strategy?: unknown, containers: unknown = [{ name: "op-node" }]) =>
  deployment({ containers }, replicas, { metadata: { name }, spec: { strategy: { type: strategy } } });
const conducted = (replicas: unknown, name: unknown = "op-conductor") =>
  statefulSet({ containers: [{ name: "op-node" }, { name }] }, replicas, { metadata: { name: "op-sequencer" } });

const spread = (changes: Fields = {}) => ({
  topologySpreadConstraints: [
    { maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule", ...changes },
  ],
});

const budget = (spec: Fields, namespace: unknown = "jeju") =>
  object("policy/v1:PodDisruptionBudget", "budget", {
    metadata: { namespace },
    spec: { selector: { matchLabels: labels }, ...spec },
  });
const selecting = (selector: unknown) => [deployment({}), budget({ maxUnavailable: 1, selector })];
const asking = (...matchExpressions: readonly unknown[]) => selecting({ matchExpressions });
const name = "app.kubernetes.io/name";

export const availabilityCases: readonly PolicyCases[] = [
  {
    policy: "k8s-replicas-2",
    good: {
      "two replicas": [deployment({}), statefulSet({})],
      "one sequencer": [statefulSet({}, 1, { metadata: { name: "op-sequencer" } })],
      "one sequencer, which nobody counts": [statefulSet({}, null, { metadata: { name: "op-sequencer-a" } })],
      "one batcher, stopped before the next starts": [signer("op-batcher", 1, "Recreate")],
      "one sequencer, of whose containers nothing is known": [conducted(1, unknown)],
      "a proposer that waits": [signer("op-proposer", 0, "Recreate")],
      "three sequencers, of which a conductor lets one sign": [conducted(3)],
    },
    bad: {
      ...inEveryKind("a single replica", (kind) => [kind({}, 1)], /spec\.replicas is 1/),
      "replicas that nobody counts": { resources: [deployment({}, null)], found: /spec\.replicas is not set/ },
      "two sequencers with one key": {
        resources: [statefulSet({}, 2, { metadata: { name: "op-sequencer" } })],
        found: /spec\.replicas is 2/,
      },
      "two batchers": { resources: [signer("op-batcher", 2, "Recreate")], found: /spec\.replicas is 2/ },
      "two proposers": { resources: [signer("op-proposer", 2, "Recreate")], found: /spec\.replicas is 2/ },
      "a batcher that starts before the last has stopped": {
        resources: [signer("op-batcher", 1, "RollingUpdate")],
        found: /spec\.strategy\.type is RollingUpdate/,
      },
      "a batcher with Kubernetes' own strategy": {
        resources: [signer("op-batcher", 1)],
        found: /spec\.strategy\.type is not set/,
      },
      "a conductor over two, who cannot outvote each other": {
        resources: [conducted(2)],
        found: /spec\.replicas is 2/,
      },
      "another name that holds a signer's": {
        resources: [statefulSet({}, 1, { metadata: { name: "my-op-sequencer" } })],
        found: /spec\.replicas is 1/,
      },
    },
    unknown: {
      "a number that another resource computes": [deployment({}, unknown)],
      "a name that another resource computes": [signer(unknown, 1, "Recreate")],
      "a signer's number that another resource computes": [signer("op-batcher", unknown, "Recreate")],
      "a strategy that another resource computes": [signer("op-batcher", 1, unknown)],
      "containers that may hold a conductor": [conducted(3, unknown)],
    },
  },
  {
    policy: "k8s-spread-zone",
    good: {
      "replicas that spread": [deployment(spread())],
      "replicas that spread by Kubernetes' default": [deployment(spread({ whenUnsatisfiable: undefined }))],
      "a single replica": [deployment({}, 1)],
      "a number that nobody sets, which is one": [deployment({}, null)],
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
      ...inEveryKind("replicas anywhere", (kind) => [kind({})], /no topologySpreadConstraint on the zone/),
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
      "an action that another resource computes": [deployment(spread({ whenUnsatisfiable: unknown }))],
    },
  },
  {
    policy: "k8s-pdb",
    good: {
      "a budget for the pods": [deployment({}), budget({ maxUnavailable: 1 })],
      "a budget in percent, which Kubernetes rounds up": [deployment({}), budget({ maxUnavailable: "1%" })],
      "a budget that keeps one of two": [deployment({}), budget({ minAvailable: 1 })],
      "a budget that keeps half of two": [deployment({}), budget({ minAvailable: "50%" })],
      "a single replica": [deployment({}, 1)],
      "a budget for all pods of the namespace": selecting({}),
      "a budget that asks for one of several names": asking({ key: name, operator: "In", values: ["node", "rpc"] }),
      "a budget that asks for the label": asking({ key: name, operator: "Exists" }),
      "a budget that asks for no other name": asking({ key: name, operator: "NotIn", values: ["node"] }),
      "a budget that asks for what is not there": asking(
        { key: "other", operator: "DoesNotExist" },
        { key: "other", operator: "NotIn", values: ["node"] },
      ),
    },
    bad: {
      ...inEveryKind("no budget", (kind) => [kind({})], /no PodDisruptionBudget selects its pods/),
      "a budget in another namespace": {
        resources: [deployment({}), budget({ maxUnavailable: 1 }, "other")],
        found: /no PodDisruptionBudget/,
      },
      "a budget for other pods": {
        resources: [deployment({}), budget({ maxUnavailable: 1, selector: { matchLabels: { app: "other" } } })],
        found: /no PodDisruptionBudget/,
      },
      ...Object.fromEntries(
        [
          { key: name, operator: "In", values: ["node"] },
          { key: "other", operator: "In", values: ["rpc"] },
          { key: name, operator: "NotIn", values: ["rpc"] },
          { key: "other", operator: "Exists" },
          { key: name, operator: "DoesNotExist" },
        ].map((expression) => [
          `a budget for pods of which ${expression.key} is ${expression.operator}`,
          { resources: asking({ key: name, operator: "Exists" }, expression), found: /no PodDisruptionBudget/ },
        ]),
      ),
      "a budget that selects nothing": { resources: selecting(undefined), found: /no PodDisruptionBudget/ },
      ...Object.fromEntries(
        [
          { maxUnavailable: 0 },
          { maxUnavailable: "0%" },
          { minAvailable: "100%" },
          { minAvailable: 2 },
          { minAvailable: "51%" },
        ].map((spec) => [
          `a budget of ${JSON.stringify(spec)} for two`,
          { resources: [deployment({}), budget(spec)], found: /budget allows no disruption of 2 replicas/ },
        ]),
      ),
    },
    unknown: {
      "a selector that another resource computes": [deployment({}), budget({ selector: { matchLabels: unknown } })],
      "a label that another resource computes": asking({ key: name, operator: "In", values: [unknown] }),
      "a budget's namespace that another resource computes": [deployment({}), budget({ maxUnavailable: 1 }, unknown)],
      "a number that another resource computes": [deployment({}, unknown)],
      "a share that another resource computes": [deployment({}), budget({ maxUnavailable: unknown })],
      "a namespace that another resource computes": [
        deployment({}, 2, { metadata: { namespace: unknown } }),
        budget({ maxUnavailable: 1 }),
      ],
    },
  },
];
