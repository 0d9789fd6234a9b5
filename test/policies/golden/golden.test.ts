import { policies, waivers } from "../../../policies/registry";
import { fromCheckpoint } from "../../../policies/reports/checkpoint";
import { assess } from "../../../policies/reports/judge";
import { countStates } from "../../../policies/reports/model";
import { asFirstPreview } from "./first-preview";
import { type Environment, environments, goldenState } from "./golden-state";

/** The waivers of the repository hold: none may be needed. */
function reportOn(environment: Environment, judged: "state" | "preview") {
  const made = fromCheckpoint(goldenState(environment));
  const shown = asFirstPreview(made.map(({ description }) => description)).map((description) => ({ description }));
  return assess(policies, judged === "state" ? made : shown, {
    ...{ stack: environment, environment, judged, createdAt: new Date(0) },
    findWaiver: (policy, urn, name) => waivers.find(policy, urn === "" ? undefined : { urn, name }),
  });
}

test("the golden mainnet has no violation, no waiver, and nothing undecided", () => {
  const { results } = reportOn("mainnet", "state");
  expect(results.filter(({ state }) => state !== "pass")).toEqual([]);
  expect(countStates(results).pass).toBeGreaterThan(1500);
});

test("the golden testnet has no violation of a mandatory policy, and nothing undecided", () => {
  const { results } = reportOn("testnet", "state");
  const wrong = results.filter(({ state, level }) => state !== "pass" && (state !== "fail" || level === "mandatory"));
  expect(wrong).toEqual([]);
});

test.each(environments)("the first preview of %s refuses nothing, and says what it leaves open", (environment) => {
  const { results } = reportOn(environment, "preview");
  expect(results.filter(({ state, level }) => state === "fail" && level === "mandatory")).toEqual([]);
  // That a preview of all that is new could decide everything would mean that its unknowns are not taken as such.
  const counts = countStates(results);
  expect(counts.undecided).toBeGreaterThan(10);
  expect(counts.undecided).toBeLessThan(counts.pass / 10);
});

test.each(environments)("two runs on %s find the same", (environment) => {
  for (const judged of ["state", "preview"] as const) {
    expect(reportOn(environment, judged)).toEqual(reportOn(environment, judged));
  }
});

test("a golden state holds no secret and no place of the machine that rehearsed it", () => {
  for (const environment of environments) {
    const text = JSON.stringify(goldenState(environment));
    expect(text).not.toMatch(/ciphertext|"\/(tmp|home|root|work)\//);
    expect(fromCheckpoint(goldenState(environment)).flatMap(({ exposures }) => exposures)).toEqual([]);
  }
});
