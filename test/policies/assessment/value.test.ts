import { asText, known, knownText, locate, unknown, valueAt } from "../../../policies/assessment/value";

const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("valueAt", () => {
  test.each([
    ["a value", { encrypted: false }, "encrypted", { kind: "known", value: false }],
    ["a nested value", { a: { b: 1 } }, "a.b", { kind: "known", value: 1 }],
    ["a key with dots of its own", { labels: { "a.b/c": "d" } }, ["labels", "a.b/c"], { kind: "known", value: "d" }],
    ["nothing", {}, "a.b.c", { kind: "absent" }],
    ["null as nothing", { a: null }, "a", { kind: "absent" }],
    ["what is inside a string as nothing", { a: "text" }, "a.length.b", { kind: "absent" }],
    ["an unknown", { a: sentinel }, "a", { kind: "unknown" }],
    ["what is inside an unknown as unknown", { a: sentinel }, "a.b.c", { kind: "unknown" }],
  ])("reads %s", (_, properties, path, expected) => {
    expect(valueAt(properties, path)).toEqual(expected);
  });
});

describe("locate", () => {
  test("finds every element, with its index", () => {
    expect(locate({ disks: [{ ebs: { encrypted: true } }, { ebs: sentinel }, {}] }, "disks[].ebs.encrypted")).toEqual([
      { path: "disks[0].ebs.encrypted", value: { kind: "known", value: true } },
      { path: "disks[1].ebs", value: { kind: "unknown" } },
      { path: "disks[2].ebs.encrypted", value: { kind: "absent" } },
    ]);
  });

  test("finds nothing in a list that is absent or empty", () => {
    expect(locate({}, "a.disks[].ebs")).toEqual([]);
    expect(locate({ disks: [] }, "disks[].ebs")).toEqual([]);
  });

  test("finds one unknown in a list that is unknown", () => {
    expect(locate({ disks: sentinel }, "disks[].ebs")).toEqual([{ path: "disks", value: { kind: "unknown" } }]);
  });
});

test("a figure is read as a text where one is wanted, and what is not known stays so", () => {
  expect([asText(known(8453)), asText(unknown)]).toEqual([known("8453"), unknown]);
  expect([knownText(known(8453)), knownText(unknown)]).toEqual(["8453", undefined]);
});
