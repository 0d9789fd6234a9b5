import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endOrphans } from "../../rehearsal/orphans";

describe("what a killed supervisor left behind", () => {
  const directory = mkdtempSync(join(tmpdir(), "jeju-orphans-"));
  const started: ChildProcess[] = [];
  const start = (mark: string) => {
    const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)", mark]);
    started.push(child);
    return child;
  };
  const exitOf = (child: ChildProcess) => new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)));

  afterAll(() => {
    for (const child of started) child.kill("SIGKILL");
    rmSync(directory, { recursive: true });
  });

  it("is ended, and nothing else is", async () => {
    const orphan = start(join(directory, "testnet"));
    const other = start(join(directory, "mainnet"));
    const exited = exitOf(orphan);
    expect(await endOrphans(join(directory, "testnet"), [process.execPath])).toBe(1);
    expect(await exited).toBe("SIGTERM");
    expect(other.exitCode).toBeNull();
    expect(other.signalCode).toBeNull();
  });

  it("leaves a program alone that only mentions the folder", async () => {
    const editor = start(join(directory, "testnet"));
    expect(await endOrphans(join(directory, "testnet"), ["/opt/other/etcd"])).toBe(0);
    expect(editor.signalCode).toBeNull();
  });
});
