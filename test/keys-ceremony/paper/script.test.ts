import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createProgram } from "../../../keys-ceremony/cli/program";
import { html } from "../../../keys-ceremony/paper/html";
import { type Script, scriptPage } from "../../../keys-ceremony/paper/script";
import { loadPlan } from "../../../keys-ceremony/plan/load";
import { incidentsOf, scriptOf } from "../../../keys-ceremony/steps/order";
import { wordsOf } from "../../../keys-ceremony/words";

const root = join(__dirname, "..", "..", "..");
const planFile = join(root, "keys-ceremony", "plans", "mainnet.yaml");
const plan = loadPlan(planFile);
const planDigest = `0x${"5a".repeat(32)}`;
const incidents = incidentsOf(plan);
const script: Script = { plan, planDigest, steps: scriptOf(plan), incidents };
const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

describe("the printed script of mainnet's day", () => {
  const page = scriptPage(script);
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "paper-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("has every line of every step in order, each with a number, a box and a place for initials", () => {
    for (const [index, { name, title, lines }] of script.steps.entries()) {
      const step = page.split(`id="step-${name}"`)[1]?.split("</section>")[0] ?? "";
      expect(step).toContain(`<h2>${index + 1}. ${title}</h2>`);
      expect(count(step, /<td class="tick"><span class="box"><\/span><\/td>\s*<td class="initials">/g)).toBe(
        lines.length,
      );
      expect(step).toContain(`<td class="number">${index + 1}.${lines.length}</td>`);
    }
  });

  it("has what may happen at any time, lettered, and sheets for what nobody thought of", () => {
    for (const { name } of incidents) expect(page).toContain(`id="step-${name}"`);
    expect(page).toMatch(/<h2>A\. /);
    expect(count(page, /<section class="exception">/g)).toBe(4);
  });

  it("calls people by their names and tells each which lines are theirs", () => {
    expect(page).not.toMatch(/>holder-\d+</);
    const [row = ""] = /<th scope="row">Holder 01<\/th>[\s\S]*?<\/tr>/.exec(page) ?? [];
    expect(row).toMatch(/1\.7, .*\d+\.\d+/);
  });

  it("has the plan's hash to be read aloud, and the program's when it is known", () => {
    for (const word of wordsOf(planDigest)) expect(page).toContain(`<li>${word}</li>`);
    expect(page).toContain("Its hash is written here");
    const known = scriptPage({ ...script, programSha256: "ab".repeat(32) });
    expect(known).toContain("ab".repeat(32));
    expect(known).not.toContain("Its hash is written here");
  });

  it("has two blank cards for each share, with as many blanks as it has words, and the paths of its keys", () => {
    const cards = page.split('id="cards"')[1] ?? "";
    const shares = Object.values(plan.seeds).reduce((sum, { shares }) => sum + shares.holders.length, 0);

    expect(count(cards, /<div class="card">/g)).toBe(shares * 2);
    expect(count(cards, /<li>33<\/li>/g)).toBe(shares * 2);
    expect(cards).not.toContain("<li>34</li>");
    const { path = "none" } = Object.values(plan.roles).find(({ seed }) => seed !== undefined) ?? {};
    expect(cards).toContain(path.replaceAll("'", "&#39;"));
  });

  it("has a command for every step, with what to do when it goes otherwise, and the program knows each", () => {
    const known = new Map(createProgram().commands.map((command) => [command.name(), command]));
    for (const { name, lines, otherwise } of [...script.steps, ...incidents]) {
      expect(lines.flatMap(({ command }) => command ?? []).join()).toContain(`node ceremony.mjs ${name}`);
      if (script.steps.some((step) => step.name === name)) expect(otherwise.join().length).toBeGreaterThan(20);
    }
    const commands = [...script.steps, ...incidents].flatMap(({ lines }) =>
      lines.flatMap(({ command }) => command ?? []),
    );
    for (const command of commands) {
      const [, name = "", rest = ""] = /^(?:node ceremony\.mjs|npm run ceremony --) (\S+)(.*)$/.exec(command) ?? [];
      if (name === "") continue;
      const options = known.get(name)?.options.flatMap(({ long }) => long ?? []);
      expect(options).toEqual(expect.arrayContaining(rest.match(/--[a-z-]+/g) ?? []));
    }
  });

  it("asks for the signatures of an entry before the machine is switched off", () => {
    const wipe = script.steps.find(({ name }) => name === "wipe");
    const does = wipe?.lines.map((line) => line.does) ?? [];
    const place = (pattern: RegExp) => does.findIndex((each) => pattern.test(each));
    expect(place(/and sign\.$/)).toBeGreaterThan(0);
    expect(place(/switches the machine off/)).toBeGreaterThan(place(/and sign\.$/));
  });

  it("says on its first page whether it is a practice", () => {
    expect(page).not.toContain("PRACTICE");
    expect(scriptPage({ ...script, plan: { ...plan, practice: true } })).toContain(
      "PRACTICE: every key is worth nothing",
    );
  });

  it("shows what a plan says as text, whatever it says", () => {
    expect(html`<p title="${'"'}">${"<script>&'"}</p>`.text).toBe('<p title="&quot;">&lt;script&gt;&amp;&#39;</p>');
    const name = '<img src="x">';
    const odd = { ...plan, participants: { ...plan.participants, "holder-01": { ...holder01(), name } } };
    expect(scriptPage({ ...script, plan: odd })).not.toContain("<img");
  });

  const holder01 = () => plan.participants["holder-01"] as (typeof plan.participants)[string];

  it("asks the network for nothing, fits its page, and axe has no complaint", () => {
    const file = join(folder, "script.html");
    writeFileSync(file, page);
    const seen = JSON.parse(
      execFileSync(process.execPath, [join(__dirname, "browser.mjs"), file], { encoding: "utf8" }),
    );

    expect(seen.requests).toEqual([expect.stringMatching(/^file:.*script\.html$/)]);
    expect(seen).toMatchObject({ errors: [], violations: [], tooWide: false });
  });

  it("is printed to a PDF by the command line", () => {
    const file = join(folder, "script.pdf");
    const output = execFileSync(
      process.execPath,
      ["--import", "tsx", join(root, "keys-ceremony", "cli", "index.ts"), "script", planFile, "--out", file],
      { encoding: "utf8", cwd: root },
    );

    expect(output.trim()).toBe(file);
    const pdf = readFileSync(file, "latin1");
    expect(pdf.slice(0, 5)).toBe("%PDF-");
    expect(count(pdf, /\/Type \/Page\b/g)).toBeGreaterThan(20);
  });
});
