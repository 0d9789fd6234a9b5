import { appendInParts, element, fill, plural, severities, shown, signs } from "./elements.js";

function daysLeft(waiver, report) {
  const days = Math.round((Date.parse(waiver.expires) - Date.parse(report.createdAt.slice(0, 10))) / 86_400_000);
  return plural(Math.max(days, 0), "day");
}

/** One result: its state, the resource with the line that made it, and the evidence. */
function resultElement(report, result) {
  const { state, level, resource, waiver } = result;
  const evidence = result.evidence.map((index) => report.evidence[index]);
  const item = element("li", "", { class: "result" });
  const until = waiver ? ` until ${waiver.expires}` : "";
  item.append(element("strong", `${signs[state]} ${state}${until}`, { class: `state ${state}` }));
  item.append(` ${resource ? `${resource.name} ` : "the stack as a whole"}`);
  if (resource) item.append(element("code", resource.type));
  if (level === "advisory") item.append(", advisory: stops no update");
  if (resource?.source) item.append(element("div", `made at ${resource.source.file}:${resource.source.line}`));
  for (const { found, expected } of evidence) {
    item.append(element("div", `${state === "pass" ? "read" : "found"}: ${found}`));
    if (expected) item.append(element("div", `expected: ${expected}`));
  }
  if (evidence.length === 0) item.append(element("div", "found: nothing against it"));
  if (waiver) {
    const text = `${waiver.reason} (${waiver.ticket}, approved by ${waiver.approver}, ${daysLeft(waiver, report)} left)`;
    item.append(element("div", text));
  }
  return item;
}

/** What a policy says of itself. */
function policyElements(report, policy) {
  const names = new Map(report.coverage.map(({ framework, name, version }) => [framework, `${name} ${version}`]));
  const controls = Object.entries(policy.controls).filter(([, ids]) => ids.length > 0);
  return [
    element("p", `${policy.title}. Severity ${policy.severity}, ${policy.level}.`),
    element("p", `Why: ${policy.rationale}.`),
    element("p", `Remedy: ${policy.remedy}.`),
    ...controls.map(([framework, ids]) => element("p", `${names.get(framework)}: ${ids.join(", ")}`)),
  ];
}

const needing = [
  ["Violations that stop the next update", "fail", "mandatory"],
  ["Violations that are advice", "fail", "advisory"],
  ["Undecided: neither a pass nor a violation yet", "undecided"],
  ["Waived: violations that somebody answers for", "waived"],
];

/** What somebody has to do something about, the worst first. */
export function drawFindings(report, results) {
  const ranks = new Map(report.policies.map((policy) => [policy, severities.indexOf(policy.severity)]));
  const sections = needing.flatMap(([title, state, level]) => {
    const of = results.filter((result) => result.state === state && (!level || result.level === level));
    if (of.length === 0) return [];
    const details = element("details", "", { open: "" }, element("summary", `${title}: ${of.length}`));
    const list = element("ul");
    appendInParts(
      list,
      of.sort((a, b) => ranks.get(a.policy) - ranks.get(b.policy)),
      (result) => {
        const item = resultElement(report, result);
        const heading = element("div", "", {}, element("b", result.policy.id));
        heading.append(`, ${result.policy.severity}: ${result.policy.title}`);
        item.prepend(heading);
        if (state === "fail") item.append(element("div", `remedy: ${result.policy.remedy}`));
        return item;
      },
    );
    details.append(list);
    return [details];
  });
  fill("findings", ...(sections.length > 0 ? sections : [element("p", "Nothing among what the filters show.")]));
}

export function showEvidence(report, title, policies, results) {
  const parts = policies.flatMap((policy) => {
    const own = results.filter((result) => result.policy === policy);
    if (own.length === 0) return [];
    const list = element("ul");
    const order = ({ state }) => shown.indexOf(state);
    appendInParts(
      list,
      own.sort((a, b) => order(a) - order(b)),
      (result) => resultElement(report, result),
    );
    return [element("h3", policy.id), ...policyElements(report, policy), list];
  });
  document.getElementById("evidence-title").textContent = title;
  fill("evidence-body", ...parts);
  document.getElementById("evidence").showModal();
}
