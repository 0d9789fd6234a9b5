import { z } from "zod";
import { UserError } from "../../safes/user-error";
import { Refusal } from "../transcript/refusal";
import { commandOf } from "./script-line";
import { secretOf } from "./seed-secrets";
import type { Step } from "./step";

const evidence = z.strictObject({ seeds: z.array(z.string()), attestedBy: z.string() });

/** The end of every secret on the machine. That it was done only people can attest; that nothing needs it any more, the order. */
export const wipe: Step<z.output<typeof evidence>> = {
  name: "wipe",
  title: "Wiping",
  before: ["Every quorum of shares was recovered.", "Every key from a seed has signed."],
  isPlanned: ({ seeds }) => Object.keys(seeds).length > 0,
  lines: () => [
    {
      speaker: "witness",
      does: "Asks every holder whether both cards are sealed; says yes or no to the program's question.",
      command: commandOf("wipe"),
    },
  ],
  afterwards: () => [
    {
      speaker: "operator",
      does: "Takes the stick out, switches the machine off, takes the battery out, and waits a minute.",
    },
    {
      speaker: "witness",
      does: "Puts the machine into a bag and signs over the flap.",
      blanks: ["Number of the bag", "Signature"],
    },
  ],
  otherwise: ["The witness says no: nothing is wiped; mend it, and type the command again."],
  evidence,
  async run({ plan, present }, hands, vault) {
    const witness = [...present].find((id) => plan.participants[id]?.duties.includes("witness")) ?? "";
    const question = `${plan.participants[witness]?.name ?? "Witness"}: has every holder sealed both cards, and may the machine forget the seeds for good?`;
    if (!(await hands.confirm(question))) {
      throw new UserError({
        what: "the witness does not agree: nothing is wiped",
        fix: "mend what is missing, and run the step again; to begin with other seeds there is the step abandon",
      });
    }
    vault.wipe();
    const left = Object.keys(plan.seeds).filter((seed) => vault.get(secretOf(seed)) !== undefined);
    if (left.length > 0) throw new Error(`the vault still holds ${left.join(", ")}`);
    return { evidence: { seeds: Object.keys(plan.seeds), attestedBy: witness } };
  },
  apply({ plan, present }, { seeds, attestedBy }) {
    if (seeds.join() !== Object.keys(plan.seeds).join()) throw new Refusal("bad-evidence", "not every seed is wiped");
    if (!present.has(attestedBy) || !plan.participants[attestedBy]?.duties.includes("witness")) {
      throw new Refusal("bad-evidence", `no witness attests it: ${attestedBy}`);
    }
    return {};
  },
};
