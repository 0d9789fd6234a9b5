import { countStates, element, fill, moment, plural, severities, signs } from "./elements.js";
import { drawFindings } from "./findings.js";
import { drawChanges, drawCoverage } from "./history.js";
import { drawMatrix } from "./matrix.js";

const reports = JSON.parse(document.getElementById("data").textContent).map((report) => {
  const { policies, resources, states } = report;
  const results = report.results.map(([policy, resource, state, level, evidence, waiver]) => ({
    policy: policies[policy],
    resource: resources[resource],
    component: resources[resource]?.component ?? "stack",
    state: states[state],
    level,
    // Looked up when it is shown; most of it never is.
    evidence,
    waiver,
  }));
  const components = [...new Set(["stack", ...resources.map(({ component }) => component)])].sort();
  return { ...report, results, components };
});

const filters = {};

function addFilter(name, options) {
  const select = element("select", "", { name });
  select.append(...options.map(([value, text]) => element("option", text, { value })));
  select.addEventListener("change", () => draw(name === "environment"));
  const title = `${name[0].toUpperCase()}${name.slice(1)} `;
  document.getElementById("filters").append(element("label", title, {}, select));
  filters[name] = select;
}

/** The choices of a filter follow the report that is shown. */
function offer(name, options) {
  const all = element("option", "all", { value: "" });
  filters[name].replaceChildren(all, ...options.map(([value, text]) => element("option", text, { value })));
}

function drawSummary({ stack, environment, judged, createdAt, waiversIgnored, results, policies }) {
  const stops = results.filter(({ state, level }) => state === "fail" && level === "mandatory").length;
  const says = stops > 0 ? `${plural(stops, "violation")} of mandatory policies: the next update is stopped.` : "";
  const how = { state: "its exported state", preview: "what its next update plans", live: "the live stack" }[judged];
  fill(
    "summary",
    element("p", says || "No mandatory policy is violated.", { class: stops > 0 ? "verdict fail" : "verdict pass" }),
    element(
      "p",
      `${stack}, by the levels of ${environment}; judged by ${how} on ${moment(createdAt)}; ${
        waiversIgnored ? "waivers ignored" : "waivers heeded"
      }.`,
    ),
  );
  const idle = policies.length - new Set(results.map(({ policy }) => policy)).size;
  const counts = countStates(results).map(([state, number]) =>
    element("li", `${signs[state]} ${number} ${state}`, { class: `state ${state}` }),
  );
  const silent = element("li", `– ${idle} ${idle === 1 ? "policy" : "policies"} not applicable to this stack`);
  fill("counts", ...counts, silent);
}

function draw(isOtherReport = false) {
  const report = reports[Number(filters.environment.value)];
  if (isOtherReport) {
    offer(
      "framework",
      report.coverage.map(({ framework, name }) => [framework, name]),
    );
    offer(
      "component",
      report.components.map((name) => [name, name]),
    );
    drawSummary(report);
    drawChanges(report);
    drawCoverage(report);
  }
  const [framework, severity, component, state] = ["framework", "severity", "component", "state"].map(
    (name) => filters[name].value,
  );
  const policies = report.policies.filter(
    (policy) =>
      (!framework || (policy.controls[framework] || []).length > 0) && (!severity || policy.severity === severity),
  );
  const chosen = new Set(policies);
  const results = report.results.filter(
    (result) =>
      chosen.has(result.policy) && (!component || result.component === component) && (!state || result.state === state),
  );
  drawFindings(report, results);
  drawMatrix(report, policies, results, { framework, component, state });
}

addFilter(
  "environment",
  reports.map(({ stack, environment }, index) => [index, stack === environment ? stack : `${stack} (${environment})`]),
);
addFilter("framework", []);
addFilter("severity", [["", "all"], ...severities.map((name) => [name, name])]);
addFilter("component", []);
addFilter("state", [["", "all"], ...reports[0].states.map((name) => [name, name])]);
draw(true);
document.body.dataset.ready = "yes";
