import { isAtLeast, isNotTrue, isOneOf, notKnownYet } from "../assessment/expectations";
import { resourcePolicy, stackPolicy } from "../assessment/policy";
import type { Resource } from "../assessment/resource";
import type { Stack } from "../assessment/stack";
import { knownText } from "../assessment/value";
import { about, undecided, type Verdict, violation } from "../assessment/verdict";
import { subnetType, zoneOf } from "../assessment/zones";
import { launchTemplateType, nodeGroupType } from "./types";

const attachmentType = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const snapshotBlockType = "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess";

const nodesInEveryZone = resourcePolicy({
  id: "eks-nodes-min-per-az",
  title: "A node group keeps at least one node for each of its availability zones",
  severity: "medium",
  rationale: "with fewer, a zone may have no node when another one goes down",
  remedy: "set scalingConfig.minSize to the number of the group's zones",
  types: [nodeGroupType],
  check: (group) => {
    const subnets = group.references("subnetIds[]", [subnetType]);
    if (subnets.kind === "open") return undecided(subnets.because);
    const zones = subnets.resources.map(zoneOf);
    if (zones.some(({ kind }) => kind === "unknown")) return undecided("a zone of subnetIds is not known yet");
    const count = new Set(zones.map(knownText)).size;
    const verdict = isAtLeast(group.at("scalingConfig.minSize"), count);
    return subnets.kind === "at-most" && verdict.outcome === "violation"
      ? undecided("which subnets subnetIds names is known only after the update")
      : verdict;
  },
});

const noPublicAddress = resourcePolicy({
  id: "lt-no-public-ip",
  title: "No launch template gives public addresses",
  severity: "high",
  rationale: "a node with a public address is one open port away from the internet",
  remedy: "set associatePublicIpAddress of every networkInterfaces entry to false, or leave it out",
  controls: { fsbp: ["EC2.25"] },
  types: [launchTemplateType],
  check: (template) =>
    template
      .items("networkInterfaces")
      .map((item) =>
        item.isUnknown ? notKnownYet("networkInterfaces") : isNotTrue(item.at("associatePublicIpAddress")),
      ),
});

const nodeRoleIsMinimal = stackPolicy({
  id: "eks-node-role-minimal",
  title: "The nodes' role holds only what a node needs",
  severity: "high",
  rationale: "whoever breaks out of a pod has the rights of the node's role",
  remedy: "attach the worker, CNI and ECR read policies only; give pods roles of their own by Pod Identity",
  controls: { cisEks: ["5.1.3"] },
  types: [nodeGroupType],
  settings: {
    policies: [
      "AmazonEKSWorkerNodePolicy",
      "AmazonEKSWorkerNodeMinimalPolicy",
      "AmazonEKS_CNI_Policy",
      "AmazonEC2ContainerRegistryReadOnly",
      "AmazonEC2ContainerRegistryPullOnly",
    ],
  },
  check: (stack, { policies }) => {
    const verdicts: Verdict[] = [];
    const roles = new Set<Resource>();
    for (const group of stack.all(nodeGroupType)) {
      const named = group.references("nodeRoleArn", ["aws:iam/role:Role"]);
      if (named.kind === "open") verdicts.push(undecided(named.because, group));
      else for (const role of named.resources) roles.add(role);
    }
    return [...verdicts, ...[...roles].flatMap((role) => attachmentsOf(stack, role, policies))];
  },
});

function attachmentsOf(stack: Stack, role: Resource, allowed: readonly string[]): readonly Verdict[] {
  const { surely, perhaps } = stack.referring([attachmentType], "role", role);
  const arns = allowed.map((policy) => `arn:aws:iam::aws:policy/${policy}`);
  const judged = surely.map((attachment) => about(attachment, isOneOf(attachment.at("policyArn"), arns)));
  return [...judged, ...perhaps.map((attachment) => about(attachment, notKnownYet("role")))];
}

const snapshotsNotPublic = stackPolicy({
  id: "ebs-snapshots-not-public",
  title: "The region refuses public snapshots",
  severity: "medium",
  level: "advisory",
  rationale: "one wrong attribute of a snapshot publishes the disk of a node",
  remedy: "add an aws.ebs.SnapshotBlockPublicAccess with state block-all-sharing",
  controls: { fsbp: ["EC2.182"] },
  types: [launchTemplateType, "aws:ebs/volume:Volume", snapshotBlockType],
  check: (stack) => {
    const settings = stack.all(snapshotBlockType);
    if (settings.length === 0) return violation("no SnapshotBlockPublicAccess", "one, with state: block-all-sharing");
    return settings.map((setting) => about(setting, isOneOf(setting.at("state"), ["block-all-sharing"])));
  },
});

export const nodePolicies = [nodesInEveryZone, noPublicAddress, nodeRoleIsMinimal, snapshotsNotPublic] as const;
