import { UnknownValueError, unknownCheckingProxy } from "@pulumi/policy";
import {
  AnalyzeRequest,
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
  showStackOnce,
  withoutProxy,
} from "../../../policies/assessment/sdk";
import { requestWith } from "./analyze-request";

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
