import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventLog } from "../../rehearsal/engine-events";

describe("the engine's event log", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "jeju-events-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("reads events while the engine still writes, and waits for the end of a half-written line", () => {
    const log = new EventLog(join(directory, "events.jsonl"));
    expect(log.read()).toEqual([]);
    writeFileSync(log.file, '{"diagnosticEvent":{"severity":"error","message":"one"}}\n{"diagnosticEvent":{"sev');
    expect(log.read()).toHaveLength(1);
    appendFileSync(log.file, 'erity":"error","message":"two"}}\n');
    expect(log.read().map((event) => event.diagnosticEvent?.message)).toEqual(["one", "two"]);
  });

  it("keeps characters whole that fall on the border of two reads", () => {
    const log = new EventLog(join(directory, "events.jsonl"));
    const message = `${"x".repeat((1 << 16) - 49)}äöü€`;
    writeFileSync(log.file, `${JSON.stringify({ diagnosticEvent: { severity: "error", message } })}\n`);
    expect(log.read()[0]?.diagnosticEvent?.message).toBe(message);
  });

  it("does not count the events of an earlier run", () => {
    const file = join(directory, "events.jsonl");
    writeFileSync(file, "{}\n");
    expect(new EventLog(file).read()).toEqual([]);
  });
});
