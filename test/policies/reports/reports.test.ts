import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isUnknownSentinel } from "../../../policies/assessment/sdk";
import { policies } from "../../../policies/registry";
import { fromCheckpoint, readCheckpoint, unknownText } from "../../../policies/reports/checkpoint";
import { assess } from "../../../policies/reports/judge";
import { toJUnit } from "../../../policies/reports/junit";
import { type Report, reportSchema } from "../../../policies/reports/model";
import { fromPreview } from "../../../policies/reports/preview";
import { toSarif } from "../../../policies/reports/sarif";
import { writeReport } from "../../../policies/reports/write";
import { foundation, foundationWith } from "../foundation";
import { exported, reportOn, singleZone, undecidedZone, waiveDatabase } from "./judged";

const directory = mkdtempSync(join(tmpdir(), "jeju-reports-"));
afterAll(() => rmSync(directory, { recursive: true }));

function stateOf({ results }: Report, policy: string, name: string): string | undefined {
  return results.find((result) => result.policy === policy && result.resource.endsWith(`::${name}`))?.state;
}

describe("the assessment", () => {
  test("finds nothing against the database of a sound stack", () => {
    const report = reportOn(foundation);
    expect(stateOf(report, "rds-multi-az", "database")).toBe("pass");
    expect(stateOf(report, "rds-multi-az", "vpc")).toBeUndefined();
  });

  test("fails a database in a single zone, with what is found and what is expected", () => {
    const report = reportOn(singleZone);
    const failed = report.results.find(({ policy, state }) => policy === "rds-multi-az" && state === "fail");
    expect(failed).toMatchObject({
      level: "mandatory",
      evidence: [{ found: "multiAz is false", expected: "multiAz: true" }],
    });
  });

  test("shows a waived violation with its expiry, and a failure once waivers are ignored", () => {
    expect(stateOf(reportOn(singleZone, waiveDatabase), "rds-multi-az", "database")).toBe("waived");
    expect(stateOf(reportOn(singleZone), "rds-multi-az", "database")).toBe("fail");
  });

  test("a waiver turns nothing else than a violation", () => {
    expect(stateOf(reportOn(foundation, waiveDatabase), "rds-multi-az", "database")).toBe("pass");
    expect(stateOf(reportOn(undecidedZone, waiveDatabase), "rds-multi-az", "database")).toBe("undecided");
  });

  test("a rule that throws is a violation of its own and quotes nothing", () => {
    const broken = policies.map((policy) =>
      policy.id === "rds-multi-az"
        ? ({
            ...policy,
            judge: () => {
              throw new Error("s3cret");
            },
          } as typeof policy)
        : policy,
    );
    const resources = fromCheckpoint(readCheckpoint(exported(foundation), "test"));
    const occasion = { stack: "m", environment: "mainnet", judged: "state", createdAt: new Date(0) } as const;
    const report = assess(broken, resources, occasion);
    expect(stateOf(report, "rds-multi-az", "database")).toBe("fail");
    expect(JSON.stringify(report)).not.toContain("s3cret");
  });

  test("a bucket does not pass while its setting does not", () => {
    const suspended = foundationWith("backups-versions", { versioningConfiguration: { status: "Suspended" } });
    const report = reportOn(suspended);
    expect(stateOf(report, "s3-versioning", "backups-versions")).toBe("fail");
    expect(stateOf(report, "s3-versioning", "backups")).toBeUndefined();
    expect(stateOf(report, "s3-versioning", "access-logs")).toBe("pass");
  });
});

describe("the state", () => {
  test("a secret that is not decrypted is unknown, as the engine writes it", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "x" };
    const [judged] = fromCheckpoint([{ urn: "urn:pulumi:m::p::t::n", type: "t", inputs: { secret } }]);
    expect(judged?.description.inputs).toEqual({ secret: unknownText });
    expect(isUnknownSentinel(unknownText)).toBe(true);
  });

  test("the source is the project's own line, not the rehearsal's wrapper", () => {
    const [judged] = fromCheckpoint([
      {
        ...{ urn: "urn:pulumi:m::p::t::n", type: "t", sourcePosition: "project:///rehearsal/clouds/x.ts#49,31" },
        stackTrace: [{}, { sourcePosition: "project:///infra/network.ts#91,12" }],
      },
    ]);
    expect(judged?.source).toEqual({ file: "infra/network.ts", line: 91, column: 12 });
  });

  test("what is no state is told so", () => {
    expect(() => readCheckpoint("[]", "some.json")).toThrow("the state cannot be read (some.json)");
  });
});

