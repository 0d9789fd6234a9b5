// Opens a page in headless Chromium and prints what it asked the network for, its errors and what axe finds; a program of
// its own, because puppeteer-core ships only ES modules.
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
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.setBypassCSP(true);
  await page.goto(pathToFileURL(process.argv[2]).href);
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const tooWide = await page.evaluate(() => document.body.scrollWidth > document.body.clientWidth);
  console.log(
    JSON.stringify({
      requests,
      errors,
      tooWide,
      violations: violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
    }),
  );
} finally {
  await browser.close();
}
