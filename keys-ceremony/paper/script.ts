import { createHash } from "node:crypto";
import type { Plan } from "../plan/schema";
import type { ScriptedStep } from "../steps/script-line";
import { wordsOf } from "../words";
import { shareCards } from "./cards";
import { html, Markup } from "./html";
import { exceptionSheets, rollCall } from "./sheets";
import { box, type PrintedStep, stepTable } from "./step-table";
import { style } from "./style";

export interface Script {
  readonly plan: Plan;
  /** Hash of the plan, as the transcript's first entry has it. */
  readonly planDigest: string;
  /** In the order of the day. */
  readonly steps: readonly ScriptedStep[];
  /** What may happen at any time. */
  readonly incidents: readonly ScriptedStep[];
  /** SHA-256 of the bundled program, when it is known before the day. */
  readonly programSha256?: string;
}

/** The script of the day as one page that fetches nothing: to be printed, ticked, initialled and scanned. */
export function scriptPage(script: Script): string {
  const { plan } = script;
  const steps = script.steps.map((step, index): PrintedStep => ({ ...step, number: `${index + 1}` }));
  const incidents = script.incidents.map(
    (step, index): PrintedStep => ({ ...step, number: String.fromCharCode(65 + index) }),
  );
  const styleHash = createHash("sha256").update(style).digest("base64");
  return html`${new Markup("<!doctype html>")}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${styleHash}'">
<title>Key ceremony ${plan.ceremony}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${cover(script)}
<main>
${rollCall(plan, steps)}
<section id="script"><h2>The script</h2>
<p>Every line is read aloud, done, ticked and initialled by whoever did it. Nothing is skipped; what does not go as
written goes onto an exception sheet.</p>
<p>Commands are typed on the stick, in the folder with <code>ceremony.mjs</code>, <code>plan.yaml</code> and the folder
<code>ceremony</code>. A step is one command: it asks what it needs, shows what was done with its hash, and then asks
${plan.transcriptThreshold} participants for their signatures. Wallets sign through a bridge on this machine where the command
gets <code>--wallet http://127.0.0.1:&lt;port&gt;</code>, else signatures are pasted. A typing error is asked for again.</p>
<p>Ctrl-C stops a step, and so does a power cut: the same command goes on where it stopped.
<code>node ceremony.mjs status</code> tells what is done and what comes next. Whoever says “stop” is heard: exception
sheet, then step ${exceptionLetter(incidents)}.</p></section>
${steps.map((step) => stepTable(step, plan))}
<section id="incidents"><h2>If it happens</h2>
<p>At any time once the ceremony is open. Each is a step of the same program, and goes into the transcript.</p></section>
${incidents.map((step) => stepTable(step, plan))}
${exceptionSheets(plan)}
${shareCards(plan)}
</main>
</body>
</html>
`.text;
}

/** Of the step that records an exception. */
function exceptionLetter(incidents: readonly PrintedStep[]): string {
  return incidents.find(({ name }) => name === "exception")?.number ?? "";
}

function cover({ plan, planDigest, programSha256 }: Script): Markup {
  const { ceremony, environment, l1ChainId, l2ChainId, dates, practice, transcriptThreshold, participants } = plan;
  return html`<header>${practice ? html`<p class="practice">PRACTICE: every key is worth nothing</p>` : undefined}
<h1>Key ceremony ${ceremony}</h1>
<p>${practice ? html`☒` : box} practice ${practice ? box : html`☒`} production</p>
<table><tbody>
<tr><th scope="row">Environment</th><td>${environment}, chain ${l2ChainId} on chain ${l1ChainId}</td></tr>
<tr><th scope="row">Day</th><td>${dates.day}; standby ${dates.standby}. Proofs are taken until ${dates.notAfter}.</td></tr>
<tr><th scope="row">Signatures</th><td>${transcriptThreshold} of ${Object.keys(participants).length} participants sign
each entry of the transcript.</td></tr>
<tr><th scope="row">Place and time</th><td class="write"></td></tr>
</tbody></table>
${hashInWords("The plan", planDigest)}
${programSha256 === undefined ? unknownProgram : hashInWords("The program", programSha256)}
</header>`;
}

const unknownProgram = html`<h2>The program</h2><p>Its hash is written here, as published, before the day:</p>
<span class="blank">SHA-256</span><span class="blank">First eight words</span>`;

function hashInWords(what: string, hash: string): Markup {
  const words = wordsOf(hash).map((word) => html`<li>${word}</li>`);
  return html`<h2>${what}: hash, to be read aloud and compared</h2><p><code>${hash}</code></p><ol class="words">${words}</ol>`;
}
