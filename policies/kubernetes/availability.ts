import { isAtLeast, isAtMost, isOneOf, notKnownYet } from "../assessment/expectations";
import { type Policy, resourcePolicy, stackPolicy } from "../assessment/policy";
import { matches } from "../assessment/policy-document";
import type { Item, Resource } from "../assessment/resource";
import type { Stack } from "../assessment/stack";
import type { Located } from "../assessment/value";
import { about, either, pass, undecided, type Verdict, type Verdicts, violation } from "../assessment/verdict";
import { podRule } from "./pod-rule";
import { containersOf, podItems, podMetadataAt, replicatedTypes, runsForEver } from "./pods";
import { selects } from "./selectors";

const deploymentType = "kubernetes:apps/v1:Deployment";
const budgetType = "kubernetes:policy/v1:PodDisruptionBudget";
const zoneLabel = "topology.kubernetes.io/zone";

const probes = podRule({
  id: "k8s-probes",
  title: "Every container that runs for long is asked whether it is alive and ready",
  severity: "medium",
  rationale: "without probes a node that hangs keeps its place in the load balancer, and nobody restarts it",
  remedy: "add a livenessProbe and a readinessProbe to the container",
  check: (workload) => {
    const forEver = runsForEver(workload);
    if (forEver === undefined) return [notKnownYet("restartPolicy")];
    // What is expected to end is asked by waiting for the end.
    if (!forEver) return [];
    return [
      ...containersOf(workload, ["containers"]).flatMap(hasProbes),
      ...podItems(workload, "initContainers").flatMap(hasProbesIfItStays),
    ];
  },
});

/** An init container that is always restarted runs beside the pod's own until they end. */
function hasProbesIfItStays(container: Item): readonly Verdict[] {
  const { path, value } = container.at("restartPolicy");
  if (value.kind === "unknown") return [notKnownYet(path)];
  return value.kind === "known" && value.value === "Always" ? hasProbes(container) : [];
}

function hasProbes(container: Item): readonly Verdict[] {
  return ["livenessProbe", "readinessProbe"].map((probe) => hasProbe(container.at(probe)));
}

function hasProbe({ path, value }: Located): Verdict {
  if (value.kind === "unknown") return notKnownYet(path);
  return value.kind === "known"
    ? pass
    : violation(`${path} is not set`, `${path} with httpGet, tcpSocket, grpc or exec`);
}

const replicas = resourcePolicy({
  id: "k8s-replicas-2",
  title: "Every workload runs at least twice, and what signs for the chain once at a time",
  severity: "high",
  rationale: "with one replica every drained node is an outage; two sequencers with one key are a fork",
  remedy: "set spec.replicas to 2 or more; a single signer has 1 and the strategy Recreate, or an op-conductor",
  types: replicatedTypes,
  // Names of workloads, with * for any text.
  settings: { singleSigners: ["op-sequencer*", "op-batcher*", "op-proposer*"] as readonly string[] },
  check: (workload, { singleSigners }): Verdicts => {
    const name = workload.text("metadata.name");
    if (name.kind === "unknown") return notKnownYet("metadata.name");
    const number = workload.at("spec.replicas");
    const isSingleSigner = name.kind === "known" && singleSigners.some((pattern) => matches(pattern, name.value));
    return isSingleSigner ? signsOnce(workload, number) : isAtLeast(number, 2);
  },
});

/** Members of the smallest Raft cluster that survives the loss of one. */
const conductorMembers = 3;

function signsOnce(workload: Resource, number: Located): Verdicts {
  const containers = containersOf(workload, ["containers"]).map((container) => container.at("name").value);
  // op-conductor lets one member sequence at a time.
  if (containers.some((name) => name.kind === "known" && name.value === "op-conductor")) {
    return isAtLeast(number, conductorMembers);
  }
  const isOne = number.value.kind === "absent" ? pass : isAtMost(number, 1);
  if (isOne.outcome === "violation" && containers.some(({ kind }) => kind === "unknown")) {
    return notKnownYet("containers");
  }
  // A rolling update starts the new pod before it stops the old one.
  return workload.is(deploymentType) ? [isOne, isOneOf(workload.at("spec.strategy.type"), ["Recreate"])] : isOne;
}

