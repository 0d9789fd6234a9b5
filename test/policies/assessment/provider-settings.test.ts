import { settingOf } from "../../../policies/assessment/provider-settings";

const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

test.each<[string, unknown, readonly [string, ...string[]], unknown]>([
  ["a list in JSON", '["1","2"]', ["ids"], { kind: "known", value: ["1", "2"] }],
  ["a list as it is", ["1"], ["ids"], { kind: "known", value: ["1"] }],
  ["a property of an object in JSON", '{"tags":{"a.b":"c"}}', ["ids", "tags", "a.b"], { kind: "known", value: "c" }],
  ["a plain text", "us-east-1", ["ids"], { kind: "known", value: "us-east-1" }],
  ["what is not set", undefined, ["ids"], { kind: "absent" }],
  ["what is not known yet", sentinel, ["ids", "tags"], { kind: "unknown" }],
])("a provider's setting is read: %s", (_, ids, path, expected) => {
  expect(settingOf({ ids }, path)).toEqual(expected);
});
