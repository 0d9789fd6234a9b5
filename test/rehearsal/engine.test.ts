import { countChanges, summarise } from "../../rehearsal/engine";
import type { EngineEvent } from "../../rehearsal/engine-events";

const step = (op: string, urn: string, detailedDiff?: Record<string, unknown>): EngineEvent => ({
  resOutputsEvent: { metadata: { op, urn, type: "aws:ec2/vpc:Vpc", ...(detailedDiff && { detailedDiff }) } },
});

describe("what a run of the engine amounts to", () => {
  it("counts unchanged, read and refreshed resources as no change", () => {
    const result = summarise([step("same", "a"), step("read", "b"), step("refresh", "c")]);
    expect(countChanges(result)).toBe(0);
    expect(result.changes).toEqual({ same: 1, read: 1, refresh: 1 });
  });

  it("counts a drifted resource as a change and names the properties", () => {
    const result = summarise([step("same", "a"), step("update", "b", { cidrBlock: {} })]);
    expect(result.changed).toEqual([{ operation: "update", urn: "b", properties: ["cidrBlock"] }]);
  });

  it("counts every step of a replacement", () => {
    const result = summarise([step("create-replacement", "a"), step("replace", "a"), step("delete-replaced", "a")]);
    expect(countChanges(result)).toBe(3);
  });

  it("keeps policy findings with their level, and errors apart from warnings", () => {
    const result = summarise([
      { policyEvent: { policyName: "p", enforcementLevel: "mandatory", resourceUrn: "u", message: " broken\n" } },
      { policyAnalyzeSummaryEvent: { passed: ["q", "r"] } },
      { diagnosticEvent: { severity: "error", message: "e" } },
      { diagnosticEvent: { severity: "warning", message: "w" } },
      { diagnosticEvent: { severity: "info#err", message: "i" } },
    ]);
    expect(result.policyFindings).toEqual([{ policy: "p", level: "mandatory", urn: "u", message: "broken" }]);
    expect(result.policiesPassed).toBe(2);
    expect(result.errors).toEqual(["e"]);
    expect(result.warnings).toEqual(["w"]);
  });
});
