import { createHash } from "node:crypto";
import { exposuresIn } from "../../../policies/secrets/secret-scan";

const resource = (properties: Record<string, unknown>, type = "aws:sns/topic:Topic") => ({ type, outputs: properties });
const secret = (plaintext?: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ...(plaintext === undefined ? { ciphertext: "AAAA" } : { plaintext: JSON.stringify(plaintext) }),
});
const hash = (seed: string) => `0x${createHash("sha256").update(seed).digest("hex")}`;

test("eleven words in a row are no mnemonic", () => {
  expect(exposuresIn([resource({ note: `${"zoo ".repeat(11)}and ${"zoo ".repeat(11)}` })])).toEqual([[]]);
});

test("what the state keeps as a secret is none of its business, encrypted or shown", () => {
  const key = hash("key");
  expect(exposuresIn([resource({ one: secret(), two: { three: [secret(key)] } })])).toEqual([[]]);
});

test("hashes, addresses, numbers and digests are no keys", () => {
  const found = exposuresIn([
    resource(
      { transactions: [{ hash: hash("t") }], codeHash: hash("c"), creationCodeHash: hash("d") },
      "safes:index:Contract",
    ),
    resource(
      { checks: [{ slot: hash("s"), expected: hash("e"), arguments: [hash("r")] }] },
      "safes:index:Verification",
    ),
    resource({
      owner: `0x${"ab".repeat(20)}`,
      word: `0x${"0".repeat(24)}${"ab".repeat(20)}`,
      data: `0x${"4f2b".repeat(70)}`,
    }),
    resource({ image: `registry/op-node:v1@sha256:${hash("i").slice(2)}`, dsRecord: "" }),
    resource({ env: [{ name: "GENESIS_SHA256", value: hash("g").slice(2) }] }, "kubernetes:apps/v1:StatefulSet"),
    resource(
      { dsRecord: `2371 13 2 ${hash("k").slice(2)}`, digestValue: hash("k").slice(2) },
      "aws:route53/keySigningKey:KeySigningKey",
    ),
    // What is public in one place is public in an output that repeats it.
    resource({ chain: { genesis: hash("c"), text: `block ${hash("t")}` } }, "pulumi:pulumi:Stack"),
  ]);
  expect(found.flat()).toEqual([]);
});

test("a variable of a container is no hash by being a variable", () => {
  const env = [{ name: "BATCHER_KEY", value: hash("k") }];
  const [found] = exposuresIn([resource({ env }, "kubernetes:apps/v1:StatefulSet")]);
  expect(found).toEqual([{ path: "outputs.env[0].BATCHER_KEY.value", kind: "a private key of 32 bytes" }]);
});

/** Places of what looks like a key in one resource. */
const placesIn = (properties: Record<string, unknown>, type?: string) =>
  exposuresIn([resource(properties, type)]).flatMap((each) => each.map(({ path }) => path));

describe("a key is told by its place", () => {
  const key = hash("key");

  test("in objects, in lists, and in JSON within a text, whatever room is before it", () => {
    expect(placesIn({ a: { b: [{ c: key }] } })).toEqual(["outputs.a.b[0].c"]);
    expect(placesIn({ note: `\n  ${JSON.stringify({ a: [{ b: key }] })}` })).toEqual(["outputs.note.a[0].b"]);
    expect(placesIn({ note: ` ["x", { "b": "${key}" }]` })).toEqual(["outputs.note[1].b"]);
  });

  test("in a text that only begins like JSON, and in one that JSON takes for a number", () => {
    expect(placesIn({ note: `{ ${key}` })).toEqual(["outputs.note"]);
    expect(placesIn({ note: "9182736455463728190011223344556677889900".padEnd(64, "1357246809") })).toEqual([
      "outputs.note",
    ]);
  });

  test("in a list of texts as an element, and in what they are together", () => {
    expect(placesIn({ words: [...Array(12).fill("zoo"), 5] })).toEqual(["outputs.words"]);
    expect(placesIn({ words: Array(11).fill("zoo") })).toEqual([]);
    expect(placesIn({ words: [Array(6).fill("zoo"), Array(6).fill("zoo")] })).toEqual([]);
  });

  test("under the name of a variable, unless that looks like a key itself", () => {
    expect(placesIn({ env: [{ name: "SIGNER", value: key, note: key }] })).toEqual([
      "outputs.env[0].SIGNER.value",
      "outputs.env[0].note",
    ]);
    expect(placesIn({ env: [{ name: 5, value: key }] })).toEqual(["outputs.env[0].value"]);
    expect(placesIn({ env: [{ name: hash("name"), value: key }] })).toEqual([
      "outputs.env[0].name",
      "outputs.env[0].value",
    ]);
  });

  test.each([
    ["of 32 bytes", hash("name")],
    ["of an access key", "AKIAIOSFODNN7EXAMPLE"],
  ])("and a name that looks like a key %s is one, and is left out of the place", (_, name) => {
    expect(placesIn({ tags: { [name]: { inner: key } } })).toEqual([
      "outputs.tags.<name withheld>",
      "outputs.tags.<name withheld>.inner",
    ]);
  });
});

test("a hash is public in every element of a list", () => {
  const checks = Array.from({ length: 12 }, (_, index) => ({ slot: hash(`${index}`) }));
  expect(placesIn({ checks }, "safes:index:Verification")).toEqual([]);
  expect(placesIn({ checks }, "safes:index:Contract")).toHaveLength(12);
});
