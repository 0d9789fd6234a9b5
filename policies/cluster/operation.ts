import { isPresent, isTrue, notKnownYet } from "../assessment/expectations";
import { resourcePolicy, stackPolicy } from "../assessment/policy";
import type { Resource } from "../assessment/resource";
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
    const version = cluster.asWritten().text("version");
    if (version.kind === "unknown") return notKnownYet("version");
    const expected = `version: ${floor} or higher`;
    if (version.kind === "absent") return violation("version is not set", expected);
    return minorOf(version.value) >= minorOf(floor) ? pass : violation(`version is ${version.value}`, expected);
  },
});

/** The number after the first dot; a text that is no version is older than all. */
function minorOf(version: string): number {
  const match = /^1\.(\d+)$/.exec(version);
  return match ? Number(match[1]) : -1;
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
    const scope = association.text("accessScope.type");
    const principal = association.text("principalArn");
    if (policy.kind === "known" && !adminPolicies.test(policy.value)) return pass;
    if (scope.kind === "known" && scope.value === "namespace") return pass;
    if (principal.kind === "known" && roles.some((role) => principal.value.endsWith(`/${role}`))) return pass;
    if (policy.kind === "unknown") return notKnownYet("policyArn");
    if (scope.kind === "unknown") return notKnownYet("accessScope.type");
    if (principal.kind === "unknown") return notKnownYet("principalArn");
    const who = principal.kind === "known" ? principal.value : "a principal that is not set";
    return violation(`${who} administers the cluster`, `principalArn of ${roles.join(" or ")}, or a namespace scope`);
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
      const verdicts = [...surely, ...perhaps].flatMap((addon) => cniVerdict(addon) ?? []);
      if (verdicts.length === 0) {
        return violation("no Addon vpc-cni names it", "an Addon vpc-cni with enableNetworkPolicy", cluster);
      }
      const [verdict = pass] = verdicts;
      const isCertain = surely.some((addon) => cniVerdict(addon) !== undefined);
      return isCertain ? verdict : undecided("which cluster the add-on belongs to is not known yet", cluster);
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
  const isOn = values.kind === "known" && /["']?enableNetworkPolicy["']?\s*:\s*["']?true\b/.test(values.value);
  if (isOn) return pass;
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
    const trust = resource.text("assumeRolePolicy");
    if (trust.kind === "unknown") return notKnownYet("assumeRolePolicy");
    return trust.kind === "known" ? trustVerdicts(trust.value) : pass;
  },
});

function trustVerdicts(document: string): readonly Verdict[] {
  const statements: unknown = Object(parsed(document)).Statement;
  const list: readonly unknown[] = Array.isArray(statements) ? statements : [statements];
  return list.map((statement): Verdict => {
    const { Principal, Condition } = Object(statement);
    if (!JSON.stringify(Object(Principal).Federated ?? "").includes("oidc.eks.")) return pass;
    const equal = Object.entries(Object(Object(Condition).StringEquals));
    const missing = [":sub", ":aud"].filter(
      (claim) => !equal.some(([key, value]) => key.endsWith(claim) && typeof value === "string" && value !== ""),
    );
    if (missing.length === 0) return pass;
    const claims = missing.join(" and ");
    return violation(`assumeRolePolicy does not bind ${claims} exactly`, "StringEquals with one value for each");
  });
}

function parsed(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    return undefined;
  }
}

export const clusterOperationPolicies = [
  versionSupported,
  deletionProtected,
  fewAdministrators,
  networkPolicyEnforced,
  workloadIdentity,
] as const;
