import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** What Node reads from the environment, and what could make it write its memory to a file or open a debugger. */
const dangerousVariables = ["NODE_OPTIONS", "NODE_V8_COVERAGE", "NODE_REDIRECT_WARNINGS"];

/**
 * Starts this program again with core dumps off (`ulimit -c 0`, which a process cannot do for itself in Node) and returns
 * its exit code; undefined when they are off already, and this process is the one to go on. Arguments are passed on as
 * they are: no secret is among them.
 */
export function restartWithoutCoreDumps(): number | undefined {
  const limits = readFileSync("/proc/self/limits", "utf8");
  if (/^Max core file size +0 +0 /m.test(limits)) return undefined;
  const environment = { ...process.env };
  for (const name of dangerousVariables) delete environment[name];
  const { status, signal } = spawnSync(
    "/bin/sh",
    ["-c", 'ulimit -c 0 && exec "$0" "$@"', process.execPath, ...process.execArgv, ...process.argv.slice(1)],
    { stdio: "inherit", env: environment },
  );
  return status ?? (signal ? 128 : 1);
}
