import { createHash } from "node:crypto";
import type { Log, ReportingDescriptor, Result as SarifResult } from "sarif";
import type { Report, Result } from "./model";

/** GitHub's bands: over 9 critical, over 7 high, over 4 medium. */
const securitySeverity = { critical: "9.5", high: "8.0", medium: "5.5", low: "2.0" } as const;
const kinds = {
  pass: "pass",
  fail: "fail",
  waived: "fail",
  undecided: "open",
  "not-applicable": "notApplicable",
} as const;

/** SARIF 2.1.0. A waived violation is a suppressed failure; the format has no expiry, so it stands in the properties. */
export function toSarif(report: Report): Log {
  const indexes = new Map(report.policies.map(({ id }, index) => [id, index]));
  const resources = new Map(report.resources.map((resource) => [resource.urn, resource]));
  const judged = new Set(report.results.map(({ policy }) => policy));
  const idle: Result[] = report.policies
    .filter(({ id }) => !judged.has(id))
    .map(({ id }) => ({ policy: id, resource: "", state: "not-applicable", level: "mandatory", evidence: [] }));
  const results = [...report.results, ...idle].map((result): SarifResult => {
    const resource = resources.get(result.resource);
    const source = resource?.source;
    return {
      ruleId: result.policy,
      ruleIndex: indexes.get(result.policy) ?? -1,
      kind: kinds[result.state],
      level: kinds[result.state] !== "fail" ? "none" : result.level === "mandatory" ? "error" : "warning",
      message: { text: textOf(result) },
      locations: [
        {
          ...(source && {
            physicalLocation: {
              artifactLocation: { uri: source.file, uriBaseId: "%SRCROOT%" },
              region: { startLine: source.line, startColumn: source.column },
            },
          }),
          logicalLocations: [
            {
              fullyQualifiedName: result.resource || report.stack,
              kind: "resource",
              name: resource?.name ?? report.stack,
            },
          ],
        },
      ],
      partialFingerprints: { "policyAndResource/v1": fingerprint(result) },
      ...(result.waiver && {
        suppressions: [
          {
            kind: "external",
            status: "accepted",
            justification: result.waiver.reason,
            properties: {
              expires: result.waiver.expires,
              approver: result.waiver.approver,
              ticket: result.waiver.ticket,
            },
          },
        ],
      }),
    };
  });
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver: { name: "jeju-policies", rules: report.policies.map(ruleOf) } }, results }],
  };
}

function ruleOf(policy: Report["policies"][number]): ReportingDescriptor {
  const tags = Object.entries(policy.controls).flatMap(([framework, ids]) => ids.map((id) => `${framework}:${id}`));
  return {
    id: policy.id,
    shortDescription: { text: policy.title },
    fullDescription: { text: policy.rationale },
    help: { text: policy.remedy },
    defaultConfiguration: {
      level: policy.level === "mandatory" ? "error" : "warning",
      enabled: policy.level !== "disabled",
    },
    properties: { "security-severity": securitySeverity[policy.severity], tags: ["security", ...tags] },
  };
}

export function textOf({ state, evidence }: Result): string {
  if (state === "pass")
    return ["nothing found against it", ...evidence.map(({ found }) => `read: ${found}`)].join("\n");
  if (evidence.length === 0) return "nothing in this stack that it judges";
  return evidence.map(({ found, expected }) => (expected ? `${found}; expected ${expected}` : found)).join("\n");
}

export function fingerprint({ policy, resource }: Pick<Result, "policy" | "resource">): string {
  return createHash("sha256")
    .update(JSON.stringify([policy, resource]))
    .digest("hex");
}
