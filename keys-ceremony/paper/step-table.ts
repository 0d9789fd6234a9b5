import type { Plan } from "../plan/schema";
import type { ScriptedStep, ScriptLine } from "../steps/script-line";
import { html, Markup } from "./html";

/** A step with its number in the script: 1, 2, ... or A, B, ... for what hopefully does not happen. */
export interface PrintedStep extends ScriptedStep {
  readonly number: string;
}

export const box = new Markup('<span class="box"></span>');

/** A step as a table: one line, one box to tick, one place for initials. */
export function stepTable(step: PrintedStep, plan: Plan): Markup {
  const before = step.before.map((condition) => html`<li>${box} ${condition}</li>`);
  const lines = step.lines.map((line, index) => lineRow(line, `${step.number}.${index + 1}`, plan));
  return html`<section class="follows" id="step-${step.name}"><h2>${step.number}. ${step.title}</h2>
${before.length > 0 ? html`<p>Before it begins:</p><ul class="boxes">${before}</ul>` : undefined}
${step.otherwise.length > 0 ? html`<p>If it goes otherwise:</p><ul>${step.otherwise.map((each) => html`<li>${each}</li>`)}</ul>` : undefined}
<table><thead><tr><th class="number">Line</th><th class="speaker">Who</th><th>What</th><th class="tick">Done</th>
<th class="initials">Initials</th></tr></thead><tbody>${lines}</tbody></table>
<span class="blank">Time at the end of this step</span></section>
`;
}

function lineRow({ speaker, does, says, command, blanks = [] }: ScriptLine, number: string, plan: Plan): Markup {
  return html`<tr><td class="number">${number}</td><td class="speaker">${speakerName(speaker, plan)}</td>
<td>${does}${says === undefined ? undefined : html`<p class="says">“${says}”</p>`}${
    command === undefined ? undefined : html`<br><code>${command}</code>`
  }${blanks.map((blank) => html`<span class="blank">${blank}</span>`)}</td>
<td class="tick">${box}</td><td class="initials"></td></tr>
`;
}

/** A person of the plan by name, a duty by its word. */
function speakerName(speaker: string, { participants }: Plan): string {
  return participants[speaker]?.name ?? `${speaker.charAt(0).toUpperCase()}${speaker.slice(1)}`;
}
