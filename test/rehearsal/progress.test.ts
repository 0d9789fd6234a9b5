import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Progress } from "../../rehearsal/progress";

describe("the progress of a rehearsal", () => {
  let file: string;
  beforeEach(() => {
    file = join(mkdtempSync(join(tmpdir(), "jeju-progress-")), "progress.json");
  });
  afterEach(() => rmSync(join(file, ".."), { recursive: true }));

  it("survives the process that made it", async () => {
    const progress = Progress.begin(file);
    await progress.time("foundation: up", async () => {});
    progress.finishPhase("foundation");

    const resumed = Progress.load(file);
    expect(resumed?.isInterrupted).toBe(true);
    expect(resumed?.hasDone("foundation")).toBe(true);
    expect(resumed?.hasDone("network")).toBe(false);
    expect(Object.keys(resumed?.timingsMs ?? {})).toEqual(["foundation: up"]);
  });

  it("counts a step that failed as not done", async () => {
    const progress = Progress.begin(file);
    await expect(progress.time("foundation: up", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(Progress.load(file)?.timingsMs).toEqual({});
  });

  it("is not interrupted once complete", () => {
    Progress.begin(file).complete();
    expect(Progress.load(file)?.isInterrupted).toBe(false);
  });

  it("does not exist before the first run", () => {
    expect(Progress.load(file)).toBeUndefined();
  });
});
