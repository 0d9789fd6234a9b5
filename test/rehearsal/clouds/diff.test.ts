import fc from "fast-check";
import { diffInputs } from "../../../rehearsal/clouds/diff";
import { formatPath } from "../../../safes/plugin/property-path";
import { type Properties, UNKNOWN } from "../../../safes/plugin/provider";

const key = fc.string({ minLength: 1, maxLength: 6 }).filter((text) => !text.startsWith("__"));
const inputs: fc.Arbitrary<Properties> = fc.dictionary(key, fc.jsonValue({ maxDepth: 3 }), {
  maxKeys: 5,
  noNullPrototype: true,
});

describe("the difference of inputs", () => {
  it("is none when they are equal", () => {
    fc.assert(fc.property(inputs, (same) => expect(diffInputs(same, structuredClone(same), [])).toEqual({})));
  });

  it("names the same paths both ways, with additions and deletions swapped", () => {
    const swapped = { add: "delete", delete: "add", update: "update" } as const;
    fc.assert(
      fc.property(inputs, inputs, (one, other) => {
        const forth = diffInputs(one, other, []);
        const back = diffInputs(other, one, []);
        expect(Object.keys(back).sort()).toEqual(Object.keys(forth).sort());
        for (const [path, kind] of Object.entries(forth))
          expect(back[path]).toBe(swapped[kind as keyof typeof swapped]);
      }),
    );
  });

  it("replaces only where the type says so", () => {
    fc.assert(
      fc.property(inputs, inputs, (one, other) => {
        const kinds = Object.values(
          diffInputs(
            one,
            other,
            Object.keys({ ...one, ...other }).map((k) => formatPath([k])),
          ),
        );
        expect(kinds.every((kind) => kind.endsWith("-replace"))).toBe(true);
      }),
    );
  });

  it("goes as deep as both have it", () => {
    const old = { tags: { Name: "a", gone: "x" }, ports: [80, 443] };
    const news = { tags: { Name: "b", "kubernetes.io/role": "elb" }, ports: [80, 8443, 9000] };
    expect(diffInputs(old, news, [])).toEqual({
      "tags.Name": "update",
      "tags.gone": "delete",
      'tags["kubernetes.io/role"]': "add",
      "ports[1]": "update",
      "ports[2]": "add",
    });
  });

  it("replaces for a nested property, and when all above it goes", () => {
    const replaceOn = ["vpcConfig.subnetIds", "rules[].name"];
    const old = { vpcConfig: { subnetIds: ["a"], public: true }, rules: [{ name: "x", port: 1 }] };
    expect(diffInputs(old, { ...old, vpcConfig: { subnetIds: ["b"], public: false } }, replaceOn)).toEqual({
      "vpcConfig.subnetIds[0]": "update-replace",
      "vpcConfig.public": "update",
    });
    expect(diffInputs(old, { ...old, rules: [{ name: "y", port: 2 }] }, replaceOn)).toEqual({
      "rules[0].name": "update-replace",
      "rules[0].port": "update",
    });
    expect(diffInputs(old, { rules: old.rules }, replaceOn)).toEqual({ vpcConfig: "delete-replace" });
  });

  it("counts a value that is not known yet as changed", () => {
    expect(diffInputs({ vpcId: "vpc-1" }, { vpcId: UNKNOWN }, ["vpcId"])).toEqual({ vpcId: "update-replace" });
  });

  it("leaves out what the program ignores", () => {
    const changes = diffInputs({ tags: { a: "1" }, size: 1 }, { tags: { a: "2" }, size: 2 }, [], ["tags"]);
    expect(changes).toEqual({ size: "update" });
  });

  it("does not see what the provider notes for itself", () => {
    expect(diffInputs({ __defaults: ["name"] }, {}, [])).toEqual({});
  });
});
