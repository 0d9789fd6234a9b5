import { createHash } from "node:crypto";
import { LangEn } from "ethers/wordlists";
import fc from "fast-check";
import { policies } from "../../../policies/registry";
import { fromCheckpoint } from "../../../policies/reports/checkpoint";
import { assess } from "../../../policies/reports/judge";
import { exposuresIn } from "../../../policies/secrets/secret-scan";
import { environments, goldenState } from "../golden/golden-state";

const english = LangEn.wordlist();
const word = fc.integer({ min: 0, max: 2047 }).map((index) => english.getWord(index));
/** As keys are: 32 bytes without a pattern. */
const bytes32 = fc.nat().map((seed) => createHash("sha256").update(`${seed}`).digest("hex"));
const text = (length: number, alphabet: string) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length }).map((all) => all.join(""));
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const mnemonic = fc
  .constantFrom(12, 15, 18, 21, 24)
  .chain((count) => fc.array(word, { minLength: count, maxLength: count }));

const planted: Readonly<Record<string, fc.Arbitrary<string>>> = {
  "a BIP-39 mnemonic": mnemonic.map((words) => words.join(" ")),
  "a private key of 32 bytes": fc.tuple(fc.constantFrom("", "0x"), bytes32).map((parts) => parts.join("")),
  "a private key in PEM": fc
    .tuple(fc.constantFrom("", "EC ", "RSA ", "OPENSSH ", "ENCRYPTED "), text(64, letters))
    .map(([kind, body]) => `-----BEGIN ${kind}PRIVATE KEY-----\n${body}\n-----END ${kind}PRIVATE KEY-----`),
  "a JSON Web Token": fc
    .tuple(text(20, letters), text(30, letters), text(40, letters))
    .map(([head, body, signature]) => `eyJ${head}.eyJ${body}.${signature}`),
  "an AWS access key": text(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").map((id) => `AKIA${id}`),
  "a token of 40 characters, as AWS and Cloudflare give": text(37, letters).map((rest) => `aB3${rest}`),
  "a Cloudflare token": text(48, letters).map((rest) => `cfut_${rest}`),
  "a GitHub token": text(36, letters).map((rest) => `ghp_${rest}`),
  "a URL with a password": text(12, letters).map((password) => `postgres://jeju:${password}@database:5432/jeju`),
};

/** A name that says nothing of what it holds. */
const name = text(6, "xyzXYZ");

/** The value at the end of some way down through objects and lists, also within JSON as a text. */
function buried(value: unknown): fc.Arbitrary<Record<string, unknown>> {
  const step = fc.record({ kind: fc.constantFrom("object", "list", "json"), name, other: fc.string({ maxLength: 8 }) });
  return fc.tuple(fc.array(step, { maxLength: 6 }), name).map(([steps, last]) => ({
    [last]: steps.reduce<unknown>((inner, { kind, name: at, other }) => {
      if (kind === "list") return [other, inner];
      const object = { before: other, [at]: inner };
      return kind === "json" ? JSON.stringify(object) : object;
    }, value),
  }));
}

const resource = (properties: Record<string, unknown>, type = "aws:sns/topic:Topic") => ({ type, outputs: properties });
const secret = (plaintext?: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ...(plaintext === undefined ? { ciphertext: "AAAA" } : { plaintext: JSON.stringify(plaintext) }),
});
const hash = (seed: string) => `0x${createHash("sha256").update(seed).digest("hex")}`;

test.each(Object.entries(planted))("finds %s at any depth and never tells it", (kind, arbitrary) => {
  fc.assert(
    fc.property(
      arbitrary.chain((key) => buried(key).map((properties) => ({ key, properties }))),
      ({ key, properties }) => {
        const [exposures = []] = exposuresIn([resource(properties)]);
        expect(exposures.map((each) => each.kind)).toContain(kind);
        expect(JSON.stringify(exposures).toLowerCase()).not.toContain(key.toLowerCase());
      },
    ),
    { numRuns: 60 },
  );
});

