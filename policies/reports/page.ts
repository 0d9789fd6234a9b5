import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Evidence, type Report, states } from "./model";

/** In the order in which they build on each other. */
const scripts = ["elements", "findings", "matrix", "history", "page"];

/**
 * One page that holds everything and fetches nothing; the browser is told to refuse it if it tried. Shows the first
 * report, and the others when the reader chooses their environment.
 */
export function toPage(reports: readonly [Report, ...Report[]]): string {
  const read = (file: string) => readFileSync(join(__dirname, "page", file), "utf8");
  const script = scripts.map((name) => inOneScript(read(`${name}.js`))).join("\n");
  const style = read("page.css");
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const csp = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
  const title = html(`Policies of ${reports[0].stack}`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${title}</h1><div id="summary"></div><ul id="counts" aria-label="Results by state"></ul></header>
<main>
<form id="filters" aria-label="Filters"></form>
<section aria-labelledby="findings-title"><h2 id="findings-title">What needs somebody</h2><div id="findings"></div></section>
<section aria-labelledby="matrix-title"><h2 id="matrix-title">Policies by component</h2>
<p>A cell counts resources: ✗ fail, ? undecided, ~ waived, ✓ pass, – not applicable. Press it for the evidence of each.
Choose a framework to see its controls, a component to see its resources.</p>
<div class="scroll" tabindex="0" role="group" aria-label="Matrix, scrolls"><table id="matrix"></table></div></section>
<section aria-labelledby="changes-title"><h2 id="changes-title">Since the last report</h2><div id="changes"></div></section>
<section aria-labelledby="coverage-title"><h2 id="coverage-title">Coverage of frameworks</h2><div id="coverage"></div></section>
</main>
<dialog id="evidence" aria-labelledby="evidence-title"><h2 id="evidence-title"></h2><div id="evidence-body"></div>
<form method="dialog"><button>Close</button></form></dialog>
<script type="application/json" id="data">${JSON.stringify(reports.map(compact)).replaceAll("<", "\\u003c")}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** A page opened from a file may load no module, so the modules become one script, where they see each other anyway. */
function inOneScript(module: string): string {
  return module.replace(/^import [^;]*;\n/gm, "").replace(/^export /gm, "");
}

/** Policies, resources, states and evidence by index: a thousand resources by 160 policies are a few megabytes. */
function compact(report: Report): unknown {
  const policies = new Map(report.policies.map(({ id }, index) => [id, index]));
  const resources = new Map(report.resources.map(({ urn }, index) => [urn, index]));
  const evidenceIndexes = new Map<string, number>();
  const indexOf = (one: Evidence): number => {
    const key = JSON.stringify(one);
    const index = evidenceIndexes.get(key) ?? evidenceIndexes.size;
    evidenceIndexes.set(key, index);
    return index;
  };
  const results = report.results.map(({ policy, resource, state, level, evidence, waiver }) => [
    policies.get(policy),
    resources.get(resource) ?? -1,
    states.indexOf(state),
    level,
    evidence.map(indexOf),
    waiver,
  ]);
  return {
    ...report,
    states,
    results,
    evidence: [...evidenceIndexes.keys()].map((key) => JSON.parse(key)),
  };
}

function html(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
