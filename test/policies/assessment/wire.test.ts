import fc from "fast-check";
import { BinaryReader } from "google-protobuf";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { readStruct, type WireReader } from "../../../policies/assessment/wire";

/** google-protobuf does not declare the reader as generated code uses it. */
const readerOf = (bytes: Uint8Array) => new BinaryReader(bytes) as unknown as WireReader;

const key = fc.string().filter((name) => name !== "__proto__");
const { value } = fc.letrec<{ value: JavaScriptValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true }),
    fc.string({ unit: "binary" }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

test("properties of any shape are read as the protocol's own library reads them", () => {
  fc.assert(
    fc.property(fc.dictionary(key, value, { maxKeys: 6, noNullPrototype: true }), (properties) => {
      const bytes = Struct.fromJavaScript(properties).serializeBinary();
      expect(readStruct({}, readerOf(bytes))).toStrictEqual(Struct.deserializeBinary(bytes).toJavaScript());
    }),
    { numRuns: 500 },
  );
});

test("fields that a later version of the protocol may have are passed over", () => {
  // {a: "b", l: ["b"]}, with a field 15 behind each text, the list and the whole.
  const bytes = Buffer.from("0a0a0a016112051a016278010a100a016c120b32090a051a0162780178017801", "hex");
  expect(Struct.deserializeBinary(bytes).toJavaScript()).toStrictEqual({ a: "b", l: ["b"] });
  expect(readStruct({}, readerOf(bytes))).toStrictEqual({ a: "b", l: ["b"] });
});
