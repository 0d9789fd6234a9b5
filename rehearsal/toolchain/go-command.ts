import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { hostPlatform } from "./cache";
import { explainGoFailure } from "./go-failure";

export interface GoOptions {
  /** Folder of the go.mod. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Each line that Go writes to standard error while it works. */
  readonly onLine?: (line: string) => void;
}

const gracePeriodMs = 5_000;

/** Runs the go command and resolves with its standard output; failures are explained in the operator's terms. */
export async function runGo(args: readonly string[], options: GoOptions): Promise<string> {
  const { directory, environment, signal, onLine } = options;
  signal?.throwIfAborted();
  // A process group of its own: the compilers that go starts end with it, whatever ends this process.
  const child = spawn("go", args, {
    cwd: directory,
    env: goEnvironment(environment),
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const endGroup = (killSignal: NodeJS.Signals) => child.pid && killGroup(child.pid, killSignal);
  const endNow = () => endGroup("SIGKILL");
  let killTimer: NodeJS.Timeout | undefined;
  const cancel = () => {
    endGroup("SIGTERM");
    killTimer = setTimeout(endNow, gracePeriodMs);
  };
  signal?.addEventListener("abort", cancel, { once: true });
  process.once("exit", endNow);

  const stderr: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    stderr.push(line);
    onLine?.(line);
  });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  try {
    const ended = await new Promise<{ code: number | null; error?: NodeJS.ErrnoException }>((resolve) => {
      child.once("error", (error) => resolve({ code: null, error }));
      child.once("close", (code) => resolve({ code }));
    });
    signal?.throwIfAborted();
    if (ended.code !== 0) {
      throw explainGoFailure({ args, directory, stderr: stderr.join("\n"), cause: ended.error });
    }
    return stdout.trim();
  } finally {
    clearTimeout(killTimer);
    signal?.removeEventListener("abort", cancel);
    process.removeListener("exit", endNow);
  }
}

/** The operator's settings (proxy, caches, toolchain choice) hold, except those that would build something else. */
function goEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { os, architecture } = hostPlatform();
  return { ...environment, GOOS: os, GOARCH: architecture, CGO_ENABLED: "0", GOWORK: "off", GOFLAGS: "-mod=readonly" };
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // macOS answers EPERM for a group of which only zombies are left.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}
