import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { foundation } from "../foundation";
import { exported, singleZone } from "./judged";

const root = resolve(__dirname, "../../..");
const timeoutMs = 120_000;
let directory: string;
/** The project with waivers of our own. */
let copy: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "jeju-command-"));
  copy = join(directory, "copy");
  mkdirSync(join(copy, "safes"), { recursive: true });
  cpSync(join(root, "policies"), join(copy, "policies"), { recursive: true });
  cpSync(join(root, "safes/user-error.ts"), join(copy, "safes/user-error.ts"));
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
});

afterAll(() => rmSync(directory, { recursive: true }));

function run(project: string, ...args: readonly string[]): { readonly code: number; readonly output: string } {
  const command = [join(root, "node_modules/.bin/tsx"), join(project, "policies/cli.ts")] as const;
  try {
    return { code: 0, output: execFileSync(command[0], [command[1], ...args], { encoding: "utf8", stdio: "pipe" }) };
  } catch (error) {
    const { status, stdout, stderr } = Object(error);
    return { code: status, output: `${stdout}${stderr}` };
  }
}

function stateOf(name: string, resources: Parameters<typeof exported>[0]): string {
  const file = join(directory, `${name}.json`);
  writeFileSync(file, exported(resources));
  return file;
}

const out = (name: string) => join(directory, name);

test(
  "a report ends with 2 on a violation and names it, with 0 without one, and with 1 when there is no state",
  () => {
    const violated = run(root, "report", "mainnet", "--state", stateOf("bad", singleZone), "--out", out("bad"));
    expect(violated.output).toMatch(/fail +mandatory +rds-multi-az +database +multiAz is false/);
    expect(violated.code).toBe(2);
    expect(run(root, "report", "mainnet", "--state", join(directory, "none.json")).code).toBe(1);

    const sound = ["report", "mainnet", "--state", stateOf("good", foundation), "--out", out("good")];
    expect(run(root, ...sound, "--beside", out("bad")).code).toBe(0);
    expect(readFileSync(join(out("good"), "index.html"), "utf8")).toContain("multiAz is false");
  },
  timeoutMs,
);

test(
  "waivers hold and are shown until they end, and --no-waivers looks past all of them and what is wrong with them",
  () => {
    const day = (daysFromNow: number) => new Date(Date.now() + daysFromNow * 86_400_000).toISOString().slice(0, 10);
    const waiver = {
      resource: "database",
      reason: "until the move",
      approver: "Ada",
      ticket: "SEC-1",
      granted: day(-9),
    };
    const waivers = [
      { ...waiver, policy: "rds-multi-az", expires: day(9) },
      { ...waiver, policy: "rds-not-public", expires: day(-1) },
    ];
    writeFileSync(join(copy, "policies/waivers.yaml"), stringify({ waivers }));
    const report = ["report", "mainnet", "--state", stateOf("waived", singleZone), "--out", out("waived")];
    const heeded = run(copy, ...report);
    expect(heeded.output).toMatch(`database  until ${day(9)} (SEC-1): multiAz is false`);
    expect(heeded.output).toMatch(/^fail +mandatory +stack-waivers .*it ended with/m);
    const ignored = run(copy, ...report, "--no-waivers");
    expect(ignored.output).toMatch(/^fail +mandatory +rds-multi-az/m);
    expect(ignored.output).not.toMatch(/stack-waivers/);

    const listed = run(copy, "waivers");
    expect(listed.output).toMatch(`until ${day(9)}, 9 days left: rds-multi-az for database, by Ada (SEC-1)`);
    expect(listed.output).toMatch(`waivers[1]: expires: it ended with ${day(-1)}`);
    expect(listed.code).toBe(2);
  },
  timeoutMs,
);

test(
  "the commands tell what they do, and refuse what they do not know",
  () => {
    expect(run(root, "--help").output).toMatch(/report <stack>.*\n.*waivers/);
    expect(run(root, "report", "--help")).toMatchObject({ code: 0, output: expect.stringContaining("Exit codes") });
    expect(run(root, "audit")).toMatchObject({ code: 1, output: expect.stringContaining("not understood") });
    expect(run(root, "report", "x", "--stat", "y")).toMatchObject({
      code: 1,
      output: expect.stringContaining("--stat"),
    });
  },
  timeoutMs,
);
