/** Prints a page to a PDF with numbered pages, in a browser that is brought along and has no network to use. */
export async function printPdf(page: string, title: string): Promise<Uint8Array> {
  // Loaded here only: a browser is large, and the machine without a network goes without.
  const [{ default: chromium }, { default: puppeteer }] = await Promise.all([
    import("@sparticuz/chromium"),
    import("puppeteer-core"),
  ]);
  const browser = await puppeteer.launch({
    args: chromium.args,
    executablePath: await chromium.executablePath(),
    headless: "shell",
  });
  try {
    const tab = await browser.newPage();
    await tab.setJavaScriptEnabled(false);
    await tab.setContent(page);
    return await tab.pdf({
      preferCSSPageSize: true,
      printBackground: true,
      displayHeaderFooter: true,
      headerTemplate: "<span></span>",
      footerTemplate: `<div style="font-size:8px;width:100%;margin:0 15mm;display:flex;justify-content:space-between">
<span>${title.replace(/[<>&]/g, "")}</span><span>page <span class="pageNumber"></span> of <span class="totalPages"></span></span></div>`,
    });
  } finally {
    await browser.close();
  }
}
