import { readdirSync } from "node:fs";
import { join } from "node:path";

const policies = join(__dirname, "../../../policies");

/** What is no rule: words for reports, tables of what others judge, how the pack starts and reads its files. */
const noRules = [
  ...["reports", "config", "waivers", "node_modules"],
  ...["cli.ts", "command-line.ts", "pack.ts", "registry.ts", "levels.ts", "index.ts"],
];

/** The files of each domain: a folder and the file of its name are one. */
function filesByDomain(): ReadonlyMap<string, readonly string[]> {
  const domains = new Map<string, string[]>();
  for (const name of readdirSync(policies, { recursive: true, encoding: "utf8" }).sort()) {
    const [first = ""] = name.split("/");
    if (!name.endsWith(".ts") || noRules.includes(first)) continue;
    const domain = first.replace(/\.ts$/, "");
    domains.set(domain, [...(domains.get(domain) ?? []), `policies/${name}`]);
  }
  return domains;
}

interface Counts {
  detected: number;
  undetected: number;
}

/** Mutates the rules themselves; a mutant that every test lets pass has survived, and is shown when domains are chosen. */
export async function proveRules(chosen: string | undefined, report: (line: string) => void): Promise<unknown> {
  // Published as ES modules alone, which CommonJS reaches by import() only.
  const { Stryker } = await import("@stryker-mutator/core");
  const all = filesByDomain();
  const domains = chosen === undefined ? [...all.keys()] : chosen.split(",");
  const unknown = domains.find((domain) => !all.has(domain));
  if (unknown) throw new Error(`there is no domain ${unknown}; there are ${[...all.keys()].join(", ")}`);
  const started = performance.now();
  const results = await new Stryker({
    mutate: domains.flatMap((domain) => all.get(domain) ?? []),
    testRunner: "rules",
    ignorers: ["words"],
    plugins: [join(__dirname, "stryker-runner.mjs")],
    coverageAnalysis: "perTest",
    // What is run once, when a rule is declared: its words, its types and its figures.
    ignoreStatic: true,
    concurrency: 2,
    tempDirName: ".rehearsal/stryker",
    reporters: chosen === undefined ? ["progress-append-only"] : ["clear-text"],
    clearTextReporter: { logTests: false, reportTests: false, reportScoreTable: false, allowColor: false },
    ignorePatterns: ["**", "!policies/**/*", "!safes/**/*", "!test/policies/**/*", "!package.json", "!tsconfig.json"],
  }).runMutationTest();
  const total: Counts = { detected: 0, undetected: 0 };
  for (const domain of domains) {
    const files = new Set(all.get(domain));
    const counts: Counts = { detected: 0, undetected: 0 };
    for (const { status, fileName } of results) {
      if (![...files].some((file) => fileName.endsWith(file))) continue;
      if (status === "Killed" || status === "Timeout") counts.detected += 1;
      if (status === "Survived" || status === "NoCoverage") counts.undetected += 1;
    }
    total.detected += counts.detected;
    total.undetected += counts.undetected;
    report(`${domain.padEnd(20)}${scoreOf(counts)}`);
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  return { domains: domains.length, score: scoreOf(total).trim(), seconds };
}

function scoreOf({ detected, undetected }: Counts): string {
  const of = detected + undetected;
  const percent = of === 0 ? 100 : (100 * detected) / of;
  return `${`${detected} of ${of}`.padStart(14)}${`${percent.toFixed(1)} %`.padStart(9)}`;
}