test.each(Object.entries(planted))(
  "finds %s as the name of a property and does not tell that name",
  (kind, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, name, (key, property) => {
        const [exposures = []] = exposuresIn([
          resource({ [property]: { [key]: { inner: "harmless", [property]: key } } }),
        ]);
        expect(exposures.map((each) => each.kind)).toContain(kind);
        expect(JSON.stringify(exposures)).not.toContain(key);
      }),
      { numRuns: 30 },
    );
  },
);

test.each(environments)(
  "keys planted in the real state of %s are found, each in its place, and nothing else",
  (environment) => {
    const state = goldenState(environment);
    const keys = fc.tuple(...Object.values(planted).map((arbitrary) => arbitrary.chain(buried)));
    fc.assert(
      fc.property(keys, fc.nat({ max: state.length - 1 }), (properties, start) => {
        const places = properties.map((_, index) => (start + index * 7) % state.length);
        const exposures = exposuresIn(
          state.map((each, index) => {
            const at = places.indexOf(index);
            return at < 0 ? each : { ...each, outputs: { ...each.outputs, ...properties[at] } };
          }),
        );
        const found = exposures.flatMap((each, index) =>
          each.length > 0 ? [[index, each.map(({ kind }) => kind)]] : [],
        );
        expect(new Map(found as [number, string[]][])).toEqual(
          new Map(places.map((place, at) => [place, expect.arrayContaining([Object.keys(planted)[at]])])),
        );
      }),
      { numRuns: 3 },
    );
  },
);

test("a mnemonic is found in whatever stands between its words, and as a list", () => {
  fc.assert(
    fc.property(mnemonic, fc.constantFrom(", ", "\n", " - ", " 1. "), (words, between) => {
      const found = exposuresIn([resource({ note: words.join(between) }), resource({ words })]);
      expect(found.map((each) => each.map(({ kind }) => kind))).toEqual([["a BIP-39 mnemonic"], ["a BIP-39 mnemonic"]]);
    }),
  );
});

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

test("a report names the resource and the place, and fails", () => {
  const urn = "urn:pulumi:mainnet::jeju::aws:sns/topic:Topic::topic";
  const key = hash("key");
  const report = assess(policies, fromCheckpoint([{ urn, type: "aws:sns/topic:Topic", outputs: { chain: { key } } }]), {
    ...{ stack: "mainnet", environment: "mainnet", judged: "state", createdAt: new Date(0) },
  });
  expect(report.results.filter(({ policy }) => policy === "stack-secret-scan")).toContainEqual({
    ...{ policy: "stack-secret-scan", resource: urn, state: "fail", level: "mandatory" },
    evidence: [
      { found: "outputs.chain.key holds what looks like a private key of 32 bytes, in clear", expected: "a secret" },
    ],
  });
  expect(JSON.stringify(report)).not.toContain(key);
});

describe("what is undecided", () => {
  const database = (inputs: Record<string, unknown>) => ({
    ...{
      urn: "urn:pulumi:mainnet::jeju::aws:rds/instance:Instance::database",
      type: "aws:rds/instance:Instance",
      inputs,
    },
  });
  const budget = (judged: "state" | "preview", inputs: Record<string, unknown>) =>
    assess(
      policies.filter(({ id }) => id === "rds-multi-az"),
      fromCheckpoint([database(inputs)]),
      { stack: "mainnet", environment: "mainnet", judged, createdAt: new Date(0) },
    ).results.find(({ policy }) => policy === "stack-undecided-budget");
  const unknown = { multiAz: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };

  test("fails a report on what is there, and is listed in one on a preview", () => {
    expect(budget("state", unknown)).toMatchObject({
      ...{ state: "fail", level: "mandatory", evidence: [{ found: "1 undecided, by rds-multi-az" }] },
    });
    expect(budget("preview", unknown)).toMatchObject({ state: "undecided" });
    expect(budget("state", { multiAz: true })).toMatchObject({ state: "pass" });
  });

  test("is only advised against where a secret that is encrypted hides it", () => {
    expect(budget("state", { multiAz: secret() })).toMatchObject({ state: "fail", level: "advisory" });
    expect(budget("state", { ...unknown, name: secret("x") })).toMatchObject({ state: "fail", level: "mandatory" });
  });
});
