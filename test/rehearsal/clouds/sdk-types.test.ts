import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isComputed, type SdkType } from "../../../rehearsal/clouds/sdk-type";
import { SdkTypes } from "../../../rehearsal/clouds/sdk-types";

const cache = mkdtempSync(join(tmpdir(), "jeju-sdk-"));
afterAll(() => rmSync(cache, { recursive: true }));

function declared(packageName: string, type: string): SdkType {
  const found = new SdkTypes(packageName, cache).get(type);
  if (!found) throw new Error(`no ${type}`);
  return found;
}

describe("what the SDKs declare", () => {
  it("is found by token, in each of the packages", () => {
    expect(declared("aws", "aws:ec2/vpc:Vpc").inputs.cidrBlock).toEqual({ shape: { kind: "string" }, required: false });
    expect(declared("cloudflare", "cloudflare:index/dnsRecord:DnsRecord").inputs.zoneId?.required).toBe(true);
    expect(declared("eks", "eks:index:Cluster").inputs.vpcId?.shape).toEqual({ kind: "string" });
    expect(declared("aws", "pulumi:providers:aws").inputs.allowedAccountIds?.shape.kind).toBe("list");
  });

  it("is nothing for a type that a package does not have", () => {
    const aws = new SdkTypes("aws", cache);
    expect(aws.get("aws:ec2/vpn:Nonsense")).toBeUndefined();
    expect(aws.get("aws:ec2/vpc:Nonsense")).toBeUndefined();
  });

  it("tells what only the cloud can know", () => {
    const vpc = declared("aws", "aws:ec2/vpc:Vpc");
    expect(isComputed(vpc, "arn")).toBe(true);
    expect(isComputed(vpc, "enableDnsHostnames")).toBe(true);
    expect(isComputed(vpc, "enableDnsSupport")).toBe(false);
    expect(isComputed(vpc, "tags")).toBe(false);
    expect(isComputed(declared("aws", "aws:ec2/subnet:Subnet"), "vpcId")).toBe(false);
  });

  it("names the outputs that are secret by themselves", () => {
    expect(declared("aws", "aws:rds/instance:Instance").secretOutputs).toEqual(["password", "passwordWo"]);
  });

  it("keeps what the SDK advises against", () => {
    expect(declared("aws", "aws:s3/bucket:Bucket").inputs.acl?.deprecated).toMatch(/BucketAcl/);
  });

  it("follows objects, lists, maps, enumerations and other packages", () => {
    const role = declared("aws", "aws:iam/role:Role");
    expect(role.inputs.assumeRolePolicy?.shape).toEqual({
      kind: "union",
      members: [{ kind: "string" }, { kind: "object", name: "aws.iam.PolicyDocument" }],
    });
    expect(role.objects["aws.iam.PolicyStatement"]?.Effect?.shape).toEqual({
      kind: "union",
      members: [
        { kind: "literal", value: "Allow" },
        { kind: "literal", value: "Deny" },
      ],
    });
    expect(declared("eks", "eks:index:Cluster").inputs.upgradePolicy?.shape).toEqual({
      kind: "object",
      name: "aws.eks.ClusterUpgradePolicy",
    });
    expect(declared("aws", "aws:s3/bucketObject:BucketObject").inputs.bucket?.shape).toEqual({
      kind: "union",
      members: [{ kind: "string" }, { kind: "resource" }],
    });
  });
});

describe("the cache of declarations", () => {
  const type = "aws:kms/key:Key";

  it("answers the same from the disk as from the SDK", () => {
    const extracted = declared("aws", type);
    expect(declared("aws", type)).toEqual(extracted);
  });

  it("makes a damaged file again", () => {
    const before = declared("aws", type);
    const [folder = ""] = readdirSync(join(cache, "sdk-types")).filter((name) => name.startsWith("aws-"));
    writeFileSync(join(cache, "sdk-types", folder, "aws-kms-key-Key.json"), '{"type": "aws:km');
    expect(declared("aws", type)).toEqual(before);
  });
});
