import { UnknownValueError, unknownCheckingProxy } from "@pulumi/policy";
import {
  AnalyzeRequest,
  AnalyzeResponse,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import {
  deserializeOnce,
  isUnknownSentinel,
  onlyFor,
  pinnedSdkVersion,
  readStructsAtOnce,
  rememberStack,
  report,
  showByType,
  showStackOnce,
  watchAnalyses,
  withoutProxy,
} from "../../../policies/assessment/sdk";

// Left out of the SDK's declarations, because they are internal: this file is what notices when they change.
const proxy: Readonly<Record<string, unknown>> = require("@pulumi/policy/proxy");
const { version }: { readonly version: string } = require("@pulumi/policy/version");
const { getPulumiType }: { readonly getPulumiType: (rule: unknown) => string | undefined } =
  require("@pulumi/policy/policy");

test("the SDK is the one whose inside was read", () => {
  expect(version).toBe(pinnedSdkVersion);
});

test("the SDK's unknowns are the ones that the pack knows", () => {
  const sentinels = Object.entries(proxy).filter(([name]) => /^unknown\w+Value$/.test(name));
  expect(sentinels).toHaveLength(7);
  for (const [, sentinel] of sentinels) expect(isUnknownSentinel(sentinel)).toBe(true);
  expect(isUnknownSentinel("us-east-1a")).toBe(false);
});

test("unknowns can be read behind the proxy that throws on them", () => {
  const props = { zone: proxy.unknownStringValue, inner: { flag: proxy.unknownBooleanValue } };
  const guarded = (unknownCheckingProxy as (target: unknown) => Record<string, unknown>)(props);
  expect(() => guarded.zone).toThrow(UnknownValueError);
  expect(withoutProxy(guarded)).toBe(props);
  expect(withoutProxy(props)).toBe(props);
});

test("a message whose properties were read at once tells and writes the same of them", () => {
  const properties = { zone: "a", ports: [80, null], tags: { owner: "platform" } };
  const bytes = requestWith(properties).serializeBinary();
  const { deserializeBinaryFromReader } = Struct;
  readStructsAtOnce();
  try {
    const read = AnalyzeRequest.deserializeBinary(bytes);
    expect(read.getProperties()?.toJavaScript()).toEqual(properties);
    expect(read.getProperties()?.getFieldsMap().get("zone")?.getStringValue()).toBe("a");
    expect(Buffer.from(read.serializeBinary())).toEqual(Buffer.from(bytes));
  } finally {
    Struct.deserializeBinaryFromReader = deserializeBinaryFromReader;
  }
});

test("the SDK reads the type that a rule is for from the rule", () => {
  let type: string | undefined = "aws:ec2/vpc:Vpc";
  const rule = () => undefined;
  onlyFor(rule, () => type);
  expect(getPulumiType(rule)).toBe("aws:ec2/vpc:Vpc");
  type = undefined;
  expect(getPulumiType(rule)).toBeUndefined();
});

describe("once the SDK shows rules by type", () => {
  const { makeAnalyzeRpcFun, makeAnalyzeStackRpcFun } = require("@pulumi/policy/server");
  const seen: string[] = [];
  const rule = (name: string, wait = Promise.resolve()) => ({
    name,
    description: name,
    enforcementLevel: "mandatory" as const,
    validateResource: async () => {
      seen.push(name);
      await wait;
    },
  });
  const onStack = { ...rule("stack"), validateResource: undefined, validateStack: () => void seen.push("stack") };
  const asksFor = ({ name }: { readonly name: string }, type: string) => name === "all" || type.endsWith(name);

  function answerTo(rules: readonly object[], type: string): Promise<AnalyzeResponse> {
    const request = requestWith({});
    request.setType(type);
    return new Promise((resolve, reject) => {
      const call = makeAnalyzeRpcFun("pack", "1.0.0", "mandatory", rules);
      call({ request }, (error: unknown, answer: AnalyzeResponse) => (error ? reject(error) : resolve(answer)));
    });
  }

  async function analyze(rules: readonly object[], type: string): Promise<readonly string[]> {
    const response = await answerTo(rules, type);
    return response.getNotApplicableList().map((message) => message.getPolicyName());
  }

  beforeAll(watchAnalyses);
  beforeEach(() => seen.splice(0));

  test("it asks those that ask for the type, and answers that the others do not apply", async () => {
    const rules = showByType([rule("Vpc"), rule("Subnet"), rule("all"), onStack], asksFor);
    expect(await analyze(rules, "aws:ec2/subnet:Subnet")).toEqual(["Vpc"]);
    expect(await analyze(rules, "aws:ec2/vpc:Vpc")).toEqual(["Subnet"]);
    expect(await analyze(rules, "aws:ec2/vpc:Vpc")).toEqual(["Subnet"]);
    expect(seen).toEqual(["Subnet", "all", "Vpc", "all", "Vpc", "all"]);
  });

  test("it tells of every resource, asked for or not, and lets its properties be read", async () => {
    const told: unknown[] = [];
    const rules = showByType([rule("Vpc")], asksFor, ({ type, properties }) => told.push([type, properties()]));
    await analyze(rules, "aws:ec2/vpc:Vpc");
    await analyze(rules, "jeju:infra:Network");
    expect(told).toEqual([
      ["aws:ec2/vpc:Vpc", {}],
      ["jeju:infra:Network", {}],
    ]);
  });

  test("an answer without a violation is written once, one with a violation or with another rule left out by itself", async () => {
    let found: "violation" | "nothing" | "not applicable" = "nothing";
    const judging = {
      ...rule("Vpc"),
      validateResource: (args: { notApplicable(reason: string): void }, reportViolation: (message: string) => void) => {
        if (found === "violation") reportViolation("no flow log");
        if (found === "not applicable") args.notApplicable("a default one");
      },
    };
    const rules = showByType([judging, rule("Subnet")], asksFor);
    const written = async (next: typeof found, type = "aws:ec2/vpc:Vpc") => {
      found = next;
      const answer = AnalyzeResponse.deserializeBinary((await answerTo(rules, type)).serializeBinary());
      return [
        ...answer.getDiagnosticsList().map((diagnostic) => diagnostic.getMessage()),
        ...answer.getNotApplicableList().map((message) => `not ${message.getPolicyName()}`),
      ];
    };
    expect(await written("nothing")).toEqual(["not Subnet"]);
    expect(await written("violation")).toEqual(["Vpc\nno flow log", "not Subnet"]);
    expect(await written("not applicable")).toEqual(["not Vpc", "not Subnet"]);
    expect(await written("nothing")).toEqual(["not Subnet"]);
    expect(await written("nothing", "aws:ec2/subnet:Subnet")).toEqual(["not Vpc"]);
    found = "nothing";
    expect(await answerTo(rules, "aws:ec2/vpc:Vpc")).toBe(await answerTo(rules, "aws:ec2/vpc:Vpc"));
  });

  test("two analyses at once keep theirs apart", async () => {
    let goOn = () => {};
    const wait = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const rules = showByType([rule("Vpc", wait), rule("Subnet")], asksFor);
    const first = analyze(rules, "aws:ec2/vpc:Vpc");
    expect(await analyze(rules, "aws:ec2/subnet:Subnet")).toEqual(["Vpc"]);
    goOn();
    expect(await first).toEqual(["Subnet"]);
  });

  test("it asks every rule about the stack, and reads the list whole elsewhere", async () => {
    const rules = showByType([rule("Vpc"), onStack], asksFor);
    await analyze(rules, "aws:ec2/vpc:Vpc");
    seen.splice(0);
    await new Promise<void>((resolve, reject) => {
      const call = makeAnalyzeStackRpcFun("pack", "1.0.0", "mandatory", rules);
      call({ request: new AnalyzeStackRequest() }, (error: unknown) => (error ? reject(error) : resolve()));
    });
    expect(seen).toEqual(["stack"]);
    expect([...rules].map(({ name }) => name)).toEqual(["Vpc", "stack"]);
  });
});

test("an SDK that wants a string gets the message", () => {
  const printed: string[] = [];
  report((message) => printed.push(`${message}`), { message: "no key", level: "advisory" });
  expect(printed).toEqual(["no key"]);
});

describe("once the SDK is told to read properties once", () => {
  const { makeAnalyzeRpcFun } = require("@pulumi/policy/server");
  const inside = require("@pulumi/policy/deserialize");

  async function once<T>(ask: () => T | Promise<T>): Promise<T> {
    const original = inside.deserializeProperties;
    deserializeOnce();
    try {
      return await ask();
    } finally {
      inside.deserializeProperties = original;
    }
  }

  /** What two rules see of one message. */
  async function seenOf(request: AnalyzeRequest): Promise<readonly unknown[]> {
    const seen: unknown[] = [];
    const rule = (name: string) => ({
      name,
      description: name,
      enforcementLevel: "mandatory",
      validateResource: ({ props }: { readonly props: Record<string, unknown> }) => void seen.push(withoutProxy(props)),
    });
    const analyze = makeAnalyzeRpcFun("pack", "1.0.0", "mandatory", [rule("one"), rule("two")]);
    await new Promise<void>((resolve, reject) => {
      analyze({ request }, (error: unknown) => (error ? reject(error) : resolve()));
    });
    return seen;
  }

  test("the rules see the same data of one message", async () => {
    const [one, two] = await once(() => seenOf(requestWith({ zone: "a", ports: [80] })));
    expect(one).toEqual({ zone: "a", ports: [80] });
    expect(two).toBe(one);
  });

  test("another message has its own, though it is of the same resource", async () => {
    const [, second] = await once(async () => {
      return [await seenOf(requestWith({ zone: "a" })), await seenOf(requestWith({ zone: "b" }))];
    });
    expect(second?.[0]).toEqual({ zone: "b" });
  });

  test("a remediation, which may change what it gets, has a copy of its own", async () => {
    const struct = Struct.fromJavaScript({ zone: "a" });
    const [first, second] = await once(() => [true, true].map((kept) => inside.deserializeProperties(struct, kept)));
    expect(first).not.toBe(second);
  });
});

describe("once the SDK shows a stack once", () => {
  const { makeAnalyzeStackRpcFun } = require("@pulumi/policy/server");
  const inside = require("@pulumi/policy/deserialize");
  const { deserializeProperties } = inside;
  const { getResourcesList } = AnalyzeStackRequest.prototype;

  async function shownOnce(ask: () => Promise<void>): Promise<void> {
    deserializeOnce();
    showStackOnce();
    try {
      await ask();
    } finally {
      inside.deserializeProperties = deserializeProperties;
      AnalyzeStackRequest.prototype.getResourcesList = getResourcesList;
      rememberStack(undefined);
    }
  }

  interface StackResource {
    readonly name: string;
    readonly props: Readonly<Record<string, unknown>>;
  }

  /** The names that three rules see of a stack, the second of which remembers it. */
  async function seenOf(names: readonly string[]): Promise<readonly string[][]> {
    const seen: string[][] = [];
    const rule = (name: string, look = (_first: unknown) => {}) => ({
      name,
      description: name,
      enforcementLevel: "mandatory",
      validateStack: ({ resources }: { readonly resources: readonly StackResource[] }) => {
        seen.push(resources.map((resource) => resource.name));
        look(withoutProxy(resources[0]?.props ?? {}));
      },
    });
    const request = new AnalyzeStackRequest();
    request.setResourcesList(
      names.map((name) => {
        const resource = new AnalyzerResource();
        resource.setName(name);
        resource.setProperties(Struct.fromJavaScript({ name }));
        resource.setOptions(new AnalyzerResourceOptions());
        return resource;
      }),
    );
    const rules = [rule("one"), rule("two", rememberStack), rule("three")];
    await new Promise<void>((resolve, reject) => {
      const call = makeAnalyzeStackRpcFun("pack", "1.0.0", "mandatory", rules);
      call({ request }, (error: unknown) => (error ? reject(error) : resolve()));
    });
    return seen;
  }

  test("the rules behind the one that remembers it get its first resource alone", () =>
    shownOnce(async () => {
      expect(await seenOf(["vpc", "subnet"])).toEqual([["vpc", "subnet"], ["vpc", "subnet"], ["vpc"]]);
    }));

  test("another stack is shown whole, though its resources are the same", () =>
    shownOnce(async () => {
      await seenOf(["vpc", "subnet"]);
      expect((await seenOf(["vpc", "subnet"]))[0]).toEqual(["vpc", "subnet"]);
    }));
});

function requestWith(properties: Parameters<typeof Struct.fromJavaScript>[0]): AnalyzeRequest {
  const request = new AnalyzeRequest();
  request.setType("aws:ec2/vpc:Vpc");
  request.setUrn("urn:pulumi:stack::jeju::aws:ec2/vpc:Vpc::main");
  request.setProperties(Struct.fromJavaScript(properties));
  request.setOptions(new AnalyzerResourceOptions());
  return request;
}