test("a preview is judged by what its steps plan, without what they delete", () => {
  const step = (op: string, name: string) => {
    const urn = `urn:pulumi:m::p::aws:rds/instance:Instance::${name}`;
    const type = "aws:rds/instance:Instance";
    return { resOutputsEvent: { metadata: { op, urn, type, new: { urn, type, inputs: { multiAz: unknownText } } } } };
  };
  const judged = fromPreview([step("create", "database"), step("delete", "gone")]);
  expect(judged.map(({ description }) => description.name)).toEqual(["database"]);
  const occasion = { stack: "m", environment: "mainnet", judged: "preview", createdAt: new Date(0) } as const;
  expect(stateOf(assess(policies, judged, occasion), "rds-multi-az", "database")).toBe("undecided");
});

describe("the files", () => {
  const report = reportOn(singleZone, waiveDatabase, { explainsPasses: true });

  test("SARIF keeps to its schema", () => {
    const Ajv = require("ajv");
    const schemaFile = "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";
    const schema = JSON.parse(readFileSync(join(__dirname, "../../../node_modules", schemaFile), "utf8"));
    const validate = new Ajv({ schemaId: "auto", meta: false, validateSchema: false, logger: false });
    validate.addMetaSchema(require("ajv/lib/refs/json-schema-draft-07.json"));
    validate.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
    const sarif = JSON.parse(JSON.stringify(toSarif(report)));
    const valid = validate.validate(schema, sarif);
    expect(validate.errors).toBeNull();
    expect(valid).toBe(true);
    sarif.runs[0].results[0].kind = "perhaps";
    expect(validate.validate(schema, sarif)).toBe(false);
  });

  test("SARIF tells pass, open and waived apart", () => {
    const resultOf = (of: Report) => toSarif(of).runs[0]?.results?.find(({ ruleId }) => ruleId === "rds-multi-az");
    expect(resultOf(report)).toMatchObject({
      kind: "fail",
      suppressions: [{ kind: "external", status: "accepted", properties: { expires: "2027-01-31" } }],
    });
    expect(resultOf(reportOn(undecidedZone))).toMatchObject({ kind: "open", level: "none" });
    expect(resultOf(reportOn(foundation))).toMatchObject({ kind: "pass", level: "none" });
  });

  test("JUnit skips what is waived, with reason and expiry, and has errors for what is undecided", () => {
    expect(toJUnit(report)).toContain(
      '<skipped message="waived until 2027-01-31 by security (SEC-1): until &lt;the move&gt;"/>',
    );
    expect(toJUnit(reportOn(undecidedZone))).toContain('<error type="undecided"');
  });

  test("every suite of JUnit counts its own cases", () => {
    const suites = [...toJUnit(report).matchAll(/<testsuite ([^>]*)>(.*?)<\/testsuite>/gs)];
    expect(suites).toHaveLength(report.policies.length);
    for (const [, attributes = "", cases = ""] of suites) {
      const count = (expression: RegExp) => cases.match(expression)?.length ?? 0;
      expect(attributes).toContain(
        `tests="${count(/<testcase /g)}" failures="${count(/<failure /g)}" errors="${count(/<error /g)}" skipped="${count(/<skipped /g)}"`,
      );
    }
  });

  test("the JSON keeps to its schema, and the next report tells what changed", () => {
    const folder = join(directory, "twice");
    expect(writeReport(reportOn(foundation), folder).previous).toBeUndefined();
    const second = writeReport(reportOn(singleZone), folder);
    expect(second.previous?.changes).toContainEqual({
      policy: "rds-multi-az",
      resource: expect.stringMatching(/::database$/),
      before: "pass",
      now: "fail",
    });
    expect(reportSchema.parse(JSON.parse(readFileSync(join(folder, "report.json"), "utf8")))).toEqual(second);
  });
});

describe("coverage", () => {
  test("every control of a listed framework is covered or has a reason", () => {
    const cis = reportOn(foundation).coverage.find(({ framework }) => framework === "cisAws");
    expect(cis?.listIsComplete).toBe(true);
    expect(cis?.uncovered.find(({ control }) => control === "1.4")?.why).toMatch(/root user/);
    for (const { why } of cis?.uncovered ?? []) expect(why).not.toBe("");
  });
});
