import { createHash } from "node:crypto";
import { type Report, type Result, resultsByPolicy } from "./model";
import { textOf } from "./sarif";

const oneDayMs = 86_400_000;
/** The stack may have changed by then; OSCAL calls information after `expires` out of date. */
const validForDays = 30;

/** OSCAL 1.2.3 assessment results: an observation for each result, a finding for each policy, a risk for each waiver. */
export function toOscal(report: Report): unknown {
  const uuid = (...parts: readonly string[]) => uuidOf(report.stack, report.createdAt, ...parts);
  const expires = new Date(Date.parse(report.createdAt) + validForDays * oneDayMs).toISOString();
  const tested = report.results.filter(({ state }) => state !== "not-applicable");
  const byPolicy = resultsByPolicy(tested);
  const waived = tested.filter(({ waiver }) => waiver);
  const observations = tested.map((result) => ({
    uuid: uuid("observation", result.policy, result.resource),
    description: result.state === "pass" ? "nothing found against it" : textOf(result),
    ...(result.state === "pass" &&
      result.evidence.length > 0 && {
        "relevant-evidence": result.evidence.map(({ found }) => ({ description: found })),
      }),
    props: [{ name: "state", value: result.state }],
    methods: ["TEST"],
    ...(result.resource && {
      subjects: [{ "subject-uuid": uuid("resource", result.resource), type: "inventory-item" }],
    }),
    collected: report.createdAt,
    expires,
  }));
  const risks = waived.map((result) => ({
    uuid: uuid("risk", result.policy, result.resource),
    title: result.policy,
    description: textOf(result),
    statement: `${result.waiver?.reason} (${result.waiver?.ticket}, approved by ${result.waiver?.approver})`,
    status: "deviation-approved",
    deadline: `${result.waiver?.expires}T23:59:59Z`,
  }));
  const findings = report.policies.flatMap((policy) => {
    const own = byPolicy.get(policy.id) ?? [];
    if (own.length === 0) return [];
    return [
      {
        uuid: uuid("finding", policy.id),
        title: policy.title,
        description: policy.rationale,
        target: { type: "objective-id", "target-id": policy.id, status: statusOf(own) },
        "related-observations": own.map((r) => ({ "observation-uuid": uuid("observation", r.policy, r.resource) })),
      },
    ];
  });
  return {
    "assessment-results": {
      uuid: uuid("results"),
      metadata: {
        title: `Policies of the stack ${report.stack}`,
        "last-modified": report.createdAt,
        version: report.createdAt,
        "oscal-version": "1.2.3",
      },
      "import-ap": { href: "policies/README.md" },
      results: [
        {
          uuid: uuid("result"),
          title: `Policies of the stack ${report.stack}`,
          description: `Judged on its ${report.judged} by the levels of ${report.environment}`,
          start: report.createdAt,
          // OSCAL knows no empty list: what has no element is left out.
          ...(report.resources.length > 0 && {
            "local-definitions": {
              "inventory-items": report.resources.map(({ urn, type, name }) => ({
                uuid: uuid("resource", urn),
                description: `${name} (${type})`,
                props: [{ name: "asset-id", value: urn }],
              })),
            },
          }),
          "reviewed-controls": { "control-selections": [{ "include-all": {} }] },
          ...(observations.length > 0 && { observations }),
          ...(risks.length > 0 && { risks }),
          ...(findings.length > 0 && { findings }),
        },
      ],
    },
  };
}

/** OSCAL knows two states; whatever is waived or undecided is not satisfied, and the reason tells which. */
function statusOf(results: readonly Result[]): { readonly state: string; readonly reason?: string } {
  const found = (["fail", "undecided", "waived"] as const).find((state) => results.some((r) => r.state === state));
  return found ? { state: "not-satisfied", reason: found === "fail" ? "fail" : "other" } : { state: "satisfied" };
}

/** The same report has the same ids; laid out as a name-based UUID. */
function uuidOf(...parts: readonly string[]): string {
  const hex = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
