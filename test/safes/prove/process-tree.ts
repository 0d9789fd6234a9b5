import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";

export interface Process {
  readonly pid: number;
  readonly command: string;
}

const patienceMs = 20_000;

/** The process and everything that it has started. */
export async function descendantsOf(root: number): Promise<readonly Process[]> {
  const { stdout } = await execa("ps", ["-eo", "pid=,ppid=,stat=,args="]);
  const all = stdout.split("\n").flatMap((line) => {
    const [, pid, parent, state = "", command = ""] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return pid && !state.startsWith("Z") ? [{ pid: Number(pid), parent: Number(parent), command }] : [];
  });
  const found = new Set([root]);
  // A child is never listed before it exists, but it may be listed before its parent.
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return all.filter(({ pid }) => found.has(pid));
}

export function kill(processes: readonly Process[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** Waits until all of them are gone. @throws when one stays behind, after it has been killed. */
export async function untilGone(processes: readonly Process[]): Promise<void> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 50) {
    if (!processes.some(({ pid }) => isAlive(pid))) return;
    await sleep(50);
  }
  const left = processes.filter(({ pid }) => isAlive(pid));
  kill(left);
  throw new Error(`left behind: ${left.map(({ pid, command }) => `${pid} ${command}`).join("; ")}`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
