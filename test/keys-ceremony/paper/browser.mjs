// Prints what the script's page asks the network for, its errors, what axe finds, and whether it is wider than its paper.
import { printSeen, violationsOn } from "../../chromium-page.mjs";

await printSeen(process.argv[2], async (page, open) => {
  // Its own policy lets no script in, axe's neither.
  await page.setBypassCSP(true);
  await open();
  const violations = await violationsOn(page);
  const tooWide = await page.evaluate(() => document.body.scrollWidth > document.body.clientWidth);
  return { violations, tooWide };
});
