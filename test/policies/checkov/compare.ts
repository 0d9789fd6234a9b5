import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { allCases } from "../cases";
import type { Described } from "../engine-stub";
import { goldenState } from "../golden/golden-state";
import { type Difference, differences, type Verdict } from "./differences";
import { kubernetesPairs, terraformPairs } from "./pairs";
import { toTerraform } from "./terraform";
import { checkov, type Finding, findingsIn } from "./tool";

interface Compared {
  readonly policy: string;
  readonly case: string;
  readonly ours: Verdict;
  readonly checkov: Verdict;
}

/** Writes every case as a folder of its own and asks checkov for a verdict. */
async function compareCases(
  program: string,
  pairs: Readonly<Record<string, readonly string[]>>,
  framework: "terraform" | "kubernetes",
): Promise<readonly Compared[]> {
  const directory = mkdtempSync(join(tmpdir(), "jeju-checkov-"));
  try {
    const cases = allCases.filter(({ policy }) => Object.hasOwn(pairs, policy)).flatMap(snippetsOf);
    for (const [index, { resources }] of cases.entries()) {
      const folder = join(directory, String(index));
      mkdirSync(folder);
      if (framework === "terraform") writeFileSync(join(folder, "main.tf"), toTerraform(resources));
      else writeFileSync(join(folder, "objects.yaml"), toManifests(resources));
    }
    const findings = await findingsIn(program, directory, framework, Object.values(pairs).flat());
    return cases.map(({ policy, name, ours }, index) => {
      const own = findings.filter(({ file, check }) => file.startsWith(`${index}/`) && pairs[policy]?.includes(check));
      return { policy, case: name, ours, checkov: verdictOf(own) };
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function snippetsOf({ policy, good, bad }: (typeof allCases)[number]) {
  return [
    ...Object.entries(good).map(([name, resources]) => ({ policy, name, resources, ours: "pass" as const })),
    ...Object.entries(bad).map(([name, { resources }]) => ({ policy, name, resources, ours: "fail" as const })),
  ];
}

function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.length === 0) return "silent";
  return findings.every(({ isPassed }) => isPassed) ? "pass" : "fail";
}

function toManifests(resources: readonly Pick<Described, "type" | "name" | "inputs">[]): string {
  const objects = resources.filter(({ type }) => /^kubernetes:[^:]+\/v\d/.test(type));
  return objects
    .map(({ type, name, inputs }) => {
      const [, group = "", kind] = type.split(":");
      // Pulumi names what the program leaves unnamed.
      const metadata = { name, ...Object(inputs.metadata) };
      return stringify({ apiVersion: group.replace(/^core\//, ""), kind, ...inputs, metadata });
    })
    .join("---\n");
}

/** The objects of the rehearsed mainnet, the chart's included; our pack finds nothing against them. */
async function compareRendered(program: string): Promise<readonly Compared[]> {
  const directory = mkdtempSync(join(tmpdir(), "jeju-checkov-"));
  try {
    const objects = goldenState("mainnet").map(({ urn, type, inputs = {} }) => ({ type, name: urn, inputs }));
    writeFileSync(join(directory, "objects.yaml"), toManifests(objects));
    const findings = await findingsIn(program, directory, "kubernetes");
    const policyOf = (check: string) =>
      Object.keys(kubernetesPairs).find((policy) => kubernetesPairs[policy]?.includes(check)) ?? "";
    const checks = [...new Set(findings.map(({ check }) => check))].sort();
    return checks.map((check) => ({
      policy: policyOf(check),
      case: `${check} on the rendered objects of mainnet`,
      ours: "pass",
      checkov: verdictOf(findings.filter((finding) => finding.check === check)),
    }));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function isExplained(compared: Compared, { policy, case: name, checkov: says }: Difference): boolean {
  const matches = (pattern: string | RegExp, text: string) =>
    pattern instanceof RegExp ? pattern.test(text) : pattern === text;
  return matches(policy, compared.policy) && matches(name, compared.case) && says === compared.checkov;
}

/** @throws Error when checkov and the pack differ in another way than differences.ts tells */
export async function compareWithCheckov(report: (line: string) => void): Promise<unknown> {
  const program = await checkov(report);
  const parts: readonly (readonly [string, readonly Compared[]])[] = [
    ["AWS rules on Terraform", await compareCases(program, terraformPairs, "terraform")],
    ["Kubernetes rules on manifests", await compareCases(program, kubernetesPairs, "kubernetes")],
    ["rendered objects of mainnet", await compareRendered(program)],
  ];
  const all = parts.flatMap(([, compared]) => compared);
  const unexplained = all.filter(
    (one) => one.ours !== one.checkov && !differences.some((difference) => isExplained(one, difference)),
  );
  const outdated = differences.filter(
    (difference) => !all.some((one) => one.ours !== one.checkov && isExplained(one, difference)),
  );
  for (const one of unexplained)
    report(`differs: ${one.policy} | ${one.case} | ours ${one.ours}, checkov ${one.checkov}`);
  for (const one of outdated) report(`no longer differs so: ${one.policy} | ${one.case} | checkov ${one.checkov}`);
  const figures = parts.map(([name, compared]) => {
    const same = compared.filter(({ ours, checkov: says }) => ours === says).length;
    const rules = new Set(compared.map(({ policy }) => policy)).size;
    return `${name}: ${same} of ${compared.length} verdicts of ${rules} rules are the same`;
  });
  for (const line of figures) report(line);
  if (unexplained.length + outdated.length > 0) {
    throw new Error("checkov and the pack differ in another way than test/policies/checkov/differences.ts tells");
  }
  return { figures, explained: differences.length };
}
