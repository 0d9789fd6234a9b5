import { z } from "zod";

/** The five answers of a report. What is not listed for a policy and a resource is `not-applicable`. */
export const states = ["pass", "fail", "waived", "undecided", "not-applicable"] as const;
export type State = (typeof states)[number];

const waiver = z.strictObject({
  reason: z.string(),
  approver: z.string(),
  ticket: z.string(),
  /** Last day on which it holds, `2026-12-31`. */
  expires: z.string(),
});

const evidence = z.strictObject({
  found: z
    .string()
    .describe(
      "What the resource says, property path included; of a pass, what the rule has read of it and of what it names or is named by. Never a value that may be secret",
    ),
  expected: z.string().optional(),
});

const result = z.strictObject({
  policy: z.string(),
  resource: z.string().describe("URN; empty for the stack as a whole"),
  state: z.enum(states),
  level: z.enum(["advisory", "mandatory"]),
  evidence: z.array(evidence),
  waiver: waiver.optional(),
});

const policy = z.strictObject({
  id: z.string(),
  title: z.string(),
  severity: z.enum(["low", "medium", "high", "critical"]),
  level: z.enum(["advisory", "mandatory", "disabled"]),
  rationale: z.string(),
  remedy: z.string(),
  types: z.array(z.string()),
  controls: z.record(z.string(), z.array(z.string())).describe("Control ids by framework"),
});

const resource = z.strictObject({
  urn: z.string(),
  type: z.string(),
  name: z.string(),
  component: z.string().describe("The component of the program that made it, or `stack`"),
  source: z.strictObject({ file: z.string(), line: z.number(), column: z.number() }).optional(),
});

const coverage = z.strictObject({
  framework: z.string(),
  name: z.string(),
  version: z.string(),
  covered: z.array(z.string()).describe("Controls that at least one policy implements"),
  uncovered: z
    .array(z.strictObject({ control: z.string(), why: z.string() }))
    .describe("Controls that no policy implements, each with the reason"),
  listIsComplete: z.boolean().describe("Whether `covered` and `uncovered` together are the whole framework"),
});

const change = z.strictObject({
  policy: z.string(),
  resource: z.string(),
  before: z.enum(states),
  now: z.enum(states),
});

export const reportSchema = z.strictObject({
  format: z.literal("jeju-policy-report/1"),
  stack: z.string(),
  environment: z.string(),
  judged: z.enum(["state", "preview", "live"]),
  createdAt: z.string(),
  waiversIgnored: z.boolean(),
  policies: z.array(policy),
  resources: z.array(resource),
  results: z.array(result),
  coverage: z.array(coverage),
  previous: z.strictObject({ createdAt: z.string(), changes: z.array(change) }).optional(),
});

export type Report = z.infer<typeof reportSchema>;
export type Evidence = z.infer<typeof evidence>;
export type Result = z.infer<typeof result>;
export type Waiver = z.infer<typeof waiver>;
export type ReportedResource = z.infer<typeof resource>;

/** How many results are in each state. */
export function countStates(results: readonly Result[]): Readonly<Record<State, number>> {
  const counts: Record<State, number> = { pass: 0, fail: 0, waived: 0, undecided: 0, "not-applicable": 0 };
  for (const { state } of results) counts[state]++;
  return counts;
}

export function resultsByPolicy(results: readonly Result[]): ReadonlyMap<string, readonly Result[]> {
  const grouped = new Map<string, Result[]>();
  for (const result of results) {
    const known = grouped.get(result.policy);
    if (known) known.push(result);
    else grouped.set(result.policy, [result]);
  }
  return grouped;
}

/** The states that differ from those of an earlier report. */
export function changesSince(previous: Report, now: readonly Result[]): NonNullable<Report["previous"]> {
  const key = ({ policy, resource }: Pick<Result, "policy" | "resource">) => JSON.stringify([policy, resource]);
  const before = new Map(previous.results.map((result) => [key(result), result]));
  const after = new Map(now.map((result) => [key(result), result]));
  const changes = [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const [old, current] = [before.get(id), after.get(id)];
    const named = current ?? old;
    const states = { before: old?.state ?? "not-applicable", now: current?.state ?? "not-applicable" } as const;
    if (!named || states.before === states.now) return [];
    return [{ policy: named.policy, resource: named.resource, ...states }];
  });
  return { createdAt: previous.createdAt, changes };
}
