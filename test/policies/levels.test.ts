import type { Settings } from "../../policies/assessment/policy";
import { Stack } from "../../policies/assessment/stack";
import { listed } from "../../policies/assessment/verdict";
import { levelsFor } from "../../policies/levels";
import { policies } from "../../policies/registry";

test("a stack of testnet is judged by testnet's levels", () => {
  expect(levelsFor("testnet")).toMatchObject({
    "net-nat-per-az": { enforcementLevel: "advisory" },
    "stack-protect": { enforcementLevel: "advisory" },
  });
});

test.each([undefined, "staging", "toString"])("a stack that declares %p is judged by mainnet's levels", (declared) => {
  expect(levelsFor(declared)).toMatchObject({
    "net-nat-per-az": { enforcementLevel: "mandatory" },
    "stack-protect": { enforcementLevel: "mandatory" },
  });
});

test.each(["testnet", "mainnet"])(
  "every entry for %s has a level, because the protocol reads none as advisory",
  (environment) => {
    for (const setting of Object.values(levelsFor(environment))) {
      expect(Object(setting).enforcementLevel).toMatch(/^(advisory|mandatory)$/);
    }
    expect(levelsFor(environment)["stack-environment"]).toMatchObject({ enforcementLevel: "mandatory" });
  },
);

describe("stack-environment", () => {
  const policy = policies.find(({ id }) => id === "stack-environment");

  function outcomes(stack: string, settings: Settings): readonly string[] {
    if (policy?.scope !== "stack") throw new Error("stack-environment is a policy of the stack");
    const urn = `urn:pulumi:${stack}::jeju::aws:sns/topic:Topic::topic`;
    const described = new Stack([{ urn, type: "aws:sns/topic:Topic", name: "topic", protect: false }]);
    return listed(policy.judge(described, settings)).map((verdict) =>
      verdict.outcome === "violation" ? verdict.found : verdict.outcome,
    );
  }

  const testnet = { environment: "testnet", stacks: ["testnet"] };

  test("passes a stack with the levels that its configuration declares", () => {
    expect(outcomes("testnet", { ...testnet, declared: "testnet" })).toEqual(["pass"]);
    expect(outcomes("staging", { ...testnet, declared: "testnet" })).toEqual(["pass"]);
  });

  test("passes any stack with mainnet's levels", () => {
    expect(outcomes("anything", { environment: "mainnet", declared: "testnet" })).toEqual(["pass"]);
  });

  test("refuses testnet's levels for a stack that declares mainnet", () => {
    expect(outcomes("mainnet", { ...testnet, declared: "mainnet" })).toEqual([
      "levels of testnet, while jeju:environment is mainnet",
    ]);
  });

  test("goes by the stack's name when its configuration is not at hand", () => {
    expect(outcomes("testnet", testnet)).toEqual(["pass"]);
    expect(outcomes("mainnet", testnet)).toEqual(["levels of testnet on the stack mainnet"]);
  });
});
