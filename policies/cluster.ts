import {
  holdsAll,
  isAtMost,
  isFalse,
  isNotTrue,
  isOneOf,
  isOurKey,
  isPresent,
  isTrue,
  notKnownYet,
} from "./assessment/expectations";
import { resourcePolicy, stackPolicy } from "./assessment/policy";
import type { References, Resource } from "./assessment/resource";
import { noneIsPublic } from "./assessment/routing";
import type { Stack } from "./assessment/stack";
import { knownText } from "./assessment/value";
import { about, pass, type Verdict, violation } from "./assessment/verdict";
import { spansZones, subnetType, zonesAreEnough, zonesForMajority } from "./assessment/zones";
import { nodePolicies } from "./cluster/nodes";
import { clusterOperationPolicies } from "./cluster/operation";
import { clusterType, launchTemplateType, nodeGroupType } from "./cluster/types";

const secretsEncrypted = resourcePolicy({
  id: "eks-secrets-cmk",
  title: "Kubernetes secrets are encrypted in etcd with a key of ours",
  severity: "high",
  rationale: "keys of batcher, proposer and sequencer may pass through secrets; the key decides who can read them",
  remedy: "set encryptionConfigKeyArn of the cluster to its KMS key",
  controls: { fsbp: ["EKS.3"], cisEks: ["5.3.1"] },
  types: [clusterType],
  // EKS takes no other value than "secrets" in encryptionConfig.resources, so the key says it all.
  check: (cluster) => isOurKey(cluster, cluster.at("encryptionConfig.provider.keyArn")),
});

const controlPlaneLogs = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

const allLogs = resourcePolicy({
  id: "eks-logs-all",
  title: "The control plane writes all five of its logs",
  severity: "medium",
  rationale: "without the audit log nobody can tell who changed what in the cluster",
  remedy: `set enabledClusterLogTypes to ${controlPlaneLogs.join(", ")}`,
  controls: { fsbp: ["EKS.8"], cisEks: ["2.1.1"] },
  types: [clusterType],
  check: (cluster) =>
    holdsAll(cluster.elements("enabledClusterLogTypes[]"), "enabledClusterLogTypes", controlPlaneLogs),
});

const privateEndpoint = resourcePolicy({
  id: "eks-endpoint-private",
  title: "The Kubernetes API is reached privately, or from listed addresses only",
  severity: "high",
  rationale: "an API server open to the internet is one leaked credential away from the keys in the cluster",
  remedy: "set endpointPrivateAccess to true and endpointPublicAccess to false, or list publicAccessCidrs",
  controls: { fsbp: ["EKS.1"], cisEks: ["5.4.1", "5.4.2"] },
  types: [clusterType],
  check: (cluster) => {
    const access = cluster.at("vpcConfig.endpointPublicAccess");
    const isPrivate = isTrue(cluster.at("vpcConfig.endpointPrivateAccess"));
    if (access.value.kind === "absent") {
      return [isPrivate, violation(`${access.path} is not set, so AWS opens it`, `${access.path}: false`)];
    }
    const isClosed = isNotTrue(access);
    return [isPrivate, isClosed.outcome === "violation" ? listedAddresses(cluster) : isClosed];
  },
});

function listedAddresses(cluster: Resource): Verdict {
  const path = "vpcConfig.publicAccessCidrs";
  const ranges = cluster.elements(`${path}[]`);
  const open = ranges.find(({ value }) => knownText(value)?.endsWith("/0"));
  if (open) return violation(`${open.path} lets everybody in`, `${path}: the addresses of the operators`);
  if (ranges.some(({ value }) => value.kind === "unknown")) return notKnownYet(path);
  if (ranges.length > 0) return pass;
  return violation("endpointPublicAccess is true without publicAccessCidrs", `${path}: the addresses of the operators`);
}

const clusterInThreeZones = resourcePolicy({
  id: "eks-cluster-3az",
  title: "The control plane reaches three availability zones",
  severity: "high",
  rationale: "its network interfaces lie in the subnets named here; with fewer zones nodes lose the API together",
  remedy: "give the cluster the private subnets of three zones",
  types: [clusterType],
  settings: { zones: zonesForMajority },
  check: (cluster, { zones }) => spansZones(cluster, "vpcConfig.subnetIds[]", zones),
});

const nodesInThreeZones = stackPolicy({
  id: "eks-nodes-3az-private",
  title: "Nodes of every kind span three availability zones, in private subnets",
  severity: "high",
  rationale:
    "pods cannot move to a zone without nodes; a node with a way in from the internet is one open port from taken",
  remedy: "give the node group, or the groups of the same labels together, the private subnets of three zones",
  controls: { fsbp: ["AutoScaling.2"], cisEks: ["5.4.3"] },
  types: [nodeGroupType],
  settings: { zones: zonesForMajority },
  check: (stack, { zones }) => [
    ...kindsOfNodes(stack).map(({ labels, groups }) => {
      const subnets = joined(groups.map((group) => group.references("subnetIds[]", [subnetType])));
      const names = groups.map((group) => group.name).join(", ");
      return about(groups[0], zonesAreEnough(subnets, `subnetIds of ${names} (labels: ${labels})`, zones));
    }),
    ...stack.all(nodeGroupType).flatMap((group) => noneIsPublic(stack, group, "subnetIds[]")),
  ],
});

