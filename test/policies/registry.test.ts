import { readFileSync } from "node:fs";
import { join } from "node:path";
import { frameworks } from "../../policies/assessment/controls";
import { matchesType } from "../../policies/assessment/resource";
import { policies, registry } from "../../policies/registry";
import { allCases } from "./cases";
import type { Described } from "./engine-stub";
import { sdkSource } from "./sdk-source";

test("every policy has its own id", () => {
  expect(registry.size).toBe(policies.length);
});

test.each([...registry.values()].map((policy) => [policy.id, policy] as const))(
  "%s says what it is about",
  (id, { title, rationale, remedy, types, controls }) => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9.]+)*$/);
    for (const text of [title, rationale, remedy]) expect(text).toMatch(/^.{20,}[^.]$/);
    expect(types).not.toEqual([]);
    expect(Object.keys(frameworks)).toEqual(expect.arrayContaining(Object.keys(controls ?? {})));
  },
);

test("every policy has a good, a bad and an unknown case, or says why nothing can be unknown", () => {
  const tested = allCases.map(({ policy }) => policy).sort();
  // Their cases are in levels.test.ts and waivers/, because they differ in the configuration and not in the resources.
  expect([...tested, "stack-environment", "stack-waivers"].sort()).toEqual([...registry.keys()].sort());
  for (const { good, bad, unknown } of allCases) {
    expect(Object.keys(good)).not.toEqual([]);
    expect(Object.keys(bad)).not.toEqual([]);
    expect(unknown).not.toEqual({});
  }
});

test("the types that policies judge exist in the SDK", () => {
  const types = policies
    .flatMap((policy) => policy.types)
    .filter((type) => type.startsWith("aws:") && !type.includes("*"));
  expect(types.length).toBeGreaterThan(30);
  for (const type of types) expect(sdkSource(type)).toContain(`__pulumiType = '${type}'`);
});

test("the properties that cases write exist in the SDK", () => {
  const resources: Described[] = allCases.flatMap(({ good, bad, unknown }) => [
    ...Object.values(good).flat(),
    ...Object.values(bad).flatMap((bad) => bad.resources),
    ...(typeof unknown === "string" ? [] : Object.values(unknown).flat()),
  ]);
  const invented = resources
    .filter(({ type }) => matchesType("aws:*", type))
    .flatMap(({ type, inputs }) => {
      const source = sdkSource(type);
      return Object.keys(inputs)
        .filter((property) => !source.includes(`resourceInputs["${property}"] = `))
        .map((property) => `${type} ${property}`);
    });
  expect([...new Set(invented)]).toEqual([]);
});

test("one policy sees every resource, and so the pack knows the inputs of all", () => {
  expect(policies.some(({ scope, types }) => scope === "resource" && types.includes("*"))).toBe(true);
});

test("the files of the environments name the same policies, mainnet's each at its own level", () => {
  const read = (environment: string) =>
    JSON.parse(readFileSync(join(__dirname, `../../policies/config/${environment}.json`), "utf8"));
  const mainnet: Record<string, unknown> = read("mainnet");
  expect(Object.keys(read("testnet")).sort()).toEqual(Object.keys(mainnet).sort());
  for (const [id, level] of Object.entries(mainnet)) {
    if (typeof level === "string") expect(level).toBe(registry.get(id)?.level ?? "mandatory");
  }
});
