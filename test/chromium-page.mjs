// Opens a file in headless Chromium; an ES module, because puppeteer-core ships only those.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import chromium from "@sparticuz/chromium";
import puppeteer from "puppeteer-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Prints as JSON what `look` sees on the page, with what the page asked the network for and its errors. */
export async function printSeen(file, look) {
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
    const seen = await look(page, () => page.goto(pathToFileURL(file).href));
    console.log(JSON.stringify({ requests, errors, ...seen }));
  } finally {
    await browser.close();
  }
}

/** What axe finds on the page as it is now. */
export async function violationsOn(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