/** Groups whose nodes carry the same labels in the same cluster. Volumes are zonal, so a kind may have a group per zone. */
interface KindOfNodes {
  /** Names of the labels, for people. */
  readonly labels: string;
  readonly groups: [Resource, ...Resource[]];
}

function kindsOfNodes(stack: Stack): readonly KindOfNodes[] {
  const kinds = new Map<string, KindOfNodes>();
  for (const group of stack.all(nodeGroupType)) {
    const labels = group.value("labels");
    const entries = labels.kind === "known" ? Object.entries(Object(labels.value)).sort() : [];
    const clusters = group.references("clusterName", [clusterType]);
    const cluster = clusters.kind === "open" ? group.description.parentUrn : clusters.resources.map(({ urn }) => urn);
    const key = JSON.stringify([cluster, labels.kind, entries]);
    const kind = kinds.get(key);
    if (kind) kind.groups.push(group);
    else kinds.set(key, { labels: entries.map(([name]) => name).join(", ") || "none", groups: [group] });
  }
  return [...kinds.values()];
}

function joined(all: readonly References[]): References {
  const resources = new Set<Resource>();
  let kind: "exactly" | "at-most" = "exactly";
  for (const references of all) {
    if (references.kind === "open") return references;
    if (references.kind === "at-most") kind = "at-most";
    for (const resource of references.resources) resources.add(resource);
  }
  return { kind, resources: [...resources] };
}

const nodesFromTemplate = resourcePolicy({
  id: "eks-nodes-launch-template",
  title: "Nodes start from a launch template, without remote access",
  severity: "medium",
  rationale: "only a template can demand IMDSv2 and encrypted volumes; SSH goes round the audit log",
  remedy: "give the node group a launchTemplate and leave remoteAccess out",
  controls: { fsbp: ["AutoScaling.9"] },
  types: [nodeGroupType],
  check: (group) => {
    const access = group.value("remoteAccess");
    return [
      isPresent(group.at("launchTemplate"), "launchTemplate with the id of a template of this stack"),
      access.kind === "known" ? violation("remoteAccess is set", "remoteAccess left out") : pass,
    ];
  },
});

const instanceTypes = [launchTemplateType, "aws:ec2/instance:Instance"] as const;

const metadataV2 = resourcePolicy({
  id: "lt-imdsv2",
  title: "Instances answer IMDSv2 only, one hop away",
  severity: "high",
  rationale: "with IMDSv1, or with more hops, a pod that can be made to fetch a URL gets the node's credentials",
  remedy: "set metadataOptions to httpTokens required, httpPutResponseHopLimit 1",
  controls: { fsbp: ["EC2.8", "EC2.170", "AutoScaling.3"], cisAws: ["5.7"] },
  types: instanceTypes,
  settings: { hops: 1 },
  check: (machine, { hops }) => [
    isOneOf(machine.at("metadataOptions.httpTokens"), ["required"]),
    isAtMost(machine.at("metadataOptions.httpPutResponseHopLimit"), hops),
  ],
});

const authenticationByApi = resourcePolicy({
  id: "eks-auth-api",
  title: "Access to the cluster is by access entries only, and its creator gets none by creating it",
  severity: "medium",
  rationale: "the aws-auth config map grants administrators outside any review, and one bad edit locks everybody out",
  remedy: "set authenticationMode to API, bootstrapClusterCreatorAdminPermissions to false, and write accessEntries",
  controls: { cisEks: ["4.1.7"] },
  types: [clusterType],
  check: (cluster) => [
    isOneOf(cluster.at("accessConfig.authenticationMode"), ["API"]),
    isFalse(cluster.at("accessConfig.bootstrapClusterCreatorAdminPermissions")),
  ],
});

const machinesInThreeZones = resourcePolicy({
  id: "asg-3az",
  title: "Groups of machines span three availability zones",
  severity: "high",
  rationale: "what runs in fewer zones goes down, or loses its majority, with one of them",
  remedy: "give vpcZoneIdentifiers a private subnet of each of three zones",
  controls: { fsbp: ["AutoScaling.2"] },
  types: ["aws:autoscaling/group:Group"],
  settings: { zones: zonesForMajority },
  check: (group, { zones }) => spansZones(group, "vpcZoneIdentifiers[]", zones),
});

export const clusterPolicies = [
  secretsEncrypted,
  allLogs,
  privateEndpoint,
  clusterInThreeZones,
  nodesInThreeZones,
  nodesFromTemplate,
  machinesInThreeZones,
  metadataV2,
  authenticationByApi,
  ...clusterOperationPolicies,
  ...nodePolicies,
] as const;
