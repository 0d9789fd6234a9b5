import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Report, states } from "./model";

/** One page that holds everything and fetches nothing; the browser is told to refuse it if it tried. */
export function toPage(report: Report): string {
  const read = (file: string) => readFileSync(join(__dirname, "page", file), "utf8");
  const [script, style] = [read("page.js"), read("page.css")];
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const csp = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
  const title = `Policies of ${report.stack}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${html(title)}</h1><p id="summary"></p></header>
<main>
<form id="filters" aria-label="Filters"></form>
<section aria-labelledby="matrix-title"><h2 id="matrix-title">Policies by component</h2>
<p>A cell counts resources by state; press it for the evidence of each. A dash: not applicable.</p>
<div class="scroll" tabindex="0" role="group" aria-label="Matrix, scrolls"><table id="matrix"></table></div></section>
<section aria-labelledby="changes-title"><h2 id="changes-title">Since the last report</h2><div id="changes"></div></section>
<section aria-labelledby="coverage-title"><h2 id="coverage-title">Coverage of frameworks</h2><div id="coverage"></div></section>
</main>
<dialog id="evidence" aria-labelledby="evidence-title"><h2 id="evidence-title"></h2><div id="evidence-body"></div>
<form method="dialog"><button>Close</button></form></dialog>
<script type="application/json" id="data">${JSON.stringify(compact(report)).replaceAll("<", "\\u003c")}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** Policies and resources by index, and states too: a thousand resources by 160 policies are a few megabytes. */
function compact(report: Report): unknown {
  const policies = new Map(report.policies.map(({ id }, index) => [id, index]));
  const resources = new Map(report.resources.map(({ urn }, index) => [urn, index]));
  return {
    ...report,
    states,
    results: report.results.map(({ policy, resource, state, level, evidence, waiver }) => [
      policies.get(policy),
      resources.get(resource) ?? -1,
      states.indexOf(state),
      level,
      evidence.map(({ found, expected }) => (expected ? `${found}; expected ${expected}` : found)),
      waiver ?? null,
    ]),
  };
}

function html(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
