import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parse, stringify } from "yaml";
import { policies } from "../../policies/registry";
import type { Engine } from "../engine";
import { projectDirectory } from "../paths";
import { Rehearsal } from "../rehearsal";
import type { Toolchain } from "../toolchain";
import type { Workspace } from "../workspace";
import { line } from "./line";

/**
 * Issue figures: a no-change preview with policies may cost three empty ones and 40 % more than one without, 100 policies
 * a millisecond for each resource, beside the start of the pack, and the program 500 MiB.
 */
const maximumRatio = 3;
const maximumPolicyShare = 0.4;
const maximumPolicyMs = 1;
const maximumProgramMib = 500;
/** The last two figures are differences of four times, each of which varies by a tenth of a second or more. */
const runs = 9;

/** What the program loads by its phases. */
const sdks = ["@pulumi/aws", "@pulumi/cloudflare", "@pulumi/eks", "@pulumi/kubernetes"];

/** What previews that are not timed tell. */
interface Untimed {
  readonly resources: number;
  readonly programMib: number;
  readonly packMib: number;
}

/**
 * Prints the no-change preview of mainnet, policies on, against an empty program's, in turns in one run.
 *
 * @returns whether it is within its limits
 */
export async function benchPreview(toolchain: Toolchain): Promise<boolean> {
  const rehearsal = new Rehearsal({ stack: "mainnet", toolchain, signal: new AbortController().signal, keep: true });
  try {
    for (const step of rehearsal.steps()) {
      const outcome = await step.run(() => {});
      console.error(`${step.title}${outcome ? `: ${outcome}` : ""}`);
    }
    return await measure(rehearsal.workspace);
  } finally {
    await rehearsal.close();
  }
}

async function measure(workspace: Workspace): Promise<boolean> {
  const scratch = mkdtempSync(join(tmpdir(), "jeju-bench-"));
  try {
    const engines = {
      mainnet: workspace.createEngine(true),
      unpoliced: workspace.createEngine(false),
      empty: await createEmptyProject(workspace, join(scratch, "empty"), true),
      emptyUnpoliced: await createEmptyProject(workspace, join(scratch, "empty-unpoliced"), false),
    };
    const timesMs: Record<keyof typeof engines, number[]> = {
      ...{ mainnet: [], unpoliced: [] },
      ...{ empty: [], emptyUnpoliced: [] },
    };
    const untimed = await previewUntimed(workspace, join(scratch, "memory.jsonl"));
    for (let run = 0; run <= runs; run++) {
      for (const name of ["empty", "mainnet", "unpoliced", "emptyUnpoliced"] as const) {
        const expectNoChanges = name === "mainnet" || name === "unpoliced";
        const durationMs = await engines[name].timePreview({ expectNoChanges });
        // The first round only warms the caches.
        if (run > 0) timesMs[name].push(durationMs);
      }
    }
    return report(timesMs, untimed);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** This project without its resources: the same runtime options, SDKs and policies, and an index.ts with nothing in it. */
async function createEmptyProject(workspace: Workspace, directory: string, withPolicies: boolean): Promise<Engine> {
  mkdirSync(join(directory, "infra"), { recursive: true });
  for (const file of ["main.js", "stack-traces.js", "quiet-sdk.js"]) {
    copyFileSync(join(projectDirectory, "infra", file), join(directory, "infra", file));
  }
  const imports = sdks.map((sdk) => `import "${sdk}";\n`).join("");
  writeFileSync(join(directory, "infra", "index.ts"), `${imports}export async function program() {}\n`);
  const { main, runtime } = parse(readFileSync(join(projectDirectory, "Pulumi.yaml"), "utf8"));
  const name = basename(directory);
  writeFileSync(join(directory, "Pulumi.yaml"), stringify({ name, main, runtime }));
  writeFileSync(join(directory, "package.json"), JSON.stringify({ name, private: true }));
  // The language host finds @pulumi/pulumi from the program's folder.
  symlinkSync(join(projectDirectory, "node_modules"), join(directory, "node_modules"));
  return workspace.createForeignEngine(directory, name, withPolicies);
}

type Times = Readonly<Record<"mainnet" | "unpoliced" | "empty" | "emptyUnpoliced", readonly number[]>>;

function report(
  { mainnet, unpoliced, empty, emptyUnpoliced }: Times,
  { resources, programMib, packMib }: Untimed,
): boolean {
  const ratioTo = (base: readonly number[]) => median(mainnet.map((ms, index) => ms / (base[index] as number)));
  const ratio = ratioTo(empty);
  const policyShare = ratioTo(unpoliced) - 1;
  const added = (policed: readonly number[], bare: readonly number[]) =>
    policed.map((ms, index) => ms - (bare[index] as number));
  const startsMs = added(empty, emptyUnpoliced);
  const judgesMs = median(added(added(mainnet, unpoliced), startsMs));
  const policyMs = (judgesMs / resources / policies.length) * 100;
  line("mainnet, no-change preview, policies on", medianOf(mainnet));
  line("the same, policies off", medianOf(unpoliced));
  line("empty program, same SDKs and runtime, policies on", medianOf(empty));
  line("the same, policies off", medianOf(emptyUnpoliced));
  line("ratio to the empty program", `${ratio.toFixed(2)}, at most ${maximumRatio} wanted`);
  line(
    "policies add to the no-change preview",
    `${(policyShare * 100).toFixed(0)} %, at most ${maximumPolicyShare * 100} % wanted`,
  );
  line("of it to start the pack, from the empty programs", seconds(median(startsMs)));
  line("the rest, for a resource and 100 policies", `${policyMs.toFixed(2)} ms, at most ${maximumPolicyMs} wanted`);
  line("peak memory of the program", `${programMib.toFixed(0)} MiB, under ${maximumProgramMib} wanted`);
  line("peak memory of the policies", `${packMib.toFixed(0)} MiB`);
  return (
    ratio <= maximumRatio &&
    policyShare <= maximumPolicyShare &&
    policyMs <= maximumPolicyMs &&
    programMib < maximumProgramMib
  );
}

/** With the probe a process takes longer to end, and one that the engine ends too soon notes nothing. */
async function previewUntimed(workspace: Workspace, log: string): Promise<Untimed> {
  const engine = workspace.createEngine(true, {
    NODE_OPTIONS: `--require ${join(__dirname, "memory-probe.cjs")} ${workspace.environment.NODE_OPTIONS}`,
    JEJU_MEMORY_LOG: log,
  });
  for (let preview = 0; preview < 10; preview++) {
    const { changes } = await engine.preview();
    const [programMib, packMib] = [peakMib(log, "cmd/run/"), peakMib(log, "cmd/run-policy-pack/")];
    if (programMib !== undefined && packMib !== undefined) {
      return { resources: changes.same ?? 0, programMib, packMib };
    }
  }
  throw new Error("in ten previews no program or no pack came to note its memory");
}

function peakMib(log: string, script: string): number | undefined {
  const notes: { readonly script: string; readonly peakKib: number }[] = readFileSync(log, "utf8")
    .trim()
    .split("\n")
    .map((note) => JSON.parse(note));
  const peaksKib = notes.filter((note) => `${note.script}/`.includes(script)).map(({ peakKib }) => peakKib);
  return peaksKib.length === 0 ? undefined : Math.max(...peaksKib) / 1024;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

function medianOf(values: readonly number[]): string {
  const spread = `${seconds(Math.min(...values))} to ${seconds(Math.max(...values))}`;
  return `median ${seconds(median(values))} (${spread})`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
