import { companionPolicy } from "../../../policies/assessment/companions";
import { isTrue } from "../../../policies/assessment/expectations";
import type { ResourceDescription } from "../../../policies/assessment/resource";
import { Stack } from "../../../policies/assessment/stack";
import { listed, undecided } from "../../../policies/assessment/verdict";

const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const bucketType = "aws:s3/bucket:Bucket";
const settingType = "cloud:index/setting:Setting";
const words = { title: "A title", severity: "high", rationale: "a reason", remedy: "a remedy" } as const;

const provider = { urn: "urn:aws", type: "pulumi:providers:aws", name: "aws", properties: {} };
const bucket = (name: string): ResourceDescription => ({
  ...{ urn: `urn:${name}`, type: bucketType, name, protect: false, provider },
  outputs: { id: `id-of-${name}` },
});
const setting = (name: string, inputs: Record<string, unknown>): ResourceDescription => ({
  ...{ urn: `urn:${name}`, type: settingType, name, protect: false, provider, inputs },
  outputs: inputs,
});

const versioned = companionPolicy({
  ...words,
  id: "versioned",
  types: [bucketType],
  called: "a Setting",
  companions: [settingType],
  by: "bucket",
  where: { property: "kind", is: "versions" },
  judge: (companion) => isTrue(companion.at("on")),
});

/** Outcome, subject and words of each verdict. */
function verdictsOn(policy: typeof versioned, ...resources: readonly ResourceDescription[]): readonly string[] {
  return listed(policy.judge(new Stack(resources), {})).map((verdict) => {
    if (verdict.outcome === "pass") return "pass";
    const said = verdict.outcome === "violation" ? verdict.found : verdict.because;
    return `${verdict.outcome} ${verdict.resource?.name ?? "stack"}: ${said}`;
  });
}

const of = (name: string, rest: Record<string, unknown> = {}) => ({
  bucket: `id-of-${name}`,
  kind: "versions",
  ...rest,
});

test("a companion as it should be is a pass", () => {
  expect(verdictsOn(versioned, bucket("one"), setting("set", of("one", { on: true })))).toEqual(["pass"]);
});

test("a companion as it should not be is a violation of its own", () => {
  expect(verdictsOn(versioned, bucket("one"), setting("set", of("one", { on: false })))).toEqual([
    "violation set: on is false",
  ]);
});

test("no companion is a violation of the resource that lacks it, and of that one only", () => {
  expect(verdictsOn(versioned, bucket("one"), bucket("two"), setting("set", of("one", { on: true })))).toEqual([
    "pass",
    "violation two: no Setting names it",
  ]);
});

test("a companion of another name is none", () => {
  const other = setting("set", of("one", { kind: "logging", on: true }));
  expect(verdictsOn(versioned, bucket("one"), other)).toEqual(["violation one: no Setting names it"]);
  const nameless = setting("set", { bucket: "id-of-one", on: true });
  expect(verdictsOn(versioned, bucket("one"), nameless)).toEqual(["violation one: no Setting names it"]);
});

test("of several companions one as it should be is enough, and one that is open is not a violation", () => {
  const bad = setting("bad", of("one", { on: false }));
  expect(verdictsOn(versioned, bucket("one"), bad, setting("good", of("one", { on: true })))).toEqual(["pass"]);
  expect(verdictsOn(versioned, bucket("one"), bad, setting("open", of("one", { on: sentinel })))).toEqual([
    "undecided open: on is known only after the update",
  ]);
});

test("of several companions one as it should be counts before one that is open", () => {
  const open = setting("open", of("one", { on: sentinel }));
  expect(verdictsOn(versioned, bucket("one"), open, setting("good", of("one", { on: true })))).toEqual(["pass"]);
});

test("of several companions one has to be as it should be by itself, and not each by halves", () => {
  const twofold = companionPolicy({
    ...words,
    id: "twofold",
    types: [bucketType],
    called: "a Setting",
    companions: [settingType],
    by: "bucket",
    judge: (companion) => [isTrue(companion.at("on")), isTrue(companion.at("whole"))],
  });
  const half = setting("half", of("one", { on: true, whole: false }));
  const whole = setting("whole", of("one", { on: true, whole: true }));
  expect(verdictsOn(twofold, bucket("one"), half, whole)).toEqual(["pass", "pass"]);
  expect(verdictsOn(twofold, bucket("one"), half)).toEqual(["pass", "violation half: whole is false"]);
  const bad = setting("bad", of("one", { on: sentinel, whole: false }));
  const open = setting("open", of("one", { on: sentinel, whole: sentinel }));
  expect(verdictsOn(twofold, bucket("one"), bad, open)).toEqual([
    "undecided open: on is known only after the update",
    "undecided open: whole is known only after the update",
  ]);
});

test.each([
  ["whose bucket is unknown", { bucket: sentinel, kind: "versions", on: true }],
  ["whose kind is unknown", { bucket: "id-of-one", kind: sentinel, on: true }],
])("a companion %s leaves the question open", (_, inputs) => {
  const open = setting("set", inputs);
  expect(verdictsOn(versioned, bucket("one"), open)).toEqual([
    "undecided one: whether it has a Setting is known only after the update",
  ]);
  expect(verdictsOn(versioned, bucket("one"), open, setting("good", of("one", { on: true })))).toEqual(["pass"]);
});

test("a refused companion is not the last word while another one may turn out to be of the bucket", () => {
  const bad = setting("bad", of("one", { on: false }));
  const open = setting("open", { bucket: sentinel, kind: "versions", on: true });
  expect(verdictsOn(versioned, bucket("one"), bad, open)).toEqual([
    "undecided one: whether it has a Setting is known only after the update",
  ]);
});

test.each([
  ["no", []],
  ["yes", ["violation one: no Setting names it"]],
  [undecided("its kind is not known"), ["undecided one: its kind is not known"]],
] as const)("a resource may need one or not: %p", (need, expected) => {
  const sometimes = companionPolicy({
    ...words,
    id: "sometimes",
    types: [bucketType],
    needs: () => need,
    called: "a Setting",
    companions: [settingType],
    by: "bucket",
  });
  expect(verdictsOn(sometimes, bucket("one"))).toEqual(expected);
});

test("without a judge of its own a companion has only to be there", () => {
  const there = companionPolicy({
    ...words,
    id: "there",
    types: [bucketType],
    called: "a Setting",
    companions: [settingType],
    by: "bucket",
  });
  expect(verdictsOn(there, bucket("one"), setting("set", { bucket: "id-of-one" }))).toEqual(["pass"]);
});
