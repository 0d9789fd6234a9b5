type Architecture = "x86_64" | "arm64";

/** `c7g.4xlarge`: family, generation, processor and further letters, size. */
const instanceType = /^([a-z]+)(\d+)([a-z]*)-?([a-z]*)\.([\w-]+)$/;

/** @throws when the types are of several architectures, or no EC2 types at all. */
export function architectureOf(instanceTypes: readonly string[]): Architecture {
  const found = new Set(
    instanceTypes.map((type) => {
      const match = instanceType.exec(type);
      if (!match) throw new Error(`instanceTypes: got ${type}, expected an EC2 instance type such as m7i.large`);
      return match[3]?.startsWith("g") ? "arm64" : "x86_64";
    }),
  );
  if (found.size > 1) {
    throw new Error(`instanceTypes: ${instanceTypes.join(", ")} do not share one architecture; split the node group`);
  }
  return found.values().next().value ?? "x86_64";
}

const amiTypes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AL2: { x86_64: "AL2_x86_64", arm64: "AL2_ARM_64", "x86_64-gpu": "AL2_x86_64_GPU" },
  AL2023: {
    x86_64: "AL2023_x86_64_STANDARD",
    arm64: "AL2023_ARM_64_STANDARD",
    "x86_64-gpu": "AL2023_x86_64_NVIDIA",
  },
  Bottlerocket: {
    x86_64: "BOTTLEROCKET_x86_64",
    arm64: "BOTTLEROCKET_ARM_64",
    "x86_64-gpu": "BOTTLEROCKET_x86_64_NVIDIA",
    "arm64-gpu": "BOTTLEROCKET_ARM_64_NVIDIA",
  },
};

/** EKS's image for nodes of this kind. @throws when there is none. */
export function amiTypeFor(operatingSystem: string, instanceTypes: readonly string[], gpu: boolean): string {
  const kind = `${architectureOf(instanceTypes)}${gpu ? "-gpu" : ""}`;
  const found = amiTypes[operatingSystem]?.[kind];
  if (!found) throw new Error(`operatingSystem: EKS has no ${operatingSystem} image for ${kind}`);
  return found;
}
