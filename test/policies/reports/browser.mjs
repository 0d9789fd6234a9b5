// Opens a page in headless Chromium with no network and prints what it saw as JSON; a program of its own, because
// puppeteer-core ships only ES modules.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import chromium from "@sparticuz/chromium";
import puppeteer from "puppeteer-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await puppeteer.launch({
  args: chromium.args,
  executablePath: await chromium.executablePath(),
  headless: "shell",
});
try {
  const page = await browser.newPage();
  const requests = [];
  const errors = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  const startedAt = performance.now();
  await page.goto(pathToFileURL(process.argv[2]).href);
  await page.waitForSelector("body[data-ready=yes]", { timeout: 10_000 });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const renderedMs = performance.now() - startedAt;
  const axe = async () => {
    await page.evaluate(axeSource);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  };
  const texts = (selector) => page.$$eval(selector, (found) => found.map((element) => element.textContent));
  const rows = (await texts("#matrix tbody tr")).length;
  const cells = await texts("#matrix tbody button");
  const withMatrix = process.argv[3] === "axe" ? await axe() : [];
  await page.select("select[name=state]", "fail");
  const failing = await texts("#matrix tbody tr th");
  await page.click("#matrix button.fail");
  const dialog = (await texts("#evidence"))[0];
  const withDialog = process.argv[3] === "axe" ? await axe() : [];
  const [changes, coverage] = [(await texts("#changes"))[0], (await texts("#coverage"))[0]];
  const violations = [...withMatrix, ...withDialog];
  console.log(
    JSON.stringify({ requests, errors, renderedMs, rows, cells, failing, dialog, changes, coverage, violations }),
  );
} finally {
  await browser.close();
}
