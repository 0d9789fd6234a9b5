import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countStates, type Report, states } from "../../../policies/reports/model";
import { toPage } from "../../../policies/reports/page";
import { foundation } from "../foundation";
import { reportOn, singleZone, waiveDatabase } from "./judged";

const directory = mkdtempSync(join(tmpdir(), "jeju-pages-"));
afterAll(() => rmSync(directory, { recursive: true }));

function open(reports: readonly [Report, ...Report[]], name: string, ...extra: readonly string[]) {
  const file = join(directory, `${name}.html`);
  writeFileSync(file, toPage(reports));
  const args = [join(__dirname, "browser.mjs"), file, ...extra];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 26 }));
}

describe("the page of a stack with a violation", () => {
  const changes = [
    { policy: "rds-multi-az", resource: "urn:pulumi:mainnet::jeju::t::database", before: "pass", now: "fail" },
    { policy: "s3-bpa", resource: "urn:pulumi:mainnet::jeju::t::bucket", before: "fail", now: "pass" },
  ] as const;
  const report: Report = {
    ...reportOn(singleZone, undefined, { explainsPasses: true }),
    previous: { createdAt: "2026-11-20T10:00:00Z", changes: [...changes] },
  };
  const testnet = reportOn(singleZone, waiveDatabase, { stack: "testnet", environment: "testnet" });
  // biome-ignore lint/suspicious/noExplicitAny: what browser.mjs prints
  let seen: any;
  beforeAll(() => {
    seen = open([report, testnet], "page", "axe");
  });

  test("asks the network for nothing, has no error, and axe has no complaint", () => {
    expect(seen.errors).toEqual([]);
    expect(seen.requests).toEqual([expect.stringMatching(/^file:.*page\.html$/)]);
    expect(seen.violations).toEqual([]);
  });

  test("says first whether the next update is stopped, and what somebody has to do about it", () => {
    expect(seen.summary).toMatch(/^1 violation of mandatory policies: the next update is stopped\./);
    expect(seen.findings).toMatch(
      /rds-multi-az, high: .*database aws:rds\/instance:Instance.*found: multiAz is false.*expected: multiAz: true.*remedy:/,
    );
  });

  test("has a row for every policy, and the evidence behind each cell", () => {
    expect(seen.rows).toBe(report.policies.length);
    expect(seen.failing).toEqual(["rds-multi-az"]);
    expect(seen.dialog).toMatch(/Why: .*Remedy: .*CIS AWS Foundations Benchmark 5\.0\.0: 2\.2\.4.*multiAz is false/);
  });

  test("tells of a pass what the rule has read", () => {
    expect(seen.passed).toMatch(/✓ pass .*read: \S.* (is|of) \S/);
    expect(seen.passed).not.toMatch(/nothing against it/);
  });

  test("shows the controls of a framework, those that no policy implements with the reason", () => {
    expect(seen.framework.title).toBe("Controls of CIS AWS Foundations Benchmark 5.0.0 by component");
    expect(seen.framework.rows).toContainEqual(expect.stringMatching(/^2\.2\.4rds-multi-az.*✗1/));
    expect(seen.framework.rows).toContainEqual(expect.stringMatching(/^1\.4no policy: it is about.*root user/));
  });

  test("shows the resources of a component, and only policies of a severity", () => {
    expect(seen.component.title).toBe("Policies by resources of stack");
    expect(seen.component.columns).toContain("database");
    expect(seen.severity.every((text: string) => text.includes("(critical)"))).toBe(true);
    expect(seen.severity.length).toBeGreaterThan(3);
  });

  test("shows another environment's report, with its waiver and how long it holds", () => {
    expect(seen.environment.summary).toMatch(/No mandatory policy is violated\..*testnet, by the levels of testnet/);
    expect(seen.environment.findings).toMatch(
      /~ waived until 2027-01-31 database.*until <the move> \(SEC-1, approved by security, 68 days left\)/,
    );
  });

  test("tells what changed since the last report, and what is not covered", () => {
    expect(seen.changes).toMatch(/Since 2026-11-20 10:00 UTC:Fails now: 1rds-multi-az: database was pass, is fail/);
    expect(seen.changes).toMatch(/Failed before, no longer: 1s3-bpa: bucket was fail, is pass/);
    expect(seen.coverage).toMatch(
      /In this stack, by the worst that is found of each: 1 fail, \d+ pass, \d+ not applicable/,
    );
    expect(seen.coverage).toMatch(/1\.4: it is about the account's root user/);
  });
});

test("renders 1000 resources by 160 policies in less than 2 s", () => {
  const small = reportOn(foundation);
  const [policy, resource] = [small.policies[0], small.resources[0]];
  if (!policy || !resource) throw new Error("the report is empty");
  // A pass tells what was read, which is another value in every cell.
  const evidenceOf = (index: number) =>
    index % 4 === 0
      ? ["encrypted", "kmsKeyId", "tags.owner"].map((path) => ({ found: `${path} is value-${index}` }))
      : [{ found: "x is false", expected: "x: true" }];
  const many: Report = {
    ...small,
    policies: Array.from({ length: 160 }, (_, index) => ({ ...policy, id: `policy-${index}` })),
    resources: Array.from({ length: 1000 }, (_, index) => ({
      ...resource,
      ...{ urn: `urn-${index}`, component: `Component${index % 25}` },
    })),
    results: Array.from({ length: 160_000 }, (_, index) => ({
      ...{ policy: `policy-${index % 160}`, resource: `urn-${Math.floor(index / 160)}`, level: "mandatory" as const },
      ...{ state: states[index % 4] ?? "pass", evidence: evidenceOf(index) },
    })),
  };
  expect(countStates(many.results).fail).toBe(40_000);
  const seen = open([many], "large");
  expect(seen.errors).toEqual([]);
  expect(seen.rows).toBe(160);
  expect(seen.renderedMs).toBeLessThan(2000);
  console.info(`1000 resources by 160 policies: ${Math.round(seen.renderedMs)} ms`);
});
