import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { notKnownYet } from "../../../policies/assessment/expectations";
import { resourcePolicy, type Settings, stackPolicy } from "../../../policies/assessment/policy";
import type { ResourceDescription } from "../../../policies/assessment/resource";
import { forSdk } from "../../../policies/assessment/runner";
import type { Stack } from "../../../policies/assessment/stack";
import { pass, undecided, violation } from "../../../policies/assessment/verdict";

const { getPulumiType }: { readonly getPulumiType: (rule: unknown) => string | undefined } =
  require("@pulumi/policy/policy");

const words = { title: "A title", severity: "high", rationale: "a reason", remedy: "a remedy" } as const;
const [topicType, queueType] = ["aws:sns/topic:Topic", "aws:sqs/queue:Queue"];
const urnOf = (name: string) => `urn:pulumi:mainnet::jeju::${topicType}::${name}`;
const provider = { urn: "urn:aws", type: "pulumi:providers:aws", name: "ours", props: { region: "us-east-1" } };

/** What the SDK hands to a rule, so far as rules read it. */
const shown = (name: string, props: Record<string, unknown> = {}, rest: object = {}) => ({
  ...{ urn: urnOf(name), type: topicType, name, props, opts: { protect: true, ignoreChanges: ["tags"] } },
  propertyDependencies: { key: [{ urn: urnOf("key") }] },
  ...rest,
});

interface Reported {
  readonly message: string;
  readonly urn?: string;
}

interface Asked {
  readonly config?: Settings;
  readonly args?: object;
}

const notApplicable = (reason: string): never => {
  throw new Error(`not applicable: ${reason}`);
};

/** What is reported on a single resource. */
function firstLook(rule: unknown, resource: object, { config = {}, args = {} }: Asked = {}): readonly Reported[] {
  const reported: Reported[] = [];
  const { validateResource } = rule as ResourceValidationPolicy;
  if (typeof validateResource !== "function") throw new Error("it is no rule on resources");
  validateResource(
    { ...resource, getConfig: () => config, notApplicable, ...args } as never,
    (said) => void reported.push(said as unknown as Reported),
  );
  return reported;
}

/** What is reported on the stack. */
function wholeLook(rule: unknown, resources: readonly object[], config: Settings = {}): readonly Reported[] {
  const reported: Reported[] = [];
  (rule as StackValidationPolicy).validateStack(
    { resources: resources as PolicyResource[], getConfig: () => config, notApplicable } as never,
    (said) => void reported.push(said as unknown as Reported),
  );
  return reported;
}

const onTopics = { ...words, types: [topicType] };
const seeing = (id: string, seen: (description: ResourceDescription) => void) =>
  resourcePolicy({
    ...onTopics,
    id,
    check: ({ description }) => {
      seen(description);
      return undecided("nobody knows");
    },
  });

test("a policy tells the SDK its level, its remedy, the controls that it implements and its figures", () => {
  const [full, bare] = forSdk([
    resourcePolicy({
      ...{ ...onTopics, id: "full", level: "advisory", check: () => pass },
      controls: { cisAws: [], cisEks: ["5.1"], fsbp: ["SNS.1", "SNS.2"] },
      settings: { days: 30, floor: "1.34", regions: ["us-east-1"] as readonly string[] },
    }),
    stackPolicy({ ...onTopics, id: "bare", check: () => pass }),
  ]);
  expect(full).toMatchObject({
    ...{ name: "full", description: "A title", enforcementLevel: "advisory", severity: "high" },
    ...{ remediationSteps: "a remedy", tags: ["fsbp:SNS.1", "fsbp:SNS.2", "cisEks:5.1"] },
    framework: { name: "AWS Foundational Security Best Practices", specification: "SNS.1, SNS.2" },
    configSchema: {
      properties: {
        days: { type: "number", default: 30 },
        floor: { type: "string", default: "1.34" },
        regions: { type: "array", items: { type: "string" }, default: ["us-east-1"] },
      },
    },
  });
  expect(bare).toMatchObject({ name: "bare", enforcementLevel: "mandatory", tags: [] });
  expect(bare).not.toHaveProperty("framework");
  expect(bare).not.toHaveProperty("configSchema");
});

test("the environment's figures reach rules on resources, both times, and rules on the stack", () => {
  const figures: unknown[] = [];
  const settings = { days: 30 };
  const [one, whole] = forSdk([
    resourcePolicy<Settings>({
      ...onTopics,
      id: "one",
      settings,
      check: (_, { days }) => undecided(`${figures.push(days)}`),
    }),
    stackPolicy<Settings>({
      ...onTopics,
      id: "whole",
      settings,
      check: (_, { days }) => undecided(`${figures.push(days)}`),
    }),
  ]);
  firstLook(one, shown("topic"), { config: { days: 1 } });
  wholeLook(one, [shown("topic")], { days: 2 });
  wholeLook(whole, [shown("topic")], { days: 3 });
  expect(figures).toEqual([1, 2, 3]);
});