const spreadOverZones = resourcePolicy({
  id: "k8s-spread-zone",
  title: "Workloads with several replicas spread over availability zones",
  severity: "high",
  rationale: "the scheduler may put all replicas into one zone, and they go down with it",
  remedy: `add a topologySpreadConstraint on ${zoneLabel} with whenUnsatisfiable DoNotSchedule`,
  types: replicatedTypes,
  check: (workload) => {
    const several = hasSeveralReplicas(workload);
    if (several.outcome !== "pass") return several.outcome === "undecided" ? several : pass;
    const constraints = podItems(workload, "topologySpreadConstraints");
    const missing = violation("no topologySpreadConstraint on the zone", `${zoneLabel} with DoNotSchedule`);
    const verdicts = constraints.map((constraint): Verdict => {
      const topology = isOneOf(constraint.at("topologyKey"), [zoneLabel]);
      // Kubernetes takes DoNotSchedule when nothing is said.
      const action = constraint.at("whenUnsatisfiable");
      if (topology.outcome !== "pass" || action.value.kind === "absent") return topology;
      return isOneOf(action, ["DoNotSchedule"]);
    });
    return either([...verdicts.filter(({ outcome }) => outcome !== "violation"), missing]);
  },
});

/** A pass for two or more replicas; Kubernetes runs one when nothing is said. */
function hasSeveralReplicas(workload: Resource): Verdict {
  const { path, value } = workload.at("spec.replicas");
  if (value.kind === "unknown") return notKnownYet(path);
  const isSeveral = value.kind === "known" && Number(value.value) > 1;
  return isSeveral ? pass : violation("a single replica", "several");
}

const disruptionBudget = stackPolicy({
  id: "k8s-pdb",
  title: "Workloads with several replicas have a disruption budget that lets nodes drain",
  severity: "medium",
  rationale: "without one a node upgrade may take all replicas at once; with one that allows none it never ends",
  remedy: "add a PodDisruptionBudget whose selector matches the pods, with maxUnavailable 1",
  types: replicatedTypes,
  check: (stack) =>
    stack.all(...replicatedTypes).map((workload) => {
      const several = hasSeveralReplicas(workload);
      if (several.outcome === "violation") return pass;
      return about(workload, several.outcome === "undecided" ? several : budgetVerdict(stack, workload));
    }),
});

function budgetVerdict(stack: Stack, workload: Resource): Verdict {
  const labels = podMetadataAt(workload, "labels").value;
  const namespace = workload.text("metadata.namespace");
  if (labels.kind === "unknown" || namespace.kind === "unknown")
    return undecided("its labels or namespace are not known yet");
  const verdicts = stack.all(budgetType).flatMap((budget): Verdict[] => {
    const place = budget.text("metadata.namespace");
    if (place.kind !== "unknown" && textOf(place) !== textOf(namespace)) return [];
    const isFound = selects(budget.value("spec.selector"), labels);
    if (isFound === false) return [];
    if (isFound === undefined || place.kind === "unknown") {
      return [undecided(`what ${budget.name} selects is known only after the update`)];
    }
    return [allowsDisruption(budget, workload)];
  });
  return either([...verdicts, violation("no PodDisruptionBudget selects its pods", "one, with maxUnavailable: 1")]);
}

function textOf(value: ReturnType<Resource["text"]>): string | undefined {
  return value.kind === "known" ? value.value : undefined;
}

function allowsDisruption(budget: Resource, workload: Resource): Verdict {
  const replicas = Number(workload.text("spec.replicas").kind === "known" ? textOf(workload.text("spec.replicas")) : 1);
  const [maximum, minimum] = [budget.at("spec.maxUnavailable"), budget.at("spec.minAvailable")];
  for (const { path, value } of [maximum, minimum]) if (value.kind === "unknown") return notKnownYet(path);
  const mayGo = maximum.value.kind === "known" ? podsIn(maximum.value.value, replicas) : replicas;
  const mustStay = minimum.value.kind === "known" ? podsIn(minimum.value.value, replicas) : 0;
  if (mayGo > 0 && mustStay < replicas) return pass;
  return violation(`${budget.name} allows no disruption of ${replicas} replicas`, "maxUnavailable: 1");
}

/** A number of pods, or a share of them, which Kubernetes rounds up. */
function podsIn(amount: unknown, replicas: number): number {
  const text = String(amount);
  return text.endsWith("%") ? Math.ceil((Number.parseFloat(text) * replicas) / 100) : Number(text);
}

export const availabilityPolicies: readonly Policy[] = [probes, replicas, spreadOverZones, disruptionBudget];
