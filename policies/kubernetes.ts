import { isOneOf, isTrue } from "./assessment/expectations";
import { type Policy, resourcePolicy } from "./assessment/policy";
import { pass, type Verdict, violation } from "./assessment/verdict";
import { availabilityPolicies } from "./kubernetes/availability";
import { containerPolicies } from "./kubernetes/containers";
import { noPublicLoadBalancers } from "./kubernetes/exposure";
import { identityPolicies } from "./kubernetes/identity";
import { namespacePolicies } from "./kubernetes/namespaces";
import { plainSecrets } from "./kubernetes/plain-secrets";
import { podBaselinePolicies } from "./kubernetes/pod-baseline";

const releaseTypes = [
  "kubernetes:helm.sh/v3:Release",
  "kubernetes:helm.sh/v3:Chart",
  "kubernetes:helm.sh/v2:Chart",
] as const;
const storageClassType = "kubernetes:storage.k8s.io/v1:StorageClass";
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

/** With podSecurityPolicies, which the registry lists after them. */
export const kubernetesPolicies: readonly Policy[] = [
  chartsAreTransparent,
  storageEncrypted,
  ...availabilityPolicies,
  ...namespacePolicies,
  ...containerPolicies,
  plainSecrets,
  ...identityPolicies,
  noPublicLoadBalancers,
  ...podBaselinePolicies,
];
