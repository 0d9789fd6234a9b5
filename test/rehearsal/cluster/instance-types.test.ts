import { capacityOf } from "../../../rehearsal/cluster/instance-types";

describe("instance types of the rehearsed cluster", () => {
  it("keeps back from pods what EKS keeps for the kubelet", () => {
    expect(capacityOf("m7i.xlarge")).toMatchObject({
      architecture: "amd64",
      capacity: { cpu: "4", memory: "15728Mi" },
      allocatable: { cpu: "3920m", memory: "14735Mi", pods: "58" },
    });
  });

  it("allows no more pods than managed node groups do", () => {
    expect(capacityOf("r7g.4xlarge").allocatable.pods).toBe("110");
    expect(capacityOf("r7g.16xlarge").allocatable.pods).toBe("250");
  });

  it("tells Graviton from the others", () => {
    const architectures = ["r7g.large", "t4g.medium", "i4g.large", "m7i.large", "t3.medium", "c7a.large"].map(
      (type) => capacityOf(type).architecture,
    );
    expect(architectures).toEqual(["arm64", "arm64", "arm64", "amd64", "amd64", "amd64"]);
  });

  it("refuses what it does not know, and names what it does", () => {
    expect(() => capacityOf("m7i.nano")).toThrow(/does not know this instance type \(m7i\.nano\)[\s\S]*large/);
    expect(() => capacityOf("quantum.large")).toThrow(/instance-types\.ts/);
  });
});
