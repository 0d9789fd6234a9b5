import type { Participant, Plan } from "../plan/schema";
import { html, type Markup } from "./html";
import { box, type PrintedStep } from "./step-table";

const exceptionSheetCount = 4;

/** What is filled in when something is not as it should be: anyone may call for one. */
export function exceptionSheets({ ceremony }: Plan): Markup {
  return html`${Array.from(
    { length: exceptionSheetCount },
    (_, index) => html`<section class="exception"><h2>Exception ${index + 1}: ${ceremony}</h2>
<p>The ceremony stands still until this sheet is filled in and signed. It goes into the transcript as the step
<code>exception</code>.</p>
<table><tbody>
<tr><th scope="row">Time, and line of the script</th><td class="write"></td></tr>
<tr><th scope="row">What was expected</th><td class="write"></td></tr>
<tr><th scope="row">What happened</th><td class="write"></td></tr>
<tr><th scope="row">Could anyone have seen or changed a secret?</th><td>${box} no ${box} yes: the seeds are abandoned and
made again<span class="blank">Because</span></td></tr>
<tr><th scope="row">Decision</th><td>${box} go on ${box} repeat from line ____ ${box} end the day, standby day
<span class="blank">Because</span></td></tr>
<tr><th scope="row">Signed by administrator and all witnesses</th><td class="write"></td></tr>
</tbody></table></section>`,
  )}`;
}

/** Everybody, with their duties, where they come from and which lines are theirs. */
export function rollCall({ participants, sites }: Plan, steps: readonly PrintedStep[]): Markup {
  const rows = Object.entries(participants).map(
    ([id, person]) => html`<tr><th scope="row">${person.name}</th><td>${person.organisation}</td>
<td>${person.duties.join(", ")}</td><td>${sites[person.site]?.place}</td><td>${linesOf(id, person, steps)}</td>
<td class="initials"></td></tr>`,
  );
  return html`<section id="people"><h2>Who is there</h2>
<table><thead><tr><th>Name</th><th>Organisation</th><th>Duties</th><th>Site</th><th>Lines</th><th>Initials</th></tr></thead>
<tbody>${rows}</tbody></table></section>`;
}

function linesOf(id: string, { duties }: Participant, steps: readonly PrintedStep[]): string {
  const mine = new Set<string>([id, ...duties]);
  return steps
    .flatMap(({ number, lines }) =>
      lines.flatMap(({ speaker }, index) => (mine.has(speaker) ? [`${number}.${index + 1}`] : [])),
    )
    .join(", ");
}
