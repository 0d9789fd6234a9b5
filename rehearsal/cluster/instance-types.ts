import { UserError } from "../../safes/user-error";

/** What a node of an instance type offers. */
export interface Capacity {
  readonly architecture: "amd64" | "arm64";
  readonly capacity: Readonly<Record<string, string>>;
  /** What pods may have: capacity less what EKS keeps for the kubelet and for eviction. */
  readonly allocatable: Readonly<Record<string, string>>;
}

/** GiB of memory for each vCPU, by family (EC2 instance type specifications). */
const memoryPerVcpuGib: Readonly<Record<string, number>> = {
  ...{ c5: 2, c5d: 2, c6i: 2, c6a: 2, c6g: 2, c7i: 2, c7a: 2, c7g: 2 },
  ...{ m5: 4, m5d: 4, m6i: 4, m6id: 4, m6a: 4, m6g: 4, m7i: 4, m7a: 4, m7g: 4, m8g: 4 },
  ...{
    r5: 8,
    r5d: 8,
    r6i: 8,
    r6id: 8,
    r6a: 8,
    r6g: 8,
    r7i: 8,
    r7a: 8,
    r7g: 8,
    r8g: 8,
    i4i: 8,
    i4g: 8,
    i3en: 8,
    i7ie: 8,
  },
};

/** vCPUs by size, with the pods that the size's network interfaces can address (amazon-eks-ami, eni-max-pods.txt). */
const sizes: Readonly<Record<string, { readonly vcpus: number; readonly pods: number }>> = {
  large: { vcpus: 2, pods: 29 },
  xlarge: { vcpus: 4, pods: 58 },
  "2xlarge": { vcpus: 8, pods: 58 },
  "4xlarge": { vcpus: 16, pods: 234 },
  "8xlarge": { vcpus: 32, pods: 234 },
  "12xlarge": { vcpus: 48, pods: 234 },
  "16xlarge": { vcpus: 64, pods: 737 },
  "24xlarge": { vcpus: 96, pods: 737 },
};

/** The burstable family follows no ratio. */
const burstable: Readonly<
  Record<string, { readonly vcpus: number; readonly memoryGib: number; readonly pods: number }>
> = {
  medium: { vcpus: 2, memoryGib: 4, pods: 17 },
  large: { vcpus: 2, memoryGib: 8, pods: 35 },
  xlarge: { vcpus: 4, memoryGib: 16, pods: 58 },
  "2xlarge": { vcpus: 8, memoryGib: 32, pods: 58 },
};

export function capacityOf(instanceType: string): Capacity {
  const [family = "", size = ""] = instanceType.split(".");
  const ratio = memoryPerVcpuGib[family];
  const bySize = sizes[size];
  const shape = /^t3a?$|^t4g$/.test(family)
    ? burstable[size]
    : ratio && bySize && { ...bySize, memoryGib: ratio * bySize.vcpus };
  if (!shape) {
    throw new UserError({
      what: "the rehearsal does not know this instance type",
      where: instanceType,
      expected: `a family of ${Object.keys(memoryPerVcpuGib).join(", ")}, t3, t3a, t4g with a size of ${Object.keys(sizes).join(", ")}`,
      fix: "add it to rehearsal/cluster/instance-types.ts, or use one of these",
    });
  }
  // Managed node groups allow no more pods than this, whatever the interfaces could address.
  const pods = Math.min(shape.pods, shape.vcpus < 30 ? 110 : 250);
  // Firmware and kernel take about 4 % before the kubelet sees the memory.
  const memoryMib = Math.floor(shape.memoryGib * 1024 * 0.96);
  const common = { "ephemeral-storage": "80Gi", "hugepages-1Gi": "0", "hugepages-2Mi": "0", pods: `${pods}` };
  return {
    architecture: /\dg(d|n|$)|^i4g$/.test(family) ? "arm64" : "amd64",
    capacity: { ...common, cpu: `${shape.vcpus}`, memory: `${memoryMib}Mi` },
    allocatable: {
      ...common,
      cpu: `${shape.vcpus * 1000 - reservedMillicores(shape.vcpus)}m`,
      memory: `${memoryMib - reservedMemoryMib(pods)}Mi`,
    },
  };
}

/** kube-reserved of EKS' images, and their hard eviction threshold of 100 MiB. */
function reservedMemoryMib(pods: number): number {
  return 255 + 11 * pods + 100;
}

/** 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest. */
function reservedMillicores(vcpus: number): number {
  const perCore = (core: number) => (core === 0 ? 60 : core === 1 ? 10 : core < 4 ? 5 : 2.5);
  return Math.ceil(Array.from({ length: vcpus }, (_, core) => perCore(core)).reduce((sum, share) => sum + share, 0));
}
