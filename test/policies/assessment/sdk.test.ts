import { UnknownValueError, unknownCheckingProxy } from "@pulumi/policy";
import { AnalyzeRequest, AnalyzerResourceOptions } from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import {
  deserializeOnce,
  isUnknownSentinel,
  onlyFor,
  pinnedSdkVersion,
  report,
  typeUnderAnalysis,
  watchAnalyzedType,
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

test("the SDK reads the type that a rule is for from the rule", () => {
  let type: string | undefined = "aws:ec2/vpc:Vpc";
  const rule = () => undefined;
  onlyFor(rule, () => type);
  expect(getPulumiType(rule)).toBe("aws:ec2/vpc:Vpc");
  type = undefined;
  expect(getPulumiType(rule)).toBeUndefined();
});

test("the type under analysis is known before any rule is asked", async () => {
  const { makeAnalyzeRpcFun } = require("@pulumi/policy/server");
  watchAnalyzedType();
  const seen: unknown[] = [];
  const rule = () => void seen.push("ran");
  onlyFor(rule, () => {
    seen.push(typeUnderAnalysis());
    return "aws:ec2/vpc:Vpc";
  });
  const analyze = makeAnalyzeRpcFun("pack", "1.0.0", "mandatory", [{ name: "one", validateResource: rule }]);
  for (const type of ["aws:ec2/subnet:Subnet", "aws:ec2/vpc:Vpc"]) {
    const request = requestWith({});
    request.setType(type);
    await new Promise<void>((resolve, reject) => {
      analyze({ request }, (error: unknown) => (error ? reject(error) : resolve()));
    });
  }
  expect(seen).toEqual(["aws:ec2/subnet:Subnet", "aws:ec2/vpc:Vpc", "ran"]);
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

function requestWith(properties: Parameters<typeof Struct.fromJavaScript>[0]): AnalyzeRequest {
  const request = new AnalyzeRequest();
  request.setType("aws:ec2/vpc:Vpc");
  request.setUrn("urn:pulumi:stack::jeju::aws:ec2/vpc:Vpc::main");
  request.setProperties(Struct.fromJavaScript(properties));
  request.setOptions(new AnalyzerResourceOptions());
  return request;
}
