import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countChanges, type Engine } from "../engine";
import { projectDirectory } from "../paths";
import { Rehearsal } from "../rehearsal";
import { prepareToolchain } from "../toolchain";
import { UserError } from "../user-error";
import type { Workspace } from "../workspace";

/** Issue figures: a no-change preview with policies may cost three empty ones, and the program 500 MiB. */
const maximumRatio = 3;
const maximumProgramMib = 500;
const runs = 5;

interface Peak {
  readonly script: string;
  readonly peakKib: number;
}

/** Prints the no-change preview of mainnet, policies on, against an empty program's, alternating in one run. */
async function bench(): Promise<boolean> {
  const toolchain = await prepareToolchain({ onProgress: (line) => console.error(line) });
  const rehearsal = new Rehearsal({ stack: "mainnet", toolchain, signal: new AbortController().signal, keep: true });
  try {
    for (const step of rehearsal.steps()) {
      const outcome = await step.run(() => {});
      console.error(`${step.title}${outcome ? `: ${outcome}` : ""}`);
    }
    return await measure(rehearsal.connectedWorkspace());
  } finally {
    await rehearsal.close();
  }
}

async function measure(workspace: Workspace): Promise<boolean> {
  const scratch = mkdtempSync(join(tmpdir(), "jeju-bench-"));
  try {
    const memoryLog = join(scratch, "memory.jsonl");
    const probe = {
      NODE_OPTIONS: `--require ${join(__dirname, "memory-probe.cjs")} ${workspace.environment.NODE_OPTIONS}`,
      JEJU_MEMORY_LOG: memoryLog,
    };
    const mainnet = workspace.createEngine(true, probe);
    const empty = await createEmptyProject(workspace, join(scratch, "empty"));
    const mainnetMs: number[] = [];
    const emptyMs: number[] = [];
    for (let run = 0; run <= runs; run++) {
      const emptyResult = await empty.preview();
      const mainnetResult = await mainnet.preview();
      if (countChanges(mainnetResult) > 0)
        throw new UserError({ what: "the measured preview is not one without changes" });
      // The first pair only warms the caches.
      if (run === 0) continue;
      emptyMs.push(emptyResult.durationMs);
      mainnetMs.push(mainnetResult.durationMs);
    }
    return report(emptyMs, mainnetMs, readPeaks(memoryLog));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The smallest project there is, run with the same engine, options and backend. */
async function createEmptyProject(workspace: Workspace, directory: string): Promise<Engine> {
  mkdirSync(directory);
  const runtime = "runtime:\n  name: nodejs\n  options:\n    typescript: false\n";
  writeFileSync(join(directory, "Pulumi.yaml"), `name: empty\n${runtime}main: index.js\n`);
  writeFileSync(join(directory, "index.js"), "");
  // The language host finds @pulumi/pulumi from the program's folder.
  symlinkSync(join(projectDirectory, "node_modules"), join(directory, "node_modules"));
  writeFileSync(join(directory, "package.json"), '{ "name": "empty", "private": true }\n');
  return workspace.createForeignEngine(directory, "empty");
}

function report(emptyMs: readonly number[], mainnetMs: readonly number[], peaks: readonly Peak[]): boolean {
  const ratios = mainnetMs.map((ms, index) => ms / (emptyMs[index] as number));
  const ratio = median(ratios);
  const programMib = peakOf(peaks, "cmd/run/") / 1024;
  const packMib = peakOf(peaks, "cmd/run-policy-pack") / 1024;
  console.log(`empty program, preview        median ${seconds(median(emptyMs))} (${spread(emptyMs)})`);
  console.log(`mainnet, no-change preview    median ${seconds(median(mainnetMs))} (${spread(mainnetMs)}), policies on`);
  console.log(`ratio, pair by pair           median ${ratio.toFixed(2)}, at most ${maximumRatio} wanted`);
  console.log(`peak memory of the program    ${programMib.toFixed(0)} MiB, under ${maximumProgramMib} wanted`);
  console.log(`peak memory of the policies   ${packMib.toFixed(0)} MiB`);
  return ratio <= maximumRatio && programMib < maximumProgramMib;
}

function readPeaks(memoryLog: string): Peak[] {
  return readFileSync(memoryLog, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function peakOf(peaks: readonly Peak[], script: string): number {
  return Math.max(...peaks.filter((peak) => `${peak.script}/`.includes(script)).map((peak) => peak.peakKib));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

function spread(values: readonly number[]): string {
  return `${seconds(Math.min(...values))} to ${seconds(Math.max(...values))}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

bench().then(
  (held) => {
    process.exitCode = held ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = 1;
  },
);
