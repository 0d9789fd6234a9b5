import { undecidedPrefix } from "../../policies/assessment/message";
import { policies, registry } from "../../policies/registry";
import { allCases } from "./cases";
import { type Described, type Finding, judge, type Moment } from "./engine-stub";

/** What the whole pack finds, narrowed to one policy. */
async function findingsOf(
  policy: string,
  resources: readonly Described[],
  moment: Moment,
): Promise<readonly Finding[]> {
  return (await judge(policies, resources, { moment })).filter((finding) => finding.policy === policy);
}

const moments: readonly Moment[] = ["preview", "after", "without-ids"];
const isUndecided = ({ message }: Finding) => message.startsWith(undecidedPrefix);

describe.each(allCases.map((cases) => [cases.policy, cases] as const))("%s", (policy, { good, bad, unknown }) => {
  test.each(Object.entries(good))("passes %s", async (_, resources) => {
    for (const moment of moments) expect(await findingsOf(policy, resources, moment)).toEqual([]);
  });

  test.each(Object.entries(bad))("refuses %s", async (_, { resources, found, onlyAt }) => {
    for (const moment of onlyAt ? [onlyAt] : moments) {
      const violations = (await findingsOf(policy, resources, moment)).filter((finding) => !isUndecided(finding));
      expect(violations.map(({ level }) => level)).toContain(registry.get(policy)?.level ?? "mandatory");
      expect(violations.map(({ message }) => message).join("\n")).toMatch(found);
    }
  });

  if (typeof unknown === "string") return;
  test.each(Object.entries(unknown))("leaves undecided, and says so, %s", async (_, resources) => {
    const findings = await findingsOf(policy, resources, "preview");
    expect(findings.filter(isUndecided)).not.toEqual([]);
    expect(findings.map(({ level }) => level)).toEqual(findings.map(() => "advisory"));
  });
});
