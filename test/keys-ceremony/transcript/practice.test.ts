import { join } from "node:path";
import { loadPlan } from "../../../keys-ceremony/plan/load";
import { practicePlan } from "../../../keys-ceremony/practice/plan";
import { refusePractice } from "../../../keys-ceremony/transcript/practice";

const plan = loadPlan(join(__dirname, "../../../keys-ceremony/plans/mainnet.yaml"));

it("a practice gives no configuration and passes no gate of drills, unless a rehearsal asks for it", () => {
  const practice = { plan: practicePlan(plan) };
  expect(() => refusePractice(practice)).toThrow("this is a practice: anyone can compute its keys");
  expect(() => refusePractice(practice, true)).not.toThrow();
  expect(() => refusePractice({ plan })).not.toThrow();
});
