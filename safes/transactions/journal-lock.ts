import { execFileSync } from "node:child_process";
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../user-error";

/** Two processes that number the transactions of one account would replace each other's. @returns how to give it back. */
export function lockJournal(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "lock");
  const mine = `${process.pid} ${startOf(process.pid)}\n`;
  for (let attempt = 0; ; attempt++) {
    if (take(file, mine)) return () => rmSync(file, { force: true });
    const theirs = read(file);
    if (attempt > 2 || isAlive(theirs)) {
      throw new UserError({
        what: "another process is sending transactions of this account",
        where: file,
        got: `process ${theirs.split(" ")[0]}`,
        fix: "wait until it ends, or end it, and run the command again",
      });
    }
    removeStale(file, theirs);
  }
}

/** Complete from its first moment on, and never over one that is there. */
function take(file: string, content: string): boolean {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, content);
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Whoever held it was killed. If another process has taken it over in this very moment, it gets it back. */
function removeStale(file: string, content: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
    if (read(aside) !== content) linkSync(aside, file);
  } catch {
    // Someone else was faster; the next attempt sees whom.
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** A number is given to another process some day, so the time at which it began belongs to it. */
function isAlive(holder: string): boolean {
  const [pid = "", start = ""] = holder.trim().split(" ");
  return start !== "" && start === startOf(Number(pid));
}

/** Empty for one that has ended: it stays in the process table until somebody has asked how it ended. */
function startOf(pid: number): string {
  return existsSync("/proc/self/stat") ? startInProc(pid) : startInPs(pid);
}

/** Clock ticks since the machine started, which no change of the clock moves: proc(5), field 22. */
function startInProc(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name, which may have spaces and parentheses.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" ? "" : (fields[18] ?? "");
  } catch {
    return "";
  }
}

function startInPs(pid: number): string {
  try {
    const environment = { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
    const options = { encoding: "utf8", env: environment } as const;
    const [state = "", ...start] = execFileSync("ps", ["-p", `${pid}`, "-o", "stat=,lstart="], options).split(/\s+/);
    return state.startsWith("Z") ? "" : start.join("-");
  } catch {
    return "";
  }
}
