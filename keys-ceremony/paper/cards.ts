import { type Plan, roleNames, type Seed } from "../plan/schema";
import { html, type Markup } from "./html";

/** Each share is written down twice, on two cards that are kept apart. */
const copies = 2;

/** Words of a SLIP-39 share, by the bits of the entropy. */
const shareWords: Readonly<Record<Seed["bits"], number>> = { 128: 20, 256: 33 };

/** Blank cards for the shares: the words are written by hand, and no printer ever sees one. */
export function shareCards(plan: Plan): Markup {
  const { ceremony, dates, seeds, participants } = plan;
  const cards = Object.entries(seeds).flatMap(([seed, { bits, shares }]) =>
    shares.holders.flatMap((holder) =>
      Array.from({ length: copies }, (_, copy) =>
        card({
          title: `SLIP-39 share of seed ${seed}, ${ceremony}`,
          holder: participants[holder]?.name ?? holder,
          rule: `Any ${shares.threshold} of ${shares.holders.length} shares recover the seed. Card ${copy + 1} of ${copies}.`,
          keys: keysOf(plan, seed),
          day: dates.day,
          words: shareWords[bits],
        }),
      ),
    ),
  );
  return html`<section id="cards"><h2>Cards for the shares</h2>
<p>To be cut apart before the day. Written in pencil, in capitals, by the holder alone; the first four letters of a word
tell it from all others. Nobody photographs a card, and none is ever printed with words on it.</p>
${cards}</section>`;
}

interface Card {
  readonly title: string;
  readonly holder: string;
  readonly rule: string;
  readonly keys: string;
  readonly day: string;
  readonly words: number;
}

function card({ title, holder, rule, keys, day, words }: Card): Markup {
  const lines = Array.from({ length: words }, (_, index) => html`<li>${index + 1}</li>`);
  return html`<div class="card"><strong>${title}</strong><br>Holder: ${holder}. ${rule} ${day}<br>
It is an entropy of BIP-39, and its keys are: ${keys}
<ol class="grid">${lines}</ol>
<span class="blank">Number of the envelope</span><span class="blank">Signature of the holder</span></div>
`;
}

/** Without its path a recovered seed is a guess. */
function keysOf({ roles }: Plan, seed: string): string {
  return roleNames
    .filter((name) => roles[name].seed === seed)
    .map((name) => `${name} ${roles[name].path}`)
    .join(", ");
}
