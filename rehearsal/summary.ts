import { costOfL1, describeL1Cost, type L1Cost } from "./chain/l1-cost";
import type { EngineResult } from "./engine";
import type { Endpoints } from "./supervisor";
import type { Checkpoint } from "./workspace";

/** What answers for the resources of a package in a rehearsal. */
const realness: Readonly<Record<string, string>> = {
  aws: "stand-in",
  cloudflare: "stand-in",
  eks: "stand-in component, children as the real one's",
  kubernetes: "real API server, stand-in provider",
  safes: "real EVM, real contracts",
  pulumi: "real engine",
  jeju: "real components of this program",
};

export interface StackSummary {
  readonly stack: string;
  readonly resourceCount: number;
  readonly resourcesByProvider: ReadonlyArray<{
    readonly provider: string;
    readonly count: number;
    readonly answeredBy: string;
  }>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly endpoints: Readonly<Record<string, string>>;
  readonly policies: {
    readonly passed: number;
    readonly mandatory: number;
    readonly advisory: number;
    readonly remarks: readonly string[];
  };
  readonly timingsMs: Readonly<Record<string, number>>;
  /** Of what the deployer has sent. */
  readonly l1: L1Cost;
}

export interface SummaryInput {
  readonly stack: string;
  readonly checkpoint: Checkpoint;
  readonly outputs: Record<string, unknown>;
  readonly endpoints: Endpoints;
  readonly policies: EngineResult | undefined;
  readonly timingsMs: Readonly<Record<string, number>>;
  /** What L1 asks for the data of the transactions, where it tells. */
  readonly l1DataFeeWei?: bigint | undefined;
}

export function describeStack({
  stack,
  checkpoint,
  outputs,
  endpoints,
  policies,
  timingsMs,
  l1DataFeeWei,
}: SummaryInput): StackSummary {
  const resources = checkpoint.deployment.resources ?? [];
  const findings = policies?.policyFindings ?? [];
  return {
    stack,
    resourceCount: resources.length,
    resourcesByProvider: countByProvider(resources.map((resource) => resource.type)),
    outputs,
    endpoints: { l1Rpc: endpoints.l1RpcUrl, kubernetes: endpoints.kubernetesUrl },
    policies: {
      passed: policies?.policiesPassed ?? 0,
      mandatory: findings.filter((finding) => finding.level === "mandatory").length,
      advisory: findings.filter((finding) => finding.level === "advisory").length,
      remarks: findings.map((finding) => `${finding.policy}: ${finding.message.split("\n")[0]}`),
    },
    timingsMs,
    l1: costOfL1(resources, timingsMs, l1DataFeeWei),
  };
}

function countByProvider(types: readonly string[]) {
  const counts = new Map<string, number>();
  for (const type of types) {
    const provider = type.startsWith("pulumi:providers:") ? "pulumi" : (type.split(":")[0] as string);
    counts.set(provider, (counts.get(provider) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([provider, count]) => ({ provider, count, answeredBy: realness[provider] ?? "unknown" }));
}

/** The summary for people. */
export function renderSummary(summary: StackSummary): string {
  const { stack, resourceCount, resourcesByProvider, outputs, endpoints, policies, timingsMs, l1 } = summary;
  const totalMs = Object.values(timingsMs).reduce((sum, value) => sum + value, 0);
  return [
    `${stack}: ${resourceCount} resources`,
    ...table(resourcesByProvider.map(({ provider, count, answeredBy }) => [provider, `${count}`, answeredBy])),
    "  endpoints",
    ...table(Object.entries(endpoints)),
    "  outputs",
    ...table(
      Object.entries(outputs).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
    ),
    `  policies: ${policies.passed} passed, ${policies.mandatory} violated, ${policies.advisory} remarks`,
    ...table([...countRemarks(policies.remarks)].map(([remark, count]) => [`${count} x`, remark])),
    ...(l1.transactions > 0 ? ["  L1, of what the deployer has sent", ...table(describeL1Cost(l1))] : []),
    "  times",
    ...table(
      [...Object.entries(timingsMs), ["in all", totalMs] as const].map(([step, ms]) => [
        step,
        `${(ms / 1000).toFixed(1)} s`,
      ]),
    ),
  ].join("\n");
}

function countRemarks(remarks: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const remark of remarks) counts.set(remark, (counts.get(remark) ?? 0) + 1);
  return counts;
}

function table(rows: ReadonlyArray<readonly string[]>): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  return rows.map((row) => `    ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  ")}`.trimEnd());
}
