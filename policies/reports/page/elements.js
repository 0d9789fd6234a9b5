/** States from the worst on, as they are shown, each with its sign. */
export const signs = { fail: "✗", undecided: "?", waived: "~", pass: "✓" };
export const shown = Object.keys(signs);
export const severities = ["critical", "high", "medium", "low"];
const shownAtOnce = 200;

export function element(name, text, attributes = {}, ...children) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function fill(id, ...children) {
  document.getElementById(id).replaceChildren(...children);
}

export function plural(count, one, several = `${one}s`) {
  return `${count} ${count === 1 ? one : several}`;
}

/** `2026-11-24 20:43 UTC` */
export function moment(iso) {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}

/** How many results are in each state that there is, from the worst on. */
export function countStates(results) {
  const counts = new Map(shown.map((state) => [state, 0]));
  for (const { state } of results) counts.set(state, counts.get(state) + 1);
  return [...counts].filter(([, number]) => number > 0);
}

/** The first ones, and a button that shows as many more. */
export function appendInParts(parent, items, toElement) {
  const rest = items.slice(shownAtOnce);
  parent.append(...items.slice(0, shownAtOnce).map(toElement));
  if (rest.length === 0) return;
  const more = element("button", `Show ${Math.min(rest.length, shownAtOnce)} of ${rest.length} more`, {
    type: "button",
  });
  more.addEventListener("click", () => {
    more.remove();
    appendInParts(parent, rest, toElement);
  });
  parent.append(more);
}
