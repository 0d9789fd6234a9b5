import type { Policy, PolicyMetadata } from "./assessment/policy";
import { cloudflarePolicies } from "./cloudflare";
import { clusterPolicies } from "./cluster";
import { dataServicePolicies } from "./data-services";
import { databasePolicies } from "./database";
import { detectionPolicies } from "./detection";
import { dnsPolicies } from "./dns";
import { edgePolicies } from "./edge";
import { governancePolicies } from "./governance";
import { iamPolicies } from "./iam";
import { keyPolicies } from "./keys";
import { kubernetesPolicies } from "./kubernetes";
import { podSecurityPolicies } from "./kubernetes/pod-security";
import { loadBalancerPolicies } from "./load-balancers";
import { networkPolicies } from "./network";
import { secretPolicies } from "./secrets";
import { servicePolicies } from "./services";
import { stackPolicies } from "./stack";
import { ignoredChanges } from "./stack/ignored-changes";
import { storagePolicies } from "./storage";
import { volumePolicies } from "./volumes";
import { repositoryWaivers } from "./waivers/file";
import { waiverPolicy } from "./waivers/policy";

const byDomain: readonly Policy[] = [
  ...stackPolicies,
  ...networkPolicies,
  ...clusterPolicies,
  ...volumePolicies,
  ...databasePolicies,
  ...dataServicePolicies,
  ...loadBalancerPolicies,
  ...storagePolicies,
  ...servicePolicies,
  ...detectionPolicies,
  ...keyPolicies,
  ...secretPolicies,
  ...iamPolicies,
  ...dnsPolicies,
  ...cloudflarePolicies,
  ...edgePolicies,
  ...kubernetesPolicies,
  ...podSecurityPolicies,
  ...governancePolicies,
];

const judging: readonly Policy[] = [...byDomain, ignoredChanges(byDomain)];

/** What holds of the levels cannot be waived: the waivers rest on it. */
const notWaivable: readonly string[] = ["stack-environment"];

export const waivers = repositoryWaivers(
  (id) => !notWaivable.includes(id) && judging.some((policy) => policy.id === id),
);

/** All policies of the pack, in the order of reports. */
export const policies: readonly Policy[] = [...judging, waiverPolicy(waivers)];

/** What each policy says of itself, by id: reports join the engine's events on it, which carry the id and little else. */
export const registry: ReadonlyMap<string, PolicyMetadata> = new Map(policies.map((policy) => [policy.id, policy]));
