import { join } from "node:path";
import { loadPlan } from "../../../keys-ceremony/plan/load";
import { practicePlan } from "../../../keys-ceremony/practice/plan";

const plan = loadPlan(join(__dirname, "../../../keys-ceremony/plans/mainnet.yaml"));

describe("the plan of a practice", () => {
  it("is marked, and everybody has a simulated wallet", () => {
    const { practice, participants } = practicePlan(plan);
    expect(practice).toBe(true);
    expect(Object.values(participants).filter(({ transcriptKey }) => transcriptKey === undefined)).toEqual([]);
  });

  it("seals for no real cluster, whichever the plan pins", () => {
    const pinned = { ...plan, sealingCertificate: { fingerprint: "ab".repeat(32) } };
    expect(practicePlan(pinned).sealingCertificate).toEqual({});
  });
});
