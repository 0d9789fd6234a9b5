import type { KubernetesObject } from "../../../cluster/api";
import { conditionOf, isObserved, NeverReady, type Pending, specOf, statusOf } from "./conditions";

// The rules of pulumi/pulumi-kubernetes, provider/pkg/await.

export function deploymentPending(deployment: KubernetesObject): Pending {
  if (!isObserved(deployment)) return "the deployment controller has not seen the newest version";
  const available = conditionOf(deployment, "Available");
  if (available?.status !== "True") return available?.message ?? "no replica set has been rolled out";
  const progressing = conditionOf(deployment, "Progressing");
  const rolledOut = progressing?.status === "True" && progressing.reason === "NewReplicaSetAvailable";
  if ((deployment.metadata.generation ?? 1) > 1 && !rolledOut)
    return progressing?.message ?? "the rollout has not ended";
  return undefined;
}

export function statefulSetPending(set: KubernetesObject): Pending {
  if (!isObserved(set)) return "the stateful set controller has not seen the newest version";
  const { readyReplicas = 0, updatedReplicas = 0, currentRevision, updateRevision } = statusOf(set);
  const { replicas = 1 } = specOf(set);
  if (readyReplicas !== replicas) return `${readyReplicas} of ${replicas} pods are ready`;
  if (currentRevision !== updateRevision) return `${updatedReplicas} of ${replicas} pods have the newest revision`;
  return undefined;
}

export function daemonSetPending(set: KubernetesObject): Pending {
  if (!isObserved(set)) return "the daemon set controller has not seen the newest version";
  const { desiredNumberScheduled = 0, updatedNumberScheduled = 0, numberAvailable = 0 } = statusOf(set);
  if (updatedNumberScheduled !== desiredNumberScheduled) {
    return `${updatedNumberScheduled} of ${desiredNumberScheduled} pods have the newest revision`;
  }
  return numberAvailable === desiredNumberScheduled
    ? undefined
    : `${numberAvailable} of ${desiredNumberScheduled} pods are available`;
}

export function jobPending(job: KubernetesObject): Pending {
  const failed = conditionOf(job, "Failed");
  if (failed?.status === "True")
    throw new NeverReady(`the job failed: ${failed.message ?? failed.reason ?? "no reason given"}`);
  if (conditionOf(job, "Complete")?.status === "True") return undefined;
  const { succeeded = 0, active = 0 } = statusOf(job);
  return `${succeeded} of ${specOf(job).completions ?? 1} completions, ${active} pods running`;
}

export function podPending(pod: KubernetesObject): Pending {
  const { phase } = statusOf(pod);
  if (phase === "Succeeded") return undefined;
  if (phase === "Failed")
    throw new NeverReady(`the pod failed: ${statusOf(pod).message ?? statusOf(pod).reason ?? "no reason given"}`);
  const ready = conditionOf(pod, "Ready");
  return ready?.status === "True" ? undefined : (ready?.message ?? `the pod is ${phase ?? "not scheduled"}`);
}

export function replicationControllerPending(controller: KubernetesObject): Pending {
  const { availableReplicas = 0 } = statusOf(controller);
  const { replicas = 1 } = specOf(controller);
  return availableReplicas === replicas ? undefined : `${availableReplicas} of ${replicas} pods are available`;
}
