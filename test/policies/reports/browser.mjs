// Prints what a report's page shows, and with `axe` what axe finds in each of its views.
import { printSeen, violationsOn } from "../../chromium-page.mjs";

await printSeen(process.argv[2], async (page, open) => {
  // Processor time of the page's thread, so that what else the machine does makes no difference.
  const session = await page.createCDPSession();
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await open();
  await page.waitForSelector("body[data-ready=yes]", { timeout: 10_000 });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const { metrics } = await session.send("Performance.getMetrics");
  const renderedMs = metrics.find(({ name }) => name === "TaskDuration").value * 1000;
  const texts = (selector) => page.$$eval(selector, (found) => found.map((element) => element.textContent));
  const textOf = async (selector) => (await texts(selector))[0];
  const rows = (await texts("#matrix tbody tr")).length;
  const [summary, findings] = [await textOf("#summary"), await textOf("#findings")];
  const [changes, coverage] = [await textOf("#changes"), await textOf("#coverage")];
  const seen = { renderedMs, rows, summary, findings, changes, coverage };
  if (process.argv[3] === "axe") {
    const violations = await violationsOn(page);
    await page.select("select[name=state]", "fail");
    const names = (found) => found.map((element) => element.firstChild.textContent);
    seen.failing = await page.$$eval("#matrix tbody th", names);
    await page.click("#matrix button.fail");
    seen.dialog = await textOf("#evidence");
    violations.push(...(await violationsOn(page)));
    await page.click("#evidence form button");
    await page.select("select[name=state]", "");
    await page.click("#matrix button.pass");
    seen.passed = await textOf("#evidence");
    violations.push(...(await violationsOn(page)));
    await page.click("#evidence form button");
    await page.select("select[name=framework]", "cisAws");
    seen.framework = { title: await textOf("#matrix-title"), rows: await texts("#matrix tbody tr") };
    violations.push(...(await violationsOn(page)));
    await page.select("select[name=framework]", "");
    await page.select("select[name=component]", "stack");
    seen.component = { title: await textOf("#matrix-title"), columns: await texts("#matrix thead th") };
    violations.push(...(await violationsOn(page)));
    await page.select("select[name=component]", "");
    await page.select("select[name=severity]", "critical");
    seen.severity = await texts("#matrix tbody th");
    await page.select("select[name=severity]", "");
    await page.select("select[name=environment]", "1");
    seen.environment = { summary: await textOf("#summary"), findings: await textOf("#findings") };
    seen.violations = violations;
  }
  return seen;
});
