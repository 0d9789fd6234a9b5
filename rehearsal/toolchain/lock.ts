import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { explainDiskFailure } from "./disk-failure";

export interface LockOptions {
  readonly signal?: AbortSignal;
  /** Called once when somebody else holds the lock. */
  readonly onWait?: (holder: LockHolder | undefined) => void;
}

export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly id: string;
}

const heartbeatMs = 5_000;
const staleMs = 60_000;
const pollMs = 500;

/**
 * Runs `work` while no other process holds the lock. It only saves double work: what the holder makes becomes visible by
 * renaming, so that two holders (after a suspended machine woke up, say) do no harm.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const own: LockHolder = { pid: process.pid, host: hostname(), id: randomUUID() };
  await acquire(file, own, options);
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(ignoreMissing);
  }, heartbeatMs);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if ((await readHolder(file))?.id === own.id) await rm(file, { force: true });
  }
}

async function acquire(file: string, own: LockHolder, { signal, onWait }: LockOptions): Promise<void> {
  let waited = false;
  for (;;) {
    signal?.throwIfAborted();
    if (await create(file, own)) return;
    const holder = await readHolder(file);
    if (await isStale(file, holder)) {
      await rm(file, { force: true });
      continue;
    }
    if (!waited) onWait?.(holder);
    waited = true;
    await sleep(pollMs, undefined, { signal });
  }
}

async function create(file: string, own: LockHolder): Promise<boolean> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(own), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw explainDiskFailure(error, dirname(file));
  }
}

/** Undefined when the lock is gone, or not yet filled in. */
async function readHolder(file: string): Promise<LockHolder | undefined> {
  const text = await readFile(file, "utf8").catch(ignoreMissing);
  try {
    return text ? (JSON.parse(text) as LockHolder) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function isStale(file: string, holder: LockHolder | undefined): Promise<boolean> {
  if (holder && holder.host === hostname() && !isAlive(holder.pid)) return true;
  const heartbeat = await stat(file).catch(ignoreMissing);
  return heartbeat !== undefined && Date.now() - heartbeat.mtimeMs > staleMs;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}
