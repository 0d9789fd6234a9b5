import { isPresent, isTrue, notKnownYet } from "../assessment/expectations";
import { resourcePolicy, stackPolicy } from "../assessment/policy";
import { type Condition, judgeStatements, type Statement } from "../assessment/policy-document";
import type { Resource } from "../assessment/resource";
import { knownText } from "../assessment/value";
import { about, pass, undecided, type Verdict, violation } from "../assessment/verdict";
import { addonType, clusterType } from "./types";

const versionSupported = resourcePolicy({
  id: "eks-version-supported",
  title: "The cluster names a Kubernetes version that AWS supports",
  severity: "high",
  rationale: "an old version gets no security fixes; one that is not named is whatever AWS takes for the newest",
  remedy: "set version to the floor of the policy's settings or higher",
  controls: { fsbp: ["EKS.2"] },
  types: [clusterType],
  // Standard support of 1.33 ends in July 2026, of 1.34 in December 2026 ("Amazon EKS Kubernetes release calendar").
  settings: { floor: "1.34" },
  check: (cluster, { floor }) => {
    const written = cluster.asWritten().value("version");
    if (written.kind === "unknown") return notKnownYet("version");
    const version = knownText(written);
    if (minorOf(version) >= minorOf(floor)) return pass;
    return violation(`version is ${version ?? "not set"}`, `version: ${floor} or higher`);
  },
});

/** The number after the dot; NaN, which is no floor's equal, of what is no version. */
function minorOf(version: string | undefined): number {
  return Number(/^1\.(\d+)$/.exec(String(version))?.[1]);
}

const deletionProtected = resourcePolicy({
  id: "eks-deletion-protection",
  title: "The cluster refuses to be deleted",
  severity: "high",
  rationale: "a mistaken replacement takes every workload down",
  remedy: "set deletionProtection to true",
  types: [clusterType],
  check: (cluster) => isTrue(cluster.at("deletionProtection")),
});

const adminPolicies = /\/(AmazonEKSClusterAdminPolicy|AmazonEKSAdminPolicy)$/;

const fewAdministrators = resourcePolicy({
  id: "eks-access-no-broad-admin",
  title: "Only listed roles administer the whole cluster",
  severity: "high",
  rationale: "an administrator reads every secret and runs pods on every node",
  remedy: "narrow accessScope to namespaces, or list the role's name in policies/config",
  controls: { cisEks: ["4.1.1"] },
  types: ["aws:eks/accessPolicyAssociation:AccessPolicyAssociation"],
  settings: { roles: ["jeju-deployer"] },
  check: (association, { roles }) => {
    const policy = association.text("policyArn");
    if (policy.kind === "known" && !adminPolicies.test(policy.value)) return pass;
    if (knownText(association.value("accessScope.type")) === "namespace") return pass;
    const principal = knownText(association.value("principalArn"));
    if (roles.some((role) => principal?.endsWith(`/${role}`))) return pass;
    const open = ["policyArn", "accessScope.type", "principalArn"].find(
      (path) => association.value(path).kind === "unknown",
    );
    if (open) return notKnownYet(open);
    return violation(`${principal} administers the cluster`, `one of the roles ${roles}, or a namespace scope`);
  },
});

const networkPolicyEnforced = stackPolicy({
  id: "eks-cni-netpol",
  title: "The cluster enforces network policies",
  severity: "high",
  rationale: "without the add-on's switch Kubernetes accepts network policies and lets everything pass",
  remedy: 'give the vpc-cni Addon the configurationValues {"enableNetworkPolicy":"true"}',
  controls: { cisEks: ["4.3.1", "5.4.4"] },
  types: [clusterType],
  check: (stack) =>
    stack.all(clusterType).map((cluster) => {
      const { surely, perhaps } = stack.referring([addonType], "clusterName", cluster);
      const [certain] = surely.flatMap((addon) => cniVerdict(addon) ?? []);
      if (certain) return certain;
      return perhaps.some(cniVerdict)
        ? undecided("which cluster the add-on belongs to is not known yet", cluster)
        : violation("no Addon vpc-cni names it", "an Addon vpc-cni with enableNetworkPolicy", cluster);
    }),
});

/** Undefined for an add-on that surely is another one. */
function cniVerdict(addon: Resource): Verdict | undefined {
  const name = addon.text("addonName");
  if (name.kind === "known" && name.value !== "vpc-cni") return undefined;
  const values = addon.text("configurationValues");
  if (name.kind === "unknown") return about(addon, notKnownYet("addonName"));
  if (values.kind === "unknown") return about(addon, notKnownYet("configurationValues"));
  // The add-on takes JSON and YAML alike.
  if (/enableNetworkPolicy["']?\s*:\s*["']?true\b/.test(String(knownText(values)))) return pass;
  return violation("configurationValues does not turn network policies on", "enableNetworkPolicy: true", addon);
}

const workloadIdentity = resourcePolicy({
  id: "eks-workload-identity",
  title: "A role for pods is bound to one service account",
  severity: "high",
  rationale: "a trust that names no subject gives the role to every pod of the cluster",
  remedy: "use a PodIdentityAssociation, or StringEquals on :sub and :aud of the cluster's OIDC provider",
  controls: { cisEks: ["5.2.1"] },
  types: ["aws:iam/role:Role", "aws:eks/podIdentityAssociation:PodIdentityAssociation"],
  check: (resource) => {
    if (!resource.is("aws:iam/role:Role")) {
      return ["namespace", "serviceAccount", "roleArn"].map((path) => isPresent(resource.at(path)));
    }
    return judgeStatements(resource.at("assumeRolePolicy"), judgeTrust);
  },
});

function judgeTrust({ principals, conditions }: Statement): Verdict {
  const isOfCluster = principals.get("Federated")?.some((name) => name.includes("oidc.eks."));
  if (!isOfCluster) return pass;
  const missing = [":sub", ":aud"].filter((claim) => !conditions.some((condition) => binds(condition, claim)));
  if (missing.length === 0) return pass;
  const claims = missing.join(" and ");
  return violation(`assumeRolePolicy does not bind ${claims} exactly`, "StringEquals with one value for each");
}

function binds({ operator, key, values }: Condition, claim: string): boolean {
  return operator === "StringEquals" && key.endsWith(claim) && values.length === 1 && values[0] !== "";
}

export const clusterOperationPolicies = [
  versionSupported,
  deletionProtected,
  fewAdministrators,
  networkPolicyEnforced,
  workloadIdentity,
] as const;
