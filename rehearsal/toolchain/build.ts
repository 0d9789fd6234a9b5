import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buildFlags } from "./cache";
import { explainDiskFailure } from "./disk-failure";
import { describeElapsed } from "./elapsed";
import { runGo } from "./go-command";
import { isAlive } from "./lock";
import type { PinnedModule, PinnedProgram } from "./pins";

export interface BuildTask {
  readonly module: PinnedModule;
  readonly program: PinnedProgram;
  /** Where the finished program goes. */
  readonly file: string;
}

export interface BuildOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  readonly onProgress?: (line: string) => void;
}

const reportIntervalMs = 10_000;
const partialPrefix = ".partial-";

/**
 * Builds what is missing, one program after the other: `go build` is parallel itself, and two at a time would need twice
 * the memory. A program appears in the cache when it is complete, so whatever interrupts this loses one program at most.
 */
export async function buildPrograms(tasks: readonly BuildTask[], options: BuildOptions): Promise<void> {
  const [first] = tasks;
  if (first) await requireGo(first.module, options);
  for (const [index, task] of tasks.entries()) {
    await buildProgram(task, `${index + 1} of ${tasks.length}`, options);
  }
}

/** Says at once what a long build would have said in its own words. */
async function requireGo(module: PinnedModule, { environment, signal }: BuildOptions): Promise<void> {
  await runGo(["env", "GOVERSION"], { directory: module.directory, environment, signal });
}

async function buildProgram(
  { module, program, file }: BuildTask,
  position: string,
  options: BuildOptions,
): Promise<void> {
  const { environment, signal, onProgress } = options;
  // Another run may have built it while this one waited for the lock.
  if (existsSync(file)) return;
  const startedAt = Date.now();
  const label = `${program.name} (${module.path} ${module.version})`;
  onProgress?.(`building ${label}, ${position}`);

  let downloads = 0;
  const ticker = setInterval(() => {
    const doing = downloads > 0 ? `downloaded ${downloads} modules, building` : "building";
    onProgress?.(`${doing} ${label}, ${position}, ${describeElapsed(Date.now() - startedAt)} so far`);
  }, reportIntervalMs);
  const directory = dirname(file);
  const partial = join(directory, `${partialPrefix}${process.pid}-${program.name}`);
  try {
    await mkdir(directory, { recursive: true });
    await removePartials(directory);
    await runGo(["build", ...buildFlags, "-ldflags", module.linkerFlags.join(" "), "-o", partial, program.package], {
      directory: module.directory,
      environment,
      signal,
      onLine: (line) => {
        if (line.startsWith("go: downloading ")) downloads += 1;
      },
    });
    await chmod(partial, 0o755);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw explainDiskFailure(error, directory);
  } finally {
    clearInterval(ticker);
  }
  onProgress?.(`built ${label}, ${position}, in ${describeElapsed(Date.now() - startedAt)}`);
}

/** What killed runs left behind. */
async function removePartials(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(partialPrefix)) continue;
    const pid = Number.parseInt(name.slice(partialPrefix.length), 10);
    if (!isAlive(pid)) await rm(join(directory, name), { force: true });
  }
}
