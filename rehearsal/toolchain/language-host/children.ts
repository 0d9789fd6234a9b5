import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import Module from "node:module";
import { join } from "node:path";

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Node keeps what it compiled by itself since 22.1. */
const nodeCaches = "enableCompileCache" in Module;
const compileCacheVariable = nodeCaches ? "NODE_COMPILE_CACHE" : "JEJU_COMPILE_CACHE";

const gracePeriodMs = 2_000;
/** How long output may still arrive after a child has ended, should one of its own children hold the pipe. */
const drainMs = 1_000;

/** The node processes that the host has started; none of them outlives it. */
export class Children {
  private readonly running = new Map<ChildProcess, Promise<Exit>>();

  /** @param compileCache folder where node keeps what it has compiled; without one it compiles every time. */
  constructor(private readonly compileCache?: string) {}

  /** Runs node on a script. Cancelling ends it, gently at first. */
  startNode(
    args: readonly string[],
    { env = process.env, ...options }: SpawnOptions,
    cancelled: AbortSignal,
  ): { child: ChildProcess; exit: Promise<Exit> } {
    const cache = this.compileCache ? { [compileCacheVariable]: this.compileCache } : {};
    const preload = this.compileCache && !nodeCaches ? ["--require", join(__dirname, "compile-cache.js")] : [];
    return this.start(process.execPath, [...preload, ...args], { ...options, env: { ...env, ...cache } }, cancelled);
  }

  start(
    program: string,
    args: readonly string[],
    options: SpawnOptions,
    cancelled: AbortSignal,
  ): { child: ChildProcess; exit: Promise<Exit> } {
    const child = spawn(program, args, options);
    const exit = exitOf(child).finally(() => {
      this.running.delete(child);
      cancelled.removeEventListener("abort", onCancel);
    });
    const onCancel = () => void end(child, exit);
    if (cancelled.aborted) onCancel();
    cancelled.addEventListener("abort", onCancel);
    this.running.set(child, exit);
    return { child, exit };
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.running].map(([child, exit]) => end(child, exit)));
  }
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal }));
    child.once("exit", (code, signal) => setTimeout(() => resolve({ code, signal }), drainMs).unref());
  });
}

async function end(child: ChildProcess, exit: Promise<Exit>): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), gracePeriodMs);
  await exit.catch(() => undefined);
  clearTimeout(timer);
}
