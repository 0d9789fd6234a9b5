import { z } from "zod";
import { Refusal } from "../../transcript/refusal";
import { commandOf } from "../script-line";
import type { Step } from "../step";

const evidence = z.strictObject({ participant: z.string(), reason: z.string().min(3) });

/** Somebody leaves. The others go on while they are enough; this person's signatures count no more. */
export const absence: Step<z.output<typeof evidence>> = {
  name: "absence",
  title: "Absent participant",
  isIncident: true,
  before: ["The person has left the room, or cannot be reached."],
  isPlanned: () => false,
  lines: ({ dates }) => [
    { speaker: "administrator", does: "Calls the others by name; counts.", blanks: ["Time", "How many"] },
    { speaker: "operator", does: "Records who is absent.", command: commandOf("absence") },
    {
      speaker: "administrator",
      does: `If they are too few for the signatures, or a seat stays unproven: ends the day; all come again on ${dates.standby}.`,
    },
  ],
  otherwise: [],
  evidence,
  async run(_, hands) {
    const participant = await hands.ask("participant", "Who is absent?");
    return { evidence: { participant, reason: await hands.ask("reason", "Why?") } };
  },
  apply({ plan, present }, { participant }) {
    if (!present.has(participant)) throw new Refusal("bad-evidence", `${participant} is not present anyway`);
    const left = new Set([...present].filter((id) => id !== participant));
    if (left.size < plan.transcriptThreshold) {
      throw new Refusal(
        "bad-evidence",
        `without ${participant} too few are left: ${left.size}, and ${plan.transcriptThreshold} have to sign`,
        undefined,
        `end the day here, and go on with the same folder on ${plan.dates.standby}`,
      );
    }
    return { present: left };
  },
};
