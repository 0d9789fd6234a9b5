import fc from "fast-check";
import { formatPath, isWithin, parsePath, valuesAt } from "../../../safes/plugin/property-path";

describe("property paths", () => {
  it("read as they were written", () => {
    const part = fc.oneof(fc.string({ minLength: 1 }), fc.nat(99));
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.array(part, { maxLength: 5 }), (first, rest) => {
        expect(parsePath(formatPath([first, ...rest]))).toEqual([first, ...rest]);
      }),
    );
  });

  it.each([
    ["ingress[0].cidrBlocks", ["ingress", 0, "cidrBlocks"]],
    ['tags["kubernetes.io/role"]', ["tags", "kubernetes.io/role"]],
    ["subnetIds[]", ["subnetIds", "*"]],
    ["rules[*].name", ["rules", "*", "name"]],
  ])("read %s as Pulumi does", (text, path) => {
    expect(parsePath(text)).toEqual(path);
  });

  it("refuse an open bracket", () => {
    expect(() => parsePath("tags[0")).toThrow('property path "tags[0" cannot be read at "[0"');
  });

  it("lie within a pattern with wildcards", () => {
    expect(isWithin(["rules", 3, "name"], parsePath("rules[*]"))).toBe(true);
    expect(isWithin(["rules"], parsePath("rules[*]"))).toBe(false);
  });

  it("find every value that they name", () => {
    const inputs = { vpcConfig: { subnetIds: ["a", "b"] }, none: null };
    expect(valuesAt(inputs, parsePath("vpcConfig.subnetIds[]"))).toEqual(["a", "b"]);
    expect(valuesAt(inputs, parsePath("none.deeper"))).toEqual([]);
  });
});
