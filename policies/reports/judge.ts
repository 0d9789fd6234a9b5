import { describeFailure } from "../assessment/message";
import type { Policy, Settings } from "../assessment/policy";
import type { ResourceDescription } from "../assessment/resource";
import { Stack } from "../assessment/stack";
import { listed, type Verdict, worst } from "../assessment/verdict";
import { levelsFor } from "../levels";
import type { Exposure } from "../secrets/secret-scan";
import { coverageOf } from "./coverage";
import { PassedEvidence } from "./evidence";
import type { Report, ReportedResource, Result, Waiver } from "./model";
import { Readings, RecordingStack } from "./recording";
import { secretScan, undecidedBudget } from "./report-rules";
import type { Secrets } from "./secrets-in-state";

export interface Judged {
  readonly description: ResourceDescription;
  readonly source?: ReportedResource["source"];
  /** What looks like a key and is in the state in clear. */
  readonly exposures?: readonly Exposure[];
  /** Whether it has a secret that the state keeps encrypted, and that no rule can read. */
  readonly hasSecrets?: boolean;
  /** What the state marks as secret, which no report tells. */
  readonly secrets?: Secrets;
}

export type FindWaiver = (policy: string, urn: string, name: string) => Waiver | undefined;

export interface Occasion {
  readonly stack: string;
  readonly environment: string;
  readonly judged: Report["judged"];
  readonly createdAt: Date;
  /** Absent when waivers are to be ignored. */
  readonly findWaiver?: FindWaiver;
  /** Whether a pass tells what the rule has read. Default false: it takes a new look for each rule. */
  readonly explainsPasses?: boolean;
}

/** Judges every resource by every policy, without an engine. */
export function assess(policies: readonly Policy[], resources: readonly Judged[], occasion: Occasion): Report {
  // A preview, an update and an export each have an order of their own; their reports do not.
  const judged = [...resources].sort((one, other) => compare(one.description.urn, other.description.urn));
  const descriptions = judged.map(({ description }) => description);
  const stack = new Stack(descriptions);
  const passed = occasion.explainsPasses ? new PassedEvidence(judged) : undefined;
  const configured = levelsFor(occasion.environment);
  const reported: Report["policies"] = [];
  const results: Result[] = [];
  const rules = [...policies, secretScan(judged), undecidedBudget(results, judged, occasion.judged)];
  for (const policy of rules) {
    const { enforcementLevel, ...settings } = Object(configured[policy.id]) as Settings;
    const level = (enforcementLevel ?? policy.level ?? "mandatory") as Report["policies"][number]["level"];
    const { id, title, severity, rationale, remedy } = policy;
    const controls = Object.entries(policy.controls ?? {}).map(([name, ids]): [string, string[]] => [name, [...ids]]);
    reported.push({
      ...{ id, title, severity, level, rationale, remedy },
      types: [...policy.types],
      controls: Object.fromEntries(controls),
    });
    if (level === "disabled") continue;
    // Rules keep indexes by stack; with a stack of its own each reads for itself.
    const readings = new Readings();
    const isRead = passed !== undefined && stack.all(...policy.types).length > 0;
    const looked = isRead ? new RecordingStack(descriptions, readings) : stack;
    const verdictsByUrn = [...verdictsOf(policy, looked, settings)].sort(([one], [other]) => compare(one, other));
    for (const [urn, verdicts] of verdictsByUrn) {
      const name = stack.byUrn(urn)?.name ?? "";
      const result = asResult(policy.id, urn, verdicts, level, name, occasion.findWaiver);
      results.push(passed && result.state === "pass" ? { ...result, evidence: passed.of(urn, readings) } : result);
    }
  }
  return {
    format: "jeju-policy-report/1",
    stack: occasion.stack,
    environment: occasion.environment,
    judged: occasion.judged,
    createdAt: occasion.createdAt.toISOString(),
    waiversIgnored: occasion.findWaiver === undefined,
    policies: reported,
    resources: judged.map(({ description: { urn, type, name }, source }) => ({
      ...{ urn, type, name, component: componentOf(urn) },
      ...(source && { source }),
    })),
    results,
    coverage: coverageOf(policies),
  };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Verdicts by URN; the empty one stands for the stack. */
function verdictsOf(policy: Policy, stack: Stack, settings: Settings): ReadonlyMap<string, readonly Verdict[]> {
  const verdicts = new Map<string, Verdict[]>();
  const add = (urn: string, found: readonly Verdict[]) => {
    const known = verdicts.get(urn);
    if (known) known.push(...found);
    else verdicts.set(urn, [...found]);
  };
  const resources = stack.all(...new Set(policy.types));
  if (policy.scope === "resource") {
    for (const resource of new Set(resources)) {
      const found = guarded(policy, () => listed(policy.judge(resource, settings)));
      for (const verdict of found) add(urnOf(verdict) ?? resource.urn, [verdict]);
      add(resource.urn, []);
    }
    return verdicts;
  }
  if (!policy.appliesTo(stack, settings)) return verdicts;
  const spokenFor = new Set<string | undefined>();
  for (const verdict of guarded(policy, () => listed(policy.judge(stack, settings)))) {
    add(urnOf(verdict) ?? "", [verdict]);
    if (verdict.outcome !== "pass") spokenFor.add(verdict.subject?.urn);
  }
  // A rule on everything speaks of the stack, not of each resource.
  if (policy.types.includes("*")) add("", []);
  else for (const resource of resources) if (!spokenFor.has(resource.urn)) add(resource.urn, []);
  return verdicts;
}

function urnOf(verdict: Verdict): string | undefined {
  return verdict.outcome === "pass" ? undefined : verdict.resource?.urn;
}

/** A rule that throws is a violation by itself and leaves the others alone; its error may quote a value, so is not told. */
function guarded(policy: Policy, judge: () => readonly Verdict[]): readonly Verdict[] {
  try {
    return judge();
  } catch (error) {
    return [{ outcome: "violation", found: describeFailure(policy, error), expected: "a verdict" }];
  }
}

function asResult(
  policy: string,
  urn: string,
  verdicts: readonly Verdict[],
  level: Result["level"],
  name: string,
  findWaiver: FindWaiver | undefined,
): Result {
  const { outcome } = worst(verdicts);
  const evidence = verdicts.flatMap((verdict) => {
    if (verdict.outcome === "pass") return [];
    if (verdict.outcome === "undecided") return [{ found: verdict.because }];
    return [{ found: verdict.found, expected: verdict.expected }];
  });
  const against = verdicts.flatMap((verdict) => (verdict.outcome === "violation" ? [verdict] : []));
  const isAdvice = against.length > 0 && against.every((verdict) => verdict.level === "advisory");
  const base = { policy, resource: urn, level: isAdvice ? ("advisory" as const) : level, evidence };
  if (outcome === "pass") return { ...base, state: "pass" };
  if (outcome === "undecided") return { ...base, state: "undecided" };
  const granted = findWaiver?.(policy, urn, name);
  if (!granted) return { ...base, state: "fail" };
  const { reason, approver, ticket, expires } = granted;
  return { ...base, state: "waived", waiver: { reason, approver, ticket, expires } };
}

/** `Network` of `urn:pulumi:mainnet::jeju::jeju:infra:Network$aws:ec2/vpc:Vpc::name`. */
function componentOf(urn: string): string {
  const outermost = urn.split("::")[2]?.split("$")[0] ?? "";
  return outermost.startsWith("jeju:") ? (outermost.split(":").pop() ?? "stack") : "stack";
}
