/**
 * Kubernetes versions that EKS offers, with the add-on versions that it offers for each. Re-verify with
 * `aws eks describe-cluster-versions` and `aws eks describe-addon-versions --kubernetes-version VERSION`.
 */
export const clusterVersions = ["1.30", "1.31", "1.32", "1.33", "1.34", "1.35"] as const;

/** The version of a cluster that names none. */
export const defaultClusterVersion = "1.34";

interface AddonFacts {
  /** First and last minor version of the add-on that EKS still offers, as `major.minor`. */
  readonly lines: (clusterVersion: string) => readonly string[];
}

const anyLine = (...lines: string[]): AddonFacts => ({ lines: () => lines });

/** kube-proxy and CoreDNS follow the cluster; the others have their own line, good for every cluster version above. */
const addons: Readonly<Record<string, AddonFacts>> = {
  "vpc-cni": anyLine("1.18", "1.19", "1.20", "1.21"),
  coredns: { lines: (version) => coreDnsLines[version] ?? [] },
  "kube-proxy": { lines: (version) => [version] },
  "aws-ebs-csi-driver": anyLine(
    "1.35",
    "1.40",
    "1.41",
    "1.42",
    "1.43",
    "1.44",
    "1.45",
    "1.46",
    "1.47",
    "1.48",
    "1.49",
    "1.50",
    "1.51",
    "1.52",
    "1.53",
    "1.54",
  ),
  "eks-pod-identity-agent": anyLine("1.2", "1.3"),
  "snapshot-controller": anyLine("8.0", "8.1", "8.2", "8.3", "8.4"),
  "metrics-server": anyLine("0.7", "0.8"),
  "aws-efs-csi-driver": anyLine("2.0", "2.1"),
  "amazon-cloudwatch-observability": anyLine("3.0", "4.0", "4.3", "4.4", "4.5", "4.6", "4.7"),
  "cert-manager": anyLine("1.17", "1.18", "1.19"),
  "external-dns": anyLine("0.18", "0.19", "0.20"),
  "eks-node-monitoring-agent": anyLine("1.0", "1.1", "1.2", "1.3", "1.4"),
};

const coreDnsLines: Readonly<Record<string, readonly string[]>> = {
  "1.30": ["1.11"],
  "1.31": ["1.11"],
  "1.32": ["1.11"],
  "1.33": ["1.12"],
  "1.34": ["1.12"],
  "1.35": ["1.12", "1.13"],
};

export function knownAddons(): string[] {
  return Object.keys(addons);
}

/** Lines (`1.12`) that EKS offers of the add-on for a cluster version; undefined for an add-on that it does not know. */
export function addonLines(addonName: string, clusterVersion: string): readonly string[] | undefined {
  return addons[addonName]?.lines(clusterVersion);
}

export function defaultAddonVersion(addonName: string, clusterVersion: string): string {
  return `v${addonLines(addonName, clusterVersion)?.at(-1) ?? "1.0"}.0-eksbuild.1`;
}

/** `v1.12.4-eksbuild.1` is of line `1.12`. */
export function lineOf(addonVersion: string): string | undefined {
  return /^v(\d+\.\d+)\.\d+(-eksbuild\.\d+)?$/.exec(addonVersion)?.[1];
}
