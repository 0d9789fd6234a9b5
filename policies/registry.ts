import type { Policy, PolicyMetadata } from "./assessment/policy";
import { clusterPolicies } from "./cluster";
import { databasePolicies } from "./database";
import { edgePolicies } from "./edge";
import { iamPolicies } from "./iam";
import { keyPolicies } from "./keys";
import { kubernetesPolicies } from "./kubernetes";
import { loadBalancerPolicies } from "./load-balancers";
import { networkPolicies } from "./network";
import { secretPolicies } from "./secrets";
import { servicePolicies } from "./services";
import { stackPolicies } from "./stack";
import { storagePolicies } from "./storage";
import { volumePolicies } from "./volumes";

/** All policies of the pack, in the order of reports. */
export const policies: readonly Policy[] = [
  ...stackPolicies,
  ...networkPolicies,
  ...clusterPolicies,
  ...volumePolicies,
  ...databasePolicies,
  ...loadBalancerPolicies,
  ...storagePolicies,
  ...servicePolicies,
  ...keyPolicies,
  ...secretPolicies,
  ...iamPolicies,
  ...edgePolicies,
  ...kubernetesPolicies,
];

/** What each policy says of itself, by id: reports join the engine's events on it, which carry the id and little else. */
export const registry: ReadonlyMap<string, PolicyMetadata> = new Map(policies.map((policy) => [policy.id, policy]));
