import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockJournal } from "../../../safes/transactions/journal-lock";

describe("the lock of a journal", () => {
  let folder: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "jeju-lock-"));
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  /** A process that holds the lock until it is killed. */
  async function holder(): Promise<ChildProcess> {
    const script = `require("tsx/cjs"); require(${JSON.stringify(join(__dirname, "../../../safes/transactions/journal-lock.ts"))})
      .lockJournal(${JSON.stringify(folder)}); console.log("locked"); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    await once(child.stdout as NodeJS.ReadableStream, "data");
    return child;
  }

  it("keeps out a second process, and names the first", async () => {
    const { pid } = await holder();
    expect(() => lockJournal(folder)).toThrow(
      new RegExp(`another process is sending transactions of this account .*\n {2}got: {6}process ${pid}\n`),
    );
  });

  it("is taken over from a process that was killed, before anyone has asked how it ended", async () => {
    const child = await holder();
    child.kill("SIGKILL");
    await once(child, "exit");
    lockJournal(folder)();
  });

  it("does not take another process for the one that has ended because it has its number", () => {
    lockJournal(folder)();
    writeFileSync(join(folder, "lock"), `${process.ppid} 1\n`);
    lockJournal(folder);
    expect(readFileSync(join(folder, "lock"), "utf8")).toMatch(new RegExp(`^${process.pid} `));
  });

  it("is free again when it is given back", () => {
    lockJournal(folder)();
    lockJournal(folder)();
  });
});
