import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../user-error";

/** Two processes that number the transactions of one account would replace each other's. @returns how to give it back. */
export function lockJournal(directory: string, chainId: bigint, address: string): () => void {
  const folder = join(directory, `${chainId}`, address);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "lock");
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const owner = Number(readOwner(file));
    if (owner === process.pid) return () => {};
    if (attempt > 0 || isAlive(owner)) {
      throw new UserError({
        what: "another process is sending transactions of this account",
        where: file,
        got: `process ${owner}`,
        fix: "wait until it ends, or end it, and run the command again",
      });
    }
    // It was killed.
    rmSync(file, { force: true });
  }
}

function readOwner(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "";
  }
}

/** A killed process stays in the process table until somebody has asked how it ended. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return !execFileSync("ps", ["-p", `${pid}`, "-o", "stat="], { encoding: "utf8" })
      .trim()
      .startsWith("Z");
  } catch {
    return false;
  }
}
