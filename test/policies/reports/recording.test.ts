import type { Resource, ResourceDescription } from "../../../policies/assessment/resource";
import { absent, known, unknown } from "../../../policies/assessment/value";
import { Readings, RecordingStack } from "../../../policies/reports/recording";

const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const provider = { urn: "urn:aws", type: "pulumi:providers:aws", name: "ours", properties: { region: "us-east-1" } };
const topic: ResourceDescription = {
  ...{ urn: "urn:topic", type: "aws:sns/topic:Topic", name: "topic", protect: true, provider },
  inputs: { keyId: sentinel, tags: { owner: "ada" }, rules: [{ port: 1 }, sentinel], none: [] },
  outputs: { id: "topic-1", keyId: "key-1" },
  dependencies: new Map([["keyId", ["urn:key"]]]),
};
const key: ResourceDescription = {
  ...{ urn: "urn:key", type: "aws:kms/key:Key", name: "key", protect: false, provider, outputs: { id: "key-1" } },
};
const aws: ResourceDescription = {
  ...{ urn: "urn:aws", type: "pulumi:providers:aws", name: "ours", protect: false, inputs: { region: "us-east-1" } },
};

/** What is noted of a resource once a rule has read this of it, by path. */
function notedBy(read: (resource: Resource) => unknown, name = "topic") {
  const readings = new Readings();
  const stack = new RecordingStack([topic, key, aws], readings);
  const resource = stack.byUrn(`urn:${name}`);
  if (!resource) throw new Error(`no ${name}`);
  read(resource);
  const of = (urn: string) => Object.fromEntries(readings.of(urn).map(({ path, value }) => [path, value]));
  return { noted: of(`urn:${name}`), ofProvider: of("urn:aws"), readings };
}

test("a value that a rule reads is noted with its path, and so is that there is none", () => {
  const { noted, readings } = notedBy((resource) => [resource.value(["tags", "owner"]), resource.text("displayName")]);
  expect(noted).toEqual({ "tags.owner": known("ada"), displayName: absent });
  expect(readings.urns).toEqual(["urn:topic"]);
});

test("elements and what is read of items are noted each by itself, and an empty list as one", () => {
  expect(notedBy((resource) => resource.elements("rules[].port")).noted).toEqual({
    "rules[0].port": known(1),
    "rules[1]": unknown,
  });
  expect(notedBy((resource) => resource.elements("none[]")).noted).toEqual({ "none[]": absent });
  const items = notedBy((resource) => {
    const [one, other] = resource.items("rules");
    expect([one?.at("port").value, one?.isUnknown, other?.isUnknown]).toEqual([known(1), false, true]);
  });
  expect(items.noted).toMatchObject({ "rules[0].port": known(1) });
});

test("what is read as the program wrote it is noted so", () => {
  expect(notedBy((resource) => resource.asWritten().value("keyId")).noted).toEqual({ keyId: unknown });
  expect(notedBy((resource) => resource.asWritten().value("id"), "key").noted).toEqual({ id: known("key-1") });
});

test("a resource that another one names is linked with it, both ways", () => {
  const { readings } = notedBy((resource) => resource.references("keyId", ["aws:kms/key:Key"]));
  expect([readings.linkedTo("urn:topic"), readings.linkedTo("urn:key")]).toEqual([["urn:key"], ["urn:topic"]]);
  expect(readings.linkedTo("urn:aws")).toEqual([]);
  readings.link("urn:topic", "urn:aws");
  expect(readings.linkedTo("urn:topic")).toEqual(["urn:key", "urn:aws"]);
  const open = notedBy((resource) => resource.references("tags", ["aws:kms/key:Key"]));
  expect(open.readings.linkedTo("urn:topic")).toEqual([]);
});

test("the search for an id reads of every resource and notes of none", () => {
  const { readings } = notedBy((resource) => resource.surroundings?.byIdentity(["aws:kms/key:Key"], "key-1"));
  expect(readings.urns).toEqual([]);
  expect(() =>
    readings.withoutNoting(() => {
      throw new RangeError("a defect");
    }),
  ).toThrow(RangeError);
  readings.withoutNoting(() => readings.withoutNoting(() => undefined) ?? readings.note("urn:topic", "a", absent));
  readings.note("urn:topic", "b", absent);
  expect(readings.of("urn:topic").map(({ path }) => path)).toEqual(["b"]);
});

test("options of the program are noted, and settings of its provider are the provider's", () => {
  const { noted, ofProvider, readings } = notedBy(({ description }) => [
    ...[description.protect, description.provider?.name],
    ...[description.provider?.properties.region, description.provider?.properties.profile],
  ]);
  expect(noted).toEqual({ protect: known(true), provider: known("ours") });
  expect(ofProvider).toEqual({ region: known("us-east-1"), profile: absent });
  expect(readings.linkedTo("urn:topic")).toEqual(["urn:aws"]);
});

test("settings of a provider that is judged itself are noted of it, and inputs of others only by path", () => {
  const own = notedBy(({ description }) => description.inputs?.region, "aws");
  expect([own.noted, own.readings.linkedTo("urn:aws")]).toEqual([{ region: known("us-east-1") }, []]);
  expect(notedBy(({ description }) => description.inputs?.tags).noted).toEqual({});
});
