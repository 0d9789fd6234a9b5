import { policies } from "../../../policies/registry";
import { fromCheckpoint, readCheckpoint } from "../../../policies/reports/checkpoint";
import { assess, type Occasion } from "../../../policies/reports/judge";
import type { Report } from "../../../policies/reports/model";
import { toOscal } from "../../../policies/reports/oscal";
import { textOf } from "../../../policies/reports/sarif";
import type { Described } from "../engine-stub";
import { foundation } from "../foundation";
import { exported, reportOn } from "./judged";

const occasion: Occasion = {
  ...{ stack: "mainnet", environment: "mainnet", judged: "state", createdAt: new Date(0), explainsPasses: true },
};

function explained(text: string): Report {
  return assess(policies, fromCheckpoint(readCheckpoint(text, "test")), occasion);
}

function passed(report: Report, policy: string, name: string) {
  return report.results.find(
    (each) => each.policy === policy && each.state === "pass" && each.resource.endsWith(`::${name}`),
  );
}

const linesOf = (report: Report, policy: string, name: string) =>
  (passed(report, policy, name)?.evidence ?? []).map(({ found }) => found);

describe("the evidence of a pass", () => {
  const report = explained(exported(foundation));

  test("names the property that the rule has read, and its value", () => {
    expect(linesOf(report, "rds-multi-az", "database")).toContain("multiAz is true");
    expect(linesOf(report, "stack-protect", "database")).toEqual(["protect is true"]);
  });

  test("names what is read of the settings that belong to the resource", () => {
    expect(linesOf(report, "s3-versioning", "backups")).toContain(
      "versioningConfiguration.status of backups-versions is Enabled",
    );
  });

  test("names what is read of the resources that it names", () => {
    const zones = linesOf(report, "rds-subnets-3az-private", "database-subnets");
    expect(zones.filter((line) => /^availabilityZone of .* is us-east-1[abc]$/.test(line))).toHaveLength(3);
  });

  test("tells of a provider's setting whose it is", () => {
    const lines = report.results.flatMap(({ evidence }) => evidence.map(({ found }) => found));
    expect(lines.filter((line) => /^(region|allowedAccountIds)( of \S+)? is /.test(line)).length).toBeGreaterThan(0);
  });

  test("says of the stack as a whole how much was read", () => {
    const whole = report.results.filter(({ resource, state }) => resource === "" && state === "pass");
    expect(whole.length).toBeGreaterThan(0);
    for (const { evidence } of whole) expect(evidence[0]?.found).toMatch(/^(properties of \d+ resources?|what is in )/);
  });

  test("is behind every pass, never longer than nine lines, and changes no answer", () => {
    for (const { state, evidence } of report.results) {
      if (state !== "pass") continue;
      expect(evidence.length).toBeGreaterThan(0);
      expect(evidence.length).toBeLessThanOrEqual(9);
    }
    const states = ({ results }: Report) => results.map(({ policy, resource, state }) => [policy, resource, state]);
    expect(states(report)).toEqual(states(reportOn(foundation)));
  });

  test("is not collected unless a report asks for it", () => {
    expect(
      reportOn(foundation).results.filter(({ state, evidence }) => state === "pass" && evidence.length > 0),
    ).toEqual([]);
  });

  test("is in SARIF's message and in OSCAL's observation", () => {
    const result = passed(report, "rds-multi-az", "database");
    if (!result) throw new Error("the database does not pass");
    expect(textOf(result)).toMatch(/^nothing found against it\nread: .*multiAz is true/s);
    const oscal: OscalResults = JSON.parse(JSON.stringify(toOscal(report)));
    const evidence = oscal["assessment-results"].results[0].observations.flatMap((each) => each["relevant-evidence"]);
    expect(evidence).toContainEqual({ description: "multiAz is true" });
  });
});

const mark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

describe("no secret is in the evidence:", () => {
  const tell = (described: Described) => {
    const report = explained(exported([...foundation, described]));
    return report.results.flatMap(({ policy, resource, evidence }) =>
      resource.endsWith(`::${described.name}`) ? evidence.map(({ found }) => `${policy}: ${found}`) : [],
    );
  };

  test("nothing that the state marks as secret, whichever property it is and wherever it is repeated", () => {
    const state = JSON.parse(exported(foundation));
    const secrets = new Set<string>();
    for (const resource of state.deployment.resources) {
      for (const side of ["inputs", "outputs"]) {
        const hidden = Object.entries(Object(resource[side])).map(([name, value]) => {
          if (typeof value === "string" && value.length >= 12) secrets.add(value);
          return [name, { ...mark, plaintext: JSON.stringify(value) }];
        });
        if (resource[side]) resource[side] = Object.fromEntries(hidden);
      }
    }
    const report = explained(JSON.stringify(state));
    const found = report.results
      .flatMap(({ state: of, evidence }) => (of === "pass" ? evidence : []))
      .map((e) => e.found);
    expect(found.filter((line) => / is .*withheld/.test(line)).length).toBeGreaterThan(50);
    expect(found.filter((line) => / is (?!set, and withheld here$|not set$)/.test(line)).filter(isOfState)).toEqual([]);
    expect(secrets.size).toBeGreaterThan(20);
  });

  test("the data of a Kubernetes secret", () => {
    const lines = tell({
      ...{ type: "kubernetes:core/v1:Secret", name: "plain" },
      inputs: { metadata: { namespace: "chain" }, stringData: { mode: "correct-horse" } },
    });
    expect(lines).toContain("k8s-no-plain-secret: stringData is set, and withheld here");
    expect(lines.filter((line) => line.includes("correct-horse"))).toEqual([]);
  });

  test("what stands behind the host of an endpoint", () => {
    const lines = tell({
      ...{ type: "pulumi:providers:safes", name: "l1" },
      inputs: {
        chainId: "8453",
        environment: "mainnet",
        rpcUrls: '["https://rpc.example/v2/correct-horse"]',
      },
    });
    expect(lines).toContain('chain-id-matches-stack: rpcUrls is ["https://rpc.example/..."]');
  });
});

/** Options of the program are no properties of the state, and of the stack as a whole none is told. */
function isOfState(line: string): boolean {
  return !/^(protect|provider)( of \S+)? is |^what is in the stack/.test(line);
}

interface OscalResults {
  readonly "assessment-results": {
    readonly results: readonly [{ readonly observations: readonly { readonly "relevant-evidence"?: unknown[] }[] }];
  };
}
