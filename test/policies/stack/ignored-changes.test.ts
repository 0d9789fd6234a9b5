import { type Policy, resourcePolicy, stackPolicy } from "../../../policies/assessment/policy";
import type { Resource } from "../../../policies/assessment/resource";
import type { Stack } from "../../../policies/assessment/stack";
import { listed, pass } from "../../../policies/assessment/verdict";
import { ignoredChanges } from "../../../policies/stack/ignored-changes";
import { aws } from "../case";
import type { Described } from "../engine-stub";
import { stackAt } from "../rules/pure-judge";

const words = { title: "A title", severity: "high", rationale: "a reason", remedy: "a remedy" } as const;
const [topicType, queueType] = ["aws:sns/topic:Topic", "aws:sqs/queue:Queue"];
const inputs = { name: "jeju", tags: { owner: "ada", team: "core" }, disks: [{ size: 1, ebs: { encrypted: true } }] };
const topic = (...ignoreChanges: readonly string[]) => aws("sns/Topic", "topic", inputs, { ignoreChanges });

/** A policy on topics that reads this of them. */
const reading = (read: (resource: Resource) => unknown, id = "reading", types = [topicType]): Policy =>
  resourcePolicy({ ...words, id, types, check: (resource) => (read(resource) === read ? pass : pass) });

function found(policies: readonly Policy[], ...resources: readonly Described[]): readonly string[] {
  return listed(ignoredChanges(policies).judge(stackAt(resources, "preview"), {})).flatMap((verdict) =>
    verdict.outcome === "violation" ? [`${verdict.resource?.name}: ${verdict.found}`] : [],
  );
}

const owner = reading((resource) => resource.value("tags.owner"), "owner");

test.each([
  ["the property itself", "tags.owner"],
  ["the object that holds it", "tags"],
  ["an element by its name", 'tags["owner"]'],
  ["an element by its name in single quotes", "tags['owner']"],
  ["everything", "*"],
])("a policy's property is not ignored by naming %s", (_, written) => {
  expect(found([owner], topic(written))).toEqual([`topic: ignoreChanges names ${written}, which owner judges`]);
});

test.each([
  ["one beside it", "tags.team"],
  ["one beside it, by its name", 'tags["team"]'],
  ["one whose name begins so", "tags.owners"],
  ["one whose object begins so", "tagsAll"],
  ["one that ends so", "more.tags"],
  ["nothing of it", "name"],
])("what no policy judges may be ignored: %s", (_, written) => {
  expect(found([owner], topic(written))).toEqual([]);
});

test("a property in a list is that of every element, however it is written", () => {
  const disks = reading((resource) => resource.elements("disks[].ebs.encrypted"));
  for (const written of ["disks[0].ebs.encrypted", "disks[12].ebs", "disks[*].ebs.encrypted", "disks"]) {
    expect(found([disks], topic(written))).toHaveLength(1);
  }
  expect(found([disks], topic("disks[0].size"))).toEqual([]);
});

test("what is read as a whole, or as a text, is judged with all that is in it", () => {
  for (const read of [
    (resource: Resource) => resource.value("tags"),
    (resource: Resource) => resource.text("tags"),
    (resource: Resource) => `${(resource.value("tags") as { readonly value?: unknown }).value}`,
  ]) {
    expect(found([reading(read)], topic("tags.team"))).toHaveLength(1);
  }
});

test("of several policies the one that judges the property is named, and of several resources the one that ignores it", () => {
  const name = reading((resource) => resource.value("name"), "name");
  const queue = aws("sqs/Queue", "queue", { name: "jeju" }, { ignoreChanges: ["name"] });
  expect(found([owner, name], queue, topic("name", "tags.owner"))).toEqual([
    "topic: ignoreChanges names name, which name judges",
    "topic: ignoreChanges names tags.owner, which owner judges",
  ]);
});

test("a policy that throws has judged what it has read until then", () => {
  const breaking = reading((resource) => {
    resource.value("name");
    throw new TypeError("a defect");
  });
  expect(found([breaking, owner], topic("name"), topic("tags"))).toHaveLength(2);
});

test("a policy on the stack is asked where it has something to say, and only on types of which anything is ignored", () => {
  const onStack = (rest: { readonly types: readonly string[]; appliesTo?(stack: Stack): boolean }) =>
    stackPolicy({
      ...{ ...words, id: "whole", ...rest },
      check: (stack) => stack.resources.map((resource) => (resource.value("name").kind === "absent" ? pass : pass)),
    });
  expect(found([onStack({ types: [topicType] })], topic("name"))).toHaveLength(1);
  expect(found([onStack({ types: [queueType, topicType] })], topic("name"))).toHaveLength(1);
  expect(found([onStack({ types: [topicType], appliesTo: () => false })], topic("name"))).toEqual([]);
  expect(found([onStack({ types: [queueType] })], topic("name"), aws("sqs/Queue", "queue", {}))).toEqual([]);
});

test("a policy on resources is asked of those alone that ignore anything", () => {
  const asked: string[] = [];
  const all = reading((resource) => asked.push(resource.name), "all", ["aws:*"]);
  found([all], topic("name"), { ...topic(), name: "other" }, aws("sqs/Queue", "queue", {}));
  expect(asked).toEqual(["topic"]);
});