test("a rule sees a resource's options, parent and provider, at first and in the stack", () => {
  const seen: ResourceDescription[] = [];
  const [rule] = forSdk([seeing("seeing", (description) => seen.push(description))]);
  const [withAll, alone] = [
    shown("child", { a: 1 }, { provider, parent: { urn: "urn:parent" } }),
    shown("alone", { a: 2 }),
  ];
  firstLook(rule, withAll, { args: { opts: { ...withAll.opts, parent: "urn:parent" } } });
  firstLook(rule, alone);
  wholeLook(rule, [withAll, alone]);
  const common = { type: topicType, protect: true, ignoreChanges: ["tags"] };
  const ofChild = {
    ...{ ...common, urn: urnOf("child"), name: "child", inputs: { a: 1 }, parentUrn: "urn:parent" },
    provider: { urn: "urn:aws", type: "pulumi:providers:aws", name: "ours", properties: { region: "us-east-1" } },
  };
  const ofAlone = { ...common, urn: urnOf("alone"), name: "alone", inputs: { a: 2 } };
  const dependencies = new Map([["key", [urnOf("key")]]]);
  expect(seen).toEqual([
    ofChild,
    ofAlone,
    { ...ofChild, inputs: undefined, outputs: { a: 1 }, dependencies },
    { ...ofAlone, inputs: undefined, outputs: { a: 2 }, dependencies },
  ]);
});

test("the index over a stack is made once, and anew for another look", () => {
  const stacks: Stack[] = [];
  const kept = (id: string) =>
    stackPolicy({ ...onTopics, id, check: (stack) => (stacks.push(stack) > 0 ? pass : pass) });
  const rules = forSdk([kept("one"), kept("two")]);
  const [before, after] = [[shown("topic", { a: 1 })], [shown("topic", { a: 2 }), shown("other")]];
  for (const look of [before, after]) for (const rule of rules) wholeLook(rule, look);
  expect(stacks.map((stack) => stacks.indexOf(stack))).toEqual([0, 0, 2, 2]);
  expect(stacks[2]?.resources.map(({ name }) => name)).toEqual(["topic", "other"]);
});

test("a violation is reported at the first look, and what is open at the second", () => {
  const [rule] = forSdk([
    resourcePolicy({ ...onTopics, id: "both", check: () => [violation("this", "that"), notKnownYet("key")] }),
  ]);
  expect(firstLook(rule, shown("topic")).map(({ urn, message }) => [urn, message])).toEqual([
    [urnOf("topic"), expect.stringContaining("found: this")],
  ]);
  expect(wholeLook(rule, [shown("topic")]).map(({ urn, message }) => [urn, message])).toEqual([
    [urnOf("topic"), expect.stringContaining("because: key is known only after the update")],
  ]);
});

test("a resource that was left open and is in the stack no more has no second look", () => {
  const [rule] = forSdk([seeing("seeing", () => undefined)]);
  firstLook(rule, shown("gone"));
  expect(wholeLook(rule, [shown("topic")])).toEqual([]);
});

test("a rule that throws names the resource that it was asked about, and none when it was the stack", () => {
  const breaking = () => {
    throw new TypeError("a defect");
  };
  const [one, whole] = forSdk([
    resourcePolicy({ ...onTopics, id: "one", check: breaking }),
    stackPolicy({ ...onTopics, id: "whole", check: breaking }),
  ]);
  expect(firstLook(one, shown("topic"))).toMatchObject([{ urn: urnOf("topic"), message: expect.anything() }]);
  expect(wholeLook(whole, [shown("topic")])).toMatchObject([{ urn: undefined, message: expect.anything() }]);
});

test("a rule is not applicable to a stack without its types", () => {
  const [whole] = forSdk([stackPolicy({ ...words, id: "whole", types: [queueType, topicType], check: () => pass })]);
  const vpc = shown("vpc", {}, { type: "aws:ec2/vpc:Vpc" });
  expect(() => wholeLook(whole, [vpc])).toThrow(`not applicable: judges ${queueType}, ${topicType}`);
});

test("the SDK is told to skip a second look for which nothing was left open", () => {
  const [rule] = forSdk([seeing("seeing", () => undefined)]);
  const { validateStack } = rule as StackValidationPolicy;
  expect(getPulumiType(validateStack)).toBe("nothing was left open");
  firstLook(rule, shown("topic"));
  expect(getPulumiType(validateStack)).toBeUndefined();
});
