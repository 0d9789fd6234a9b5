import { Stack } from "../../../policies/assessment/stack";

const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const [bucketType, settingType] = ["aws:s3/bucket:Bucket", "aws:s3/bucketVersioning:BucketVersioning"];
const provider = { urn: "urn:aws", type: "pulumi:providers:aws", name: "aws", properties: {} };
const described = (
  type: string,
  name: string,
  outputs: Record<string, unknown>,
  dependsOn: readonly string[] = [],
) => ({
  ...{ urn: `urn:${name}`, type, name, protect: false, provider },
  ...{ inputs: outputs, outputs, dependencies: new Map([["buckets", dependsOn.map((each) => `urn:${each}`)]]) },
});

test("of two resources with the same name the first is the one that is found", () => {
  const stack = new Stack([
    described(bucketType, "one", { bucket: "logs" }),
    described(bucketType, "two", { bucket: "logs", arn: "arn:two" }),
  ]);
  expect(stack.byIdentity([bucketType], "logs")?.name).toBe("one");
  expect(stack.byIdentity(["aws:sns/topic:Topic", bucketType], "arn:two")?.name).toBe("two");
  expect(stack.byIdentity([settingType], "logs")).toBeUndefined();
});

test("resources are found by type, and by the beginning of a type", () => {
  const stack = new Stack([described(bucketType, "one", {}), described(settingType, "two", {})]);
  const names = (...types: readonly string[]) => stack.all(...types).map(({ name }) => name);
  expect(names(settingType, bucketType)).toEqual(["two", "one"]);
  expect(names("aws:s3/bucketV*")).toEqual(["two"]);
  expect(names("aws:s3/bucket")).toEqual([]);
});

describe("a resource refers to another one", () => {
  const referring = (bucket: Record<string, unknown>, buckets: unknown, dependsOn: readonly string[] = []) => {
    const setting = described(settingType, "setting", { buckets }, dependsOn);
    const stack = new Stack([
      described(bucketType, "one", bucket),
      described(bucketType, "two", { id: "id-2" }),
      setting,
    ]);
    const target = stack.byUrn("urn:one");
    if (!target) throw new Error("no bucket");
    const { surely, perhaps } = stack.referring([settingType], "buckets[]", target);
    return { surely: surely.length, perhaps: perhaps.length };
  };

  test("surely by its id, and not by that of another one", () => {
    expect(referring({ id: "id-1" }, ["id-1"])).toEqual({ surely: 1, perhaps: 0 });
    expect(referring({ id: "id-1" }, ["id-2"])).toEqual({ surely: 0, perhaps: 0 });
  });

  test("perhaps, when it is one of several that a list may name", () => {
    expect(referring({ id: sentinel }, sentinel, ["one", "two"])).toEqual({ surely: 0, perhaps: 1 });
    expect(referring({ id: sentinel }, [sentinel], ["one"])).toEqual({ surely: 1, perhaps: 0 });
  });

  test("perhaps, when nobody knows whom it names", () => {
    expect(referring({ id: "id-1" }, sentinel)).toEqual({ surely: 0, perhaps: 1 });
  });
});

test("a known name that is no resource's here is perhaps that of a resource without an id", () => {
  const ofOne = (bucket: Record<string, unknown>) => {
    const setting = described(settingType, "setting", { bucket: "id-9" });
    const stack = new Stack([described(bucketType, "one", bucket), setting]);
    const target = stack.byUrn("urn:one");
    if (!target) throw new Error("no bucket");
    const { surely, perhaps } = stack.referring([settingType], "bucket", target);
    return [surely.length, perhaps.length];
  };
  expect(ofOne({})).toEqual([0, 1]);
  expect(ofOne({ id: "id-1" })).toEqual([0, 0]);
  expect(ofOne({ id: sentinel })).toEqual([0, 0]);
});
