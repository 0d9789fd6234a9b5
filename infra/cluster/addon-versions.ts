export const ADDONS = [
  "vpc-cni",
  "kube-proxy",
  "coredns",
  "aws-ebs-csi-driver",
  "eks-pod-identity-agent",
  "snapshot-controller",
] as const;
export type AddonName = (typeof ADDONS)[number];
export type AddonVersions = Readonly<Record<AddonName, string>>;

/**
 * Add-on versions that we tried together, by Kubernetes version. Re-verify with
 * `aws eks describe-addon-versions --kubernetes-version 1.34`.
 */
const PINNED: Readonly<Record<string, AddonVersions>> = {
  "1.34": {
    "vpc-cni": "v1.21.1-eksbuild.1",
    "kube-proxy": "v1.34.1-eksbuild.2",
    coredns: "v1.12.4-eksbuild.1",
    "aws-ebs-csi-driver": "v1.54.0-eksbuild.1",
    "eks-pod-identity-agent": "v1.3.10-eksbuild.2",
    "snapshot-controller": "v8.3.0-eksbuild.1",
  },
};

export function addonVersionsFor(kubernetesVersion: string): AddonVersions | undefined {
  return PINNED[kubernetesVersion];
}
