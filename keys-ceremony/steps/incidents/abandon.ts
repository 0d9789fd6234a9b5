import { z } from "zod";
import { Refusal } from "../../transcript/refusal";
import { backup } from "../backup";
import { derivation } from "../derivation";
import { entropy } from "../entropy";
import { recovery } from "../recovery";
import { commandOf } from "../script-line";
import { sealing } from "../sealing";
import { seedProofs } from "../seed-proofs";
import { derivedRoles } from "../seed-secrets";
import type { Step } from "../step";
import { wipe } from "../wipe";
import { wrapping } from "../wrapping";

const evidence = z.strictObject({ reason: z.string().min(10) });

const undone = [entropy, derivation, backup, recovery, seedProofs, sealing, wrapping].map(({ name }) => name);

/** Seeds that were lost on the way, as by a power cut, are made anew; what was handed out of them is destroyed. */
export const abandon: Step<z.output<typeof evidence>> = {
  name: "abandon",
  title: "Abandoned seeds",
  isIncident: true,
  before: ["The machine has lost the seeds before they were wiped, or nobody trusts them any more."],
  isPlanned: () => false,
  lines: () => [
    {
      speaker: "holder",
      does: "Every holder gives back every card; they are burnt before all eyes.",
      blanks: ["Number of cards"],
    },
    { speaker: "operator", does: "Records why, and begins the seeds anew.", command: commandOf("abandon") },
  ],
  afterwards: () => [{ speaker: "operator", does: "Goes on with the step entropy.", command: commandOf("entropy") }],
  otherwise: [],
  evidence,
  async run(_, hands, vault) {
    vault.wipe();
    return { evidence: { reason: await hands.ask("reason", "Why are the seeds abandoned?") } };
  },
  apply({ plan, done, accounts, proven }) {
    if (!done.has(entropy.name) || done.has(wipe.name)) {
      throw new Refusal("wrong-order", "there are no seeds to abandon", undefined, "a key that is in use is rotated");
    }
    const isGone = (name: string) => derivedRoles(plan).some((role) => role.name === name);
    return {
      done: new Set([...done].filter((name) => !undone.includes(name))),
      accounts: new Map([...accounts].filter(([name]) => !isGone(name))),
      proven: new Set([...proven].filter((name) => !isGone(name))),
    };
  },
};
