import { z } from "zod";
import type { Plan } from "../../plan/schema";
import { Refusal } from "../../transcript/refusal";
import { commandOf } from "../script-line";
import { derivedRoles } from "../seed-secrets";
import type { CeremonyState } from "../state";
import type { Step } from "../step";

const evidence = z.strictObject({ seed: z.string(), holder: z.string(), reason: z.string().min(3) });

/** A card is burnt, drowned, stolen or cannot be read. */
export const lostShare: Step<z.output<typeof evidence>> = {
  name: "lost-share",
  title: "Lost share",
  isIncident: true,
  before: ["The holder has looked everywhere, twice."],
  isPlanned: () => false,
  lines: () => [
    {
      speaker: "holder",
      does: "Tells when the share was last seen, and who could have read it.",
      blanks: ["Last seen", "Stolen?"],
    },
    { speaker: "operator", does: "Records it.", command: commandOf("lost-share") },
  ],
  afterwards: () => [
    {
      speaker: "administrator",
      does: "Runs a recovery drill with the other holders within seven days.",
      command: commandOf(
        "drill",
        "--transcript ceremony/transcript.jsonl --seed <seed> --method shares --out drill.json",
      ),
    },
    {
      speaker: "administrator",
      does: "Stolen, or one more would be too many: rotates every key of the seed in a new ceremony. Shares of one splitting cannot be replaced singly.",
    },
  ],
  otherwise: [],
  evidence,
  async run(_, hands) {
    const seed = await hands.ask("seed", "A share of which seed?");
    const holder = await hands.ask("holder", "Whose?");
    return { evidence: { seed, holder, reason: await hands.ask("reason", "What happened?") } };
  },
  apply({ plan, lostShares, revoked }, { seed, holder }) {
    const name = `${seed}/${holder}`;
    if (!plan.seeds[seed]?.shares.holders.includes(holder)) {
      throw new Refusal("bad-evidence", `${holder} has no share of a seed ${seed}`);
    }
    if (lostShares.has(name)) throw new Refusal("bad-evidence", `the share ${name} is lost already`);
    const lost = new Set([...lostShares, name]);
    // What cannot be recovered any more is rotated as if it were known to be lost.
    const doomed = sharesLeft(plan, lost, seed) < (plan.seeds[seed]?.shares.threshold ?? 0);
    const roles = doomed ? derivedRoles(plan).flatMap((role) => (role.seed === seed ? [role.name] : [])) : [];
    return { lostShares: lost, revoked: new Set([...revoked, ...roles]) };
  },
};

export function sharesLeft({ seeds }: Plan, lost: CeremonyState["lostShares"], seed: string): number {
  const holders = seeds[seed]?.shares.holders ?? [];
  return holders.filter((holder) => !lost.has(`${seed}/${holder}`)).length;
}
