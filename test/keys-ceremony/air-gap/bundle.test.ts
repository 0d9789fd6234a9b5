import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bundle, bundleCeremony } from "../../../keys-ceremony/air-gap/bundle";
import { bytesOfWords } from "../../../keys-ceremony/words";

const root = join(__dirname, "..", "..", "..");

describe("the one file that goes to the machine without a network", () => {
  let folder: string;
  let bundle: Bundle;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "bundle-"));
    bundle = await bundleCeremony(join(folder, "ceremony.mjs"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** In a folder with nothing else, with nothing in the environment. */
  const run = (...args: string[]) => {
    const place = mkdtempSync(join(folder, "empty-"));
    copyFileSync(bundle.file, join(place, "ceremony.mjs"));
    const { status, stdout, stderr } = spawnSync(process.execPath, ["ceremony.mjs", ...args], {
      cwd: place,
      env: {},
      encoding: "utf8",
      timeout: 120_000,
    });
    return { place, status, stdout, stderr };
  };

  it("runs without node_modules, repository and environment", () => {
    const { status, stdout } = run("--help");
    expect(stdout).toMatch(/key ceremony/);
    expect(status).toBe(0);
  });

  it("does a whole practice there", () => {
    const { place, status, stderr } = run(
      "practice",
      join(root, "keys-ceremony", "plans", "testnet.yaml"),
      "--folder",
      "practice",
    );

    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    expect(readdirSync(join(place, "practice"))).toContain("transcript.jsonl");
    const verified = run("verify", join(place, "practice", "transcript.jsonl"));
    expect(verified.status).toBe(0);
  }, 180_000);

  it("is the same whoever builds it, and its hash can be read aloud", async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "bundle-"));
    const again = await bundleCeremony(join(elsewhere, "other-name.mjs"));
    rmSync(elsewhere, { recursive: true });

    expect(again.sha256).toBe(bundle.sha256);
    expect(Buffer.from(bytesOfWords(bundle.words.join(" "))).toString("hex")).toBe(bundle.sha256);
    expect(execFileSync("sha256sum", [bundle.file], { encoding: "utf8" })).toContain(bundle.sha256);
  });

  it("names no folder of the machine that built it", () => {
    expect(readFileSync(bundle.file, "utf8")).not.toContain(root);
  });

  it("starts itself again without core dumps, leaving out what could make Node write its memory to a file", async () => {
    const program = join(folder, "restart.ts");
    writeFileSync(
      program,
      `import { readFileSync } from "node:fs";
       import { restartWithoutCoreDumps } from "${join(root, "keys-ceremony", "air-gap", "core-dumps")}";
       const code = restartWithoutCoreDumps();
       if (code === undefined) {
         const [, soft, hard] = /Max core file size +(\\S+) +(\\S+)/.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
         console.log(JSON.stringify({ soft, hard, args: process.argv.slice(2), options: process.env.NODE_OPTIONS }));
       }
       process.exitCode = code ?? 7;`,
    );
    mkdirSync(join(folder, "restart"));
    const { file } = await bundleCeremony(join(folder, "restart", "restart.mjs"), program);
    const { stdout, status } = spawnSync(process.execPath, [file, "a b", "c'd"], {
      env: { NODE_OPTIONS: "--report-on-fatalerror" },
      encoding: "utf8",
    });

    expect(JSON.parse(stdout)).toEqual({ soft: "0", hard: "0", args: ["a b", "c'd"] });
    expect(status).toBe(7);
  });
});
