import { z } from "zod";
import { Refusal } from "../../transcript/refusal";
import { commandOf } from "../script-line";
import type { Step } from "../step";

const evidence = z.strictObject({ what: z.string().min(10), decision: z.string().min(10), decidedBy: z.string() });

/** Anything that was not planned: what it was, what was decided, and by whom. */
export const exception: Step<z.output<typeof evidence>> = {
  name: "exception",
  title: "Exception",
  isIncident: true,
  before: ["Somebody has said stop."],
  isPlanned: () => false,
  lines: () => [
    { speaker: "administrator", does: "Stops the ceremony; nobody touches anything.", blanks: ["Time"] },
    {
      speaker: "witness",
      does: "Writes down what happened and what is decided.",
      blanks: ["What", "Decision", "By whom"],
    },
    { speaker: "operator", does: "Types what the sheet says.", command: commandOf("exception") },
  ],
  otherwise: [],
  evidence,
  async run(_, hands) {
    const what = await hands.ask("what", "What happened?");
    const decision = await hands.ask("decision", "What is decided?");
    return { evidence: { what, decision, decidedBy: await hands.ask("decidedBy", "By which participant?") } };
  },
  apply({ present }, { decidedBy }) {
    if (!present.has(decidedBy)) throw new Refusal("bad-evidence", `${decidedBy} decides without being present`);
    return {};
  },
};
