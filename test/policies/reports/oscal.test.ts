import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../../../policies/reports/model";
import { toOscal } from "../../../policies/reports/oscal";
import { foundation } from "../foundation";
import { reportOn, singleZone, undecidedZone, waiveDatabase } from "./judged";

const validate = schemaOfNist();

function schemaOfNist() {
  const Ajv = require("ajv");
  // NIST's formats are those of its patterns.
  const ajv = new Ajv({ unknownFormats: "ignore" });
  // Its patterns name classes of Unicode, which this version of ajv would read letter by letter.
  ajv.removeKeyword("pattern");
  ajv.addKeyword("pattern", {
    type: "string",
    compile: (pattern: string) => {
      const expression = new RegExp(pattern, "u");
      return (text: string) => expression.test(text);
    },
  });
  const schema = readFileSync(join(__dirname, "oscal-assessment-results-1.2.3.schema.json"), "utf8");
  return ajv.compile(JSON.parse(schema));
}

function oscalOf(report: Report) {
  return JSON.parse(JSON.stringify(toOscal(report)));
}

test.each<[string, Report]>([
  ["a sound stack", reportOn(foundation)],
  ["a sound stack with the evidence of its passes", reportOn(foundation, undefined, { explainsPasses: true })],
  ["a violation", reportOn(singleZone)],
  ["a waived violation", reportOn(singleZone, waiveDatabase)],
  ["something undecided", reportOn(undecidedZone)],
  ["nothing that any policy judges", { ...reportOn(foundation), results: [], resources: [] }],
])("OSCAL keeps to NIST's schema for %s", (_, report) => {
  validate(oscalOf(report));
  expect(validate.errors).toBeNull();
});

test("NIST's schema refuses what is none of it", () => {
  const broken = oscalOf(reportOn(singleZone));
  broken["assessment-results"].results[0].findings[0].target.status.state = "perhaps";
  expect(validate(broken)).toBe(false);
  const spaced = oscalOf(reportOn(singleZone));
  spaced["assessment-results"].results[0].observations[0].props[0].name = "two words";
  expect(validate(spaced)).toBe(false);
});

test("OSCAL says that a waived violation is a risk with a deadline, and not satisfied", () => {
  const [result] = oscalOf(reportOn(singleZone, waiveDatabase))["assessment-results"].results;
  expect(result.risks).toEqual([
    expect.objectContaining({ status: "deviation-approved", deadline: "2027-01-31T23:59:59Z" }),
  ]);
  const finding = result.findings.find((one: { target: object }) => Object(one.target)["target-id"] === "rds-multi-az");
  expect(finding.target.status).toEqual({ state: "not-satisfied", reason: "other" });
});
