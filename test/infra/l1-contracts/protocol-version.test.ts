import { compareProtocolVersions, encodeProtocolVersion } from "../../../infra/l1-contracts/protocol-version";

describe("a version of the protocol", () => {
  it("is encoded as the contract and op-node have it", () => {
    // v3.1.0, the required version of optimism's own deploy-config/getting-started template.
    const published = "0x0000000000000000000000000000000000000003000000010000000000000000";
    expect(encodeProtocolVersion("v3.1.0")).toBe(`${BigInt(published)}`);
  });

  it("keeps a pre-release in its last 4 bytes", () => {
    expect(BigInt(encodeProtocolVersion("v0.0.1-7"))).toBe((1n << 32n) | 7n);
  });

  it("is older as a pre-release than as a release", () => {
    expect(compareProtocolVersions("v6.0.0-1", "v6.0.0")).toBeLessThan(0);
    expect(compareProtocolVersions("v6.0.0", "v6.0.0-9")).toBeGreaterThan(0);
    expect(compareProtocolVersions("v6.0.0-1", "v6.0.0-2")).toBeLessThan(0);
    expect(compareProtocolVersions("v10.0.0", "v9.9.9")).toBeGreaterThan(0);
    expect(compareProtocolVersions("v6.0.0", "v6.0.0")).toBe(0);
  });
});
