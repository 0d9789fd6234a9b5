import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { parseDocument } from "yaml";
import { PHASES } from "../../infra/config/schema";
import { governanceExercises } from "../../rehearsal/governance";
import { projectDirectory } from "../../rehearsal/paths";
import { sharedPaths, sharedSummary, sharedWorkspace } from "./shared-rehearsal";

const minutes = 60_000;

function rehearse(args: readonly string[], rehearsals: string) {
  return promisify(execFile)("npm", ["run", "--silent", "rehearse", "--", ...args], {
    cwd: projectDirectory,
    env: { ...process.env, CI: "1", JEJU_REHEARSALS: rehearsals },
    maxBuffer: 1 << 26,
  });
}

describe("the rehearsal of mainnet", () => {
  it("registers 150 resources or more", () => {
    expect(sharedSummary().resourceCount).toBeGreaterThanOrEqual(150);
  });

  it("passes every mandatory policy, with nothing undecided", () => {
    const { policies } = sharedSummary();
    expect(policies.mandatory).toBe(0);
    expect(policies.passed).toBeGreaterThan(0);
    expect(policies.remarks.filter((remark) => remark.includes("UNDECIDED"))).toEqual([]);
  });

  it("lets the owners of the Safes act between two phases", () => {
    const done = Object.keys(sharedSummary().timingsMs);
    const exercises = governanceExercises.map(({ title }) => `governance: ${title}`);
    expect(exercises).toHaveLength(6);
    expect(done).toEqual(expect.arrayContaining(exercises));
  });

  it("walks every phase, each previewed before its up", () => {
    const done = Object.keys(sharedSummary().timingsMs);
    const walked = PHASES.flatMap((phase) => [`${phase}: preview`, `${phase}: up`]);
    expect(done).toEqual(expect.arrayContaining(walked));
  });

  it("says of every provider whether it is the real one", () => {
    for (const { answeredBy } of sharedSummary().resourcesByProvider) expect(answeredBy).not.toBe("unknown");
  });

  it("leaves a chain that answers with the chain id of the real L1", async () => {
    const response = await fetch(sharedSummary().endpoints.l1Rpc as string, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] }),
    });
    expect(await response.json()).toMatchObject({ result: "0x2105" });
  });

  it("is previewed against the clock, and a preview that would change something is no figure", async () => {
    const workspace = await sharedWorkspace();
    const timed = workspace.createEngine(true).timePreview({ expectNoChanges: true });
    expect(await timed).toBeGreaterThan(0);

    const directory = mkdtempSync(join(tmpdir(), "jeju-new-"));
    try {
      writeFileSync(join(directory, "Pulumi.yaml"), "name: new\nruntime: nodejs\n");
      writeFileSync(join(directory, "index.js"), "");
      symlinkSync(join(projectDirectory, "node_modules"), join(directory, "node_modules"));
      const fresh = await workspace.createForeignEngine(directory, "new", false);
      expect(await fresh.timePreview({ expectNoChanges: false })).toBeGreaterThan(0);
      await expect(fresh.timePreview({ expectNoChanges: true })).rejects.toThrow(/no changes were expected/);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  it("never writes a secret of the configuration in clear", async () => {
    const paths = sharedPaths();
    const workspace = await sharedWorkspace();
    const shown = JSON.parse(await workspace.pulumi(["config", "--show-secrets", "--json", "--stack", "mainnet"]));
    const secrets = Object.values<{ value: string; secret: boolean }>(shown)
      .filter(({ secret }) => secret)
      .map(({ value }) => value);
    expect(secrets.length).toBeGreaterThanOrEqual(2);
    expect(parseDocument(readFileSync(paths.config, "utf8")).errors).toEqual([]);

    const files = readdirSync(paths.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes(paths.cluster))
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(10);
    const leaks = files.flatMap((file) => {
      const text = readFileSync(file, "latin1");
      return secrets.filter((secret) => text.includes(secret)).map(() => file);
    });
    expect(leaks).toEqual([]);
  });
});

describe("a rehearsal of testnet", () => {
  const rehearsals = mkdtempSync(join(tmpdir(), "jeju-rehearsals-"));
  afterAll(() => rmSync(rehearsals, { recursive: true, force: true }));

  it(
    "that is killed in the middle of an up goes on from there, makes nothing twice, and destroys to nothing",
    async () => {
      const cloudsJournal = join(rehearsals, "testnet", "clouds", "journal.jsonl");
      const killed = spawn("npm", ["run", "--silent", "rehearse", "--", "testnet", "--phase", "foundation"], {
        cwd: projectDirectory,
        env: { ...process.env, CI: "1", JEJU_REHEARSALS: rehearsals },
        detached: true,
        stdio: "ignore",
      });
      while (!existsSync(cloudsJournal) || countLines(cloudsJournal) < 60) await sleep(100);
      process.kill(-(killed.pid as number), "SIGKILL");

      const { stdout } = await rehearse(["testnet", "--phase", "foundation", "--destroy"], rehearsals);
      expect(stdout).toMatch(/resumed/);
      expect(stdout).toMatch(/second preview: no change: 0 changes/);
      expect(stdout).toMatch(/refresh: no drift: 0 drifted/);
      expect(stdout).toMatch(/destroy: nothing left/);
    },
    10 * minutes,
  );

  it("leaves no process behind", async () => {
    const { stdout } = await promisify(execFile)("ps", ["-eo", "args="]);
    expect(stdout.split("\n").filter((line) => line.includes(rehearsals))).toEqual([]);
  });
});

function countLines(file: string): number {
  return readFileSync(file, "utf8").split("\n").length;
}
