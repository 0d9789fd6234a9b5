import { type Report, type Result, resultsByPolicy } from "./model";
import { textOf } from "./sarif";

/** One suite for each policy, one case for each resource: waived is skipped, undecided an error. */
export function toJUnit(report: Report): string {
  const byPolicy = resultsByPolicy(report.results);
  const suites = report.policies.map(({ id, title }) => {
    const results = byPolicy.get(id) ?? [];
    const count = (state: Result["state"]) => results.filter((result) => result.state === state).length;
    const counts = `tests="${results.length}" failures="${count("fail")}" errors="${count("undecided")}" skipped="${count("waived")}"`;
    const cases = results.map((result) => {
      const inner = outcomeOf(result);
      return `    <testcase classname="${xml(id)}" name="${xml(result.resource || report.stack)}">${inner}</testcase>`;
    });
    return [`  <testsuite name="${xml(`${id}: ${title}`)}" ${counts}>`, ...cases, "  </testsuite>"].join("\n");
  });
  return ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", ...suites, "</testsuites>", ""].join("\n");
}

function outcomeOf(result: Result): string {
  const text = xml(textOf(result));
  if (result.state === "fail") return `<failure type="${result.level}" message="${text}"/>`;
  if (result.state === "undecided") return `<error type="undecided" message="${text}"/>`;
  if (!result.waiver) return "";
  const { reason, expires, approver, ticket } = result.waiver;
  return `<skipped message="${xml(`waived until ${expires} by ${approver} (${ticket}): ${reason}`)}"/>`;
}

/** Also leaves out the control characters that XML 1.0 cannot hold at all. */
function xml(text: string): string {
  const escapes: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\n": "&#10;",
  };
  return text.replace(/(?![\t\n\r])\p{Cc}/gu, "").replace(/[&<>"\n]/g, (character) => escapes[character] ?? "");
}
