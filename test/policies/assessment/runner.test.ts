import { isOurKey } from "../../../policies/assessment/expectations";
import type { Policy } from "../../../policies/assessment/policy";
import { resourcePolicy, stackPolicy } from "../../../policies/assessment/policy";
import { pass, undecided, violation } from "../../../policies/assessment/verdict";
import { aws } from "../case";
import { judge, ref, unknown } from "../engine-stub";

const words = { title: "A title", severity: "high", rationale: "a reason", remedy: "a remedy" } as const;
const topicType = "aws:sns/topic:Topic";
const topic = aws("sns/Topic", "topic", { kmsMasterKeyId: ref("key", "arn"), secret: "correct horse" });
const key = aws("kms/Key", "key", {});

const encrypted = resourcePolicy({
  ...words,
  id: "encrypted",
  types: [topicType],
  check: (resource) => isOurKey(resource, resource.at("kmsMasterKeyId")),
});

test("a rule that throws is a violation by itself and leaves the others alone", async () => {
  const broken = resourcePolicy({
    ...words,
    id: "broken",
    types: [topicType],
    check: (resource) => {
      throw new TypeError(`cannot read ${JSON.stringify(resource.value("secret"))}`);
    },
  });
  const brokenStack = stackPolicy({
    ...words,
    id: "broken-stack",
    types: [topicType],
    check: () => JSON.parse("{ secret"),
  });
  const refusing = stackPolicy({
    ...words,
    id: "refusing",
    types: [topicType],
    check: () => violation("this", "that"),
  });
  const findings = await judge([broken, brokenStack, refusing], [topic]);
  expect(findings.map(({ policy, level }) => [policy, level])).toEqual([
    ["broken", "mandatory"],
    ["broken-stack", "mandatory"],
    ["refusing", "mandatory"],
  ]);
  expect(findings[0]?.message).toMatch(/could not be judged: A title[\s\S]*TypeError thrown at .*runner\.test\.ts/);
  expect(findings.map(({ message }) => message).join()).not.toMatch(/correct horse|\{ secret/);
});

test("what the inputs leave open is settled by dependencies once the stack is whole", async () => {
  expect(await judge([encrypted], [key, topic])).toEqual([]);
});

test("what stays open is advised once, even when the policy is mandatory", async () => {
  const findings = await judge([encrypted], [aws("sns/Topic", "topic", { kmsMasterKeyId: unknown })]);
  expect(findings).toEqual([
    {
      policy: "encrypted",
      resource: "urn:pulumi:mainnet::jeju::aws:sns/topic:Topic::topic",
      level: "advisory",
      message: [
        "UNDECIDED, not a pass: A title",
        "  resource: topic (aws:sns/topic:Topic)",
        "  because: kmsMasterKeyId is known only after the update",
        "  to settle it: this is judged again after the update, and by `pulumi policy analyze` on the state",
      ].join("\n"),
    },
  ]);
});

test("a violation that the first look found is not repeated by the second", async () => {
  const twofold = resourcePolicy({
    ...words,
    id: "twofold",
    types: [topicType],
    check: (resource) => [violation("this", "that"), isOurKey(resource, resource.at("kmsMasterKeyId"))],
  });
  const findings = await judge([twofold], [aws("sns/Topic", "topic", { kmsMasterKeyId: unknown })]);
  expect(findings.map(({ level }) => level)).toEqual(["mandatory", "advisory"]);
});

test("a violation says resource, rule, finding, expectation and remedy", async () => {
  const [finding] = await judge([encrypted], [aws("sns/Topic", "topic", {})]);
  expect(finding?.message).toBe(
    [
      "A title",
      "  resource: topic (aws:sns/topic:Topic)",
      "  found: kmsMasterKeyId is not set",
      "  expected: kmsMasterKeyId: ARN of a KMS key of this stack",
      "  remedy: a remedy",
      "  rationale: a reason",
    ].join("\n"),
  );
});

test("figures of the policy reach its rule", async () => {
  const figures: unknown[] = [];
  const configured: Policy = resourcePolicy({
    ...words,
    id: "configured",
    types: [topicType],
    settings: { days: 30, regions: ["us-east-1"] as readonly string[] },
    check: (_, settings) => {
      figures.push(settings);
      return pass;
    },
  });
  await judge([configured], [topic]);
  expect(figures).toEqual([{ days: 30, regions: ["us-east-1"] }]);
});

test("a rule of the stack may leave things undecided", async () => {
  const unsure = stackPolicy({ ...words, id: "unsure", types: [topicType], check: () => undecided("a reason") });
  const [finding] = await judge([unsure], [topic]);
  expect(finding).toMatchObject({
    level: "advisory",
    message: expect.stringContaining("resource: the stack as a whole"),
  });
});

test("what the program wrote of a resource is kept for the stack, though no rule on resources judges its type", async () => {
  const seen: unknown[] = [];
  const reading = stackPolicy({
    ...words,
    id: "reading",
    types: [topicType],
    check: (stack) => {
      seen.push(...stack.all(topicType).map(({ description }) => description.inputs?.secret));
      return pass;
    },
  });
  const onQueues = (id: string) => resourcePolicy({ ...words, id, types: ["aws:sqs/queue:Queue"], check: () => pass });
  await judge([reading, onQueues("first"), onQueues("second")], [topic]);
  expect(seen).toEqual(["correct horse"]);
});
