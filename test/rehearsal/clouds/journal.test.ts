import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Journal, readJournal } from "../../../rehearsal/clouds/journal";
import type { StoredResource } from "../../../rehearsal/clouds/journal-state";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "jeju-journal-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const vpc = (id: string, creation = 1): StoredResource => ({
  type: "vpc",
  id,
  urn: `urn:${id}`,
  region: "us-east-1",
  inputs: { cidrBlock: "10.0.0.0/16" },
  outputs: { arn: `arn:${id}` },
  creation,
});

const file = () => join(directory, "journal.jsonl");
const lines = () => readFileSync(file(), "utf8").trimEnd().split("\n");

describe("the clouds' journal", () => {
  it("holds after a restart what it held before, with what was deleted", async () => {
    const journal = await Journal.open(directory);
    await Promise.all([journal.put(vpc("a")), journal.put(vpc("b")), journal.put({ ...vpc("c"), creation: 3 })]);
    await journal.remove("vpc", "b");
    await journal.close();

    const reopened = await Journal.open(directory);
    expect(reopened.state.all("vpc")).toEqual([vpc("a"), { ...vpc("c"), creation: 3 }]);
    expect(reopened.state.deleted("vpc")).toEqual([vpc("b")]);
    expect(reopened.state.creationsOf("urn:c")).toBe(3);
    expect(reopened.salt).toBe(journal.salt);
    await reopened.close();
  });

  it("forgets overwritten states when it is opened", async () => {
    const journal = await Journal.open(directory);
    for (let count = 0; count < 20; count++) await journal.put({ ...vpc("a"), outputs: { count } });
    await journal.close();
    expect(lines()).toHaveLength(21);
    await (await Journal.open(directory)).close();
    expect(lines()).toHaveLength(2);
    expect(readJournal(directory).get("vpc", "a")?.outputs).toEqual({ count: 19 });
  });

  it("cuts a torn last line", async () => {
    const journal = await Journal.open(directory);
    await journal.put(vpc("a"));
    await journal.close();
    appendFileSync(file(), '{"put":{"type":"vpc","id":"torn"');
    const reopened = await Journal.open(directory);
    await reopened.put(vpc("b"));
    await reopened.close();
    expect(readJournal(directory).all("vpc")).toEqual([vpc("a"), vpc("b")]);
  });

  it("says where it is damaged otherwise", async () => {
    await (await Journal.open(directory)).close();
    writeFileSync(file(), `nonsense\n${readFileSync(file(), "utf8")}`);
    await expect(Journal.open(directory)).rejects.toThrow(/record of its clouds is damaged \(.*journal\.jsonl:1\)/);
  });

  it("is open in one process at a time", async () => {
    const journal = await Journal.open(directory);
    await expect(Journal.open(directory)).rejects.toThrow("another process is using this rehearsal's clouds");
    await journal.close();
    await (await Journal.open(directory)).close();
  });

  it("takes over from a process that is gone", async () => {
    const gone = spawn("true");
    await once(gone, "exit");
    writeFileSync(join(directory, "journal.lock"), String(gone.pid));
    await (await Journal.open(directory)).close();
  });

  it("can be read while it is open", async () => {
    const journal = await Journal.open(directory);
    await journal.put(vpc("a"));
    expect(readJournal(directory).all("vpc")).toEqual([vpc("a")]);
    await journal.close();
  });

  it("loses nothing that it has confirmed when its process is killed", async () => {
    const confirmed: string[] = [];
    for (let round = 0; round < 4; round++) {
      const child = spawn(process.execPath, ["--require", "tsx/cjs", join(__dirname, "journal-writer.ts"), directory], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let output = "";
      child.stdout.on("data", (chunk) => {
        output += chunk;
      });
      await once(child.stdout, "data");
      await sleep(Math.random() * 150);
      child.kill("SIGKILL");
      await once(child, "close");
      confirmed.push(...output.split("\n").slice(0, -1));
    }
    const kept = new Set(
      readJournal(directory)
        .all("test")
        .map(({ id }) => id),
    );
    expect(confirmed.length).toBeGreaterThan(4);
    expect(confirmed.filter((id) => !kept.has(id))).toEqual([]);
  });
});
