import { policies, registry } from "../../../policies/registry";
import { allCases } from "../cases";
import type { Moment } from "../engine-stub";
import { say } from "./pure-judge";

const moments: readonly Moment[] = ["preview", "after", "without-ids"];
const byId = new Map(policies.map((policy) => [policy.id, policy]));

// The same cases go through the SDK's server in policies.test.ts; here they take milliseconds, so that thousands of
// mutants of the rules can be asked.
describe.each(allCases.map((cases) => [cases.policy, cases] as const))("%s", (id, { good, bad, unknown }) => {
  const policy = byId.get(id);
  if (!policy) throw new Error(`there is no policy ${id}`);

  test.each(Object.entries(good))("passes %s", (_, resources) => {
    for (const moment of moments) expect(say(policy, resources, moment)).toEqual([]);
  });

  test.each(Object.entries(bad))("refuses %s", (_, { resources, found, onlyAt }) => {
    for (const moment of onlyAt ? [onlyAt] : moments) {
      const violations = say(policy, resources, moment).filter(({ outcome }) => outcome === "violation");
      expect(violations.map(({ level }) => level)).toContain(registry.get(id)?.level ?? "mandatory");
      expect(violations.map(({ message }) => message).join("\n")).toMatch(found);
    }
  });

  if (typeof unknown === "string") return;
  test.each(Object.entries(unknown))("leaves undecided, and says so, %s", (_, resources) => {
    const said = say(policy, resources, "preview");
    expect(said.map(({ outcome }) => outcome)).toContain("undecided");
    expect(said.map(({ outcome }) => outcome)).not.toContain("violation");
  });
});
