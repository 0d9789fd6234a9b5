import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foundation } from "../foundation";
import { exported, singleZone } from "./judged";

const directory = mkdtempSync(join(tmpdir(), "jeju-command-"));
afterAll(() => rmSync(directory, { recursive: true }));

function run(...args: readonly string[]): { readonly code: number; readonly output: string } {
  const tsx = join(__dirname, "../../../node_modules/.bin/tsx");
  try {
    const cli = join(__dirname, "../../../policies/cli.ts");
    return { code: 0, output: execFileSync(tsx, [cli, ...args], { encoding: "utf8", stdio: "pipe" }) };
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

test("a report ends with 2 on a violation and names it, with 0 without one, and with 1 when there is no state", () => {
  const violated = run("report", "mainnet", "--state", stateOf("bad", singleZone), "--out", out("bad"));
  expect(violated.output).toMatch(/fail +mandatory +rds-multi-az +database +multiAz is false/);
  expect(violated.code).toBe(2);
  expect(run("report", "mainnet", "--state", join(directory, "none.json")).code).toBe(1);

  const sound = ["report", "mainnet", "--state", stateOf("good", foundation), "--out", out("good")];
  expect(run(...sound, "--beside", out("bad")).code).toBe(0);
  expect(readFileSync(join(out("good"), "index.html"), "utf8")).toContain("multiAz is false");
}, 60_000);

test("the commands tell what they do, and refuse what they do not know", () => {
  expect(run("--help").output).toMatch(/report <stack>.*\n.*waivers/);
  expect(run("report", "--help")).toMatchObject({ code: 0, output: expect.stringContaining("Exit codes") });
  expect(run("waivers", "--help")).toMatchObject({ code: 0, output: expect.stringContaining("Exit codes") });
  expect(run("audit")).toMatchObject({ code: 1, output: expect.stringContaining("not understood") });
  expect(run("report", "mainnet", "--stat", "x")).toMatchObject({ code: 1, output: expect.stringContaining("--stat") });
}, 60_000);

test("the waivers of the repository are none", () => {
  expect(run("waivers")).toEqual({ code: 0, output: "no waiver holds today\n" });
}, 60_000);
