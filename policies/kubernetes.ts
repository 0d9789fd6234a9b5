import { isOneOf, isTrue, notKnownYet } from "./assessment/expectations";
import { resourcePolicy, stackPolicy } from "./assessment/policy";
import type { Resource } from "./assessment/resource";
import type { Stack } from "./assessment/stack";
import { about, either, pass, undecided, type Verdict, violation } from "./assessment/verdict";

const releaseTypes = [
  "kubernetes:helm.sh/v3:Release",
  "kubernetes:helm.sh/v3:Chart",
  "kubernetes:helm.sh/v2:Chart",
] as const;
const storageClassType = "kubernetes:storage.k8s.io/v1:StorageClass";
const workloadTypes = ["kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet"] as const;
const budgetType = "kubernetes:policy/v1:PodDisruptionBudget";
const zoneLabel = "topology.kubernetes.io/zone";
/** The one driver whose parameters are judged; others need a rule of their own. */
const ebsDriver = "ebs.csi.aws.com";

const chartsAreTransparent = resourcePolicy({
  id: "k8s-helm-opaque",
  title: "Charts are deployed as objects that previews show and policies judge",
  severity: "high",
  rationale: "a Helm release is one resource: none of its pods, roles and secrets can be reviewed or judged",
  remedy: "use kubernetes.helm.v4.Chart",
  types: releaseTypes,
  check: (release) => violation(`it is a ${release.type}`, "a kubernetes:helm.sh/v4:Chart"),
});

const storageEncrypted = resourcePolicy({
  id: "k8s-storage-encrypted",
  title: "Volumes that pods claim are encrypted with a key of ours",
  severity: "high",
  rationale: "chain data, keystores and databases in the cluster lie on them",
  remedy: `use the driver ${ebsDriver} with parameters encrypted "true" and kmsKeyId`,
  types: [storageClassType],
  check: (storageClass): readonly Verdict[] => {
    const provisioner = isOneOf(storageClass.at("provisioner"), [ebsDriver]);
    if (provisioner.outcome !== "pass") return [provisioner];
    const key = storageClass.at("parameters.kmsKeyId");
    return [
      isTrue(storageClass.at("parameters.encrypted")),
      key.value.kind === "absent" ? violation(`${key.path} is not set`, `${key.path}: ARN of a KMS key`) : pass,
    ];
  },
});

const spreadOverZones = resourcePolicy({
  id: "k8s-spread-zone",
  title: "Workloads with several replicas spread over availability zones",
  severity: "high",
  rationale: "the scheduler may put all replicas into one zone, and they go down with it",
  remedy: `add a topologySpreadConstraint on ${zoneLabel} with whenUnsatisfiable DoNotSchedule`,
  types: workloadTypes,
  check: (workload) => {
    const several = hasSeveralReplicas(workload);
    if (several.outcome !== "pass") return several.outcome === "undecided" ? several : pass;
    const constraints = workload.items("spec.template.spec.topologySpreadConstraints");
    if (constraints.some((constraint) => constraint.isUnknown)) return notKnownYet("topologySpreadConstraints");
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
  const replicas = workload.value("spec.replicas");
  if (replicas.kind === "unknown") return notKnownYet("spec.replicas");
  const isSeveral = replicas.kind === "known" && Number(replicas.value) > 1;
  return isSeveral ? pass : violation("a single replica", "several");
}

const disruptionBudget = stackPolicy({
  id: "k8s-pdb",
  title: "Workloads with several replicas have a disruption budget that lets nodes drain",
  severity: "medium",
  rationale: "without one a node upgrade may take all replicas at once; with one that allows none it never ends",
  remedy: "add a PodDisruptionBudget whose selector matches the pods, with maxUnavailable 1",
  types: workloadTypes,
  check: (stack) =>
    stack.all(...workloadTypes).map((workload) => {
      const several = hasSeveralReplicas(workload);
      if (several.outcome === "violation") return pass;
      return about(workload, several.outcome === "undecided" ? several : budgetVerdict(stack, workload));
    }),
});

function budgetVerdict(stack: Stack, workload: Resource): Verdict {
  const labels = workload.value("spec.template.metadata.labels");
  const namespace = workload.text("metadata.namespace");
  if (labels.kind === "unknown" || namespace.kind === "unknown")
    return undecided("its labels or namespace are not known yet");
  const pods = labels.kind === "known" ? Object(labels.value) : {};
  const verdicts = stack.all(budgetType).flatMap((budget): Verdict[] => {
    const selector = budget.value("spec.selector.matchLabels");
    const place = budget.text("metadata.namespace");
    if (selector.kind === "unknown" || place.kind === "unknown") {
      return [undecided(`what ${budget.name} selects is known only after the update`)];
    }
    if (
      place.kind !== namespace.kind ||
      (place.kind === "known" && namespace.kind === "known" && place.value !== namespace.value)
    )
      return [];
    const wanted = selector.kind === "known" ? Object.entries(Object(selector.value)) : [];
    const matches = wanted.length > 0 && wanted.every(([label, value]) => pods[label] === value);
    return matches ? [allowsDisruption(budget)] : [];
  });
  return either([...verdicts, violation("no PodDisruptionBudget selects its pods", "one, with maxUnavailable: 1")]);
}

function allowsDisruption(budget: Resource): Verdict {
  const maximum = budget.at("spec.maxUnavailable");
  if (maximum.value.kind === "unknown") return notKnownYet(maximum.path);
  const allowsNone = maximum.value.kind === "known" && ["0", "0%"].includes(String(maximum.value.value));
  const minimum = budget.at("spec.minAvailable");
  const demandsAll = minimum.value.kind === "known" && String(minimum.value.value) === "100%";
  if (!allowsNone && !demandsAll) return pass;
  return violation(`${budget.name} allows no disruption`, "maxUnavailable: 1");
}

export const kubernetesPolicies = [chartsAreTransparent, storageEncrypted, spreadOverZones, disruptionBudget] as const;
