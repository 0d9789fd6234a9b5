import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isUnknownSentinel } from "../../../policies/assessment/sdk";
import { policies } from "../../../policies/registry";
import { fromCheckpoint, readCheckpoint, unknownText } from "../../../policies/reports/checkpoint";
import { assess, type FindWaiver } from "../../../policies/reports/judge";
import { toJUnit } from "../../../policies/reports/junit";
import { countStates, type Report, reportSchema, states } from "../../../policies/reports/model";
import { toPage } from "../../../policies/reports/page";
import { fromPreview } from "../../../policies/reports/preview";
import { toSarif } from "../../../policies/reports/sarif";
import { writeReport } from "../../../policies/reports/write";
import { checkpointOf } from "../checkpoint";
import { type Described, unknown } from "../engine-stub";
import { foundation, foundationWith } from "../foundation";

const directory = mkdtempSync(join(tmpdir(), "jeju-reports-"));
afterAll(() => rmSync(directory, { recursive: true }));

const waiver = { reason: "until <the move>", approver: "security", ticket: "SEC-1", expires: "2027-01-31" };
const waiveDatabase: FindWaiver = (policy) => (policy === "rds-multi-az" ? waiver : undefined);

function exported(resources: readonly Described[]): string {
  return JSON.stringify(checkpointOf(resources));
}

function reportOn(resources: readonly Described[], findWaiver?: FindWaiver): Report {
  return assess(policies, fromCheckpoint(readCheckpoint(exported(resources), "test")), {
    ...{ stack: "mainnet", environment: "mainnet", judged: "state", createdAt: new Date("2026-11-24T00:00:00Z") },
    ...(findWaiver && { findWaiver }),
  });
}

function stateOf({ results }: Report, policy: string, name: string): string | undefined {
  return results.find((result) => result.policy === policy && result.resource.endsWith(`::${name}`))?.state;
}

const singleZone = foundationWith("database", { multiAz: false });
const undecided = foundationWith("database", { multiAz: unknown });

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
    expect(stateOf(reportOn(undecided, waiveDatabase), "rds-multi-az", "database")).toBe("undecided");
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
  const report = reportOn(singleZone, waiveDatabase);

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
    expect(resultOf(reportOn(undecided))).toMatchObject({ kind: "open", level: "none" });
    expect(resultOf(reportOn(foundation))).toMatchObject({ kind: "pass", level: "none" });
  });

  test("JUnit skips what is waived, with reason and expiry, and has errors for what is undecided", () => {
    expect(toJUnit(report)).toContain(
      '<skipped message="waived until 2027-01-31 by security (SEC-1): until &lt;the move&gt;"/>',
    );
    expect(toJUnit(reportOn(undecided))).toContain('<error type="undecided"');
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

describe("the command", () => {
  function run(...args: readonly string[]): { readonly code: number; readonly output: string } {
    const tsx = join(__dirname, "../../../node_modules/.bin/tsx");
    try {
      const cli = join(__dirname, "../../../policies/cli.ts");
      return { code: 0, output: execFileSync(tsx, [cli, ...args], { encoding: "utf8", stdio: "pipe" }) };
    } catch (error) {
      const { status, stdout, stderr } = Object(error);
      return { code: status, output: `${stdout}${stderr}` };
    }
  }

  test("ends with 2 on a violation and names it, and with 1 when there is no state", () => {
    const state = join(directory, "state.json");
    writeFileSync(state, exported(singleZone));
    const violated = run("report", "mainnet", "--state", state, "--out", join(directory, "command"));
    expect(violated.output).toMatch(/fail +mandatory +rds-multi-az +database +multiAz is false/);
    expect(violated.code).toBe(2);
    expect(run("report", "mainnet", "--state", join(directory, "none.json")).code).toBe(1);
    expect(run("--help")).toMatchObject({ code: 0, output: expect.stringContaining("Exit codes") });
  }, 60_000);
});

describe("the page", () => {
  function open(report: Report, name: string, ...extra: readonly string[]) {
    const file = join(directory, `${name}.html`);
    writeFileSync(file, toPage(report));
    const args = [join(__dirname, "browser.mjs"), file, ...extra];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 26 }));
  }

  test("shows every policy and, on demand, the evidence; asks the network for nothing; axe has no complaint", () => {
    const seen = open(reportOn(singleZone), "page", "axe");
    expect(seen.errors).toEqual([]);
    expect(seen.requests).toEqual([expect.stringMatching(/^file:.*page\.html$/)]);
    expect(seen.violations).toEqual([]);
    expect(seen.rows).toBe(reportOn(singleZone).policies.length);
    expect(seen.failing).toContain("rds-multi-az");
    expect(seen.dialog).toMatch(/Remedy/);
    expect(seen.coverage).toMatch(/1\.4: it is about the account's root user/);
  }, 60_000);

  test("renders 1000 resources by 160 policies in less than 2 s", () => {
    const small = reportOn(singleZone);
    const [policy, resource] = [small.policies[0], small.resources[0]];
    if (!policy || !resource) throw new Error("the report is empty");
    const many: Report = {
      ...small,
      policies: Array.from({ length: 160 }, (_, index) => ({ ...policy, id: `policy-${index}` })),
      resources: Array.from({ length: 1000 }, (_, index) => ({
        ...resource,
        ...{ urn: `urn-${index}`, component: `Component${index % 25}` },
      })),
      results: Array.from({ length: 160_000 }, (_, index) => ({
        ...{ policy: `policy-${index % 160}`, resource: `urn-${Math.floor(index / 160)}`, level: "mandatory" as const },
        ...{ state: states[index % 4] ?? "pass", evidence: [{ found: "x is false", expected: "x: true" }] },
      })),
    };
    expect(countStates(many.results).fail).toBe(40_000);
    const seen = open(many, "large");
    expect(seen.errors).toEqual([]);
    expect(seen.rows).toBe(160);
    expect(seen.renderedMs).toBeLessThan(2000);
    console.info(`1000 resources by 160 policies: ${Math.round(seen.renderedMs)} ms`);
  }, 120_000);
});
