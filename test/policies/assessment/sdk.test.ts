import { UnknownValueError, unknownCheckingProxy } from "@pulumi/policy";
import { isUnknownSentinel, onlyFor, pinnedSdkVersion, report, withoutProxy } from "../../../policies/assessment/sdk";

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

test("an SDK that wants a string gets the message", () => {
  const printed: string[] = [];
  report((message) => printed.push(`${message}`), { message: "no key", level: "advisory" });
  expect(printed).toEqual(["no key"]);
});
