import { appendInParts, element, fill, moment, plural, shown } from "./elements.js";

export function drawChanges(report) {
  const { previous } = report;
  if (!previous) return fill("changes", element("p", "There was no earlier report in this folder."));
  const when = moment(previous.createdAt);
  if (previous.changes.length === 0) return fill("changes", element("p", `Nothing since ${when}.`));
  const groups = [
    ["Fails now", ({ now }) => now === "fail"],
    ["Failed before, no longer", ({ before }) => before === "fail"],
    ["Undecided or waived now", ({ now }) => now === "undecided" || now === "waived"],
    ["Undecided or waived before, no longer", ({ before }) => before === "undecided" || before === "waived"],
    ["Judged now and not before", ({ before }) => before === "not-applicable"],
    ["Judged before and no longer", () => true],
  ];
  let rest = previous.changes;
  const parts = groups.flatMap(([title, belongs], index) => {
    const of = rest.filter(belongs);
    rest = rest.filter((change) => !belongs(change));
    if (of.length === 0) return [];
    const list = element("ul");
    appendInParts(list, of, ({ policy, resource, before, now }) => {
      const name = resource.split("::").pop() || "the stack as a whole";
      return element("li", `${policy}: ${name} was ${before}, is ${now}`);
    });
    const details = element(
      "details",
      "",
      index < 3 ? { open: "" } : {},
      element("summary", `${title}: ${of.length}`),
      list,
    );
    return [details];
  });
  return fill("changes", element("p", `Since ${when}:`), ...parts);
}

/** How the controls that have a policy fare in this stack, each by the worst that is found of it. */
function fareOf(report, framework, covered, worstByPolicy) {
  const worst = covered.map((control) => {
    const own = report.policies.filter(({ controls }) => (controls[framework] || []).includes(control));
    const ranks = own.map((policy) => worstByPolicy.get(policy) ?? shown.length);
    return shown[Math.min(...ranks)] ?? "not applicable";
  });
  const states = [...shown, "not applicable"].map((state) => [state, worst.filter((one) => one === state).length]);
  const counted = states.filter(([, number]) => number > 0).map(([state, number]) => `${number} ${state}`);
  return `In this stack, by the worst that is found of each: ${counted.join(", ") || "none"}.`;
}

export function drawCoverage(report) {
  const worstByPolicy = new Map();
  for (const { policy, state } of report.results) {
    const rank = shown.indexOf(state);
    if (rank < (worstByPolicy.get(policy) ?? shown.length)) worstByPolicy.set(policy, rank);
  }
  const parts = report.coverage.map(({ framework, name, version, covered, uncovered, listIsComplete }) => {
    const whole = covered.length + uncovered.length;
    const share = listIsComplete ? `${covered.length} of ${whole} controls` : plural(covered.length, "control");
    const details = element("details", "", {}, element("summary", `${name} ${version}: ${share} with a policy`));
    if (!listIsComplete) {
      const text =
        "The framework's full list is not carried here, so this is no share of it: only controls that policies name.";
      details.append(element("p", text));
    }
    details.append(element("p", fareOf(report, framework, covered, worstByPolicy)));
    details.append(element("p", `With a policy: ${covered.join(", ") || "none"}`));
    const list = element("ul");
    list.append(...uncovered.map(({ control, why }) => element("li", `${control}: ${why}`)));
    if (uncovered.length > 0) details.append(element("p", "Without:"), list);
    return details;
  });
  fill("coverage", ...parts);
}
