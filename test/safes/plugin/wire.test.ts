import fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Properties, UNKNOWN } from "../../../safes/plugin/provider";
import { fromWire, SIGNATURE, toWire } from "../../../safes/plugin/wire";

const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const secret = (value: string) => ({ [SIGNATURE]: SECRET, value });
const struct = (value: Parameters<typeof Struct.fromJavaScript>[0]) => Struct.fromJavaScript(value);

const key = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text !== "__proto__" && text !== SIGNATURE);
const leaf = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constant(null), fc.constant<unknown>(UNKNOWN));
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(key, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const properties: fc.Arbitrary<Properties> = fc.dictionary(key, tree, { maxKeys: 5, noNullPrototype: true });

describe("properties on the wire", () => {
  it("come back as they went", () => {
    fc.assert(
      fc.property(properties, (sent) => {
        expect(fromWire(toWire(sent))).toEqual({ properties: sent, secrets: [] });
      }),
    );
  });

  it("come back with their secrets where they were, or in a list as a whole", () => {
    fc.assert(
      fc.property(properties, fc.string(), (rest, value) => {
        const sent = { ...rest, password: value, nested: { key: value, open: 1 } };
        const received = fromWire(toWire(sent, [["password"], ["nested", "key"]]));
        expect(received.properties).toEqual(sent);
        expect(received.secrets).toEqual(expect.arrayContaining([["password"], ["nested", "key"]]));
        expect(received.secrets).toHaveLength(2);
      }),
    );
  });

  it("never show a secret's value, however much of its path is still there", () => {
    const path = fc.array(key, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(path, path, (reached, gone) => {
        const sent = reached.reduceRight<unknown>((inner, part) => ({ [part]: inner }), "hunter2") as Properties;
        const wire = JSON.stringify(toWire(sent, [[...reached, ...gone]]).toJavaScript(), (_key, value) =>
          value?.[SIGNATURE] === SECRET ? "hidden" : value,
        );
        expect(wire).not.toContain("hunter2");
      }),
    );
  });

  it("mark what stands above when a secret has moved", () => {
    const wire = toWire({ stringData: "derived" }, [["stringData", "password"]]).toJavaScript();
    expect(wire.stringData).toEqual(secret("derived"));
  });

  it("make a list secret as a whole, since its elements move", () => {
    const received = fromWire(struct({ users: ["open", secret("hidden")] }));
    expect(received).toEqual({ properties: { users: ["open", "hidden"] }, secrets: [["users"]] });
  });

  it("are unknown whatever kind of value is", () => {
    const kinds = [UNKNOWN_TEXT, "3eeb2bf0-c639-47a8-9e75-3b44932eb421", "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2"];
    expect(fromWire(struct({ kinds })).properties.kinds).toEqual([UNKNOWN, UNKNOWN, UNKNOWN]);
  });

  it("read outputs, known or not, secret or not", () => {
    const output = (fields: Record<string, string | boolean>) => ({ [SIGNATURE]: OUTPUT, ...fields });
    const received = fromWire(
      struct({ open: output({ value: "x" }), later: output({}), hidden: output({ value: "y", secret: true }) }),
    );
    expect(received.properties).toEqual({ open: "x", later: UNKNOWN, hidden: "y" });
    expect(received.secrets).toEqual([["hidden"]]);
  });

  it("read a resource as its id, and a component as its URN", () => {
    const reference = (fields: Record<string, string>) => ({ [SIGNATURE]: RESOURCE, urn: "urn:x", ...fields });
    const { properties: read } = fromWire(
      struct({ bucket: reference({ id: "b-1" }), later: reference({ id: "" }), component: reference({}) }),
    );
    expect(read).toEqual({ bucket: "b-1", later: UNKNOWN, component: "urn:x" });
  });

  it("refuse what has no form on the wire", () => {
    expect(() => toWire({ callback: () => undefined })).toThrow("a function cannot travel to the engine");
  });
});
