const data = JSON.parse(document.getElementById("data").textContent);
const { policies, resources, results, states } = data;
const componentOf = (index) => (index < 0 ? "stack" : resources[index].component);
const components = [...new Set(["stack", ...resources.map(({ component }) => component)])].sort();
const byCell = new Map();
for (const result of results) {
  const key = `${result[0]}|${componentOf(result[1])}`;
  if (!byCell.has(key)) byCell.set(key, []);
  byCell.get(key).push(result);
}
/** States from the worst on, as they are shown. */
const shown = ["fail", "undecided", "waived", "pass"];
const stateNames = { fail: "fail", undecided: "undecided", waived: "waived", pass: "pass" };
const shownAtOnce = 200;

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function count(list) {
  return shown.map((state) => [state, list.filter((result) => states[result[2]] === state).length]);
}

function words(list) {
  return count(list)
    .filter(([, number]) => number > 0)
    .map(([state, number]) => `${number} ${stateNames[state]}`)
    .join(", ");
}

const filters = {};
function addFilter(name, options) {
  const label = element("label", `${name} `);
  const select = element("select", undefined, { name: name.toLowerCase() });
  select.append(element("option", "all", { value: "" }), ...options.map((option) => element("option", option)));
  select.addEventListener("change", draw);
  label.append(select);
  document.getElementById("filters").append(label);
  filters[name] = select;
}

function draw() {
  const [framework, severity, component, environment, state] = [
    "Framework",
    "Severity",
    "Component",
    "Environment",
    "State",
  ].map((name) => filters[name].value);
  const columns = components.filter((name) => component === "" || name === component);
  const head = element("tr");
  for (const name of ["Policy", "Severity", "Level", ...columns]) head.append(element("th", name, { scope: "col" }));
  const thead = element("thead");
  thead.append(head);
  const body = element("tbody");
  policies.forEach((policy, index) => {
    if (framework !== "" && !(policy.controls[framework] || []).length) return;
    if (severity !== "" && policy.severity !== severity) return;
    if (environment !== "" && data.environment !== environment) return;
    const cells = columns.map((name) =>
      (byCell.get(`${index}|${name}`) || []).filter((result) => state === "" || states[result[2]] === state),
    );
    if (state !== "" && state !== "not-applicable" && cells.every((list) => list.length === 0)) return;
    if (state === "not-applicable" && results.some((result) => result[0] === index)) return;
    const row = element("tr");
    const title = element("th", policy.id, { scope: "row", title: policy.title });
    row.append(title, element("td", policy.severity), element("td", policy.level));
    cells.forEach((list, column) => {
      const cell = element("td");
      if (list.length === 0) cell.textContent = "–";
      else {
        const worst = count(list).find(([, number]) => number > 0)[0];
        const button = element("button", words(list), { class: worst, type: "button" });
        button.dataset.policy = index;
        button.dataset.component = columns[column];
        cell.append(button);
      }
      row.append(cell);
    });
    body.append(row);
  });
  document.getElementById("matrix").replaceChildren(thead, body);
}

function show(index, component) {
  const policy = policies[index];
  const list = byCell.get(`${index}|${component}`) || [];
  const order = [...list].sort((a, b) => shown.indexOf(states[a[2]]) - shown.indexOf(states[b[2]]));
  const body = element("div");
  const controls = Object.entries(policy.controls).map(([name, ids]) => `${name} ${ids.join(", ")}`);
  for (const text of [policy.title, `Why: ${policy.rationale}`, `Remedy: ${policy.remedy}`, controls.join("; ")]) {
    if (text) body.append(element("p", text));
  }
  const items = element("ul");
  const append = (from) => {
    for (const [, resource, state, level, evidence, waiver] of order.slice(from, from + shownAtOnce)) {
      const { name = data.stack, type = "the stack as a whole", source } = resources[resource] || {};
      const item = element("li");
      const until = waiver ? ` until ${waiver.expires}` : "";
      item.append(
        element("strong", `${states[state]}${until}`, { class: states[state] }),
        ` ${name} (${type}, ${level})`,
      );
      if (source) item.append(element("div", `${source.file}:${source.line}`));
      for (const text of evidence) item.append(element("div", text));
      if (waiver) item.append(element("div", `${waiver.reason} (${waiver.ticket}, approved by ${waiver.approver})`));
      items.append(item);
    }
    if (from + shownAtOnce >= order.length) return;
    const more = element("button", `Show ${order.length - from - shownAtOnce} more`, { type: "button" });
    more.addEventListener("click", () => {
      more.remove();
      append(from + shownAtOnce);
    });
    body.append(more);
  };
  body.append(items);
  append(0);
  document.getElementById("evidence-title").textContent = `${policy.id}, ${component}`;
  document.getElementById("evidence-body").replaceChildren(body);
  document.getElementById("evidence").showModal();
}

document.getElementById("matrix").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) show(Number(button.dataset.policy), button.dataset.component);
});

const waivers = data.waiversIgnored ? "no waiver applied" : "waivers applied";
document.getElementById("summary").textContent =
  `${data.environment}, judged on its ${data.judged} at ${data.createdAt}, ${waivers}: ${words(results) || "nothing judged"}.`;

const changes = document.getElementById("changes");
if (!data.previous) changes.append(element("p", "There was no earlier report in this folder."));
else if (data.previous.changes.length === 0) changes.append(element("p", `Nothing since ${data.previous.createdAt}.`));
else {
  const list = element("ul");
  for (const { policy, resource, before, now } of data.previous.changes.slice(0, shownAtOnce)) {
    list.append(element("li", `${policy}: ${resource.split("::").pop() || data.stack} was ${before}, is ${now}`));
  }
  changes.append(element("p", `${data.previous.changes.length} since ${data.previous.createdAt}:`), list);
}

for (const { name, version, covered, uncovered, listIsComplete } of data.coverage) {
  const details = element("details");
  const ofAll = listIsComplete ? ` of ${covered.length + uncovered.length}` : "";
  details.append(element("summary", `${name} ${version}: ${covered.length}${ofAll} controls have a policy`));
  if (!listIsComplete) {
    details.append(element("p", "The framework's full list is not carried here; only what policies name is counted."));
  }
  details.append(element("p", `Covered: ${covered.join(", ") || "none"}`));
  const list = element("ul");
  for (const { control, why } of uncovered) list.append(element("li", `${control}: ${why}`));
  details.append(list);
  document.getElementById("coverage").append(details);
}

addFilter(
  "Framework",
  data.coverage.map(({ framework }) => framework),
);
addFilter("Severity", ["critical", "high", "medium", "low"]);
addFilter("Component", components);
addFilter("Environment", [data.environment]);
addFilter("State", states);
draw();
document.body.dataset.ready = "yes";
