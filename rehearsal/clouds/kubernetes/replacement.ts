import type { Properties } from "../../../safes/plugin/provider";
import type { KubernetesConfig } from "./config";
import type { ObjectType } from "./object-type";

/**
 * Fields whose change replaces an object, because the API server would refuse it. From the table `forceNew` in
 * pulumi/pulumi-kubernetes, provider/pkg/provider/diff.go.
 */
const byType: Readonly<Record<string, readonly string[]>> = {
  "apps/v1/DaemonSet": ["spec.selector"],
  "apps/v1/Deployment": ["spec.selector"],
  "apps/v1/StatefulSet": [
    ...["spec.podManagementPolicy", "spec.revisionHistoryLimit", "spec.selector"],
    ...["spec.serviceName", "spec.volumeClaimTemplates"],
  ],
  "batch/v1/Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/v1/RoleBinding": ["roleRef"],
  "storage.k8s.io/v1/StorageClass": ["parameters", "provisioner"],
  "v1/PersistentVolume": ["awsElasticBlockStore", "csi", "hostPath", "local", "nfs"].map((source) => `spec.${source}`),
  "v1/PersistentVolumeClaim": [...["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"]],
  "v1/Pod": [
    ...["affinity", "automountServiceAccountToken", "dnsConfig", "dnsPolicy", "enableServiceLinks", "hostAliases"],
    ...["hostIPC", "hostNetwork", "hostPID", "hostname", "imagePullSecrets", "nodeName", "nodeSelector", "overhead"],
    ...["preemptionPolicy", "priority", "priorityClassName", "readinessGates", "restartPolicy", "runtimeClassName"],
    ...["schedulerName", "securityContext", "serviceAccount", "serviceAccountName", "shareProcessNamespace"],
    ...["subdomain", "terminationGracePeriodSeconds", "volumes"],
    ...[
      "args",
      "command",
      "env",
      "image",
      "imagePullPolicy",
      "lifecycle",
      "livenessProbe",
      "ports",
      "readinessProbe",
    ].flatMap(inContainers),
    ...["resources", "securityContext", "stdin", "stdinOnce", "terminationMessagePath"].flatMap(inContainers),
    ...["terminationMessagePolicy", "tty", "volumeDevices", "volumeMounts", "workingDir"].flatMap(inContainers),
  ].map((field) => `spec.${field}`),
  "v1/ResourceQuota": ["spec.scopes"],
  "v1/Secret": ["type"],
  "v1/Service": ["spec.clusterIP"],
};

function inContainers(field: string): string[] {
  return [`containers[*].${field}`, `initContainers[*].${field}`];
}

export function replacingFields(
  { apiVersion, kind }: ObjectType,
  inputs: Properties,
  config: Pick<KubernetesConfig, "enableConfigMapMutable" | "enableSecretMutable">,
): string[] {
  const immutable = inputs.immutable === true;
  const type = `${apiVersion}/${kind}`;
  return [
    ...["metadata.name", "metadata.namespace"],
    ...(byType[type] ?? []),
    ...(type === "v1/ConfigMap" && (immutable || !config.enableConfigMapMutable) ? ["binaryData", "data"] : []),
    ...(type === "v1/Secret" && (immutable || !config.enableSecretMutable) ? ["data", "stringData"] : []),
  ];
}
