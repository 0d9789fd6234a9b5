import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withLock } from "../../../rehearsal/toolchain/lock";

describe("the build lock", () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "lock-"));
    file = join(directory, "deep", "build.lock");
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const hold = (holder: object) =>
    withLock(file, async () => {}).then(() => writeFileSync(file, JSON.stringify(holder)));

  it("lets one run work at a time and is gone afterwards", async () => {
    const order: string[] = [];
    const first = withLock(file, async () => {
      order.push("first starts");
      await sleep(50);
      order.push("first ends");
    });
    await sleep(10);
    await withLock(file, async () => void order.push("second"));
    await first;
    expect(order).toEqual(["first starts", "first ends", "second"]);
    expect(existsSync(file)).toBe(false);
  });

  it("is released when the work fails", async () => {
    const work = withLock(file, () => Promise.reject(new Error("broken")));
    await expect(work).rejects.toThrow("broken");
    expect(existsSync(file)).toBe(false);
  });

  it("is taken over from a process that is dead", async () => {
    const { pid } = spawnSync("true");
    await hold({ pid, host: hostname(), id: "dead" });
    await expect(withLock(file, async () => "done")).resolves.toBe("done");
  });

  it("is taken over from another machine that has not touched it for a minute", async () => {
    await hold({ pid: 1, host: "elsewhere", id: "far" });
    const longAgo = Date.now() / 1_000 - 61;
    utimesSync(file, longAgo, longAgo);
    await expect(withLock(file, async () => "done")).resolves.toBe("done");
  });

  it("says once who holds it, and stops waiting when cancelled", async () => {
    await hold({ pid: process.pid, host: hostname(), id: "alive" });
    const controller = new AbortController();
    const waits: unknown[] = [];
    const waiting = withLock(file, async () => "done", {
      signal: controller.signal,
      onWait: (holder) => waits.push(holder?.pid),
    });
    await sleep(700);
    controller.abort();
    await expect(waiting).rejects.toThrow();
    expect(waits).toEqual([process.pid]);
    expect(existsSync(file)).toBe(true);
  });
});
