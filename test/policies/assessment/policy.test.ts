import { resourcePolicy, stackPolicy } from "../../../policies/assessment/policy";
import { Stack } from "../../../policies/assessment/stack";
import { pass } from "../../../policies/assessment/verdict";

const words = { title: "A title", severity: "high", rationale: "a reason", remedy: "a remedy" } as const;
const described = (type: string) => ({ urn: `urn:${type}`, type, name: "one", protect: false });
const [topics, queues] = [new Stack([described("aws:sns/topic:Topic")]), new Stack([described("aws:sqs/queue:Queue")])];

test("a rule of the stack has something to say where one of its types is, unless it decides by itself", () => {
  const onTopics = { ...words, id: "topics", types: ["aws:sns/topic:Topic"], check: () => pass };
  const usual = stackPolicy(onTopics);
  expect(usual.scope).toBe("stack");
  expect([usual.appliesTo(topics, {}), usual.appliesTo(queues, {})]).toEqual([true, false]);
  const always = stackPolicy({ ...onTopics, settings: { on: "yes" }, appliesTo: (_, { on }) => on === "yes" });
  expect([always.appliesTo(queues, {}), always.appliesTo(queues, { on: "no" })]).toEqual([true, false]);
});

test("a rule gets its own figures, and the environment's in their place", () => {
  const figures: unknown[] = [];
  const check = (_: unknown, settings: unknown) => {
    figures.push(settings);
    return pass;
  };
  const declared = { ...words, id: "figures", types: ["aws:sns/topic:Topic"], settings: { days: 30, hours: 1 }, check };
  const [topic] = topics.resources;
  if (!topic) throw new Error("no topic");
  resourcePolicy(declared).judge(topic, { days: 7 });
  stackPolicy(declared).judge(topics, { days: 7 });
  expect(figures).toEqual([
    { days: 7, hours: 1 },
    { days: 7, hours: 1 },
  ]);
});
