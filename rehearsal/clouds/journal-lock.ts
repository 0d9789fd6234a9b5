import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { uptime } from "node:os";
import { UserError } from "../../safes/user-error";
import { isAlive } from "../toolchain/lock";
import { hasCode } from "./error-code";

const held = new Set<string>();

/**
 * Claims the file for this process until the returned function is called. What a dead process has left is taken over.
 * @throws UserError when a living process holds it.
 */
export function claim(file: string): () => void {
  while (!tryCreate(file)) {
    const holder = readHolder(file);
    if (holder !== undefined && isHeld(file, holder)) {
      throw new UserError({
        what: "another process is using this rehearsal's clouds",
        where: file,
        got: `process ${holder}`,
        fix: `wait for it or end it (kill ${holder}); remove the file if that process is something else`,
      });
    }
    takeAway(file);
  }
  held.add(file);
  return () => {
    held.delete(file);
    rmSync(file, { force: true });
  };
}

function tryCreate(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

function readHolder(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isHeld(file: string, holder: number): boolean {
  if (holder === process.pid) return held.has(file);
  const bootedAt = Date.now() - uptime() * 1000;
  // A process that died before it wrote its number leaves an empty file.
  return holder > 0 && isAlive(holder) && (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > bootedAt;
}

/** By renaming, so that of two processes that find the same leftover only one removes it. */
function takeAway(file: string): void {
  const leftover = `${file}.${process.pid}`;
  try {
    renameSync(file, leftover);
    rmSync(leftover);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}
