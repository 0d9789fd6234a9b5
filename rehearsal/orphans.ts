import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";

/**
 * Ends what a killed supervisor left behind: processes of the given programs that name this rehearsal's folder on their
 * command line, which is true of nothing that anybody else started.
 */
export async function endOrphans(directory: string, programs: readonly string[]): Promise<number> {
  const { stdout } = await execa("ps", ["-eo", "pid=,args="]);
  const orphans = stdout
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line))
    .filter((match) => match && programs.includes(match[2] as string) && match[3]?.includes(directory))
    .map((match) => Number(match?.[1]));
  for (const pid of orphans) end(pid, "SIGTERM");
  for (let waitedMs = 0; orphans.some(isAlive) && waitedMs < 5_000; waitedMs += 100) await sleep(100);
  for (const pid of orphans.filter(isAlive)) end(pid, "SIGKILL");
  return orphans.length;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function end(pid: number, signal: NodeJS.Signals) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
