import type { PolicyCases } from "../case";
import { ref, unknown } from "../engine-stub";
import { availabilityCases } from "./availability";
import { containerPolicyCases } from "./containers";
import { exposureCases } from "./exposure";
import { identityCases } from "./kubernetes-identity";
import { namespaceCases } from "./namespaces";
import { key } from "./places";
import { plainSecretCases } from "./plain-secrets";
import { podBaselineCases } from "./pod-baseline";
import { object } from "./pods";

const storageClass = (inputs: Record<string, unknown>) =>
  object("storage.k8s.io/v1:StorageClass", "gp3", { provisioner: "ebs.csi.aws.com", ...inputs });

export const kubernetesCases: readonly PolicyCases[] = [
  {
    policy: "k8s-helm-opaque",
    good: { "a chart whose objects are resources": [object("helm.sh/v4:Chart", "rpc", {})] },
    bad: {
      "a Helm release": {
        resources: [object("helm.sh/v3:Release", "rpc", { chart: "rpc" })],
        found: /it is a kubernetes:helm\.sh\/v3:Release/,
      },
    },
    unknown: "judges the type alone",
  },
  {
    policy: "k8s-storage-encrypted",
    good: {
      "volumes under a key of the stack": [
        key,
        storageClass({ parameters: { encrypted: "true", kmsKeyId: ref("key", "arn") } }),
      ],
    },
    bad: {
      "volumes in clear": { resources: [storageClass({ parameters: {} })], found: /parameters\.encrypted is not set/ },
      "volumes under AWS's key": {
        resources: [storageClass({ parameters: { encrypted: "true" } })],
        found: /parameters\.kmsKeyId is not set/,
      },
      "volumes of another driver": {
        resources: [storageClass({ provisioner: "rancher.io/local-path" })],
        found: /provisioner is rancher/,
      },
    },
    unknown: {
      "a flag that another resource computes": [
        storageClass({ parameters: { encrypted: unknown, kmsKeyId: "arn:aws:kms:key" } }),
      ],
    },
  },
  ...availabilityCases,
  ...namespaceCases,
  ...containerPolicyCases,
  ...plainSecretCases,
  ...identityCases,
  ...exposureCases,
  ...podBaselineCases,
];
