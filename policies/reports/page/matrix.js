import { countStates, element, fill, shown, signs } from "./elements.js";
import { showEvidence } from "./findings.js";

/** Rows are policies; with a framework chosen they are its controls, those that no policy implements included. */
function rowsOf(report, policies, framework) {
  const list = report.coverage.find((one) => one.framework === framework);
  if (!list) {
    return policies.map((policy) => ({
      name: policy.id,
      says: `${policy.title} (${policy.severity})`,
      policies: [policy],
    }));
  }
  const covered = list.covered.map((control) => {
    const own = policies.filter(({ controls }) => (controls[framework] || []).includes(control));
    return { name: control, says: own.map(({ id }) => id).join(", "), policies: own };
  });
  const uncovered = list.uncovered.map(({ control, why }) => ({ name: control, says: "", policies: [], why }));
  const rows = [...covered.filter((row) => row.policies.length > 0), ...uncovered];
  return rows.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}

/** Columns are components; with one chosen they are its resources. */
function columnsOf(report, component) {
  if (component === "") return report.components.map((name) => ({ name, key: name }));
  const resources = report.resources.filter((resource) => resource.component === component);
  const shared = sharedBeginning(resources.map(({ name }) => name));
  const columns = resources.map((resource) => ({
    name: resource.name.slice(shared.length) || resource.name,
    key: resource,
  }));
  return [{ name: "the stack as a whole", key: undefined }, ...columns];
}

/** `jeju-mainnet-database-` of names that all begin so: it would hide what tells them apart. */
function sharedBeginning(names) {
  const [first = "", ...others] = names;
  let length = others.length > 0 ? first.lastIndexOf("-") + 1 : 0;
  while (length > 0 && !others.every((name) => name.startsWith(first.slice(0, length)))) {
    length = first.lastIndexOf("-", length - 2) + 1;
  }
  return first.slice(0, length);
}

function groupBy(results, keyOf) {
  const groups = new Map();
  for (const result of results) {
    const key = keyOf(result);
    const group = groups.get(key);
    if (group) group.push(result);
    else groups.set(key, [result]);
  }
  return groups;
}

/** Those with a violation first, then the undecided ones and so on; what has no result comes last. */
function sortByWorst(list, resultsOf) {
  const ranks = new Map(
    list.map((one) => {
      const [worst] = countStates(resultsOf(one));
      return [one, worst ? shown.indexOf(worst[0]) : shown.length];
    }),
  );
  list.sort((a, b) => ranks.get(a) - ranks.get(b));
}

function cellOf(report, row, column, results) {
  if (results.length === 0) return element("td", "–", { class: "none" });
  const counts = countStates(results);
  const words = counts.map(([state, number]) => `${number} ${state}`).join(", ");
  const text = counts.map(([state, number]) => `${signs[state]}${number}`).join(" ");
  const label = `${row.name}, ${column.name}: ${words}`;
  const button = element("button", text, { class: counts[0][0], type: "button", title: label, "aria-label": label });
  button.addEventListener("click", () => showEvidence(report, `${row.name}, ${column.name}`, row.policies, results));
  return element("td", "", {}, button);
}

export function drawMatrix(report, policies, results, { framework, component, state }) {
  const byPolicy = groupBy(results, ({ policy }) => policy);
  const rows = rowsOf(report, policies, framework)
    .map((row) => ({ ...row, results: row.policies.flatMap((policy) => byPolicy.get(policy) ?? []) }))
    .filter((row) =>
      state === "not-applicable" ? !row.why && row.results.length === 0 : !state || row.results.length > 0,
    );
  const keyOf = component ? ({ resource }) => resource : (result) => result.component;
  const byColumn = groupBy(results, keyOf);
  const columns = columnsOf(report, component).filter(({ key }) => byColumn.has(key));
  // A framework keeps the order of its controls, in which an auditor looks for them.
  if (!framework) sortByWorst(rows, (row) => row.results);
  if (component) sortByWorst(columns, ({ key }) => byColumn.get(key));
  const head = element("tr", "", {}, element("th", framework ? "Control" : "Policy", { scope: "col" }));
  head.append(
    ...columns.map(({ name }) =>
      element("th", "", { scope: "col", class: "column", title: name }, element("span", name)),
    ),
  );
  const body = rows.map((row) => {
    const title = element("th", row.name, { scope: "row" }, element("small", row.says));
    const line = element("tr", "", {}, title);
    if (row.why)
      line.append(element("td", `no policy: ${row.why}`, { colspan: Math.max(columns.length, 1), class: "none" }));
    else {
      const cells = groupBy(row.results, keyOf);
      line.append(...columns.map((column) => cellOf(report, row, column, cells.get(column.key) ?? [])));
    }
    return line;
  });
  fill("matrix", element("thead", "", {}, head), element("tbody", "", {}, ...body));
  const what = report.coverage.find((one) => one.framework === framework);
  const rowWords = what ? `Controls of ${what.name} ${what.version}` : "Policies";
  document.getElementById("matrix-title").textContent =
    `${rowWords} by ${component ? `resources of ${component}` : "component"}`;
}
