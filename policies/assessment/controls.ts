/** Control ids per framework, in the numbering of the version that `frameworks` records. */
export interface Controls {
  readonly fsbp?: readonly string[];
  readonly cisAws?: readonly string[];
  readonly cisEks?: readonly string[];
  readonly pss?: readonly string[];
}

export interface Framework {
  readonly name: string;
  readonly version: string;
  readonly reference: string;
}

/** The editions whose numbering the policies use; a newer edition means going through every policy's controls. */
export const frameworks: Readonly<Record<keyof Controls, Framework>> = {
  fsbp: {
    name: "AWS Foundational Security Best Practices",
    version: "1.0.0",
    reference: "https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html",
  },
  cisAws: {
    name: "CIS AWS Foundations Benchmark",
    version: "5.0.0",
    reference: "https://www.cisecurity.org/benchmark/amazon_web_services",
  },
  cisEks: {
    name: "CIS Amazon EKS Benchmark",
    version: "1.7.0",
    reference: "https://www.cisecurity.org/benchmark/kubernetes",
  },
  pss: {
    name: "Kubernetes Pod Security Standards",
    version: "1.34",
    reference: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  },
};

/** Frameworks in the order in which a policy that belongs to several names its first. */
export const frameworkKeys = ["cisAws", "fsbp", "cisEks", "pss"] as const satisfies readonly (keyof Controls)[];
