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
