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
  // Processor time of the page's thread, so that what else the machine does makes no difference.
  const session = await page.createCDPSession();
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.goto(pathToFileURL(process.argv[2]).href);
  await page.waitForSelector("body[data-ready=yes]", { timeout: 10_000 });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const { metrics } = await session.send("Performance.getMetrics");
  const renderedMs = metrics.find(({ name }) => name === "TaskDuration").value * 1000;
  const axe = async () => {
    await page.evaluate(axeSource);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  };
  const texts = (selector) => page.$$eval(selector, (found) => found.map((element) => element.textContent));
  const textOf = async (selector) => (await texts(selector))[0];
  const rows = (await texts("#matrix tbody tr")).length;
  const [summary, findings] = [await textOf("#summary"), await textOf("#findings")];
  const [changes, coverage] = [await textOf("#changes"), await textOf("#coverage")];
  const seen = { requests, errors, renderedMs, rows, summary, findings, changes, coverage };
  if (process.argv[3] === "axe") {
    const violations = await axe();
    await page.select("select[name=state]", "fail");
    const names = (found) => found.map((element) => element.firstChild.textContent);
    seen.failing = await page.$$eval("#matrix tbody th", names);
    await page.click("#matrix button.fail");
    seen.dialog = await textOf("#evidence");
    violations.push(...(await axe()));
    await page.click("#evidence form button");
    await page.select("select[name=state]", "");
    await page.select("select[name=framework]", "cisAws");
    seen.framework = { title: await textOf("#matrix-title"), rows: await texts("#matrix tbody tr") };
    violations.push(...(await axe()));
    await page.select("select[name=framework]", "");
    await page.select("select[name=component]", "stack");
    seen.component = { title: await textOf("#matrix-title"), columns: await texts("#matrix thead th") };
    violations.push(...(await axe()));
    await page.select("select[name=component]", "");
    await page.select("select[name=severity]", "critical");
    seen.severity = await texts("#matrix tbody th");
    await page.select("select[name=severity]", "");
    await page.select("select[name=environment]", "1");
    seen.environment = { summary: await textOf("#summary"), findings: await textOf("#findings") };
    seen.violations = violations;
  }
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
}
